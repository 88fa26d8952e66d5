"""How likely is it that customers left, where many share their times? The attrition integrals from one grid of times.

:func:`integrate_on_grid` gives an :class:`OnGrid`: the integrals that `attrition.integrate_attrition` gives and their
first moments for each row, and sums of all moments over rows.

Logarithms are needed at the points of the grid alone, and exponentials once for each point and number of purchases.
The integral of a row from ``t`` to ``T`` is the difference of two sums from the end; the integrand falls, so that the
difference keeps its digits. What is only summed over rows is summed the other way round: the weights of the rows that
cross a panel are added up first, and the panel's moments are needed once.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from .attrition import Rates, time_scale
from .gamma_mixing import Exposure, exposure
from .purchase_rows import PurchaseRows

NODES = 6
WIDEST_PANEL = 0.5  # on the logarithmic time scale, and
DEEPEST_FALL = 2.0  # of the integrand's logarithm: six points hold twelve digits up to here
MOST_FALL = 600.0  # in all: exp(-600) is still a number with all its digits
WORTH = 30  # points and numbers of purchases per row, up to which the grid is faster than each row by itself
FEW_PANELS = 128
MOMENTS = 17
FIRST = 5  # of them are needed row by row


class _Panels(NamedTuple):
    """Times of the points and weights, shape ``(panels, NODES)``; how many panels lie before each time of the grid."""

    times: np.ndarray
    weights: np.ndarray
    before: np.ndarray


class OnGrid(NamedTuple):
    """Integrals of ``exp(-A(y) - (1 + v) G(y))`` from ``t_x`` to ``T``, with moments.

    ``first`` (5, n) has a column per row of the table: the integral, and the integrals of dA/dlog m per ``1 + x u``,
    dF/du, dG/dmu and dG/dv under that density. ``buying`` and ``leaving`` are the exposures at the times of the grid.
    The rest is what :meth:`sums` needs: the factors of the moments ``(points, 17)``, the density ``(panels, numbers of
    purchases, NODES)``, and how many panels lie before each time.
    """

    first: np.ndarray
    buying: Exposure
    leaving: Exposure
    factors: np.ndarray
    density: np.ndarray
    before: np.ndarray

    def sums(self, rows: PurchaseRows, weights: np.ndarray) -> np.ndarray:
        """Give weighted sums over all rows of all moments, as they are, times x and times its square: ``(3, 17)``.

        The moments: one, dA/dlog m per ``1 + x u``, dF/du, dG/dmu and dG/dv, their ten products in the order of
        ``np.triu_indices(4)``, and d2F/du2 and d2G/dv2.
        """
        grid, x = rows.time_grid, rows.x.unique
        size = len(grid.times) * len(x)
        crossing = np.bincount(grid.begins, weights, size) - np.bincount(grid.ends, weights, size)
        crossing = crossing.reshape(-1, len(x)).cumsum(axis=0)[:-1]
        if len(self.density) > len(crossing):
            crossing = crossing.repeat(np.diff(self.before), axis=0)
        powers = np.stack([crossing, crossing * x, crossing * (x * x)], axis=1)
        return (powers @ self.density).transpose(1, 0, 2).reshape(3, -1) @ self.factors


def integrate_on_grid(rates: Rates, rows: PurchaseRows) -> OnGrid | None:
    """Integrate from ``t_x`` to ``T`` for each row; nothing where the grid is no help.

    It is too fine or too deep to be worth it, or all bought last when they were last watched: there is no time to cut.
    """
    m, u, mu, v = rates
    grid, x = rows.time_grid, rows.x.unique
    if len(grid.times) < 2:
        return None
    purchases = 1.0 + u * x
    buying, leaving = exposure(grid.times, m, u), exposure(grid.times, mu, v)
    fall = purchases[-1] * buying.F + (1.0 + v) * leaving.F
    panels = _panels(grid.times, fall, float(time_scale(rates, grid.times)), WORTH * len(rows) / len(x))
    if panels is None:
        return None
    sides = exposure(panels.times, m, u), exposure(panels.times, mu, v)
    factors = _factors(*sides, panels.times / (1.0 + v * mu * panels.times)) * panels.weights[..., None]
    density = _density(purchases, sides[0].F, (1.0 + v) * sides[1].F)
    at_times = _sums_from((density @ factors[..., :FIRST]).reshape(len(density), -1), panels.before).reshape(-1, FIRST)
    first = np.ascontiguousarray((at_times.take(grid.begins, axis=0) - at_times.take(grid.ends, axis=0)).T)
    return OnGrid(first, buying, leaving, factors.reshape(-1, MOMENTS), density, panels.before)


@cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def _panels(times: np.ndarray, fall: np.ndarray, base: float, most: float) -> _Panels | None:
    """Cut the times into panels in which the integrand is nearly a polynomial of the logarithmic time."""
    if not fall[-1] < MOST_FALL or (len(times) - 1) * NODES > most:
        return None
    since = base + times[:-1]
    reach = np.log1p((times[1:] - times[:-1]) / since)
    needed = np.maximum(reach / WIDEST_PANEL, (fall[1:] - fall[:-1]) / DEEPEST_FALL)
    of_span = np.maximum(np.ceil(needed), 1.0).astype(int)
    before = np.concatenate([[0], of_span.cumsum()])
    if before[-1] * NODES > most:
        return None
    nodes, weights = _nodes()
    span = np.arange(len(of_span)).repeat(of_span)
    width = (reach / of_span)[span]
    begun = (np.arange(len(span)) - before[span]) * width
    since = since[span][:, None]
    after = since * np.expm1(begun[:, None] + width[:, None] * nodes)
    return _Panels(times[:-1][span][:, None] + after, (width[:, None] * weights) * (since + after), before)


def _sums_from(cells: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Give for each start the sum over this row and all later ones; few rows are added up by one product."""
    if len(cells) <= FEW_PANELS:
        return _later(len(cells)).take(starts, axis=0) @ cells
    from_end = np.zeros((len(cells) + 1, cells.shape[1]))
    np.cumsum(cells[::-1], axis=0, out=from_end[-2::-1])
    return from_end.take(starts, axis=0)


@cache
def _later(panels: int) -> np.ndarray:
    """Give a row for each panel, and one for the end, that says which panels come no sooner."""
    return np.tri(panels + 1, panels, -1)[::-1, ::-1].copy()


def _factors(buying: Exposure, leaving: Exposure, by_rate: np.ndarray) -> np.ndarray:
    """Give what the density at each point is times in each moment, ``(panels, NODES, 17)``."""
    factors = np.empty((*by_rate.shape, MOMENTS))
    columns = (1.0, buying.by_mean, buying.by_spread, by_rate, leaving.by_spread)
    for place, column in enumerate(columns):
        factors[..., place] = column
    means, place = factors[..., 1:FIRST], FIRST
    for i in range(FIRST - 1):
        after = place + FIRST - 1 - i
        np.multiply(means[..., i:], means[..., i, None], out=factors[..., place:after])
        place = after
    factors[..., 15], factors[..., 16] = buying.by_spread_twice, leaving.by_spread_twice
    return factors


def _density(purchases: np.ndarray, buying: np.ndarray, leaving: np.ndarray) -> np.ndarray:
    """Give ``exp(-A - (1 + v) G)`` at each point for each number of purchases, ``(panels, numbers, NODES)``."""
    density = (-purchases)[:, None] * buying[:, None, :]
    density -= leaving[:, None, :]
    return np.exp(density, out=density)
