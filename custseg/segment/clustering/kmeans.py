"""Where are the centres of k groups of weighted points? Lloyd's algorithm, on one thread whatever is set.

`fit_kmeans` finds them, `nearest` places points, `within` sums what is left, `one_thread` holds the threads.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array
from sklearn.utils import check_random_state
from threadpoolctl import ThreadpoolController

from .lloyd import LloydRuns, Run

MANY = 8  # from so many centres on ten starts are few: centres are moved, too
USUAL_STARTS = 10  # whoever asks for fewer starts than usual wants a quick answer, not the best
CHAINS = 3  # so many times, each from starts of its own: one chain in four ends in a place that moves do not leave
IDLE = 30  # so many times k moves without a gain end the search,
FEW_ROWS = 300  # fewer where there are more rows than these, but no fewer than
LEAST_IDLE = 3  # so many times k
SHORT_STEPS = 4  # of Lloyd, before a move is judged
NOTHING_LEFT = 1e-12  # of all squares: every point has its centre
PROMISING = 1.02  # of the best, up to which it is taken further
BLOCK = 8_192  # points at once, so that their scores stay in the cache: of a million, by ten centres, they take 80 MB
SHORT_ROWS = 200  # points a centre, up to which calls take more time than what they do


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

    Raises
    ------
    ValueError
        Fewer rows than centres, or values that are not finite.

    Notes
    -----
    Runs are scikit-learn's (`custseg.segment.clustering.lloyd.LloydRuns`), but for the moves (Fränti 2018): with many
    centres a start seldom puts the right number of them everywhere, and Lloyd's algorithm does not carry one over. All
    runs on one thread: with several, sums are taken in changing order and a customer between two segments could change
    sides from one run to the next.

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
    found = []
    with one_thread():
        runs = LloydRuns(points, weights)
        if start is not None:
            found.append(runs.from_centers(start, max_iter=100))
        random = check_random_state(random_state)
        if n_init:
            found.append(runs.from_seeds(k, n_init, random))
        if k >= MANY and n_init >= USUAL_STARTS:
            found += _chains(runs, points, min(found, key=_squares), n_init, random)
    return min(found, key=_squares)


def _squares(run: Run) -> float:
    return run[2]


def _chains(runs: LloydRuns, points: NDArray, best: Run, n_init: int, random: np.random.RandomState) -> list[Run]:
    """Move the centres of the best of the starts, and of the best of others."""
    found = []
    for chain in range(CHAINS):
        if chain:
            best = runs.from_seeds(len(best[0]), n_init, random)
        found.append(runs.from_centers(_moved(points, runs.weights, best[0], random)))
    return found


def _moved(points: NDArray, weights: NDArray, centers: NDArray, random: np.random.RandomState) -> NDArray[np.float64]:
    """Move one centre at a time to a badly represented point, as long as that makes the sum of squares smaller."""
    k, rows, middle = len(centers), np.arange(len(points)), points.mean(axis=0)
    points, centers = points - middle, centers - middle
    patience = round(k * max(LEAST_IDLE, IDLE * min(1.0, FEW_ROWS / len(points))))
    quick = _QuickLloyd(points, weights, k)
    squares = quick.squares
    centers, inertia = quick.steps(centers, 100)
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
            trial, reached = quick.steps(trial, SHORT_STEPS)
            if reached < PROMISING * inertia:
                trial, reached = quick.steps(trial, 100)
            if reached < inertia * (1.0 - 1e-9):
                centers, inertia, idle = trial, reached, 0
                break
            idle += 1
    return centers + middle


class _QuickLloyd:
    """Steps of Lloyd's algorithm that end where little is gained; what every step needs of the points is held."""

    def __init__(self, points: NDArray, weights: NDArray, k: int) -> None:
        self.points, self.weights, self.squares = points, weights, (points**2).sum(axis=1)
        self.summed = np.column_stack([points, np.ones(len(points))]) * weights[:, None]
        # who is in which group: its product with rows adds them up in their order, as a count of weights does, in less
        # than a third of the time, and other threads need not wait for it
        places = np.zeros(len(points), dtype=np.intp), np.arange(len(points) + 1)
        self.member = csc_array((np.ones(len(points)), *places), shape=(k, len(points)))

    def steps(self, centers: NDArray, most: int) -> tuple[NDArray[np.float64], float]:
        """Take steps; an empty group stays where it is."""
        before = np.inf
        for _ in range(most):
            labels, scores = _nearest_scores(self.points, centers)
            inertia = float(self.weights @ (self.squares + 2.0 * scores))
            if inertia > before * (1.0 - 1e-6):
                break
            before = inertia
            self.member.indices[:] = labels
            sums = self.member @ self.summed
            mass = sums[:, -1:]
            centers = np.where(mass > 0, sums[:, :-1] / np.maximum(mass, 1e-300), centers)
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
    return _nearest_scores(points, centers)[0]


def _nearest_scores(points: NDArray, centers: NDArray) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the nearest centre of each point, and half its squared distance less half the point's sum of squares."""
    offsets = ((centers**2).sum(axis=1) / 2)[:, None]
    if len(points) <= BLOCK:
        first, least = _first_of_least(_scores(points, centers, offsets))
        return first.astype(np.intp, copy=False), least
    labels, least = np.empty(len(points), dtype=np.intp), np.empty(len(points))
    for block in range(0, len(points), BLOCK):
        part = slice(block, block + BLOCK)
        labels[part], least[part] = _first_of_least(_scores(points[part], centers, offsets))
    return labels, least


def _scores(points: NDArray, centers: NDArray, offsets: NDArray) -> NDArray[np.float64]:
    products = centers @ points.T
    return np.subtract(offsets, products, out=products)


def _first_of_least(rows: NDArray[np.float64]) -> tuple[NDArray[np.integer], NDArray[np.float64]]:
    """Give for each column its least value, and the first row that holds it; the first row may be written over."""
    if rows.shape[1] < SHORT_ROWS * len(rows):
        places = rows.argmin(axis=0)
        return places, rows[places, np.arange(rows.shape[1])]
    # row by row, in a third of the time of argmin
    small = np.min_scalar_type(len(rows)).type
    first, least = np.zeros(rows.shape[1], dtype=small), rows[0]
    later, less = np.empty_like(first), np.empty(rows.shape[1], dtype=np.bool_)
    for place, row in enumerate(rows[1:], start=1):
        np.multiply(np.less(row, least, out=less), small(place), out=later)
        np.maximum(first, later, out=first)  # a later row has a larger number
        np.minimum(least, row, out=least)
    return first, least


def within(points: NDArray, weights: NDArray, centers: NDArray, labels: NDArray) -> float:
    """Weighted sum of squared distances to the own centre."""
    return float(weights @ ((points - centers[labels]) ** 2).sum(axis=1))
