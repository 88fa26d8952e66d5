"""How do unequal buyers age together? Exposure of a rate that is gamma distributed over customers.

:func:`exposure` and :func:`rising_product` are the factors of the likelihood (:func:`exposures` and
:func:`rising_products` those of several rates at once, :func:`exposed` has no derivatives), :func:`posterior` what is
known after some purchases, :func:`log_decay` and :func:`count_probabilities` what follows for the time to come.

A rate with mean ``m`` and squared coefficient of variation ``u`` (a gamma distribution with shape ``1/u`` and rate
``1/(u m)``) gives ``E exp(-rate * t) = exp(-F)`` with ``F = log(1 + u m t) / u``. Written in ``(m, u)`` the limit
``u = 0`` (everybody alike) is an ordinary point, which it is not in the papers' ``(r, alpha)``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .running_sums import running_sums

# below this value of u * m * t the direct formulas for derivatives in u lose digits, and twelve terms are exact
SERIES_BELOW = 0.02
SERIES_TERMS = 12
DEEPEST = 650.0  # e^-650 is still a number with all digits, and what follows from it by multiplication has them too


class Exposure(NamedTuple):
    """``F`` and its derivatives in ``log m`` (first) and ``u`` (second argument), one value per time."""

    F: np.ndarray
    by_mean: np.ndarray
    by_spread: np.ndarray
    by_spread_twice: np.ndarray


def exposure(
    time: np.ndarray, mean: np.ndarray | float, spread: float, *, times_mean: np.ndarray | None = None
) -> Exposure:
    """Give ``F = log(1 + u m t) / u`` with its derivatives; ``u = 0`` gives ``F = m t``. The mean may be one per time.

    The remaining second derivatives follow: in ``log m`` twice ``by_mean - u by_mean**2``, mixed ``-by_mean**2``.
    """
    y = mean * time if times_mean is None else times_mean
    longest = spread * (y.max() if y.size else 0.0)
    return _series(y, spread) if longest < SERIES_BELOW else _direct(y, spread)


def exposed(time: np.ndarray, mean: np.ndarray | float, spread: float) -> np.ndarray:
    """Give ``F`` of :func:`exposure` alone."""
    y = mean * time
    if spread * (y.max() if y.size else 0.0) < SERIES_BELOW:
        z, h = -spread * y, np.zeros_like(y)
        for k in range(SERIES_TERMS, -1, -1):
            h = h * z + 1.0 / (k + 1)
        return y * h
    return np.log1p(spread * y) / spread


def exposures(time: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> Exposure:
    """Give :func:`exposure` for several rates at once.

    Parameters
    ----------
    time : ndarray, shape (n,) or (b, n)
        Times, the same for all rates or each its own.
    mean, spread : ndarray, shape (b, 1) or (2, b, 1)
        The rates.

    Returns
    -------
    Exposure
        Arrays of shape ``(b, n)`` or ``(2, b, n)``.
    """
    y = mean * time
    near = spread[..., 0] * y.max(axis=-1, initial=0.0) < SERIES_BELOW
    if not near.any():
        return _direct(y, spread)
    out = Exposure(*(np.empty_like(y) for _ in Exposure._fields))
    for which, formula in ((near, _series), (~near, _direct)):
        for whole, part in zip(out, formula(y[which], spread[which]), strict=True):
            whole[which] = part
    return out


def _direct(y: np.ndarray, spread: np.ndarray | float) -> Exposure:
    by_mean = y / (1.0 + spread * y)
    F = np.log1p(spread * y) / spread
    by_spread = (by_mean - F) / spread
    return Exposure(F, by_mean, by_spread, -(by_mean * by_mean + 2.0 * by_spread) / spread)


def _series(y: np.ndarray, spread: np.ndarray | float) -> Exposure:
    """Sum log(1 + z) / z = 1 - z/2 + z^2/3 - ... with z = u y, and its derivatives."""
    z = -spread * y
    h, dh, ddh = np.zeros_like(y), np.zeros_like(y), np.zeros_like(y)
    for k in range(SERIES_TERMS, -1, -1):
        ddh = ddh * z + 2.0 * dh
        dh = dh * z + h
        h = h * z + 1.0 / (k + 1)
    return Exposure(y * h, y / (1.0 - z), -(y**2) * dh, y**3 * ddh)


class RisingProduct(NamedTuple):
    """``log prod_{j<x} (1 + j u)`` and its first two derivatives in ``u``."""

    log: np.ndarray
    first: np.ndarray
    second: np.ndarray


def rising_product(x: np.ndarray, spread: float) -> RisingProduct:
    """Give log(Gamma(r + x) u^x / Gamma(r)) for whole ``x``: running sums, so ``u = 0`` needs no special case."""

    def terms(j: np.ndarray) -> np.ndarray:
        slope = j / (1.0 + spread * j)
        return np.stack([np.log1p(spread * j), slope, -slope * slope])

    return RisingProduct(*running_sums(terms, x.astype(np.int64)))


def rising_products(x: np.ndarray, spread: np.ndarray) -> RisingProduct:
    """Give :func:`rising_product` for several spreads ``(b, 1)``: arrays of shape ``(b, n)``."""

    def terms(j: np.ndarray) -> np.ndarray:
        grown = spread * j
        slope = j / (1.0 + grown)
        return np.concatenate([np.log1p(grown), slope, -slope * slope])

    return RisingProduct(*running_sums(terms, x.astype(np.int64)).reshape(3, len(spread), len(x)))


def posterior(mean: float, spread: float, x: np.ndarray, T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and spread of the rate after ``x`` events in time ``T`` (gamma posterior)."""
    return mean * (1.0 + x * spread) / (1.0 + spread * mean * T), spread / (1.0 + x * spread)


def log_decay(time: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Give ``F = log(1 + u m t) / u`` for arrays of means and spreads (broadcast), ``m t`` where ``u`` is zero."""
    y = mean * time
    safe = np.where(spread > 0, spread, 1.0)
    return np.where(spread > 0, np.log1p(safe * y) / safe, y)


def count_probabilities(time: float, mean: np.ndarray, spread: np.ndarray, largest: int) -> np.ndarray:
    """Give the probabilities of 0 to ``largest`` purchases in ``time`` without dropout, shape ``(n, largest + 1)``."""
    if time == 0:
        return np.repeat((np.arange(largest + 1) == 0.0)[None, :], len(mean), axis=0).astype(float)
    decay, step = log_decay(np.asarray(time), mean, spread), mean * time / (1.0 + spread * mean * time)
    odds, out = spread * step, np.empty((largest + 1, len(mean)))
    np.exp(-decay, out=out[0])
    for n in range(largest):
        np.multiply(odds, n / (n + 1.0), out=out[n + 1])
        out[n + 1] += step / (n + 1.0)
        out[n + 1] *= out[n]
    deep = np.flatnonzero(decay > DEEPEST)
    if len(deep):
        out[:, deep] = _from_logarithms(-decay[deep], step[deep], spread[deep], largest)
    return out.T


def _from_logarithms(log_none: np.ndarray, step: np.ndarray, spread: np.ndarray, largest: int) -> np.ndarray:
    """Give the probabilities, shape ``(largest + 1, n)``, where that of none is next to the least number there is."""
    n = np.arange(largest, dtype=float)[:, None]
    steps = np.log(step) + np.log1p(n * spread) - np.log(n + 1.0)
    return np.exp(np.cumsum(np.concatenate([log_none[None, :], steps]), axis=0))
