"""What does a regular buyer who may leave after every purchase do next? Mixtures over the phase of the gap.

:class:`RegularFuture`, for BG/CNBD-k and MBG/CNBD-k.

Given that a customer is alive, the silence says how many phases of the present gap may have passed. Each such phase
``j`` has a future of its own, which depends on the purchases and the time observed alone; the customer's is their mean.
With ``w_j`` the chance of the phase, the expected purchases are the exact series

    sum_j w_j sum_{n >= 1} B(a, b + n - 1) / B(a, b) P(N_j >= k - j + (n - 1) k)

(``N_j`` the phases to come, negative binomial). It is summed in closed form given the dropout probability
(`phase_sums`), and that over Gauss-Jacobi points, or far ahead over even steps in its logit (`log_points`); no term is
cut off. Only the present value until a horizon is summed over the time.
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
from .erlang_gaps import phase_shares
from .future_geometric import GeometricFuture
from .gamma_mixing import count_probabilities
from .gamma_mixing import posterior as updated_rate
from .log_points import DropoutPoints, log_rate_points
from .mixed_draws import draw_fraction, draw_rate
from .phase_sums import PhaseSums

NEAR_REACH, NEAR_PURCHASES = 1.5, 60.0  # times alpha, and purchases expected without dropout: so far 24 points do
SINGULAR_BELOW = 2.0  # b, up to which a dropout probability near one has weight
WORTHLESS = 36.0  # what is discounted by e^-36 is nothing
BLOCK = 512  # rows at a time, so that the working arrays stay in the processor's cache
FIRST = 0.3  # purchases of the fastest: before them one panel of times does
PANEL, WAVES, PANEL_POINTS = 1.7, 5.0, 8  # in logarithms of the time
SMOOTH_PHASES = 4  # gaps so irregular leave no waves to follow: six digits also where all are alike
MOST_PANELS = 200


@dataclass(frozen=True)
class RegularFuture:
    """Updated rate of phases (``mean``, ``spread``) and dropout (``p``, ``w``), and the phases that may have passed.

    Rate and dropout are given once per pair of purchases and time observed; ``chance_of`` says which dropout a pair
    has, ``pair_of`` which pair a customer is, ``shares`` (customers, k) how likely each phase is.
    """

    k: int
    mean: np.ndarray
    spread: np.ndarray
    p: np.ndarray
    w: np.ndarray
    chance_of: np.ndarray
    pair_of: np.ndarray
    shares: np.ndarray

    @cached_property
    def points(self) -> DropoutPoints:
        """Over which dropout probabilities a mean is taken."""
        return DropoutPoints(self.p, self.w)

    @classmethod
    def after(
        cls,
        likelihood_parameters: np.ndarray,
        k: int,
        x: np.ndarray,
        t_x: np.ndarray,
        T: np.ndarray,
        *,
        first_chance: int,
    ) -> Self:
        """Update the population's distributions by what was seen of each customer, given that the customer is alive."""
        log_mean, u, p, w = likelihood_parameters
        mean = np.exp(log_mean)
        shares = phase_shares(k, k * x, u, mean * np.maximum(T - t_x, 0.0) / (1.0 + u * mean * T))
        (xs, x_of), (times, time_of) = (np.unique(column, return_inverse=True) for column in (x, T))
        pairs, pair_of = np.unique(x_of * len(times) + time_of, return_inverse=True)
        chance_of, when = np.divmod(pairs, len(times))
        rate = updated_rate(mean, u, k * xs[chance_of], times[when])
        return cls(k, *rate, *updated_dropout(p, w, xs + first_chance), chance_of, pair_of, shares)

    @property
    def pace(self) -> float:
        """Give the shortest time over which a rate changes noticeably."""
        return self.k / max(float((self.mean * np.maximum(self.spread, 1.0)).max()), 1e-300)

    def survival(self, time: float) -> np.ndarray:
        """Give the probability to be still a customer."""
        return np.clip(self._mixed(self._sums(time, PhaseSums.survival)), 0.0, 1.0)

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time."""
        return self._mixed(self._sums(time, PhaseSums.rate))

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases, in closed form given p."""
        if not time:  # the sums over phases would leave their rounding
            return np.zeros(len(self.shares))
        return self._mixed(self._sums(time, PhaseSums.purchases))

    def discounted(self, force: float, end: float) -> np.ndarray:
        """Give the expected purchases until ``end``, each worth ``exp(-force * time)``.

        Without an end the phases have a closed form given rate and p. Until an end the purchases are integrated by
        parts: those of a regular buyer come in waves, but their number rises.
        """
        if force <= 0:
            return self.purchases(end)
        if self.k == 1:
            random = GeometricFuture(self.mean, self.spread, self.p, self.w, self.chance_of)
            return random.discounted(force, end)[self.pair_of]
        if force * end >= WORTHLESS:
            return self._mixed(self._for_ever(force))
        worth = np.exp(-force * end) * self._sums(end, PhaseSums.purchases)
        for time, weight in zip(*self._times(end), strict=True):
            worth += weight * force * np.exp(-force * time) * self._sums(time, PhaseSums.purchases)
        return self._mixed(worth)

    def _for_ever(self, force: float) -> np.ndarray:
        """Give the present value of all purchases per phase.

        Given rate and p it is ``g^(k - j) / (1 - (1 - p) g^k)`` with ``g = rate / (rate + force)``.
        """
        out = np.zeros((len(self.mean), self.k))
        p, weights = self.points.steep(float((self.mean * (1.0 + self.spread)).max(initial=0.0)) / force)
        for start in range(0, len(out), BLOCK):
            block = slice(start, start + BLOCK)
            mean, spread, chance = self.mean[block], self.spread[block], self.chance_of[block]
            rates, shares = log_rate_points(spread, mean / force)
            for rate, share in zip((rates * mean[:, None]).T, shares.T, strict=True):
                left = -np.expm1(-self.k * np.log1p(force / rate))  # 1 - g^k
                again = 1.0 / (left[:, None] + (1.0 - left)[:, None] * p[chance])
                worth = share * mean / rate * np.einsum("ij,ij->i", weights[chance], again)
                for j in range(self.k):
                    out[block, j] += worth * (rate / (rate + force)) ** (self.k - j)
                    worth = worth * (rate / mean) / (1.0 + j * spread)
        return out

    def _times(self, end: float) -> tuple[np.ndarray, np.ndarray]:
        """Give points and weights over the time until ``end``: panels from where the first purchases may come.

        They are even in the logarithm of the time, narrow while purchases come in waves, which have gone after a few
        times ``k`` purchases.
        """
        fast = float((self.mean * (1.0 + self.spread)).max(initial=0.0)) / self.k
        smooth = self.k <= SMOOTH_PHASES
        edges: list[float] = [end]
        fall = np.exp(-(PANEL if smooth else min(1.0, WAVES / self.k)))
        while edges[-1] * fast > FIRST and len(edges) < MOST_PANELS:
            edges.append(edges[-1] * fall)
        bounds = np.array([0.0, *edges[::-1]])
        nodes, weights = np.polynomial.legendre.leggauss(PANEL_POINTS)
        half, middle = np.diff(bounds) / 2.0, (bounds[1:] + bounds[:-1]) / 2.0
        return (middle[:, None] + half[:, None] * nodes).ravel(), (half[:, None] * weights).ravel()

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0 to ``largest`` purchases: phases for n, and stayed n times or left at n."""
        buying, more = np.zeros((len(self.shares), largest + 1)), np.zeros(len(self.shares))
        if not time:
            buying[:, 0] = 1.0
            return buying
        starts = np.arange(largest + 1) * self.k
        for j in range(self.k):
            mean, spread = self.mean * (1.0 + j * self.spread), self.spread / (1.0 + j * self.spread)
            phases = count_probabilities(time, mean, spread, self.k * (largest + 1) - 1 - j)
            by_purchase = np.add.reduceat(phases, np.maximum(starts - j, 0), axis=1)
            buying += self.shares[:, [j]] * by_purchase[self.pair_of]
            if largest:
                more += self.shares[:, j] * chance_of_more(time, mean, spread, phases)[self.pair_of]
        return counts_until_gone(buying, more, self.p, self.w, self.chance_of[self.pair_of])

    def draw(self, time: float, random_state: np.random.Generator) -> np.ndarray:
        """Draw a phase, a rate, a dropout probability, the phases to come, and after which purchase they leave."""
        phase, coming, last = self._draw_phases(time, random_state)
        return np.minimum((phase + coming) // self.k, last)

    def draw_times(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw the purchases as in :meth:`draw`, and when they come: at every k-th phase, the last ones not made."""
        phase, coming, last = self._draw_phases(time, random_state)
        owner = np.repeat(np.arange(len(coming)), coming)
        when = random_state.uniform(0.0, time, len(owner))
        when = when[np.lexsort((when, owner))]
        number = np.arange(len(owner)) - np.repeat(np.cumsum(coming) - coming, coming) + 1 + phase[owner]
        made = (number % self.k == 0) & (number // self.k <= last[owner])
        return owner[made], when[made]

    def _draw_phases(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Draw the phase that each customer is in, how many phases come until then, and which purchase is the last."""
        passed = np.cumsum(self.shares, axis=1) < random_state.uniform(size=len(self.shares))[:, None]
        phase = np.minimum(passed.sum(axis=1), self.k - 1)
        spread = self.spread[self.pair_of]
        grown = 1.0 + phase * spread
        rate = draw_rate(random_state, self.mean[self.pair_of] * grown, spread / grown)
        chance_of = self.chance_of[self.pair_of]
        p = draw_fraction(random_state, self.p[chance_of], self.w[chance_of])
        last = np.full(len(rate), np.iinfo(np.int64).max)
        leaves = p > 0
        last[leaves] = random_state.geometric(p[leaves])
        return phase, draw_arrivals(random_state, rate * time, listed=False), last

    def _mixed(self, by_phase: np.ndarray) -> np.ndarray:
        return (self.shares * by_phase[self.pair_of]).sum(axis=1)

    def _sums(self, time: float, quantity: Callable[[PhaseSums], np.ndarray]) -> np.ndarray:
        """Give sums over the phases, over few points of p for what is near and over many for the rest."""
        expected = self.mean * time / self.k
        near = (self.spread * expected <= NEAR_REACH) & (expected <= NEAR_PURCHASES)
        out = np.empty((len(self.mean), self.k))
        for some, few in ((near, True), (~near, False)):
            rows = np.flatnonzero(some)
            if len(rows):
                p, weights = self.points.near() if few else self.points.steep(float(expected[rows].max()))
                chance = self.chance_of[rows]
                singular = self._may_leave_at_once[chance] if few else np.ones(len(rows), dtype=bool)
                rates = self.mean[rows], self.spread[rows], np.full(len(rows), time)
                out[rows] = quantity(PhaseSums(self.k, p[chance], weights[chance], *rates, singular))
        return out

    @property
    def _may_leave_at_once(self) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            b = (1.0 - self.p) * (1.0 / self.w - 1.0)
        return ~(b > SINGULAR_BELOW) | (self.w <= 0)
