"""What do many runs of Lloyd's algorithm on the same points find? scikit-learn's runs, without its checks at each.

`LloydRuns` takes them, `seed_centers` draws what they begin with.
"""

from __future__ import annotations

from warnings import warn

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import _kmeans, k_means
from sklearn.exceptions import ConvergenceWarning

Run = tuple[NDArray[np.float64], NDArray[np.int32], float]  # centres, labels, sum of squares

TOLERANCE = 1e-4  # of the columns' mean variance: centres that move less have settled
MOST_STEPS = 300

# not a public name of scikit-learn: where it is missing the public function does the same, with its checks
_single_run = getattr(_kmeans, "_kmeans_single_lloyd", None)


class LloydRuns:
    """Runs of k-means on weighted points; what all runs share is computed once.

    Centres, labels and sums of squares are those of `sklearn.cluster.k_means`, to the last digit. It looks at its
    arguments, centres the points and takes their variances at each call, which for some thousand rows takes longer than
    the run.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    weights : ndarray of shape (n,)
        How many customers each row stands for.

    Raises
    ------
    ValueError
        Values that are not finite.

    Examples
    --------
    >>> runs = LloydRuns(np.array([[0.0], [1.0], [10.0], [11.0]]), np.ones(4))
    >>> centers, labels, inertia = runs.from_seeds(2, 3, np.random.RandomState(0))
    >>> sorted(centers.ravel().tolist()), inertia
    ([0.5, 10.5], 1.0)
    """

    def __init__(self, points: NDArray[np.float64], weights: NDArray[np.float64]) -> None:
        points = np.ascontiguousarray(points, dtype=np.float64)
        if not np.isfinite(points).all():
            raise ValueError(f"k-means needs finite numbers; found {(~np.isfinite(points)).sum():,} that are not.")
        self.middle = points.mean(axis=0)
        self.points = points - self.middle
        self.weights = np.ascontiguousarray(weights, dtype=np.float64)
        self.squares = np.einsum("ij,ij->i", self.points, self.points)
        self.tolerance = float(np.mean((self.points**2).mean(axis=0)) * TOLERANCE)

    def from_seeds(self, k: int, n_init: int, random: np.random.RandomState) -> Run:
        """Begin n times at fresh k-means++ seeds, and give the run with the least sum of squares.

        Parameters
        ----------
        k, n_init : int
            Centres, and starts.
        random : RandomState

        Returns
        -------
        centers, labels, inertia : ndarray, ndarray, float

        Raises
        ------
        ValueError
            Fewer rows than centres.
        """
        best = self._run(self._seeds(k, random), MOST_STEPS)
        for _ in range(1, n_init):
            run = self._run(self._seeds(k, random), MOST_STEPS)
            # the same groups in another order are no better, whatever the last digit of the sum says
            if run[2] < best[2] and not _same_groups(run[1], best[1], k):
                best = run
        return self._in_place(best)

    def from_centers(self, centers: NDArray[np.float64], max_iter: int = MOST_STEPS) -> Run:
        """Begin at these centres.

        Parameters
        ----------
        centers : ndarray of shape (k, p)
        max_iter : int, default 300

        Returns
        -------
        centers, labels, inertia : ndarray, ndarray, float

        Raises
        ------
        ValueError
            Fewer rows than centres.
        """
        return self._in_place(self._run(centers - self.middle, max_iter))

    def _seeds(self, k: int, random: np.random.RandomState) -> NDArray[np.float64]:
        self._enough_for(k)
        return seed_centers(self.points, self.squares, self.weights, k, random)

    def _run(self, centers: NDArray, max_iter: int) -> Run:
        self._enough_for(len(centers))
        settings = {"max_iter": max_iter, "tol": self.tolerance}
        if _single_run is None:
            settings["tol"] = TOLERANCE
            return k_means(self.points, len(centers), sample_weight=self.weights, init=centers, n_init=1, **settings)
        labels, inertia, found, _ = _single_run(self.points, self.weights, np.ascontiguousarray(centers), **settings)
        return found, labels, inertia

    def _in_place(self, run: Run) -> Run:
        centers, labels, inertia = run
        if empty := int((np.bincount(labels, minlength=len(centers)) == 0).sum()):
            warn(
                f"{empty} of {len(centers)} groups hold nobody: there may be fewer distinct rows than groups.",
                ConvergenceWarning,
                stacklevel=3,
            )
        return centers + self.middle, labels, inertia

    def _enough_for(self, k: int) -> None:
        if len(self.points) < k:
            raise ValueError(f"{k} centres need as many rows; found {len(self.points)}.")


def seed_centers(
    points: NDArray[np.float64],
    squares: NDArray[np.float64],
    weights: NDArray[np.float64],
    k: int,
    random: np.random.RandomState,
) -> NDArray[np.float64]:
    """Draw k points as seeds, each likelier the farther it is from those drawn before (greedy k-means++).

    Parameters
    ----------
    points : ndarray of shape (n, p)
    squares : ndarray of shape (n,)
        Sum of squares of each row.
    weights : ndarray of shape (n,)
    k : int
    random : RandomState

    Returns
    -------
    ndarray of shape (k, p)
        The rows that `sklearn.cluster.kmeans_plusplus` draws with the same random numbers, in half its time.

    References
    ----------
    Arthur, D. & Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA '07.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> seed_centers(points, (points**2).sum(axis=1), np.ones(4), 4, np.random.RandomState(0)).ravel().tolist()
    [10.0, 1.0, 0.0, 11.0]
    """
    trials = 2 + int(np.log(k))
    drawn = [random.choice(len(points), p=weights / weights.sum())]
    nearest = _squared_distances(points, squares, drawn)
    left = nearest @ weights
    for _ in range(1, k):
        shares = random.uniform(size=trials) * left
        tried = np.cumsum(weights * nearest).searchsorted(shares).clip(max=len(points) - 1)
        distances = _squared_distances(points, squares, tried)
        np.minimum(nearest, distances, out=distances)
        reached = distances @ weights[:, None]
        best = reached.argmin()
        left, nearest = reached[best], distances[best]
        drawn.append(tried[best])
    return points[drawn]


def _squared_distances(points: NDArray, squares: NDArray, rows: list[int] | NDArray[np.intp]) -> NDArray[np.float64]:
    """Squared distances of some rows to all, by the terms and in the order of scikit-learn's."""
    distances = points[rows] @ points.T
    distances *= -2.0
    distances += squares[rows][:, None]
    distances += squares
    return np.maximum(distances, 0.0, out=distances)


def _same_groups(labels: NDArray[np.int32], others: NDArray[np.int32], k: int) -> bool:
    """Say whether each group lies within one group of the other labels."""
    meant = np.zeros(k, dtype=others.dtype)
    meant[labels] = others
    return bool((meant[labels] == others).all())
