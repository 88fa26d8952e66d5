"""Along which directions are customers looked at for a valley?

`plain_and_logged` gives the columns and the logarithms of the skewed ones, `principal_directions` those in which
customers spread most; each is a `Direction`. `logarithm_names` says what the logarithms of a column are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import skew

from .humps import SMALLEST
from .shared_values import shared_values, spread_ties
from .shares_of_counts import spread_columns

_AXES = 0.9  # portion of the level for the columns; the rest is for the principal directions
_FIRST = SMALLEST // 2  # customer from whom a logarithm is counted: those before are too few for a hump


@dataclass(frozen=True)
class Direction:
    """One direction, and who is asked in it.

    Parameters
    ----------
    name : str
        A column, its logarithm, that of its mirror image, or a principal direction.
    values : ndarray of shape (n,)
        Where customers stand along it, ties spread among those who are asked.
    asked : ndarray of bool of shape (n,)
        Those who do not share one value with many.
    across : ndarray of shape (n, q)
        What could lead across a valley.
    factor : float
        By which its chance counts.
    columns : ndarray of shape (n, p), optional
        The columns of which it is a mixture.
    whole : ndarray of shape (n,), optional
        Everybody, ties spread, where who shares one value may leave a hole.
    even : ndarray of shape (m,), optional
        The column of those who are asked, ties spread, where `values` are its logarithm.
    place : int, optional
        Which column it is; none for a mixture.
    column : ndarray of shape (n,), optional
        That column of everybody, ties as they are; none where they are shares of a count, whose steps are known.

    Examples
    --------
    >>> Direction("spend", np.arange(3.0), np.ones(3, dtype=bool), np.zeros((3, 0)), 1.0).columns is None
    True
    """

    name: str
    values: NDArray[np.float64]
    asked: NDArray[np.bool_]
    across: NDArray[np.float64]
    factor: float
    columns: NDArray[np.float64] | None = None
    whole: NDArray[np.float64] | None = None
    even: NDArray[np.float64] | None = None
    place: int | None = None
    column: NDArray[np.float64] | None = None
    is_share: bool = False


def plain_and_logged(
    points: NDArray[np.float64],
    even: NDArray[np.float64],
    names: Sequence[str],
    placed: NDArray[np.float64] | None = None,
) -> tuple[list[Direction], list[Direction]]:
    """Give the columns, and the logarithms of the skewed ones, counted from the end at which customers are crowded.

    A long tail on the right is counted from the smallest value. One on the left is counted down from the highest value,
    and its sign turned, so that who is higher in the column is higher on this scale, too: a column and its mirror image
    are asked the same.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    even : ndarray of shape (n, p)
        The same, ties spread (`custseg.segment.evidence.shares_of_counts.spread_columns`).
    names : sequence of str
        Their names.
    placed : ndarray of shape (n, p), optional
        Where customers are in the columns that are shares of a count, not a number in the others
        (`custseg.segment.evidence.shares_of_counts.placed_shares`).

    Returns
    -------
    plain : list of Direction
        One a column.
    logged : list of Direction
        One a column with a skew above 1, ``log spend``, or below -1, ``log (highest - spend)``, unless more than five
        share the value that it is counted from.

    Notes
    -----
    What a logarithm is counted from makes a hump of its own where customers crowd at it: of a column that is densest at
    its smallest value, such as a gamma distribution with a shape below 1, as many are in that hump as are nearer to the
    smallest value than what is added. Here five are, too few for a hump. Of log-normal money that leaves nearly the
    logarithm itself. The rule is proposed here.

    Examples
    --------
    >>> money = np.random.default_rng(0).lognormal(size=(100, 1))
    >>> [[direction.name for direction in kind] for kind in plain_and_logged(money, money, ["money"])]
    [['money'], ['log money']]
    >>> [direction.name for direction in plain_and_logged(-money, -money, ["on time"])[1]]
    ['log (highest - on time)']
    """
    logs = [_logarithm(column) for column in even.T]
    scales = np.column_stack([column if log is None else log for column, log in zip(even.T, logs, strict=True)])
    factor = (len(names) + sum(log is not None for log in logs)) / _AXES
    plain, logged = [], []
    for place, name in enumerate(names):
        asked = ~np.isin(points[:, place], shared_values(points[:, place]))
        share = placed is not None and not np.isnan(placed[0, place])
        values = even[:, place] if asked.all() else _among(points[:, place], asked, even[:, place] if share else None)
        hole = not asked.all() if share else _leaves_hole(points[:, place], asked)
        whole = even[:, place] if hole else None
        rest = np.delete(scales, place, axis=1)
        said = Direction(name, values, asked, rest, factor, whole=whole, place=place, column=points[:, place])
        plain.append(replace(said, is_share=share))
        log = logs[place] if asked.all() else _logarithm(values[asked])
        if log is not None:
            both = values.copy()
            both[asked] = log
            both[~asked] = np.interp(values[~asked], np.sort(values[asked]), np.sort(log))
            whole = scales[:, place] if hole else None
            called = logarithm_names(name)[int(_tail(values[asked]) < 0)]
            logged.append(replace(plain[-1], name=called, values=both, whole=whole, even=values[asked]))
    return plain, logged


def logarithm_names(name: str) -> tuple[str, str]:
    """Say what the logarithm of a column is called where its long tail is on the right, and where it is on the left.

    Parameters
    ----------
    name : str
        Name of the column.

    Returns
    -------
    tuple of str
        On the left it is the logarithm of what a customer lacks to the highest value.

    Examples
    --------
    >>> logarithm_names("spend")
    ('log spend', 'log (highest - spend)')
    """
    return f"log {name}", f"log (highest - {name})"


def principal_directions(points: NDArray[np.float64], placed: NDArray[np.float64] | None = None) -> list[Direction]:
    """Give the directions in which those who share no value with many spread most.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    placed : ndarray of shape (n, p), optional
        As of `plain_and_logged`.

    Returns
    -------
    list of Direction
        One a column, the widest first; none of a single column, and none where fewer than 20 customers, or five a
        column, share no value with many.

    Examples
    --------
    >>> crowd = np.random.default_rng(0).normal(size=(100, 2))
    >>> [direction.name for direction in principal_directions(crowd)]
    ['principal direction 1', 'principal direction 2']
    """
    apart = [~np.isin(column, shared_values(column)) for column in points.T]
    asked = np.all(apart, axis=0)
    if points.shape[1] == 1 or asked.sum() < max(2 * SMALLEST, 5 * points.shape[1]):
        return []
    placed = np.full(points.shape, np.nan) if placed is None else placed
    even = points.astype(np.float64).copy()
    even[asked] = spread_columns(even[asked], placed[asked])
    _, _, axes = np.linalg.svd(even[asked] - even[asked].mean(axis=0), full_matrices=False)
    turned = even @ axes.T
    factor = len(axes) / (1 - _AXES)
    across = [np.delete(turned, place, 1) for place in range(len(axes))]
    wholes: Sequence[NDArray | None] = [None] * len(axes)
    if any(map(_leaves_hole, points.T, apart)):
        wholes = list((spread_columns(points, placed) @ axes.T).T)
    return [
        Direction(
            f"principal direction {place + 1}", turned[:, place], asked, across[place], factor, even, wholes[place]
        )
        for place in range(len(axes))
    ]


def _leaves_hole(column: NDArray, asked: NDArray[np.bool_]) -> bool:
    """Say whether customers who are set aside stand between the others: the column is then asked with them, too."""
    low, high = column[asked].min(initial=np.inf), column[asked].max(initial=-np.inf)
    return bool(((column > low) & (column < high) & ~asked).any())


def _among(column: NDArray, asked: NDArray[np.bool_], even: NDArray | None) -> NDArray[np.float64]:
    """Spread the ties of those who are asked, or place their shares; the others keep the value that they share."""
    values = column.astype(np.float64).copy()
    values[asked] = spread_ties(column[asked]) if even is None else even[asked]
    return values


def _tail(column: NDArray) -> int:
    """Say on which side a column has a long tail: 1 on the right, -1 on the left, 0 if none or too few."""
    if len(column) < 2 * SMALLEST or column.min() == column.max():
        return 0
    lean = skew(column)
    return int(lean > 1) - int(lean < -1)


def _logarithm(column: NDArray) -> NDArray[np.float64] | None:
    """Logarithm of a skewed column, counted from just beyond the end that has no tail; None for the others."""
    tail = _tail(column)
    if not tail:
        return None
    turned = tail * column
    low = turned.min()
    room = np.partition(turned, _FIRST)[_FIRST] - low
    return tail * np.log(turned - low + room) if room > 0 else None
