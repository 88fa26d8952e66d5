"""Is the border between two groups a bend in one crowd?

`bend_density` tells it in one plane, `most_bent` of several groups: along a bend, the border is as crowded as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.stats import pearson3, rankdata
from scipy.stats import t as student

from .crossing import fullest
from .density import axes_between

LINE = 0.3
"""Most crowded border, beside the groups, that is no bend."""
_SMALLEST = 10
_CHANCE, _MATTERS = 0.001, 0.25  # chance and size of a rank correlation within a group that makes it a bend
_LED = 0.6  # most crowded valley, beside those at the same place of a tied column, that no bend leads across
_FEW = 6  # customers that a valley is widened to
_SHUFFLES, _MANY = 200, 300  # tables that tell how close neighbours are without a tie; customers who are enough for it
_BENT = 0.25  # mutual information beyond that of a slope that makes it a bend: 1 of 9,600 slopes (hollow_groups.csv)
_LEAN = 0.6  # skew of how close neighbours are by chance: 0.4 of 300 customers, 0.7 of 60, 1.1 of ten
_SHOWN = 0.75  # share of the squared distance of two groups that a plane needs to show them
_CROWDED = 0.4  # most crowded border in the plane of two columns that is no bend: 0.36 between tilted groups
_OTHERS = 0.25  # share of neighbours in the other group from which a customer is on the border


def bend_density(plane: NDArray[np.float64], right: NDArray[np.bool_], looks: int = 1) -> float:
    """Density on the border of two groups where the two columns are tied within a group; 0 where they are not.

    Where the columns have nothing to do with each other within the groups, a valley in one of them is a valley in the
    plane. Where they are tied, the groups may be the two halves of a bend: the cut runs through a place in which the
    line turns, and a projection shows humps where it folds. Then the plane itself is asked: how dense are those whose
    neighbours belong to the other group, as a share of the density inside the thinner one?

    Parameters
    ----------
    plane : ndarray of shape (n, 2)
        What is cut, and another column.
    right : ndarray of bool of shape (n,)
        Who is in the second group.
    looks : int, default 1
        How many looks for a tie share its chance of a thousandth (Bonferroni).

    Returns
    -------
    float
        0 or more: 0 is an empty border, or columns that are not tied; about 1: the border is as crowded as the groups.

    Notes
    -----
    Tied are columns whose ranks, or whose distances from the median, correlate within a group by at least a quarter,
    beyond chance. A half that turns back on itself, as in an S, is tied without either: there neighbours are closer
    than among shuffled ranks, and by how much is the mutual information, which must be as much as such a correlation
    gives and beyond chance. The rule is proposed here.

    References
    ----------
    Kozachenko, L. F. & Leonenko, N. N. (1987). Sample estimate of the entropy of a random vector. Problems of
    Information Transmission 23(2).

    Examples
    --------
    >>> turn = np.linspace(0, np.pi / 2, 100)
    >>> arc = np.column_stack([np.cos(turn), np.sin(turn)])
    >>> bool(bend_density(arc, turn > np.pi / 4) > 0.8)
    True
    >>> crowds = np.random.default_rng(0).normal(size=(100, 2))
    >>> bend_density(crowds, crowds[:, 0] > 0)
    0.0
    """
    smaller = min(right.sum(), len(right) - right.sum())
    if smaller < _SMALLEST or not (_tied(plane[right], looks) or _tied(plane[~right], looks)):
        return 0.0
    scaled = _round(plane, right)
    # a small group has neighbours of its own
    rank = int(np.clip(smaller / 3, 4, max(10, np.sqrt(len(right)))))
    distance, near = KDTree(scaled).query(scaled, rank + 1)
    reach = distance[:, -1]
    density = np.maximum(reach, reach[reach > 0].min(initial=1.0)) ** -2.0
    border = (right[near[:, 1:]] != right[:, None]).mean(axis=1) >= _OTHERS
    if not border.any():
        return 0.0
    return float(_quartile(density[border]) / min(_quartile(density[right]), _quartile(density[~right])))


def _round(plane: NDArray, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Turn and scale the plane so that the groups are round within, on the whole: tilted crowds are no bend."""
    within = plane - np.where(right[:, None], plane[right].mean(axis=0), plane[~right].mean(axis=0))
    values, axes = np.linalg.eigh(within.T @ within / len(plane))
    return plane @ axes / np.sqrt(np.maximum(values, 1e-12 * max(values[-1], 1e-300)))


def most_bent(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
    """Give the largest `bend_density` of any two groups, in the planes of the line between them and a direction across.

    Where none of them shows a bend, the planes of two columns are asked (`bend_in_columns`).

    Two long legs and a short piece between them, as in a U, have a thin border where the piece is thinner than the legs
    are far apart. Where the two directions are tied and the border is no bend, those in the valley are therefore also
    compared with those at the same place of the other direction beside it, as in
    `custseg.segment.evidence.parting.bridge`: if they are at least 0.6 times as crowded, a bend leads across, and what
    they are counts.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    labels : ndarray of int of shape (n,)
        Groups 0 to k - 1.

    Returns
    -------
    float
        0 or more; 0 for one group or one column.

    Examples
    --------
    >>> turn = np.linspace(0, np.pi / 2, 100)
    >>> bool(most_bent(np.column_stack([np.cos(turn), np.sin(turn)]), (turn > np.pi / 4).astype(int)) > 0.8)
    True
    """
    groups = [points[labels == group] for group in range(int(labels.max()) + 1)]
    if points.shape[1] == 1:
        return 0.0
    return max((_between(*pair) for pair in combinations(groups, 2)), default=0.0)


def _between(first: NDArray, second: NDArray) -> float:
    if not min(len(first), len(second)):
        return 0.0
    right = np.repeat([False, True], [len(first), len(second)])
    along, *across = axes_between(first, second, first.shape[1] - 1).T
    found = max(_in_plane(np.column_stack([along, other]), right) for other in across)
    return found if found > LINE else max(found, bend_in_columns(np.concatenate([first, second]), right))


def bend_in_columns(points: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Give the largest `bend_density` in the planes of two columns that show two groups about as far apart as all do.

    A direction mixes a column that bends with others that only spread as much, and blurs the bend; in the plane of the
    two columns that bend it is clear. A plane shows the groups if it holds at least three quarters of their squared
    distance (of Mahalanobis, by the common covariance within the groups): in the others they may touch though something
    parts them. All planes of two columns share the chance of a tie, so that many columns do not find one more often
    than few.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features of two groups.
    right : ndarray of bool of shape (n,)
        Who is in the second group.

    Returns
    -------
    float
        0, or more than 0.4: the most crowded border that is a bend.

    Notes
    -----
    Of 21 crowds along an S (998 tables of three columns) that were called clusters for want of this, 17 have a tie and
    a border of 0.4 to 1.3; of 200 tables of five or eight columns with groups of 255 and 45 customers that are 5
    standard deviations apart in one column, at most one has. The rule is proposed here.

    References
    ----------
    Mahalanobis, P. C. (1936). On the generalised distance in statistics. Proceedings of the National Institute of
    Sciences of India 2.

    Examples
    --------
    >>> turn = np.linspace(0, np.pi / 2, 100)
    >>> noise = np.random.default_rng(0).normal(size=100)
    >>> arc = np.column_stack([np.cos(turn), np.sin(turn), noise])
    >>> bool(bend_in_columns(arc, turn > np.pi / 4) > 0.8)
    True
    """
    within = points - np.where(right[:, None], points[right].mean(axis=0), points[~right].mean(axis=0))
    spread = within.T @ within / len(points)
    line = points[right].mean(axis=0) - points[~right].mean(axis=0)
    least = _SHOWN * _squared_distance(line, spread)
    planes = [list(pair) for pair in combinations(range(points.shape[1]), 2)]
    shown = [pair for pair in planes if _squared_distance(line[pair], spread[np.ix_(pair, pair)]) >= least]
    found = max((bend_density(points[:, pair], right, len(planes)) for pair in shown), default=0.0)
    return found if found > _CROWDED else 0.0


def _squared_distance(line: NDArray, spread: NDArray) -> float:
    return float(line @ np.linalg.pinv(spread, hermitian=True) @ line)


def _in_plane(plane: NDArray, right: NDArray[np.bool_]) -> float:
    found = bend_density(plane, right)
    if min(right.sum(), (~right).sum()) < _SMALLEST or found > LINE:
        return found
    along, other = plane.T
    led = _led_across(along, other, right)
    return led if led > _LED and (_tied(plane[right]) or _tied(plane[~right])) else found


def _led_across(along: NDArray, other: NDArray, right: NDArray[np.bool_]) -> float:
    """How crowded is the valley half way between the medians of two groups, beside those at its place of the other?"""
    low, high = np.median(along[~right]), np.median(along[right])
    cut, reach = (low + high) / 2, abs(high - low) / 2
    far = np.abs(along - cut)
    half = float(np.clip(np.partition(far, _FEW)[_FEW], 0.25 * reach, 0.4 * reach))
    inside = far <= half
    if inside.sum() < _SMALLEST:
        return 0.0
    return _along(along, other, other[inside], [along < cut - half, along > cut + half], half)


def _along(values: NDArray, column: NDArray, there: NDArray, sides: Sequence[NDArray[np.bool_]], half: float) -> float:
    """Those in the valley over those beside it, in windows that hold a few of those in the valley.

    A window from one customer to another holds one less than it shows: it was made to end at them.
    """
    run = int(np.clip(len(there) // 3, 2, 12))
    there = np.sort(there)
    beside = []
    for low, high in zip(there[: len(there) - run + 1], there[run - 1 :], strict=True):
        window = (column >= low) & (column <= high)
        beside.append(min(fullest(values[side & window], 2 * half) for side in sides))
    return float((run - 1) / max(np.median(beside), 1.0))


def _quartile(density: NDArray) -> float:
    return float(np.quantile(density, 0.75))


def _tied(group: NDArray, looks: int = 1) -> bool:
    return len(group) >= _SMALLEST and (go_together(group, looks) or _turns_back(group, looks=looks))


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


def _turns_back(
    group: NDArray, usual_tie: float = 0.0, matters: float = -np.log(1 - _MATTERS**2) / 2, looks: int = 1
) -> bool:
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
    return float(np.log(KDTree(ranks).query(ranks, [round(np.sqrt(len(ranks))) + 1])[0]).mean())


def _ranks(column: NDArray, order: np.random.RandomState) -> NDArray[np.intp]:
    return np.argsort(np.lexsort((order.permutation(len(column)), column)))
