"""Which groups are there where some columns are numbers and some are words?

`fit_kprototypes` finds them, `prototype_distances` measures how far each row is from each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import check_random_state


def fit_kprototypes(
    points: NDArray[np.float64],
    codes: NDArray[np.intp],
    weights: NDArray[np.float64],
    k: int,
    *,
    gamma: float,
    n_init: int = 10,
    max_iter: int = 100,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp], float]:
    """Find k prototypes: means of the numbers, most frequent categories of the words.

    The distance is the squared distance of the numbers plus `gamma` per category that differs.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled numbers.
    codes : ndarray of int of shape (n, q)
        Categories, numbered from 0 in every column.
    weights : ndarray of shape (n,)
        How many customers each row stands for.
    k : int
        Number of prototypes.
    gamma : float
        What a differing category counts, in squared scaled units.
    n_init : int, default 10
        Starts.
    max_iter : int, default 100
        Steps per start at most.
    random_state : int, RandomState or None
        The same value gives the same prototypes.

    Returns
    -------
    centers : ndarray of shape (k, p)
    modes : ndarray of int of shape (k, q)
    labels : ndarray of int of shape (n,)
    cost : float
        Weighted sum of distances.

    References
    ----------
    Huang, Z. (1998). Extensions to the k-means algorithm for clustering large data sets with categorical values. Data
    Mining and Knowledge Discovery 2(3).

    Examples
    --------
    >>> points = np.array([[0.0], [0.2], [5.0], [5.2]])
    >>> centers, modes, labels, cost = fit_kprototypes(points, np.array([[0], [0], [1], [1]]), np.ones(4), 2, gamma=1.0)
    >>> sorted(centers.ravel().round(2).tolist()), round(cost, 2)
    ([0.1, 5.1], 0.04)
    """
    random = check_random_state(random_state)
    sizes = codes.max(axis=0) + 1
    best = None
    for _ in range(n_init):
        chosen = _spread_start(points, codes, weights, k, gamma, random)
        found = _lloyd(points, codes, weights, points[chosen], codes[chosen], sizes, gamma, max_iter)
        if best is None or found[3] < best[3]:
            best = found
    return best


def prototype_distances(
    points: NDArray[np.float64], codes: NDArray[np.intp], centers: NDArray, modes: NDArray, gamma: float
) -> NDArray[np.float64]:
    """Distance of every row to every prototype, shape (n, k)."""
    numbers = (points**2).sum(axis=1)[:, None] - 2 * points @ centers.T + (centers**2).sum(axis=1)
    differing = np.zeros_like(numbers)
    for column, mode in zip(codes.T, modes.T, strict=True):
        differing += column[:, None] != mode
    return np.maximum(numbers, 0) + gamma * differing


def _spread_start(points, codes, weights, k, gamma, random_state) -> NDArray[np.intp]:
    """Draw starting rows far from each other, as k-means++ does."""
    chance = weights / weights.sum()
    chosen = [random_state.choice(len(points), p=chance)]
    closest = np.full(len(points), np.inf)
    while len(chosen) < k:
        last = chosen[-1:]
        closest = np.minimum(closest, prototype_distances(points, codes, points[last], codes[last], gamma)[:, 0])
        closest[last] = 0  # rounding must not let a row be drawn twice
        chosen.append(random_state.choice(len(points), p=closest * weights / (closest @ weights)))
    return np.array(chosen)


def _lloyd(points, codes, weights, centers, modes, sizes, gamma, max_iter):
    k, labels = len(centers), None
    for _ in range(max_iter):
        distances = prototype_distances(points, codes, centers, modes, gamma)
        moved = np.argmin(distances, axis=1)
        if labels is not None and (moved == labels).all():
            break
        labels = _nobody_empty(moved, distances, k)
        centers, modes = _prototypes(points, codes, weights, labels, k, sizes)
    distances = prototype_distances(points, codes, centers, modes, gamma)
    labels = np.argmin(distances, axis=1)
    return centers, modes, labels, float(weights @ distances[np.arange(len(labels)), labels])


def _nobody_empty(labels: NDArray, distances: NDArray, k: int) -> NDArray:
    """Give an empty group the row that is farthest from its prototype."""
    labels = labels.copy()
    own = distances[np.arange(len(labels)), labels]
    for group in np.flatnonzero(np.bincount(labels, minlength=k) == 0):
        farthest = int(np.argmax(np.where(np.bincount(labels, minlength=k)[labels] > 1, own, -1)))
        labels[farthest], own[farthest] = group, -1
    return labels


def _prototypes(points, codes, weights, labels, k, sizes) -> tuple[NDArray, NDArray]:
    mass = np.bincount(labels, weights=weights, minlength=k)
    sums = [np.bincount(labels, weights=weights * column, minlength=k) for column in points.T]
    modes = [
        np.bincount(labels * size + column, weights=weights, minlength=k * size).reshape(k, size).argmax(axis=1)
        for column, size in zip(codes.T, sizes, strict=True)
    ]
    return np.column_stack(sums) / mass[:, None], np.column_stack(modes)
