"""How likely is a purchase history if customers leave after a purchase? Likelihood of the beta-geometric family.

:func:`log_likelihood` and :func:`probability_alive`, in log mean rate, its spread, mean dropout and its polarity;
:func:`by_row` for those that sum up by themselves, :func:`value_by_row` without derivatives.

Regular buyers (``k`` above 1) pass ``k`` phases from one purchase to the next, each at the rate of a random buyer: the
rate is then that of the phases, ``x`` purchases are ``k x`` of them, and the silence may hold up to ``k - 1`` more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .alive_or_gone import log_of_both, mix_alive_and_gone
from .beta_dropout import dropout
from .erlang_gaps import unfinished_gap
from .gamma_mixing import exposed, exposure, log_decay, rising_product
from .purchase_rows import PurchaseRows


def log_likelihood(
    likelihood_parameters: np.ndarray, rows: PurchaseRows, *, first_chance: int, k: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood and score per row and the Hessian of the weighted sum.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (4,)
        log mean rate of phases, spread of rates ``1/r``, mean dropout ``p`` and polarity ``w``.
    rows : PurchaseRows
        Unique rows with counts.
    first_chance : {0, 1}
        Chances to leave before the first repeat purchase: none in BG/NBD, one in MBG/NBD.
    k : int
        Phases from one purchase to the next; with more than one the factor ``prod(gap)^(k-1) / (k-1)!^x`` of the gaps,
        which holds no parameter, is left to the caller.

    Returns
    -------
    tuple of ndarray
        Shapes ``(n,)``, ``(4, n)``, ``(4, 4)``.
    """
    value, score, curvature = by_row(likelihood_parameters, rows, first_chance=first_chance, k=k)
    hessian = np.zeros((4, 4))
    hessian[np.triu_indices(4)] = curvature @ rows.counts
    return value, score, hessian + np.triu(hessian, 1).T


def by_row(
    likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows, *, first_chance: int, k: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood ``(n,)``, score ``(4, n)`` and second derivatives ``(10, n)`` per row, not weighted.

    Arguments as in :func:`log_likelihood`; the ten are in the order of ``np.triu_indices(4)``. Mean dropout may be one
    number for each of ``rows.x.unique``: customers who differ in it then have an ``x`` of their own there.
    """
    log_mean, u, p, w = likelihood_parameters
    mean, x = np.exp(log_mean), k * rows.x.unique
    one = (1.0 + u * x)[rows.x.codes]
    x_row = x[rows.x.codes]
    whole, cut = ([part[level.codes] for part in exposure(level.unique, mean, u)] for level in (rows.T, rows.t_x))
    # A = (1/u + x) log(1 + u m t) at T and at t_x, with its first derivatives in log m and u
    at_T, at_t = ((one * F, one * by_mean, by_u + x_row * by_mean) for F, by_mean, by_u, _ in (whole, cut))
    products = [part[rows.x.codes] for part in rising_product(x, u)]
    chance = dropout(rows.x.unique + first_chance, p, w)
    stayed, leave = chance.stayed[:, rows.x.codes], chance.leave[:, rows.x.codes]
    second = [_second(one, x_row, u, part) for part in (whole, cut)]
    if k > 1:
        gap = unfinished_gap(k, x, rows.x.codes, u, _silent_events(rows, mean, u), whole[1])
        at_T = tuple(part - phases for part, phases in zip(at_T, (gap.log, *gap.first), strict=True))
        second[0] = tuple(part - phases for part, phases in zip(second[0], gap.second, strict=True))
    D = at_T[0] - at_t[0]
    mix = mix_alive_and_gone(D, leave[0], exclusive=True)

    value = x_row * log_mean + products[0] + stayed[0] - at_T[0] + mix.log
    gone, kept = mix.gone, 1.0 - mix.gone
    score = np.stack(
        [
            x_row - kept * at_T[1] - gone * at_t[1],
            products[1] - kept * at_T[2] - gone * at_t[2],
            stayed[1] + mix.by_leave * leave[1],
            stayed[2] + mix.by_leave * leave[2],
        ]
    )
    both = gone * kept
    slope = at_T[1] - at_t[1], at_T[2] - at_t[2]
    curvature = np.empty((10, len(rows)))
    for row, (i, j), late, early in zip((0, 1, 4), ((0, 0), (0, 1), (1, 1)), *second, strict=True):
        curvature[row] = both * slope[i] * slope[j] - kept * late - gone * early
    curvature[4] += products[2]
    for row, i in ((2, 0), (5, 1)):
        curvature[row : row + 2] = mix.by_both * slope[i] * leave[1:3]
    for row, i, j, number in ((7, 0, 0, 3), (8, 0, 1, 4), (9, 1, 1, 5)):
        curved = mix.by_leave**2 * leave[i + 1] * leave[j + 1]
        curvature[row] = stayed[number] + mix.by_leave * leave[number] - curved
    return value, score, curvature


def value_by_row(likelihood_parameters: np.ndarray, rows: PurchaseRows, *, first_chance: int) -> np.ndarray:
    """Give what :func:`by_row` gives first, of random buyers (``k = 1``), at half its time."""
    log_mean, u, p, w = likelihood_parameters
    mean, x = np.exp(log_mean), rows.x.unique
    at_T, at_t = (
        (1.0 + u * x)[rows.x.codes] * exposed(level.unique, mean, u)[level.codes] for level in (rows.T, rows.t_x)
    )
    products = rising_product(x, u).log[rows.x.codes]
    chance = dropout(x + first_chance, p, w)
    stayed, leave = chance.stayed[0, rows.x.codes], chance.leave[0, rows.x.codes]
    return x[rows.x.codes] * log_mean + products + stayed - at_T + log_of_both(at_T - at_t, leave, stay=1.0 - leave)


def _second(one: np.ndarray, x: np.ndarray, u: float, part: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    """Give the second derivatives of A: log m twice, mixed, u twice."""
    _, by_mean, _, by_u_twice = part
    square = by_mean * by_mean
    return one * (by_mean - u * square), x * by_mean - one * square, by_u_twice - x * square


def _silent_events(rows: PurchaseRows, mean: float, u: float) -> np.ndarray:
    """Give ``m s / (1 + u m T)`` per row, with the silence ``s`` since the last purchase."""
    T = rows.T.unique[rows.T.codes]
    return mean * np.maximum(T - rows.t_x.unique[rows.t_x.codes], 0.0) / (1.0 + u * mean * T)


def probability_alive(
    likelihood_parameters: np.ndarray, rows: PurchaseRows, *, first_chance: int, k: int = 1
) -> np.ndarray:
    """Give P(still a customer at T) per row: the logistic of a difference of logarithms, whatever the size of x."""
    log_mean, u, p, w = likelihood_parameters
    mean, x = np.exp(log_mean), k * rows.x.unique
    one = (1.0 + u * x)[rows.x.codes]
    whole, cut = (log_decay(level.unique, mean, u)[level.codes] for level in (rows.T, rows.t_x))
    excess = one * (whole - cut)
    if k > 1:
        excess -= unfinished_gap(k, x, rows.x.codes, u, _silent_events(rows, mean, u), np.zeros(len(rows))).log
    leave = dropout(rows.x.unique + first_chance, p, w).leave[0][rows.x.codes]
    return mix_alive_and_gone(excess, leave, exclusive=True).alive
