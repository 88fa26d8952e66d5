"""Do these customers come from one population of spenders, or from two, such as consumers and wholesalers?

:func:`two_populations` says it in words, :func:`split_in_two` finds the two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

FEWEST = 30  # customers with repeat purchases
BINS = 400
STEPS = 200
SHARES = (0.02, 0.05, 0.15, 0.35, 0.6, 0.85)  # of the larger ones, where the search begins
APART = 3.0  # distance of the two means in standard deviations of one population; one hump with a tail has less
TIMES = 5.0  # how many times as much the larger ones spend, at the least
GAIN = 40.0  # twice the log-likelihood that two populations gain; the tail of one gains less
SHARE = 0.1  # of the repeat money, held by the larger ones
FEWEST_OF_ONE = 5  # customers in the smaller population
NARROWEST = 0.15  # a population's spread as a share of the spread of all


class Split(NamedTuple):
    """Two normal populations of log spend: share of the second, means, deviations, twice the gain in likelihood."""

    share: float
    means: np.ndarray
    deviations: np.ndarray
    gain: float

    @property
    def distance(self) -> float:
        """Ashman's D: the distance of the means in root mean square deviations."""
        return float(abs(self.means[1] - self.means[0]) / np.sqrt((self.deviations**2).mean()))


def two_populations(x: np.ndarray, spend: np.ndarray, customers: np.ndarray | None = None) -> tuple[str, ...]:
    """Say that few customers spend so much more than the others that they are another population.

    Parameters
    ----------
    x, spend : ndarray
        Repeat purchases and mean spend of each customer who bought again.
    customers : ndarray, optional
        How many customers each of them stands for; None: one.
    """
    n = float(len(spend) if customers is None else customers.sum())
    if n < FEWEST or spend.min() == spend.max():
        return ()
    size = np.log(spend)
    split = split_in_two(size, customers)
    if split.gain < GAIN or split.distance < APART or split.means[1] - split.means[0] < np.log(TIMES):
        return ()
    large = size > _border(split)
    money = x * spend if customers is None else x * spend * customers
    share = float(money[large].sum() / money.sum())
    more_than_usual = float(large.sum() if customers is None else customers[large].sum())
    if min(more_than_usual, n - more_than_usual) < FEWEST_OF_ONE or share < SHARE:
        return ()
    usual, more = (float(np.exp(mean)) for mean in split.means)
    return (
        f"two populations seem to be in one table: {more_than_usual:,.0f} of {n:,.0f} customers who bought again "
        f"spend about {more:,.0f} at a time, the others about {usual:,.0f}, with few between; they bring {share:.0%} "
        "of the repeat money. One model gives each group habits of the other, and the value of the base may come out "
        "at half of the true one. Fit and value the two apart.",
    )


def split_in_two(size: np.ndarray, customers: np.ndarray | None = None) -> Split:
    """Fit two normal populations to log spend, in bins, from several starts; the second has the larger mean."""
    counts, edges = np.histogram(size, BINS, weights=customers)
    kept = counts > 0
    at, weight = ((edges[1:] + edges[:-1]) / 2)[kept], counts[kept].astype(float)
    return max(_splits_from(at, weight, np.array(SHARES)), key=lambda split: split.gain)


def _splits_from(at: np.ndarray, weight: np.ndarray, shares: np.ndarray) -> list[Split]:
    """Climb to maxima of the likelihood from splits that give the largest so much share (EM algorithm, all at once)."""
    n = weight.sum()
    spread = np.average((at - np.average(at, weights=weight)) ** 2, weights=weight)
    one = -0.5 * n * (np.log(2 * np.pi * spread) + 1)
    above = np.cumsum(weight[::-1])[::-1]
    second = (above <= np.maximum(shares * n, weight[-1])[:, None]).astype(float)
    best, found = np.full(len(shares), -np.inf), []
    for step in range(STEPS):
        part = np.stack([1.0 - second, second], axis=1) * weight
        total = part.sum(axis=2).clip(1e-9)
        means = (part @ at) / total
        away = (at - means[..., None]) ** 2
        variance = ((part * away).sum(axis=2) / total).clip(NARROWEST**2 * spread)
        density = np.log(total / n / np.sqrt(2 * np.pi * variance))[..., None] - 0.5 * away / variance[..., None]
        both = np.logaddexp(density[:, 0], density[:, 1])
        second, likelihood = np.exp(density[:, 1] - both), both @ weight
        done = (likelihood - best < 1e-6 * n) | (step == STEPS - 1)
        found += [
            _ordered(total[place] / n, means[place], np.sqrt(variance[place]), 2 * float(likelihood[place] - one))
            for place in np.flatnonzero(done)
        ]
        second, best = second[~done], likelihood[~done]
        if not len(best):
            break
    return found


def _ordered(shares: np.ndarray, means: np.ndarray, deviations: np.ndarray, gain: float) -> Split:
    """Give a split whose second population has the larger mean."""
    order = np.argsort(means)
    return Split(float(shares[order[1]]), means[order], deviations[order], gain)


def _border(split: Split) -> float:
    """Give the log spend between the means at which both populations are equally likely."""
    low, high = split.means
    at = np.linspace(low, high, BINS)
    shares = np.array([1.0 - split.share, split.share])
    density = np.log(shares / split.deviations)[:, None] - 0.5 * (
        ((at - split.means[:, None]) / split.deviations[:, None]) ** 2
    )
    return float(at[np.argmax(density[1] >= density[0])])
