"""What does a regular buyer who may leave after every purchase do next? Mixtures over the phase of the gap.

:class:`RegularFuture`, for BG/CNBD-k and MBG/CNBD-k.

Given that a customer is alive, the silence says how many phases of the present gap may have passed. Each such phase
``j`` has a future of its own, which depends on the purchases and the time observed alone; the customer's is their mean.
With ``w_j`` the chance of the phase, the expected purchases are the exact series

    sum_j w_j sum_{n >= 1} B(a, b + n - 1) / B(a, b) P(N_j >= k - j + (n - 1) k)

(``N_j`` the phases to come, negative binomial). It is summed in closed form given the dropout probability
(`phase_sums`), and that by Gauss-Jacobi quadrature; no term is cut off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from .beta_dropout import beta_nodes, later_dropout
from .beta_dropout import posterior as updated_dropout
from .erlang_gaps import phase_shares
from .gamma_mixing import count_probabilities
from .gamma_mixing import posterior as updated_rate
from .mixed_draws import draw_fraction, draw_rate
from .phase_sums import PhaseSums

POINTS_BY_REACH = ((50.0, 24), (500.0, 48), (5000.0, 96), (np.inf, 160))
NEAR_REACH, NEAR_TILT = 5.0, 1.5  # up to here the closed form of the purchases needs 24 points
SINGULAR_BELOW = 2.0  # b, up to which a dropout probability near one has weight
FAR_NODES, NEAR_NODES = 48, 48


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
    quadrature: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

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
        every = np.arange(len(self.mean))
        return self._mixed(self._sums(every, np.full(len(every), time), tilted=True).survival())

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time."""
        every = np.arange(len(self.mean))
        return self._mixed(self._sums(every, np.full(len(every), time), tilted=True).rate())

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases: in closed form given p, and for what is far away the rate summed."""
        if not time:  # the sums over phases would leave their rounding
            return np.zeros(len(self.shares))
        near = np.minimum(self._near, time)
        every = np.arange(len(self.mean))
        return self._mixed(self._sums(every, near, tilted=False).purchases() + self._far(near, time, 0.0))

    def discounted(self, force: float, end: float) -> np.ndarray:
        """Give the expected purchases until ``end``, each worth ``exp(-force * time)``.

        What is near is integrated by parts: the purchases of a regular buyer come in waves, their number rises.
        """
        near = np.minimum(self._near, end)
        every = np.arange(len(self.mean))
        worth = np.exp(-force * near)[:, None] * self._sums(every, near, tilted=False).purchases()
        nodes, weights = np.polynomial.legendre.leggauss(NEAR_NODES)
        for node, weight in zip(0.5 * (nodes + 1.0), 0.5 * weights, strict=True):
            fallen = force * near * np.exp(-force * near * node) * weight
            worth += fallen[:, None] * self._sums(every, near * node, tilted=False).purchases()
        return self._mixed(worth + self._far(near, end, force))

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0 to ``largest`` purchases: phases for n, and stayed n times or left at n."""
        buying = np.zeros((len(self.shares), largest + 1))
        if not time:
            buying[:, 0] = 1.0
            return buying
        starts = np.arange(largest + 1) * self.k
        for j in range(self.k):
            mean, spread = self.mean * (1.0 + j * self.spread), self.spread / (1.0 + j * self.spread)
            phases = count_probabilities(time, mean, spread, self.k * (largest + 1) - 1 - j)
            by_purchase = np.add.reduceat(phases, np.maximum(starts - j, 0), axis=1)
            buying += self.shares[:, [j]] * by_purchase[self.pair_of]
        at_least = np.maximum(1.0 - np.cumsum(buying, axis=1) + buying, buying)  # rounding may leave less than nothing
        chance_of, stayed, out = self.chance_of[self.pair_of], np.ones(len(self.p)), np.empty_like(buying)
        out[:, 0] = buying[:, 0]
        for n in range(1, largest + 1):
            leave = later_dropout(self.p, self.w, n - 1.0)
            left, stayed = stayed * leave, stayed * (1.0 - leave)
            out[:, n] = stayed[chance_of] * buying[:, n] + left[chance_of] * at_least[:, n]
        return out

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
        return phase, random_state.poisson(rate * time), last

    @property
    def _near(self) -> np.ndarray:
        """Give the time per pair up to which the purchases have a closed form that is easily averaged over p."""
        reach = np.maximum(self.spread * self.mean / (self.k * NEAR_REACH), self._tilt(np.ones(1)) / NEAR_TILT)
        return 1.0 / np.maximum(reach, 1e-300)

    def _far(self, near: np.ndarray, end: float, force: float) -> np.ndarray:
        """Sum the rate from ``near`` to ``end``, discounted: it falls like a power of the time since alpha ago."""
        out = np.zeros((len(near), self.k))
        rows = np.flatnonzero(near < end)
        if not len(rows):
            return out
        start = near[rows]
        base = np.minimum(1.0 / np.maximum(self.spread * self.mean, 1e-300)[rows], end) + start
        reach = np.log1p((end - start) / base)
        nodes, weights = np.polynomial.legendre.leggauss(FAR_NODES)
        for node, weight in zip(0.5 * (nodes + 1.0), 0.5 * weights, strict=True):
            time = start + base * np.expm1(node * reach)
            worth = weight * reach * (time - start + base) * np.exp(-force * time)
            out[rows] += worth[:, None] * self._sums(rows, time, tilted=True).rate()
        return out

    def _mixed(self, by_phase: np.ndarray) -> np.ndarray:
        return (self.shares * by_phase[self.pair_of]).sum(axis=1)

    def _tilt(self, time: np.ndarray) -> np.ndarray:
        """Give per pair the purchases expected in a time, by the chances of the past that are as good as seen."""
        with np.errstate(divide="ignore"):
            total = 1.0 / self.w[self.chance_of] - 1.0
        inside = self._inside[self.chance_of]
        return np.where(inside, self.mean * time / (self.k * np.where(inside, total, 1.0)), 0.0)

    @property
    def _inside(self) -> np.ndarray:
        return (self.p > 0) & (self.p < 1) & (self.w > 0) & (self.w < 1)

    def _sums(self, rows: np.ndarray, time: np.ndarray, *, tilted: bool) -> PhaseSums:
        """Give the sums of some pairs over points of p, which follow the steep fall of a long time if ``tilted``.

        The points are those of the beta distribution of p, moved by ``p = s / (1 + tilt (1 - s))`` with the factor that
        this brings: as Euler's transformation does with the hypergeometric function of the BG/NBD.
        """
        reach = float((self.spread[rows] * self.mean[rows] * time).max(initial=0.0)) / self.k
        p, weights = self._points(next(n for limit, n in POINTS_BY_REACH if reach <= limit))
        chance = self.chance_of[rows]
        p, weights = p[chance], weights[chance]
        with np.errstate(divide="ignore", invalid="ignore"):
            total = 1.0 / self.w - 1.0
            b = np.where(self._inside, (1.0 - self.p) * total, 0.0)
        if tilted:
            whole = np.where(self._inside, total, 0.0)[chance][:, None]
            tilt = np.zeros(len(self.mean))
            tilt[rows] = time
            tilt = self._tilt(tilt)[rows][:, None]
            factor = b[chance][:, None] * np.log1p(tilt) - whole * np.log1p(tilt * (1.0 - p))
            p, weights = p / (1.0 + tilt * (1.0 - p)), weights * np.exp(factor)
        near_one = b[chance] <= SINGULAR_BELOW
        return PhaseSums(self.k, p, weights, self.mean[rows], self.spread[rows], time, near_one)

    def _points(self, n: int) -> tuple[np.ndarray, np.ndarray]:
        if n not in self.quadrature:
            self.quadrature[n] = beta_nodes(self.p, self.w, n)
        return self.quadrature[n]
