"""How likely is it that a customer left during the silence? The integral in the Pareto/NBD likelihood.

:func:`integrate_attrition` takes :class:`Rates` and gives an :class:`Attrition`, the integral with its moments;
:class:`SeveralRates` are rates at several places, and :func:`time_scale` says where time begins to count in its
logarithm.

With ``A(y) = (1/u + x) log(1 + u m y)`` and ``G(y) = log(1 + v mu y) / v`` the chance density of leaving at ``y``
after the last purchase at ``t`` is ``mu exp(-A(y) - (1 + v) G(y))``. The textbook answer is a difference of two
hypergeometric functions, which cancels and overflows for heavy buyers. Gauss-Legendre on a logarithmic time scale,
stopped where the integrand has fallen by e^-37, needs twenty points and no case distinction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .gamma_mixing import SERIES_BELOW, exposed, exposure

NODES = 20
FALLEN = 37.0  # e^-37 is below the rounding of the sum
WIDEST_PANEL = 4.0  # on the logarithmic time scale; twenty points hold twelve digits up to here
CHUNK_POINTS = 40_000  # points at a time, so that the working arrays stay in the processor's cache


class Rates(NamedTuple):
    """Buying and dropout rates: means ``m``, ``mu`` and spreads ``u = 1/r``, ``v = 1/s``; ``mu`` may be one per row."""

    mean: float
    spread: float
    leaving: np.ndarray | float
    leaving_spread: float

    def of(self, part: slice) -> Rates:
        """Give those of some rows."""
        return self._replace(leaving=self.leaving[part]) if isinstance(self.leaving, np.ndarray) else self


class SeveralRates(NamedTuple):
    """Several such rates at once: each field has shape ``(b, 1)``."""

    mean: np.ndarray
    spread: np.ndarray
    leaving: np.ndarray
    leaving_spread: np.ndarray

    @property
    def by_side(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the means and the spreads of buying and of leaving, each ``(2, b, 1)``."""
        return np.array([self.mean, self.leaving]), np.array([self.spread, self.leaving_spread])

    def of(self, which: np.ndarray | slice) -> SeveralRates:
        """Give some of them."""
        return SeveralRates(*(part[which] for part in self))


class Attrition(NamedTuple):
    """Integral of ``exp(-(A(y) - A(t)) - (1 + v)(G(y) - G(t))) / (1 + v mu t)`` and moments under that density.

    ``means`` (4, n) of dA/dlog m per ``1 + x u``, dF/du, dG/dmu, dG/dv; ``products`` (10, n) their products in the
    order of ``np.triu_indices(4)``; ``curvature`` (2, n) of d2F/du2 and d2G/dv2.
    """

    integral: np.ndarray
    means: np.ndarray
    products: np.ndarray
    curvature: np.ndarray


def integrate_attrition(
    rates: Rates, x: np.ndarray, t: np.ndarray, T: np.ndarray, *, moments: bool = True
) -> Attrition:
    """Integrate from ``t`` to ``T`` for each row; an empty interval gives zero, rates beyond all numbers give NaN."""
    if not all(np.isfinite(rate).all() for rate in rates):
        return Attrition(*(np.full(shape, np.nan) for shape in (len(x), (4, len(x)), (10, len(x)), (2, len(x)))))
    base = np.broadcast_to(time_scale(rates, T), T.shape)
    reach = np.log1p(_stop(rates, x, t, T) / (base + t))
    panels = max(1, int(np.ceil(reach.max(initial=0.0) / WIDEST_PANEL)))
    points, weights = panelled(panels)
    out = Attrition(np.zeros(len(x)), np.zeros((4, len(x))), np.zeros((10, len(x))), np.zeros((2, len(x))))
    size = max(16, CHUNK_POINTS // len(points))
    for first in range(0, len(x), size):
        part = slice(first, first + size)
        z = points[:, None] * reach[part]
        after = (base[part] + t[part]) * np.expm1(z)
        jacobian = weights[:, None] * (reach[part] * (base[part] + t[part] + after))
        _fill(out, part, rates.of(part), x[part], t[part], after, jacobian, moments)
    return out


def time_scale(rates: Rates | SeveralRates, T: np.ndarray) -> np.ndarray:
    """Give the smaller of alpha and beta: there the integrand bends; far beyond the data time is as good as linear."""
    bends = np.maximum(rates.mean * rates.spread, rates.leaving * rates.leaving_spread)
    longest = 100.0 * max(float(T.max(initial=0.0)), 1e-300)
    return np.minimum(longest, 1.0 / np.maximum(bends, 1e-300))


def _stop(rates: Rates, x: np.ndarray, t: np.ndarray, T: np.ndarray) -> np.ndarray:
    """Give a time after ``t`` beyond which surely less than e^-37 of the integral lies, at most ``T - t``.

    What lies beyond a time is the integrand there times that time, which also grows: a power of the time is lost from
    the fall of either side. A side whose power is not above one never stops the integral. Each side alone would have
    fallen that far at its own time; both fall concavely, so that the time whose inverse is the sum of the inverses is
    late enough for the two together.
    """
    speed = np.zeros_like(t)
    sides = ((rates.mean, rates.spread, x), (rates.leaving, rates.leaving_spread, np.ones_like(x)))
    for mean, spread, events in sides:
        if np.any(mean > 0):
            left = 1.0 + spread * (events - 1.0)
            power = np.minimum(FALLEN / np.maximum(left, 1e-9) * spread, 600.0)
            stop = spread / np.expm1(power) if spread > 1e-12 else left / FALLEN
            speed += np.where(left > 0, mean * stop / (1.0 + spread * mean * t), 0.0)
    return np.minimum(T - t, 1.0 / np.where(speed > 0, speed, 1e-300))


@lru_cache(maxsize=64)
def panelled(panels: int) -> tuple[np.ndarray, np.ndarray]:
    """Give points and weights of Gauss-Legendre from 0 to 1, in so many panels."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    starts = np.arange(panels)[:, None]
    return ((starts + 0.5 * (nodes + 1.0)) / panels).ravel(), np.tile(0.5 * weights / panels, panels)


def _fill(
    out: Attrition,
    part: slice,
    rates: Rates,
    x: np.ndarray,
    t: np.ndarray,
    after: np.ndarray,
    jacobian: np.ndarray,
    moments: bool,
) -> None:
    m, u, mu, v = rates
    grown = _growth(m, u, t, after), _growth(mu, v, t, after)
    density = jacobian * np.exp(-(1.0 + u * x) * grown[0] - (1.0 + v) * grown[1])
    total = density.sum(axis=0)
    out.integral[part] = total / (1.0 + v * mu * t)
    if not moments:
        return
    buying, leaving = _slopes(m, u, t, after, grown[0]), _slopes(mu, v, t, after, grown[1])
    density /= np.where(total > 0, total, 1.0)
    time = (t + after) / (1.0 + v * mu * (t + after))
    columns = (buying[0], buying[1], time, leaving[1])
    row = 0
    for i, column in enumerate(columns):
        weighted = density * column
        out.means[i, part] = weighted.sum(axis=0)
        for other in columns[i:]:
            out.products[row, part] = np.einsum("ij,ij->j", weighted, other)
            row += 1
    for i, curved in enumerate((buying[2], leaving[2])):
        out.curvature[i, part] = np.einsum("ij,ij->j", density, curved)


def _growth(mean: np.ndarray | float, spread: float, t: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Give F(t + after) - F(t) without cancellation."""
    if _is_near(mean, spread, t, after):
        return exposed(t + after, mean, spread) - exposed(t, mean, spread)
    return np.log1p((spread * mean / (1.0 + spread * mean * t)) * after) / spread


def _slopes(
    mean: np.ndarray | float, spread: float, t: np.ndarray, after: np.ndarray, grown: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Give dF/dlog m, dF/du, d2F/du2 at t + after, given the growth of F from t."""
    late = mean * (t + after)
    if _is_near(mean, spread, t, after):
        return exposure(late, 1.0, spread)[1:]
    by_mean = late / (1.0 + spread * late)
    by_spread = (by_mean - exposed(t, mean, spread) - grown) / spread
    return by_mean, by_spread, -(by_mean * by_mean + 2.0 * by_spread) / spread


def _is_near(mean: np.ndarray | float, spread: float, t: np.ndarray, after: np.ndarray) -> bool:
    """Say whether all are so nearly alike that the direct formulas lose digits."""
    late = mean * (t + after)
    return bool(spread * (late.max() if late.size else 0.0) < SERIES_BELOW)
