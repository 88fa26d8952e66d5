"""What does a regular buyer do next who is in a known phase of a gap? Sums over every k-th event, in closed form.

:class:`PhaseSums` gives survival, purchases and rate of customers who have passed ``j = 0, ..., k - 1`` phases of the
gap that they are in, averaged over points ``p`` of their dropout probability.

``N`` phases in a time make ``M = floor((N + j) / k)`` purchases, and a customer stays after each with probability
``y = 1 - p``. The k-th roots of unity sort out every k-th term: ``y^M`` becomes ``k`` powers of complex numbers, and
the generating function of ``N`` (negative binomial, as rates are gamma distributed) has a closed form. Close to
``y = 0`` the powers cancel; there the series in ``y`` is summed, whose rest after `TERMS` terms is at most 1e-18.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .gamma_mixing import count_probabilities

SMALL, TERMS = 0.1, 18
LEAST = 1e-30  # dropout probability that stands for none: all digits of the limit, without a division by zero


@dataclass(frozen=True)
class PhaseSums:
    """Points ``p`` with ``weights`` (n, points); per customer the rate of phases (``mean``, ``spread``) and ``time``.

    The rate is that of a customer at the start of a gap; each phase that was passed since is one more event. Where
    ``near`` is true the powers may cancel. All answers have the shape ``(n, k)``.
    """

    k: int
    p: np.ndarray
    weights: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    time: np.ndarray
    near: np.ndarray

    def survival(self) -> np.ndarray:
        """Give the mean of ``y^M``: the probability to be still a customer."""
        out, p, y = self._nothing, self._p, 1.0 - self._p
        for root, times in self._roots():
            z, decay = self._decay(root)
            first = 1.0 + self._without_root if root == 1.0 else -p / (self.k * y * (1.0 - 1.0 / z))
            self._add(out, times * first * np.exp(-decay), z, decay)
        return self._with_series(out, self._counts, lambda sums, _y: sums)

    def purchases(self) -> np.ndarray:
        """Give the mean of ``(1 - y^M) / p``: the expected purchases."""
        out, p, y = self._nothing, self._p, 1.0 - self._p
        for root, times in self._roots():
            z, decay = self._decay(root)
            if root != 1.0:
                self._add(out, times / (self.k * y * (1.0 - 1.0 / z)) * np.exp(-decay), z, decay)
                continue
            log = np.log1p(self._without_root) - decay
            for j in range(self.k):
                out[:, j] -= (self._main * np.expm1(log) / p).sum(axis=1)
                log = log + self._log_q - self._u * decay
        return self._with_series(out, self._counts, lambda sums, y: (1.0 - sums) / (1.0 - y))

    def rate(self) -> np.ndarray:
        """Give the expected purchases per unit of time, at the end of the time."""
        out = self._nothing
        for root, times in self._roots():
            z, decay = self._decay(root)
            self._add(out, times / self.k * z ** (1 - self.k) * np.exp(-(1.0 + self._u) * decay), z, decay)
        out = self._with_series(out, self._arrivals, lambda sums, _y: sums)
        return out * (self.mean[:, None] * (1.0 + self.spread[:, None] * np.arange(self.k)))

    @property
    def _nothing(self) -> np.ndarray:
        return np.zeros((len(self.mean), self.k))

    @cached_property
    def _small(self) -> np.ndarray:
        """Say where the series is summed."""
        return (1.0 - self.p < SMALL) & self.near[:, None]

    @cached_property
    def _main(self) -> np.ndarray:
        return np.where(self._small, 0.0, self.weights)

    @cached_property
    def _p(self) -> np.ndarray:
        return np.where(self._small, 0.5, np.maximum(self.p, LEAST))

    @cached_property
    def _log_q(self) -> np.ndarray:
        """Give the logarithm of the k-th root of the probability to stay."""
        return np.log1p(-self._p) / self.k

    @cached_property
    def _without_root(self) -> np.ndarray:
        """Give the factor of the root one, less one: the mean of ``q^-i - 1`` over the places ``i < k`` in a gap."""
        return sum(np.expm1(-i * self._log_q) for i in range(self.k)) / self.k

    @cached_property
    def _u(self) -> np.ndarray:
        return np.maximum(self.spread, 1e-200)[:, None]

    def _roots(self) -> Iterator[tuple[complex | float, float]]:
        """Give the roots with an imaginary part of zero or more, and how often each counts."""
        for number in range(self.k // 2 + 1):
            if number == 0 or 2 * number == self.k:
                yield (-1.0 if number else 1.0), 1.0
            else:
                yield np.exp(2j * np.pi * number / self.k), 2.0

    def _decay(self, root: complex | float) -> tuple[np.ndarray, np.ndarray]:
        """Give ``z = q root``, and the negative logarithm of the generating function of ``N`` there."""
        z = np.exp(self._log_q) * root
        reach = self._u * (self.mean * self.time)[:, None]
        if root == 1.0:
            return z, np.log1p(-np.expm1(self._log_q) * reach) / self._u
        if isinstance(root, float):
            return z, np.log1p((1.0 - z) * reach) / self._u
        a, b = (1.0 - z.real) * reach, -z.imag * reach
        return z, (0.5 * np.log1p(2.0 * a + a * a + b * b) + 1j * np.arctan2(b, 1.0 + a)) / self._u

    def _add(self, out: np.ndarray, term: np.ndarray, z: np.ndarray, decay: np.ndarray) -> None:
        """Add a root's part for each phase: one phase more is a factor ``z``, and one more event of the rate."""
        step = z * np.exp(-self._u * decay)
        for j in range(self.k):
            out[:, j] += (self._main * term.real).sum(axis=1)
            if j + 1 < self.k:
                term = term * step

    def _with_series(self, out: np.ndarray, coefficients, value) -> np.ndarray:
        """Add what the points with small ``y`` bring."""
        rows = np.flatnonzero(self._small.any(axis=1))
        if not len(rows):
            return out
        small = self._small[rows]
        y, weights = np.where(small, 1.0 - self.p[rows], 0.0), np.where(small, self.weights[rows], 0.0)
        for j in range(self.k):
            sums = np.zeros_like(y)
            for coefficient in coefficients(rows, j)[::-1]:
                sums = sums * y + coefficient[:, None]
            out[rows, j] += (weights * value(sums, y)).sum(axis=1)
        return out

    def _counts(self, rows: np.ndarray, j: int) -> np.ndarray:
        """Give the probabilities of 0, 1, ... purchases after ``j`` phases, shape ``(TERMS, rows)``."""
        phases = self._phases(rows, j, self.k * TERMS - j)
        padded = np.hstack([np.zeros((len(rows), j)), phases])
        return padded.reshape(len(rows), TERMS, self.k).sum(axis=2).T

    def _arrivals(self, rows: np.ndarray, j: int) -> np.ndarray:
        """Give the probabilities that the next phase ends the first, second, ... gap."""
        return self._phases(rows, j + 1, self.k * TERMS)[:, self.k - 1 - j :: self.k][:, :TERMS].T

    def _phases(self, rows: np.ndarray, j: int, n: int) -> np.ndarray:
        """Give the probabilities of 0, ..., ``n - 1`` phases of customers with ``j`` events more."""
        mean, spread = self.mean[rows] * self.time[rows], self.spread[rows]
        with np.errstate(divide="ignore"):  # no time: nothing happens
            return count_probabilities(1.0, mean * (1.0 + j * spread), spread / (1.0 + j * spread), n - 1)
