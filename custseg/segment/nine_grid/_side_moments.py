"""How do two groups of clients differ, look by look, when there are a million of them? Sums first, then the intervals.

`raw_sums`, `moments_of`, `without_own` and `gaps_between`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from ...resample._two_means import ends_of_difference
from ...resample.influence import EQUAL

Floats = NDArray[np.float64]
#: Clients on either side below which a gap has no interval worth printing.
FEWEST = 8
COLUMNS = ("gap", "low", "high", "effect", "p_adjusted")


class Moments(NamedTuple):
    """Of groups by looks: how many have the look, its mean, the sums of squares and of cubes of what deviates."""

    n: Floats
    mean: Floats
    squares: Floats
    cubes: Floats


def raw_sums(values: Floats, codes: NDArray[np.intp], groups: int) -> Floats:
    """Give for each group and look the count and the sums of the values, their squares and their cubes.

    Parameters
    ----------
    values : ndarray of shape (n_clients, n_looks)
        Missing values are left out.
    codes : ndarray of shape (n_clients,)
        The group of each; below 0 for none.
    groups : int
        How many there are.

    Returns
    -------
    ndarray of shape (4, n_groups, n_looks)
        Sums of the powers 0 to 3.
    """
    sums = np.zeros((4, groups, values.shape[1]))
    for look in range(values.shape[1]):
        known = np.isfinite(values[:, look]) & (codes >= 0)
        inside, of = values[known, look], codes[known]
        power = np.ones_like(inside)
        for order in range(4):
            sums[order, :, look] = np.bincount(of, power, groups)
            power = power * inside
    return sums


def moments_of(sums: Floats, shift: Floats) -> Moments:
    """Turn sums of powers into moments about each mean.

    Parameters
    ----------
    sums : ndarray of shape (4, n_groups, n_looks)
        From `raw_sums`, of values less a shift.
    shift : ndarray of shape (n_looks,)
        What was taken off each look.

    Returns
    -------
    Moments
        Means are missing where nobody has the look.
    """
    n, first, second, third = sums
    some = np.where(n > 0, n, np.nan)
    mean = first / some
    squares = second - first * mean
    squares = np.where(squares > EQUAL * second, squares, 0.0)  # the rest is rounding
    cubes = third - 3 * mean * second + 2 * mean**2 * first
    return Moments(n, mean + shift, squares, cubes)


def without_own(sums: Floats) -> Floats:
    """Give, along the second axis, the sums over all others: added up from both ends, so that no digits are lost.

    Parameters
    ----------
    sums : ndarray of shape (4, n_groups, n_looks)
        From `raw_sums`.

    Returns
    -------
    ndarray
        The same shape.
    """
    before, after = np.zeros_like(sums), np.zeros_like(sums)
    before[:, 1:] = np.cumsum(sums[:, :-1], axis=1)
    after[:, :-1] = np.cumsum(sums[:, :0:-1], axis=1)[:, ::-1]
    others: Floats = before + after
    return others


def gaps_between(here: Moments, there: Moments, level: float) -> pd.DataFrame:
    """Give the gap of each group and look, its interval as that of `group_difference` of numbers, and Hedges' g.

    Parameters
    ----------
    here, there : Moments of shape (n_groups, n_looks)
        Both sides; the gap is there less here.
    level : float
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        A row per group and look, looks running fastest; counts, means and `COLUMNS`; the chance of such a gap without
        any, by Welch's test, is not yet adjusted for the number of rows. All but the gap is missing with fewer than 8
        clients on a side, or a side on which all are equal.
    """
    gap = there.mean - here.mean
    n, m = np.maximum(here.n, 2), np.maximum(there.n, 2)
    lone = np.stack([here.squares / n**2 / (1 - 1 / n), there.squares / m**2 / (1 - 1 / m)])
    whole = lone.sum(axis=0)
    spread = np.where(whole > 0, whole, np.nan)
    freedom = spread**2 / (lone[0] ** 2 / (n - 1) + lone[1] ** 2 / (m - 1))
    sides = np.stack([m, n])
    ends = ends_of_difference(
        np.nan_to_num(gap),
        sides,
        np.stack([there.squares, here.squares]) / sides**2,
        np.stack([there.cubes, here.cubes]) / sides**3,
        level=level,
    )
    pooled = np.sqrt((here.squares + there.squares) / (n + m - 2))
    effect = gap / np.where(pooled > 0, pooled, np.nan) * (1 - 3 / (4 * (n + m - 2) - 1))
    chance = 2 * student.sf(np.abs(gap) / np.sqrt(spread), freedom)
    silent = (np.minimum(here.n, there.n) < FEWEST) | (np.minimum(here.squares, there.squares) == 0)
    said = (np.where(silent.ravel(), np.nan, one.ravel()) for one in (ends[0], ends[1], effect, chance))
    numbers = {
        "n_here": here.n.ravel().astype("int64"), "n_there": there.n.ravel().astype("int64"),
        "here": here.mean.ravel(), "there": there.mean.ravel(),
    }  # fmt: skip
    return pd.DataFrame(numbers | dict(zip(COLUMNS, (gap.ravel(), *said), strict=True)))
