"""Is there a valley between two groups, and is a group full at its centre?

`border_density` looks for the valley, `centre_density` at the centre.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

_SMALLEST = 10


def border_density(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
    """Density on the most crowded border between two groups, as a share of the density inside the thinner of them.

    Every pair of groups is looked at in a plane: one axis runs through the two centres, the other is the direction in
    which the pair spreads most across it. A customer is on the border if at least a quarter of their neighbours in
    the plane (the square root of the pair's size, at least 10) are in the other group. Densities are compared at
    their upper quartiles. About 1 or more: the groups are parts of one crowd. Near 0: nobody lives between them.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    labels : ndarray of int of shape (n,)
        Groups 0 to k - 1.

    Returns
    -------
    float
        0 or more; 0 where no two groups touch, and for one group. Infinite if a group has fewer than 10 customers,
        who are a few outliers or too few to ask.

    Notes
    -----
    That a cluster is a hill of the density, parted from the next by a valley, is an old idea (see References); the
    measure is ours.

    References
    ----------
    Hartigan, J. A. (1975). Clustering algorithms, chapter 11. Wiley.
    Azzalini, A. & Torelli, N. (2007). Clustering via nonparametric density estimation. Statistics and Computing 17(1).

    Examples
    --------
    >>> crowd = np.random.default_rng(0).normal(size=(400, 2))
    >>> bool(border_density(crowd, (crowd[:, 0] > 0).astype(int)) > 0.9)
    True
    """
    groups = [points[labels == group] for group in range(int(labels.max()) + 1)]
    if len(groups) == 1:
        return 0.0
    if min(map(len, groups)) < _SMALLEST:
        return np.inf
    return max(_border(first, second) for first, second in combinations(groups, 2))


def _border(first: NDArray, second: NDArray) -> float:
    plane = axes_between(first, second)
    other = np.repeat([False, True], [len(first), len(second)])
    n_neighbours = max(10, round(np.sqrt(len(plane))))  # there are twenty at least
    distance, neighbours = NearestNeighbors(n_neighbors=n_neighbours).fit(plane).kneighbors()
    reach = distance[:, -1]
    # many customers in one spot have no distance at all: the smallest that there is stands for it
    reach = np.maximum(reach, reach[reach > 0].min()) if (reach > 0).any() else np.ones(len(plane))
    density = reach ** -float(plane.shape[1])
    border = (other[neighbours] != other[:, None]).mean(axis=1) >= 0.25
    # a handful of stray customers is no border
    if border.sum() < max(3, 0.01 * min(len(first), len(second))):
        return 0.0
    inside = min(np.quantile(density[~other], 0.75), np.quantile(density[other], 0.75))
    return float(np.quantile(density[border], 0.75) / inside)


def axes_between(first: NDArray, second: NDArray, n_across: int = 1) -> NDArray[np.float64]:
    """Coordinates along the line through both centres, and along the widest directions across it.

    Parameters
    ----------
    first, second : ndarray of shape (n, p)
        Customers of two groups.
    n_across : int, default 1
        Directions across the line, the widest first; there are p - 1.

    Returns
    -------
    ndarray of shape (n_first + n_second, 1 + n_across)

    Examples
    --------
    >>> axes_between(np.array([[0.0, 0.0], [0.0, 2.0]]), np.array([[3.0, 1.0]]))[:, 0].tolist()
    [0.0, 0.0, 3.0]
    """
    both = np.concatenate([first, second])
    line = second.mean(axis=0) - first.mean(axis=0)
    length = np.linalg.norm(line)
    if both.shape[1] == 1 or length == 0:
        return both[:, : 1 + n_across]
    line = line / length
    along = both @ line
    across = both - along[:, None] * line
    across = across - across.mean(axis=0)
    _, directions = np.linalg.eigh(across.T @ across)
    return np.column_stack([along, *(across @ direction for direction in directions.T[:0:-1][:n_across])])


def centre_density(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
    """Density at the centre of a group, as a share of the median density inside it; of the group with the emptiest.

    A compact group has its crowd in the middle: 1 or more. A group bent around its centre, such as a half-moon, has
    almost nobody there. Densities are measured by the distance to the neighbour whose rank is the square root of the
    group's size, at least 10.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    labels : ndarray of int of shape (n,)
        Groups 0 to k - 1.

    Returns
    -------
    float
        0 or more; 0 if a group has fewer than 10 customers, who are too few to ask.

    References
    ----------
    Loftsgaarden, D. O. & Quesenberry, C. P. (1965). A nonparametric estimate of a multivariate density function.
    Annals of Mathematical Statistics 36(3). The comparison with the centre is ours.

    Examples
    --------
    >>> turn = np.linspace(0, np.pi, 100)
    >>> bool(centre_density(np.column_stack([np.cos(turn), np.sin(turn)]), np.zeros(100, dtype=int)) < 0.2)
    True
    """
    groups = [points[labels == group] for group in range(int(labels.max()) + 1)]
    return min(_centre(group) for group in groups)


def _centre(group: NDArray[np.float64]) -> float:
    if len(group) < _SMALLEST:
        return 0.0
    rank = min(max(10, round(np.sqrt(len(group)))), len(group) - 1)
    neighbours = NearestNeighbors(n_neighbors=rank).fit(group)
    inside = neighbours.kneighbors()[0][:, -1]
    there = neighbours.kneighbors(group.mean(axis=0)[None])[0][0, -1]
    if there == 0:
        return np.inf
    return float((np.median(inside) / there) ** group.shape[1])
