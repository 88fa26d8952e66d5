"""What does a customer who may leave at any moment do next? Pareto/NBD futures, closed forms where there are any.

:class:`ParetoFuture`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ...simulate._arrivals import draw_arrivals
from . import pareto_at_once
from .gamma_mixing import count_probabilities, log_decay
from .gamma_mixing import posterior as updated_rate
from .mixed_draws import draw_rate

NODES = 40


@dataclass(frozen=True)
class ParetoFuture:
    """Updated buying rate (``mean``, ``spread``) and dropout rate (``leaving``, ``leaving_spread``) per customer.

    ``stays`` is the share that does not leave at once: one, but of those who were seen for no time at all.
    """

    mean: np.ndarray
    spread: np.ndarray
    leaving: np.ndarray
    leaving_spread: float
    stays: np.ndarray | float = 1.0

    @classmethod
    def after(cls, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray) -> Self:
        """Update the population's distributions by what was seen of each customer, given that the customer is alive.

        Log mean rate and mean dropout rate may be one of each customer.
        """
        if pareto_at_once.is_at_once(likelihood_parameters):
            log_mean, u, loss, turned = likelihood_parameters
            leaving, spread, stays = pareto_at_once.later_dropout(loss, -1.0 - turned, T)
            return cls(*updated_rate(np.exp(log_mean), u, x, T), leaving, spread, stays)
        log_mean, u, mu, v = likelihood_parameters
        return cls(*updated_rate(np.exp(log_mean), u, x, T), mu / (1.0 + v * mu * T), v)

    @property
    def pace(self) -> float:
        """Give the shortest time over which a rate changes noticeably."""
        return 1.0 / max(float(self.leaving.max()) * max(self.leaving_spread, 1.0), 1e-300)

    def survival(self, time: float) -> np.ndarray:
        """Give the probability to be still a customer."""
        return np.exp(-self._decay(time)) * (self.stays if time > 0 else 1.0)

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time."""
        return self.mean * self.survival(time)

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases: the mean rate times the expected time as a customer."""
        decay = self._decay(time)
        shrunk = (1.0 - self.leaving_spread) * decay
        tiny = np.abs(shrunk) < 1e-12
        relative = np.where(tiny, 1.0, -np.expm1(-shrunk) / np.where(tiny, 1.0, shrunk))
        stays = self.leaving * time < 1e-14
        lifetime = np.where(stays, time, decay * relative / np.where(stays, 1.0, self.leaving))
        return self.mean * lifetime * self.stays

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0 to ``largest`` purchases: until then, or until the customer left before."""
        out = self.survival(time)[:, None] * count_probabilities(time, self.mean, self.spread, largest)
        if not time:
            return out
        nodes, weights = np.polynomial.legendre.leggauss(NODES)
        scale = min(self.pace, 1.0 / max(float((self.mean * np.maximum(self.spread, 1.0)).max()), 1e-300), time)
        reach = np.log1p(time / scale)
        for node, weight in zip(0.5 * (nodes + 1.0), 0.5 * weights, strict=True):
            at = scale * np.expm1(node * reach)
            density = self.leaving / (1.0 + self.leaving_spread * self.leaving * at) * self.survival(at)
            share = weight * reach * (at + scale) * density
            out += share[:, None] * count_probabilities(at, self.mean, self.spread, largest)
        out[:, 0] += 1.0 - self.stays
        return out

    def draw(self, time: float, random_state: np.random.Generator) -> np.ndarray:
        """Draw a buying rate, a dropout rate and a lifetime, and purchases until the earlier of the two ends."""
        return self._draw_counts(time, random_state)[0]

    def draw_times(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw the purchases as in :meth:`draw`, and when they come: at random until the earlier of the two ends."""
        counts, end = self._draw_counts(time, random_state)
        owner = np.repeat(np.arange(len(counts)), counts)
        return owner, random_state.uniform(size=len(owner)) * end[owner]

    def _draw_counts(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw how often each customer buys, and until when each could."""
        rate = draw_rate(random_state, self.mean, self.spread)
        leaving = draw_rate(random_state, self.leaving, np.full_like(self.leaving, self.leaving_spread))
        end = np.minimum(time, random_state.exponential(size=len(rate)) / np.maximum(leaving, 1e-300))
        if np.min(self.stays, initial=1.0) < 1.0:
            end = np.where(random_state.uniform(size=len(rate)) < self.stays, end, 0.0)
        return draw_arrivals(random_state, rate * end, listed=False), end

    def _decay(self, time: float) -> np.ndarray:
        return log_decay(np.asarray(time), self.leaving, np.full_like(self.leaving, self.leaving_spread))
