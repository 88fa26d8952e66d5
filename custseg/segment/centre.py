"""Do customers live at the centre of their group, or around it?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

_SMALLEST = 10


def emptiest_centre(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
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
    >>> bool(emptiest_centre(np.column_stack([np.cos(turn), np.sin(turn)]), np.zeros(100, dtype=int)) < 0.2)
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
