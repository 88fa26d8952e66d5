"""Which mixture of normal distributions is the likeliest? Expectation-maximisation from many starts at once.

`find_mixture` gives a `Mixture`.

The log density of a normal distribution is linear in 1, the columns and their products, and so are the sums that the
next estimate needs: one product of matrices takes a step of all starts and components together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...schema import Covariance
from .kmeans import nearest
from .lloyd import LloydRuns, seed_centers

SHORT_STEPS = 40  # of each start, before the most promising go on
SWAPS = 12  # neighbours of the best mixture that are tried at once
NO_GAIN = 3  # tries without a gain, after which no more neighbours are looked at
GOING_ON = 6  # so many of them
FEW_ROWS = 2_000  # the short steps look at no more weighted rows than these
FASTEST, SLOWEST = 0.0, 0.999  # what is left of a gain from one step to the next
NOTHING = 0.1  # log-likelihood that is no gain
PATIENCE = 3.0  # a run is given up when so many times what it still promises does not reach the best


class Mixture(NamedTuple):
    """Components of a mixture, and how the search for them ended.

    Attributes
    ----------
    weights, means, covariances : ndarray
        Shares of the components, their means and covariances, in the order of the means, the first column first.
    floored : ndarray of bool of shape (k, p)
        Whether a component is as narrow as it may be, per direction of its ellipsoid.
    directions : ndarray of shape (k, p, p)
        These directions, as columns, in columns scaled by their least spread.
    sizes : ndarray of shape (k,)
        Customers in the components.
    thin : ndarray of bool of shape (k,)
        Whether these are fewer than a covariance needs: two more than there are columns, three where it is diagonal.
    steps : int
        Of the run that found it.
    converged : bool
        Whether that run had no more than `tol` to gain.
    """

    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    covariances: NDArray[np.float64]
    floored: NDArray[np.bool_]
    directions: NDArray[np.float64]
    sizes: NDArray[np.float64]
    thin: NDArray[np.bool_]
    steps: int
    converged: bool


class _Runs(NamedTuple):
    """Components of several runs: sizes (r, k), means (r, k, p), eigenvalues and -vectors of covariances in floors."""

    sizes: NDArray[np.float64]
    means: NDArray[np.float64]
    values: NDArray[np.float64]
    vectors: NDArray[np.float64]
    floored: NDArray[np.bool_]

    def take(self, which: NDArray[np.intp]) -> _Runs:
        parts = self.sizes[which], self.means[which], self.values[which], self.vectors[which], self.floored[which]
        return _Runs(*parts)

    def beside(self, other: _Runs) -> _Runs:
        return _Runs(
            np.concatenate([self.sizes, other.sizes]),
            np.concatenate([self.means, other.means]),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.floored, other.floored]),
        )

    def collapsed(self, enough: float) -> NDArray[np.intp]:
        """Count the components of each run that have collapsed, or have too few customers for a covariance."""
        return (self.floored.any(axis=2) | self.thin(enough)).sum(axis=1)

    def thin(self, enough: float) -> NDArray[np.bool_]:
        """Say which components have too few customers; a membership of .999 leaves no customer out."""
        return self.sizes.round() < enough


def find_mixture(
    points: NDArray[np.float64],
    counts: NDArray[np.float64],
    k: int,
    *,
    covariance: Covariance,
    floors: NDArray[np.float64],
    n_init: int,
    tol: float,
    max_iter: int,
    random: np.random.RandomState,
) -> Mixture:
    """Find the likeliest mixture of k components.

    All starts take some steps, and those that then promise most go on to their ends. The likeliest of these is given,
    after a price of (p + 1) / 2 log n for each component that has collapsed or has too few customers: a handful in a
    line seldom gains so much, a value that many share gains more.

    Parameters
    ----------
    points, counts : ndarray of shape (n, p) and (n,)
        Distinct rows, and how many customers each stands for.
    k : int
        Components.
    covariance : {"full", "diag"}
    floors : ndarray of shape (p,)
        Least variances, see `custseg.segment.clustering.component_floors.least_variances`.
    n_init : int
        Rounds of three starts: from a k-means, from its seeds, and from customers drawn at random.
    tol : float
        A run ends when less than this log-likelihood, of all customers together, is still to be gained.
    max_iter : int
        Steps of a run at most.
    random : RandomState

    Returns
    -------
    Mixture

    References
    ----------
    Biernacki, C., Celeux, G. & Govaert, G. (2003). Choosing starting values for the EM algorithm for getting the
    highest likelihood in multivariate Gaussian mixture models. Computational Statistics & Data Analysis 41(3-4).
    """
    middle, unit = np.average(points, axis=0, weights=counts), np.sqrt(floors)
    scaled = (points - middle) / unit
    climber = _Climber(scaled, counts, k, full=covariance == "full")
    few = climber.thinned(random)
    labels = _starts(few.points * unit, few.counts, k, n_init, random)
    runs = few.estimate((np.stack(labels)[:, None, :] == np.arange(k)[:, None]).astype(np.float64))
    if len(labels) > 1:
        runs = few.best(*few.short(runs))
        runs = few.swap(runs, n_init, random)
    run, steps, converged = climber.finish(runs, tol, max_iter)
    # by their means: which of two equal runs came first hangs on the last digit of a sum
    order = np.lexsort(run.means[0].T[::-1])
    sizes, means, values, vectors, floored = (part[0][order] for part in run)
    return Mixture(
        weights=sizes / sizes.sum(),
        means=means * unit + middle,
        covariances=np.einsum("kij,kj,klj->kil", vectors, values, vectors) * np.outer(unit, unit),
        floored=floored,
        directions=vectors,
        sizes=sizes,
        thin=run.thin(climber.enough)[0][order],
        steps=steps,
        converged=converged,
    )


def _starts(
    points: NDArray, counts: NDArray, k: int, n_init: int, random: np.random.RandomState
) -> list[NDArray[np.integer]]:
    """Give groups to begin with, as labels of the rows."""
    if k == 1:
        return [np.zeros(len(points), dtype=np.intp)]
    labels: list[NDArray[np.integer]] = []
    runs, squares = LloydRuns(points, counts), np.einsum("ij,ij->i", points, points)
    for _ in range(n_init):
        labels.append(runs.from_seeds(k, 1, random)[1])
        if n_init > 1:
            seeds = seed_centers(points, squares, counts, k, random)
            drawn = random.choice(len(points), size=k, replace=False, p=counts / counts.sum())
            labels += [nearest(points, seeds), nearest(points, points[drawn])]
    return labels


class _Climber:
    """Steps of expectation-maximisation on weighted rows, in columns scaled so that the least variance is 1."""

    def __init__(self, points: NDArray, counts: NDArray, k: int, *, full: bool) -> None:
        self.points, self.counts, self.k, self.full = points, counts, k, full
        self.p = points.shape[1]
        self.enough = self.p + 2 if full else 3
        # what the BIC asks for a share and a mean, in log-likelihood
        self.price = (self.p + 1) / 2 * np.log(max(counts.sum(), 1.0))
        self.pairs = np.triu_indices(self.p) if full else (np.arange(self.p), np.arange(self.p))
        products = points[:, self.pairs[0]] * points[:, self.pairs[1]]
        # all that has a number for every customer has the customers last: sums over components run along whole rows
        self.features = np.vstack([np.ones(len(points)), points.T, products.T])
        self.halves = np.where(self.pairs[0] == self.pairs[1], -0.5, -1.0)
        self.alone = bool((counts == 1.0).all())  # each row is one customer: nothing to weigh

    def thinned(self, random: np.random.RandomState) -> _Climber:
        """Give the same on fewer rows."""
        if len(self.points) <= FEW_ROWS:
            return self
        few = np.sort(random.choice(len(self.points), size=FEW_ROWS, replace=False))
        return _Climber(self.points[few], self.counts[few], self.k, full=self.full)

    def estimate(self, shares: NDArray) -> _Runs:
        """Give the likeliest components for memberships (r, k, n); too narrow covariances are clipped."""
        r = len(shares)
        weighed = shares if self.alone else shares * self.counts
        sums = weighed.reshape(-1, len(self.counts)) @ self.features.T
        sizes = sums[:, 0] + 1e-10
        means, seconds = sums[:, 1 : 1 + self.p] / sizes[:, None], sums[:, 1 + self.p :] / sizes[:, None]
        covariances = np.zeros((len(sizes), self.p, self.p))
        i, j = self.pairs
        covariances[:, i, j] = covariances[:, j, i] = seconds - means[:, i] * means[:, j]
        values, vectors = np.linalg.eigh(covariances)
        shape = (r, self.k, self.p)
        floored = (values < 1.0).reshape(shape)
        values = np.maximum(values, 1.0).reshape(shape)
        return _Runs(sizes.reshape(r, -1), means.reshape(shape), values, vectors.reshape(*shape, self.p), floored)

    def look(self, runs: _Runs) -> tuple[NDArray, NDArray]:
        """Give the memberships (r, k, n) and the log-likelihoods (r,)."""
        inverse = np.einsum("rkij,rkj,rklj->rkil", runs.vectors, 1.0 / runs.values, runs.vectors)
        linear = np.einsum("rkij,rkj->rki", inverse, runs.means)
        shares = np.log(runs.sizes / runs.sizes.sum(axis=1, keepdims=True))
        constant = shares - 0.5 * (np.log(runs.values).sum(axis=2) + (linear * runs.means).sum(axis=2))
        quadratic = inverse[:, :, self.pairs[0], self.pairs[1]] * self.halves
        terms = np.concatenate([constant[:, :, None], linear, quadratic], axis=2).reshape(-1, len(self.features))
        joint = (terms @ self.features).reshape(*runs.sizes.shape, -1)
        highest = joint.max(axis=1, keepdims=True)
        joint -= highest
        np.exp(joint, out=joint)
        total = joint.sum(axis=1, keepdims=True)
        joint /= total
        return joint, (highest + np.log(total))[:, 0] @ self.counts

    def short(self, runs: _Runs) -> tuple[_Runs, NDArray]:
        """Take some steps of all runs; what they have then reached."""
        for _ in range(SHORT_STEPS):
            shares, reached = self.look(runs)
            runs = self.estimate(shares)
        return runs, reached

    def worth(self, runs: _Runs, reached: NDArray) -> NDArray[np.float64]:
        """Give the log-likelihoods of runs less the price of what has collapsed in them."""
        return reached - self.price * runs.collapsed(self.enough)

    def best(self, runs: _Runs, reached: NDArray) -> _Runs:
        """Give by turns the runs worth most and the likeliest; of those that have reached the same only one."""
        _, apart = np.unique(np.round(reached, 2), return_index=True)
        worth = self.worth(runs, reached)
        turns = np.stack([apart[np.argsort(-by[apart], kind="stable")] for by in (worth, reached)], axis=1).ravel()
        _, first = np.unique(turns, return_index=True)
        return runs.take(turns[np.sort(first)][:GOING_ON])

    def swap(self, runs: _Runs, tries: int, random: np.random.RandomState) -> _Runs:
        """Move one component of the run worth most elsewhere, or of the likeliest, as long as that makes a better one.

        The likeliest leads to mixtures with several collapsed components, which are worth it only together.
        """
        highest, idle = np.full(2, -np.inf), 0
        for _ in range(tries):
            shares, reached = self.look(runs)
            worth = self.worth(runs, reached)
            now = np.array([worth.max(), reached.max()])
            idle = 0 if (now > highest + NOTHING).any() else idle + 1
            if idle == NO_GAIN:
                break
            highest, heads = now, (worth.argmax(), reached.argmax())
            moves = SWAPS if heads[0] == heads[1] else SWAPS + SWAPS // 2  # every third of the likeliest
            started = np.stack([self._moved(shares[heads[number % 3 == 2]], random) for number in range(moves)])
            runs = self.best(*self.short(runs.beside(self.estimate(started))))
        return runs

    def _moved(self, shares: NDArray, random: np.random.RandomState) -> NDArray:
        """Give the memberships (k, n) without one component, which begins anew around a customer drawn at random."""
        shares, gone = shares.copy(), random.randint(self.k)
        shares[gone] = 0.0
        total = shares.sum(axis=0)
        shares = np.divide(shares, total, out=np.full_like(shares, 1.0 / self.k), where=total > 1e-9)
        home = shares[:, random.choice(len(self.counts), p=self.counts / self.counts.sum())].argmax()
        around = np.flatnonzero(shares.argmax(axis=0) == home)
        middle = self.points[around[random.randint(len(around))]]
        distance = ((self.points[around] - middle) ** 2 / self.points[around].var(axis=0).clip(1.0)).sum(axis=1)
        near = around[np.argsort(distance, kind="stable")[: max(self.enough, len(around) // 2)]]
        shares[:, near] = np.eye(self.k)[:, [gone]]
        return shares

    def finish(self, runs: _Runs, tol: float, max_iter: int) -> tuple[_Runs, int, bool]:
        """Take the runs to their ends, unless one that ended before is worth more, and give the end worth most."""
        ends, highest = [], -np.inf
        for number in range(len(runs.sizes)):
            ends.append(self._to_its_end(runs.take(np.array([number])), tol, max_iter, highest))
            highest = max(highest, ends[-1][1])
        run, _, steps, converged = max(ends, key=lambda end: end[1])
        return run, steps, converged

    def _to_its_end(self, run: _Runs, tol: float, max_iter: int, to_beat: float) -> tuple[_Runs, float, int, bool]:
        before, gain = -np.inf, np.inf
        for step in range(1, max_iter + 1):
            shares, reached = self.look(run)
            now, last, worth = float(reached[0]), gain, float(self.worth(run, reached)[0])
            gain = now - before
            rate = np.clip(gain / last, FASTEST, SLOWEST) if np.isfinite(last) and last > 0 else SLOWEST
            left = gain / (1.0 - rate)  # Aitken: gains that shrink by the same rate from step to step
            if left < tol:
                return run, worth, step, True
            if step > SHORT_STEPS and worth + PATIENCE * left < to_beat:
                break
            run, before = self.estimate(shares), now
        return run, worth, step, False
