"""What does a customer who may leave after every purchase do next? Beta-geometric futures by quadrature over p.

:class:`GeometricFuture`, for BG/NBD and MBG/NBD.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from .beta_dropout import beta_nodes, later_dropout
from .beta_dropout import posterior as updated_dropout
from .future import discounted
from .gamma_mixing import count_probabilities, log_decay
from .gamma_mixing import posterior as updated_rate
from .mixed_draws import draw_fraction, draw_rate

STEEPEST = 20.0  # a flat power may grow by e^20 towards p = 1: from there the points know nothing of it
NODES_BY_REACH = ((10.0, 24), (100.0, 48), (1000.0, 96), (np.inf, 160))
FAR = 1.5  # times alpha: up to here the closed form given p needs no more points than that


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
    quadrature: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

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
        return self._expected_power(time, 0.0)

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time."""
        return self.mean * self._expected_power(time, 1.0)

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases: in closed form given p, or for long horizons the rate summed up."""
        if self._reach(time) > FAR:
            return discounted(self, 0.0, time)
        p, weight = self._nodes(time)
        left = -np.expm1(-self._decay(p, time))
        never = p <= 0
        return (weight * np.where(never, (self.mean * time)[:, None], left / np.where(never, 1.0, p))).sum(axis=1)

    def _expected_power(self, time: float, extra: float) -> np.ndarray:
        """Give the mean of (1 + p y)^-(r + extra) over the beta distribution of p, y = time / alpha.

        Euler's transformation of the hypergeometric function turns the steep power into a flat one of 1 - p z with
        z = y / (1 + y): without it a heavy buyer over a long time would need hundreds of points.
        """
        p, weight = self._nodes(time)
        y = self.spread * self.mean * time
        z = y / (1.0 + y)
        exponent = -self._decay(p, time) - extra * np.log1p(y[:, None] * p)
        with np.errstate(divide="ignore"):  # limits keep the plain form
            total, shape = 1.0 / self.w[self.codes] - 1.0, 1.0 / self.spread + extra
        with np.errstate(invalid="ignore"):
            power = total - shape
            flat = (np.abs(power) * z < shape * y) & (total > 0) & np.isfinite(shape) & (power * np.log1p(y) < STEEPEST)
        a = np.where(flat, self.p[self.codes] * np.where(flat, total, 0.0), 0.0)
        flatter = -(a * np.log1p(y))[flat][:, None] - power[flat][:, None] * np.log1p(-z[flat][:, None] * p[flat])
        exponent[flat] = flatter
        return (weight * np.exp(exponent)).sum(axis=1)

    def _reach(self, time: float) -> float:
        return float((self.spread * self.mean).max(initial=0.0)) * time

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0 to ``largest`` purchases: enough time for n, and stayed n times or left at n."""
        buying = count_probabilities(time, self.mean, self.spread, largest)
        at_least = np.maximum(1.0 - np.cumsum(buying, axis=1) + buying, buying)  # rounding may leave less than nothing
        stayed, out = np.ones(len(self.p)), np.empty_like(buying)
        out[:, 0] = buying[:, 0]
        for n in range(1, largest + 1):
            leave = later_dropout(self.p, self.w, n - 1.0)
            left, stayed = stayed * leave, stayed * (1.0 - leave)
            out[:, n] = stayed[self.codes] * buying[:, n] + left[self.codes] * at_least[:, n]
        return out

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
        return random_state.poisson(rate * time), last

    def _nodes(self, time: float) -> tuple[np.ndarray, np.ndarray]:
        n_nodes = next(n for limit, n in NODES_BY_REACH if self._reach(time) <= limit)
        if n_nodes not in self.quadrature:
            p, weights = beta_nodes(self.p, self.w, n_nodes)
            self.quadrature[n_nodes] = p[self.codes], weights[self.codes]
        return self.quadrature[n_nodes]

    def _decay(self, p: np.ndarray, time: float) -> np.ndarray:
        return log_decay(p * time, self.mean[:, None], self.spread[:, None])
