"""Where are the centres of k groups of weighted points? Lloyd's algorithm, on one thread whatever is set.

`fit_kmeans` finds them, `nearest` places points, `within` sums what is left, `one_thread` holds the threads.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import k_means
from sklearn.utils import check_random_state
from threadpoolctl import ThreadpoolController

MANY = 8  # from so many centres on ten starts are few: centres are moved, too
USUAL_STARTS = 10  # whoever asks for fewer starts than usual wants a quick answer, not the best
CHAINS = 3  # so many times, each from starts of its own: one chain in four ends in a place that moves do not leave
IDLE = 30  # so many times k moves without a gain end the search,
FEW_ROWS = 300  # fewer where there are more rows than these, but no fewer than
LEAST_IDLE = 3  # so many times k
SHORT_STEPS = 4  # of Lloyd, before a move is judged
NOTHING_LEFT = 1e-12  # of all squares: every point has its centre
PROMISING = 1.02  # of the best, up to which it is taken further

_Run = tuple[NDArray[np.float64], NDArray[np.int32], float]  # centres, labels, sum of squares


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager:
    """Hold linear algebra and loops to one thread while the block lasts."""
    return _threads().limit(limits=1)


def fit_kmeans(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    k: int,
    *,
    n_init: int = 10,
    start: NDArray[np.float64] | None = None,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[NDArray[np.float64], NDArray[np.int32], float]:
    """Find k centres with the smallest weighted sum of squared distances.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    weights : ndarray of shape (n,)
        How many customers each row stands for.
    k : int
        Number of centres; 1 is allowed.
    n_init : int, default 10
        Fresh k-means++ starts. With `start`, 0 is allowed. With ten or more, and eight centres or more, centres of the
        best are then moved to where the points are badly represented, as long as that helps.
    start : ndarray of shape (k, p), optional
        Centres from which one more run begins.
    random_state : int, RandomState or None
        The same value gives the same centres.

    Returns
    -------
    centers : ndarray of shape (k, p)
    labels : ndarray of shape (n,)
    inertia : float
        The weighted sum of squared distances.

    Notes
    -----
    scikit-learn does the work, but for the moves (Fränti 2018): with many centres a start seldom puts the right number
    of them everywhere, and Lloyd's algorithm does not carry one over. All runs on one thread: with several, sums are
    taken in changing order and a customer between two segments could change sides from one run to the next.

    References
    ----------
    Fränti, P. (2018). Efficiency of random swap clustering. Journal of Big Data 5, 13.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> centers, labels, inertia = fit_kmeans(points, np.ones(4), 2)
    >>> sorted(centers.ravel().tolist()), inertia
    ([0.5, 10.5], 1.0)
    """
    if k == 1:
        center = np.average(points, axis=0, weights=weights)
        inertia = float(weights @ ((points - center) ** 2).sum(axis=1))
        return center[None], np.zeros(len(points), dtype=np.int32), inertia
    runs = []
    with one_thread():
        if start is not None:
            runs.append(k_means(points, k, sample_weight=weights, init=start, n_init=1, max_iter=100, tol=1e-4))
        random = check_random_state(random_state)
        if n_init:
            runs.append(k_means(points, k, sample_weight=weights, n_init=n_init, random_state=random))
        if k >= MANY and n_init >= USUAL_STARTS:
            runs += _chains(points, weights, min(runs, key=lambda run: run[2]), n_init, random)
    return min(runs, key=lambda run: run[2])


def _chains(points: NDArray, weights: NDArray, best: _Run, n_init: int, random: np.random.RandomState) -> list[_Run]:
    """Move the centres of the best of the starts, and of the best of others."""
    k, runs = len(best[0]), []
    for chain in range(CHAINS):
        if chain:
            best = k_means(points, k, sample_weight=weights, n_init=n_init, random_state=random)
        centers = _moved(points, weights, best[0], random)
        runs.append(k_means(points, k, sample_weight=weights, init=centers, n_init=1))
    return runs


def _moved(points: NDArray, weights: NDArray, centers: NDArray, random: np.random.RandomState) -> NDArray[np.float64]:
    """Move one centre at a time to a badly represented point, as long as that makes the sum of squares smaller."""
    k, rows, middle = len(centers), np.arange(len(points)), points.mean(axis=0)
    points, centers = points - middle, centers - middle
    patience = round(k * max(LEAST_IDLE, IDLE * min(1.0, FEW_ROWS / len(points))))
    squares = (points**2).sum(axis=1)
    centers, inertia = _lloyd(points, weights, squares, centers, 100)
    idle = 0
    while idle < patience and inertia > NOTHING_LEFT * (weights @ squares):
        distances = squares[:, None] + (centers**2).sum(axis=1) - 2.0 * points @ centers.T
        labels = distances.argmin(axis=1)
        own = distances[rows, labels]
        distances[rows, labels] = np.inf
        second = distances.min(axis=1)
        while idle < patience:
            cost = np.maximum(np.bincount(labels, weights=weights * (second - own), minlength=k), 1e-12 * inertia)
            gone = random.choice(k, p=(1.0 / cost) / (1.0 / cost).sum())  # a centre that is hardly missed
            away = weights * np.maximum(np.where(labels == gone, second, own), 0.0)
            trial = centers.copy()
            trial[gone] = points[random.choice(len(points), p=away / away.sum())]
            trial, reached = _lloyd(points, weights, squares, trial, SHORT_STEPS)
            if reached < PROMISING * inertia:
                trial, reached = _lloyd(points, weights, squares, trial, 100)
            if reached < inertia * (1.0 - 1e-9):
                centers, inertia, idle = trial, reached, 0
                break
            idle += 1
    return centers + middle


def _lloyd(
    points: NDArray, weights: NDArray, squares: NDArray, centers: NDArray, steps: int
) -> tuple[NDArray[np.float64], float]:
    """Take steps of Lloyd's algorithm without checks, as scikit-learn makes them at each call; an empty group stays."""
    before = np.inf
    for _ in range(steps):
        scores = (centers**2).sum(axis=1) / 2.0 - points @ centers.T
        labels = scores.argmin(axis=1)
        inertia = float(weights @ (squares + 2.0 * scores.min(axis=1)))
        if inertia > before * (1.0 - 1e-6):
            break
        before = inertia
        mass = np.bincount(labels, weights=weights, minlength=len(centers))
        sums = np.column_stack(
            [np.bincount(labels, weights=weights * column, minlength=len(centers)) for column in points.T]
        )
        centers = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1e-300)[:, None], centers)
    return centers, inertia


def nearest(points: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.intp]:
    """Which centre is nearest to each point; the first of equals.

    Parameters
    ----------
    points : ndarray of shape (n, p)
    centers : ndarray of shape (k, p)

    Returns
    -------
    ndarray of int of shape (n,)

    Notes
    -----
    The labels are those of `sklearn.metrics.pairwise_distances_argmin`, which takes longer, most of all for the 15,000
    cells that the panel places over and over.

    Examples
    --------
    >>> nearest(np.array([[1.0], [4.0]]), np.array([[0.0], [5.0]])).tolist()
    [0, 1]
    """
    offsets = (centers**2).sum(axis=1) / 2
    labels = np.empty(len(points), dtype=np.intp)
    # blocks that stay in the cache: a million customers by ten centres would be 80 MB at once
    for block in range(0, len(points), 8_192):
        part = slice(block, block + 8_192)
        labels[part] = _first_of_least(offsets[:, None] - centers @ points[part].T)
    return labels


def _first_of_least(rows: NDArray[np.float64]) -> NDArray[np.unsignedinteger]:
    """Give for each column the first row that holds its least value: argmin down columns in a third of its time."""
    small = np.min_scalar_type(len(rows)).type
    places, least = np.zeros(rows.shape[1], dtype=small), rows[0]
    for place, row in enumerate(rows[1:], start=1):
        np.maximum(places, (row < least) * small(place), out=places)  # a later row has a larger number
        np.minimum(least, row, out=least)
    return places


def within(points: NDArray, weights: NDArray, centers: NDArray, labels: NDArray) -> float:
    """Weighted sum of squared distances to the own centre."""
    return float(weights @ ((points - centers[labels]) ** 2).sum(axis=1))
