"""Do two columns go together within a group, and is it along a bend?

`tied` asks whether they do, as `go_together` or in a way that turns back; `bend_together` leaves slopes out.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import pearson3, rankdata
from scipy.stats import t as student

SMALLEST = 10
"""Customers who tell a tie."""
_CHANCE, _MATTERS = 0.001, 0.25  # chance and size of a rank correlation that is a tie
_SHUFFLES, _MANY = 200, 300  # tables that tell how close neighbours are without a tie; customers who are enough for it
_BENT = 0.25  # mutual information beyond that of a slope that makes it a bend: 1 of 9,600 slopes (hollow_groups.csv)
_LEAN = 0.6  # skew of how close neighbours are by chance: 0.4 of 300 customers, 0.7 of 60, 1.1 of ten


def tied(group: NDArray[np.float64], looks: int = 1) -> bool:
    """Say whether two columns have to do with each other: they go together, or a line in their plane turns back.

    Parameters
    ----------
    group : ndarray of shape (n, 2)
        Two columns of one group.
    looks : int, default 1
        How many looks for a tie share its chance of a thousandth (Bonferroni).

    Returns
    -------
    bool
        False for fewer than ten customers.

    See Also
    --------
    go_together : What is asked first.
    bend_together : Ties that a slope has are left out.

    Examples
    --------
    >>> turn = np.linspace(0, 2 * np.pi, 100)
    >>> tied(np.column_stack([turn, np.sin(2 * turn)]))
    True
    >>> tied(np.random.default_rng(0).normal(size=(100, 2)))
    False
    """
    return len(group) >= SMALLEST and (go_together(group, looks) or _turns_back(group, looks=looks))


def go_together(group: NDArray, looks: int = 1) -> bool:
    """Say whether one of two columns, or the distance from its median, goes with the other, or the distance from its.

    Examples
    --------
    >>> turn = np.linspace(0, 2 * np.pi, 100)
    >>> go_together(np.column_stack([np.cos(turn), np.sin(turn)]))
    True
    >>> go_together(np.random.default_rng(0).normal(size=(100, 2)))
    False
    """
    first, second = group.T
    far, aside = np.abs(group - np.median(group, axis=0)).T
    pairs = ((first, second), (far, second), (first, aside), (far, aside))
    return any(_correlated(*pair, looks) for pair in pairs)


def bend_together(group: NDArray) -> bool:
    """Say whether two columns are tied as along a bend or a ring, and not only as along a slope.

    Along a bend the distance from the median of one column goes with the other column. On a ring, who is near one
    median is far from the other. Along a bend that leans, neighbours are closer than along a slope of the same rank
    correlation; along one that turns back, closer than among shuffled ranks.

    Examples
    --------
    >>> turn = np.linspace(0, 2 * np.pi, 100)
    >>> bend_together(np.column_stack([np.cos(turn), np.sin(turn)]))
    True
    >>> bend_together(np.column_stack([turn, turn]))
    False
    """
    first, second = group.T
    far, aside = np.abs(group - np.median(group, axis=0)).T
    against = _correlated(far, aside) and np.corrcoef(rankdata(far), rankdata(aside))[0, 1] < 0
    if against or _correlated(far, second) or _correlated(first, aside):
        return True
    return _turns_back(group, _of_slope(first, second), _BENT) if _correlated(first, second) else _turns_back(group)


def _correlated(first: NDArray, second: NDArray, looks: int = 1) -> bool:
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return False
    correlation = abs(np.corrcoef(rankdata(first), rankdata(second))[0, 1])
    free = len(first) - 2
    statistic = correlation * np.sqrt(free / max(1 - correlation**2, 1e-12))
    return bool(correlation >= _MATTERS and 2 * student.sf(statistic, free) < _CHANCE / looks)


def _of_slope(first: NDArray, second: NDArray) -> float:
    """Mutual information of normal columns with the same rank correlation."""
    slope = 2 * np.sin(np.pi / 6 * np.corrcoef(rankdata(first), rankdata(second))[0, 1])
    return float(-np.log(max(1 - slope**2, 1e-12)) / 2)


def _turns_back(group: NDArray, usual_tie: float = 0.0, matters: float = 0.0, looks: int = 1) -> bool:
    """Say whether neighbours are closer than among as many shuffled ranks, by more than a tie that is no bend gives."""
    some = group[:: -(-len(group) // _MANY)]
    usual, spread = _without_a_tie(len(some))
    # equal values have no order: each column gives them one of its own
    order = np.random.RandomState(0)
    closer = usual - _log_reach(np.column_stack([_ranks(column, order) for column in some.T]))
    beyond = 2 * closer - usual_tie
    return bool(pearson3.sf(beyond / 2 / spread, _LEAN) < _CHANCE / looks and beyond >= matters)


@cache
def _without_a_tie(n: int) -> tuple[float, float]:
    """Mean and standard deviation of how far neighbours are among shuffled ranks, which depend on n alone."""
    order = np.random.RandomState(0)
    reach = [_log_reach(np.column_stack([np.arange(n), order.permutation(n)])) for _ in range(_SHUFFLES)]
    return float(np.mean(reach)), float(np.std(reach, ddof=1))


def _log_reach(ranks: NDArray) -> float:
    """Mean logarithm of the distance to the neighbour whose rank is the square root of the size."""
    first, second = ranks.T.astype(np.int32)
    squares = np.subtract.outer(first, first) ** 2 + np.subtract.outer(second, second) ** 2
    nth = round(np.sqrt(len(ranks)))  # each is its own nearest neighbour
    # of three hundred ranks all distances are had sooner than a tree of them
    return float(np.log(np.sqrt(np.partition(squares, nth, axis=1)[:, [nth]].astype(np.float64))).mean())


def _ranks(column: NDArray, order: np.random.RandomState) -> NDArray[np.intp]:
    return np.argsort(np.lexsort((order.permutation(len(column)), column)))
