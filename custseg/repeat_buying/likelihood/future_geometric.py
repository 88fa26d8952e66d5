"""What does a customer who may leave after every purchase do next? Beta-geometric futures by quadrature over p.

:class:`GeometricFuture`, for BG/NBD and MBG/NBD.

Given the dropout probability ``p`` survival, rate and purchases have closed forms, and given the buying rate besides
the present value has. What is near is averaged over Gauss-Jacobi points; what falls steeply in ``p``, as it does far
ahead, over even steps in its logit (`log_points`), which hold nine digits whatever the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from ...simulate._arrivals import draw_arrivals
from .beta_dropout import posterior as updated_dropout
from .counts_until_gone import chance_of_more, counts_until_gone
from .gamma_mixing import count_probabilities, log_decay
from .gamma_mixing import posterior as updated_rate
from .log_points import DropoutPoints, log_rate_points
from .mixed_draws import draw_fraction, draw_rate

NEAR_REACH, NEAR_PURCHASES = 1.5, 60.0  # times alpha, and purchases expected without dropout: so far 24 points do
WORTHLESS = 36.0  # what is discounted by e^-36 is nothing
BLOCK = 512  # rows at a time, so that the working arrays stay in the processor's cache


@dataclass(frozen=True)
class GeometricFuture:
    """Updated rate (``mean``, ``spread``) and dropout probability (``p``, ``w``) per customer.

    ``p`` and ``w`` are given once per number of ``chances`` so far, ``codes`` says which one a customer has.
    """

    mean: np.ndarray
    spread: np.ndarray
    p: np.ndarray
    w: np.ndarray
    codes: np.ndarray

    @cached_property
    def points(self) -> DropoutPoints:
        """Over which dropout probabilities a mean is taken."""
        return DropoutPoints(self.p, self.w)

    @classmethod
    def after(cls, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray, *, chances: np.ndarray) -> Self:
        """Update the population's distributions by what was seen of each customer, given that the customer is alive.

        Log mean rate and mean dropout may be one of each customer.
        """
        log_mean, u, p, w = likelihood_parameters
        if np.ndim(p):
            (unique, p), codes = np.unique(np.stack([chances, p]), axis=1, return_inverse=True)
        else:
            unique, codes = np.unique(chances, return_inverse=True)
        return cls(*updated_rate(np.exp(log_mean), u, x, T), *updated_dropout(p, w, unique), codes)

    @property
    def pace(self) -> float:
        """Give the shortest time over which a rate changes noticeably."""
        return 1.0 / max(float((self.mean * np.maximum(self.spread, 1.0)).max()), 1e-300)

    def survival(self, time: float) -> np.ndarray:
        """Give the probability to be still a customer."""
        stays = self._mean_over_p(time, lambda p, rows: np.exp(-self._decay(p, rows, time)))
        return np.clip(stays, 0.0, 1.0)

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time."""

        def given(p: np.ndarray, rows: np.ndarray) -> np.ndarray:
            grown = np.log1p((self.spread * self.mean * time)[rows, None] * p)
            return np.exp(-self._decay(p, rows, time) - grown)

        return self.mean * self._mean_over_p(time, given)

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases, in closed form given p."""

        def given(p: np.ndarray, rows: np.ndarray) -> np.ndarray:
            never = p <= 0
            left = -np.expm1(-self._decay(p, rows, time))
            return np.where(never, (self.mean * time)[rows, None], left / np.where(never, 1.0, p))

        return self._mean_over_p(time, given)

    def discounted(self, force: float, end: float) -> np.ndarray:
        """Give the expected purchases until ``end``, each worth ``exp(-force * time)``.

        A customer with rate ``l`` and dropout probability ``p`` makes ``l (1 - exp(-z end)) / z`` of them, with
        ``z = l p + force``. Weighted by the rate, a gamma distribution is one of a shape that is greater by one.
        """
        if force <= 0:
            return self.purchases(end)
        out = np.empty_like(self.mean)
        scale = min(end, 1.0 / force)
        p, weights = self.points.steep(float((self.mean * (1.0 + self.spread)).max(initial=0.0)) * scale)
        for start in range(0, len(out), BLOCK):
            block = slice(start, start + BLOCK)
            mean, codes = self.mean[block], self.codes[block]
            rates, shares = log_rate_points(self.spread[block], mean * scale)
            total = np.zeros_like(mean)
            for rate, share in zip((rates * mean[:, None]).T, shares.T, strict=True):
                z = rate[:, None] * p[codes] + force
                worth = (-np.expm1(-z * end) if force * end < WORTHLESS else 1.0) / z
                total += share * np.einsum("ij,ij->i", weights[codes], worth)
            out[block] = mean * total
        return out

    def _mean_over_p(self, time: float, given: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
        """Average what is known given p, over few points for what is near and over many for the rest."""
        expected = self.mean * time
        near = (self.spread * expected <= NEAR_REACH) & (expected <= NEAR_PURCHASES)
        out = np.empty_like(self.mean)
        for some, few in ((near, True), (~near, False)):
            rows = np.flatnonzero(some)
            if len(rows):
                p, weights = self.points.near() if few else self.points.steep(float(expected[rows].max()))
                at = self.codes[rows]
                out[rows] = (weights[at] * given(p[at], rows)).sum(axis=1)
        return out

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0 to ``largest`` purchases: enough time for n, and stayed n times or left at n."""
        buying = count_probabilities(time, self.mean, self.spread, largest)
        if not largest:
            return buying
        more = chance_of_more(time, self.mean, self.spread, buying)
        return counts_until_gone(buying, more, self.p, self.w, self.codes)

    def draw(self, time: float, random_state: np.random.Generator) -> np.ndarray:
        """Draw a rate and a dropout probability, purchases at that rate, and the purchase after which they leave."""
        chances, last = self._draw_chances(time, random_state)
        return np.minimum(chances, last)

    def draw_times(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw the purchases as in :meth:`draw`, and when they come: at random until then, the last ones not made."""
        chances, last = self._draw_chances(time, random_state)
        owner = np.repeat(np.arange(len(chances)), chances)
        when = random_state.uniform(0.0, time, len(owner))
        when = when[np.lexsort((when, owner))]
        made = np.arange(len(owner)) - np.repeat(np.cumsum(chances) - chances, chances) < last[owner]
        return owner[made], when[made]

    def _draw_chances(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw how often each customer would buy until then, and after how many purchases each leaves."""
        rate = draw_rate(random_state, self.mean, self.spread)
        p = draw_fraction(random_state, self.p[self.codes], self.w[self.codes])
        last = np.full(len(rate), np.iinfo(np.int64).max)
        leaves = p > 0
        last[leaves] = random_state.geometric(p[leaves])
        return draw_arrivals(random_state, rate * time, listed=False), last

    def _decay(self, p: np.ndarray, rows: np.ndarray, time: float) -> np.ndarray:
        return log_decay(p * time, self.mean[rows, None], self.spread[rows, None])
