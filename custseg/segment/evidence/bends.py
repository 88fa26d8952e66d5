"""Is the border between two groups a bend in one crowd?

`bend_density` tells it in one plane, `most_bent` of several groups: along a bend, the border is as crowded as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from .density import axes_between
from .strokes import fullest
from .ties import SMALLEST, tied

LINE = 0.3
"""Most crowded border, beside the groups, that is no bend."""
_LED = 0.6  # most crowded valley, beside those at the same place of a tied column, that no bend leads across
_FEW = 6  # a valley is widened to the seventh customer; only where some are equally far does it hold ten
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
    than among shuffled ranks. Twice as much is the mutual information, and beyond chance it is more than such a
    correlation gives. The rule is proposed here.

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
    if smaller < SMALLEST or not (tied(plane[right], looks) or tied(plane[~right], looks)):
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
    return plane @ axes / np.sqrt(np.maximum(values, 1e-12 * values[-1]))


def most_bent(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
    """Give the largest `bend_density` of any two groups, in the planes of the line between them and a direction across.

    Where none of them shows a bend, the planes of two columns are asked (`bend_in_columns`).

    Two long legs and a short piece between them, as in a U, have a thin border where the piece is thinner than the legs
    are far apart. Where the two directions are tied and the border is no bend, those in the valley are therefore also
    compared with those at the same place of the other direction beside it, as in
    `custseg.segment.evidence.bridges.bridge`: if they are at least 0.6 times as crowded, a bend leads across, and what
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
    if min(right.sum(), (~right).sum()) < SMALLEST or found > LINE:
        return found
    along, other = plane.T
    led = _led_across(along, other, right)
    return led if led > _LED and (tied(plane[right]) or tied(plane[~right])) else found


def _led_across(along: NDArray, other: NDArray, right: NDArray[np.bool_]) -> float:
    """How crowded is the valley half way between the medians of two groups, beside those at its place of the other?"""
    low, high = np.median(along[~right]), np.median(along[right])
    cut, reach = (low + high) / 2, abs(high - low) / 2
    far = np.abs(along - cut)
    half = float(np.clip(np.partition(far, _FEW)[_FEW], 0.25 * reach, 0.4 * reach))
    inside = far <= half
    if inside.sum() < SMALLEST:
        return 0.0
    return _along(along, other, other[inside], [along < cut - half, along > cut + half], half)


def _along(values: NDArray, column: NDArray, there: NDArray, sides: Sequence[NDArray[np.bool_]], half: float) -> float:
    """Those in the valley over those beside it, in windows that hold a few of those in the valley.

    A window from one customer to another holds one less than it shows: it was made to end at them.
    """
    run = min(len(there) // 3, 12)
    there = np.sort(there)
    beside = []
    for low, high in zip(there[: len(there) - run + 1], there[run - 1 :], strict=True):
        window = (column >= low) & (column <= high)
        beside.append(min(fullest(values[side & window], 2 * half) for side in sides))
    return float((run - 1) / max(np.median(beside), 1.0))


def _quartile(density: NDArray) -> float:
    return float(np.quantile(density, 0.75))
