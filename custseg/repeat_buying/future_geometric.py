"""What does a customer who may leave after every purchase do next? Beta-geometric futures by quadrature over p."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from .beta_dropout import beta_nodes
from .beta_dropout import updated as updated_dropout
from .gamma_mixing import count_probabilities, log_decay
from .gamma_mixing import updated as updated_rate

NODES_BY_REACH = ((10.0, 20), (100.0, 48), (1000.0, 96), (np.inf, 160))


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

    @classmethod
    def after(cls, natural: np.ndarray, x: np.ndarray, T: np.ndarray, *, chances: np.ndarray) -> Self:
        """Update the population's distributions by what was seen of each customer, given that the customer is alive."""
        log_mean, u, p, w = natural
        unique, codes = np.unique(chances, return_inverse=True)
        return cls(*updated_rate(np.exp(log_mean), u, x, T), *updated_dropout(p, w, unique), codes)

    @property
    def pace(self) -> float:
        """Give the shortest time over which a rate changes noticeably."""
        return 1.0 / max(float((self.mean * np.maximum(self.spread, 1.0)).max()), 1e-300)

    def survival(self, time: float) -> np.ndarray:
        """Give the probability to be still a customer."""
        p, weight = self._nodes(time)
        return (weight * np.exp(-self._decay(p, time))).sum(axis=1)

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time."""
        p, weight = self._nodes(time)
        slowed = 1.0 + (self.spread * self.mean * time)[:, None] * p
        return self.mean * (weight * np.exp(-self._decay(p, time)) / slowed).sum(axis=1)

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases."""
        p, weight = self._nodes(time)
        left = -np.expm1(-self._decay(p, time))
        never = p <= 0
        return (weight * np.where(never, (self.mean * time)[:, None], left / np.where(never, 1.0, p))).sum(axis=1)

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0 to ``largest`` purchases: enough time for n, and stayed n times or left at n."""
        buying = count_probabilities(time, self.mean, self.spread, largest)
        at_least = 1.0 - np.cumsum(buying, axis=1) + buying
        stayed, out = np.ones(len(self.p)), np.empty_like(buying)
        out[:, 0] = buying[:, 0]
        for n in range(1, largest + 1):
            j = n - 1.0
            leave = np.where(j > 0, self.p * (1.0 - self.w) / np.maximum(1.0 - self.w + j * self.w, 1e-300), self.p)
            left, stayed = stayed * leave, stayed * (1.0 - leave)
            out[:, n] = stayed[self.codes] * buying[:, n] + left[self.codes] * at_least[:, n]
        return out

    def _nodes(self, time: float) -> tuple[np.ndarray, np.ndarray]:
        reach = float((self.spread * self.mean).max()) * time
        n_nodes = next(n for limit, n in NODES_BY_REACH if reach <= limit)
        p, weights = beta_nodes(self.p, self.w, n_nodes)
        return p[self.codes], weights[self.codes]

    def _decay(self, p: np.ndarray, time: float) -> np.ndarray:
        return log_decay(p * time, self.mean[:, None], self.spread[:, None])
