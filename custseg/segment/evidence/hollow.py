"""Is a group hollow where its centre should be, beyond chance?

`centre_at_most` says how full the centre may be, in the plane of two columns in which it is emptiest;
`planes_concerned` says which planes have to do with the column that parts the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.stats import gamma

from .humps import SMALLEST
from .shared_values import spread_ties
from .ties import bend_together, go_together, tied

_CHANCE = 0.05  # of calling an even group along a slope hollow, shared by all planes that are asked
_MANY = 300  # customers who tell the median of a density, and whether two columns are tied


def centre_at_most(points: NDArray[np.float64], concerned: NDArray[np.bool_] | None = None) -> float:
    """Density at the medians over that inside: the most that it may be, where it is least.

    A ring or an arc is hollow between its columns' medians, and its columns are tied: who is near one median is far
    from the other. Where two columns have nothing to do with each other, the density at both medians is the product of
    those in the columns, and what is missing there is chance; such a plane counts as full. In the planes of tied
    columns the density is read from the distance to the neighbour whose rank is the square root of the size (at least
    10). Columns that are tied as along a slope, and not as along a bend, are allowed what chance takes from an even
    plane: there the square of that distance is gamma-distributed with the rank as its shape, and the upper limit of
    the ratio is what the centre may be.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        The features of one group.
    concerned : ndarray of bool of shape (p, p), optional
        Planes that are asked, see `planes_concerned`. By default all.

    Returns
    -------
    float
        0-1: near 0 is hollow, 1 is as full as the rest, or no two columns that are tied. A single column is asked as it
        is. 0 for fewer customers than a group has.

    Notes
    -----
    To ask only tied columns, and to allow for chance along a slope, is proposed here. With the limit of .8 of
    `cluster_verdict`, even columns that correlate by .62 are called hollow in 2 of 100 groups of 60 customers in five
    columns and in 3 of 100 groups of 150; in eight columns, where some of 28 planes look bent by chance, in 5 and 9.
    What is bent but hardly hollow may be taken for full: of groups of 150 customers along a third of a circle 26 in a
    hundred, along half of one 1 in a hundred, and 16 where they scatter by .15 of its radius instead of .08.
    ``custseg.datasets.benchmark_table("hollow_groups")`` has these shares.

    References
    ----------
    Loftsgaarden, D. O. & Quesenberry, C. P. (1965). A nonparametric estimate of a multivariate density function. Annals
    of Mathematical Statistics 36(3).

    Examples
    --------
    >>> turn = np.linspace(0, 2 * np.pi, 100)
    >>> ring = np.column_stack([np.cos(turn), np.sin(turn)])
    >>> bool(centre_at_most(ring) < 0.2)
    True
    >>> centre_at_most(np.random.default_rng(0).uniform(size=(100, 5)))
    1.0
    """
    if len(points) < SMALLEST:
        return 0.0
    even = np.column_stack([spread_ties(column) for column in points.T])
    scaled = (even - np.median(even, axis=0)) / np.where(even.std(axis=0) > 0, even.std(axis=0), 1.0)
    rank = min(max(10, round(np.sqrt(len(points)))), len(points) - 1)
    if scaled.shape[1] == 1:  # it has nothing to be tied to
        return min(1.0, _at_median(scaled, rank))
    planes = [list(pair) for pair in combinations(range(scaled.shape[1]), 2)]
    planes = [pair for pair in planes if concerned is None or concerned[tuple(pair)]]
    some = scaled[:: max(1, len(scaled) // _MANY)]
    asked = [(pair, bend) for pair in planes if (bend := bend_together(some[:, pair])) or go_together(some[:, pair])]
    full = [_at_median(scaled[:, pair], rank) * (1.0 if bend else _allowance(rank, len(asked))) for pair, bend in asked]
    return min([1.0, *full])


def planes_concerned(parts: Sequence[NDArray[np.float64]], place: int) -> NDArray[np.bool_]:
    """Say which planes have to do with the column that parts two groups: a bend in the others was there before.

    A plane has to do with it that holds the column itself or one that is tied to it within a group, and one in which
    the distance from both medians is: a ring has nothing to do with it, the ring of a torus or a ball has.

    Parameters
    ----------
    parts : sequence of ndarray of shape (n, p)
        The groups.
    place : int
        The column by which they were found.

    Returns
    -------
    ndarray of bool of shape (p, p)

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> turn, group = random.uniform(0, 2 * np.pi, 200), np.repeat([0, 9], 100)
    >>> points = np.column_stack([np.cos(turn), np.sin(turn), random.normal(size=200) + group])
    >>> planes_concerned([points[:100], points[100:]], 2).tolist()
    [[False, False, True], [False, False, True], [True, True, True]]
    """
    some = [part[:: max(1, len(part) // _MANY)] for part in parts]
    n_columns = some[0].shape[1]
    near = np.array([at == place or _go_along(some, place, [at]) for at in range(n_columns)])
    concerned = near[:, None] | near
    for pair in combinations(np.flatnonzero(~near), 2):
        concerned[pair] = concerned[pair[::-1]] = _go_along(some, place, list(pair))
    return concerned


def _go_along(parts: Sequence[NDArray], place: int, columns: list) -> bool:
    """Say whether one column goes with another, or with the distance from the medians of two, within a group."""
    for part in parts:
        seen = part[:, columns]
        if len(columns) > 1:
            far = (seen - np.median(seen, axis=0)) / np.where(seen.std(axis=0) > 0, seen.std(axis=0), 1.0)
            seen = np.hypot(*far.T)[:, None]
        if tied(np.column_stack([part[:, place], seen])):
            return True
    return False


def _allowance(rank: int, planes: int) -> float:
    """How much more the density may be than it looks where the neighbour of this rank is far by chance."""
    return float(gamma.isf(_CHANCE / planes, rank) / rank)


def _at_median(plane: NDArray, rank: int) -> float:
    near = KDTree(plane)
    there = near.query(np.zeros(plane.shape[1]), [rank])[0][0]
    # each is its own nearest neighbour
    some = plane[:: max(1, len(plane) // _MANY)]
    inside = np.median(near.query(some, [rank + 1])[0])
    return float((inside / there) ** plane.shape[1]) if there > 0 else np.inf
