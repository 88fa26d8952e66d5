"""How likely is it that customers left, where many share their times? The attrition integrals from one grid of times.

:func:`integrate_on_grid` gives an :class:`OnGrid`: the integrals that `attrition.integrate_attrition` gives and their
first moments for each row, and sums of all moments over rows, at several rates at once. :func:`worth_a_grid` says where
that is faster, :func:`cut_of` how fine the grid is.

Logarithms are needed at the points of the grid alone, and exponentials once for each point and number of purchases.
The integral of a row from ``t`` to ``T`` is the difference of two sums from the end; the integrand falls, so that the
difference keeps its digits. What is only summed over rows is summed the other way round: the weights of the rows that
cross a panel are added up first, and the panel's moments are needed once.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from .attrition import SeveralRates, time_scale
from .gamma_mixing import Exposure, exposures
from .purchase_rows import PurchaseRows


class Cut(NamedTuple):
    """How a time is cut: points of a panel, its greatest width in logarithmic time and fall of the log integrand.

    Up to ``worth`` points and numbers of purchases per row the grid is faster than each row by itself.
    """

    nodes: int
    widest: float
    deepest: float
    worth: float


EXACT = Cut(6, 0.5, 2.0, 30.0)  # twelve digits
ROUGH = Cut(4, 2.0, 8.0, 80.0)  # four digits; looked at in many places at once, which a grid shares and rows do not
MOST_FALL = 600.0  # in all: exp(-600) is still a number with all its digits
FEW_PANELS = 128  # of all rates together
FIRST = 5  # moments that are needed row by row: one and the four means


class _Panels(NamedTuple):
    """Times of the points and weights, shape ``(b, panels, nodes)``; how many panels lie before each time of the grid.

    Where several rates are looked at they share the cut: each has as many panels as the one that needs most there.
    """

    times: np.ndarray
    weights: np.ndarray
    before: np.ndarray


class OnGrid(NamedTuple):
    """Integrals of ``exp(-A(y) - (1 + v) G(y))`` from ``t_x`` to ``T`` for ``b`` rates, with moments.

    ``first`` (b, 5, n) has a column per row of the table: the integral, and the integrals of dA/dlog m per ``1 + x u``,
    dF/du, and the derivatives of (1 + v) G in mu and v under that density. ``exposed`` are the exposures to buying and
    to leaving at the times of the grid, arrays ``(2, b, times)``. The rest is what :meth:`sums` needs: the factors at
    the points ``(b, 7, points)``, weights ``(b, panels, nodes)``, the density ``(b, panels, nodes, numbers of
    purchases)``, and how many panels lie before each time.
    """

    first: np.ndarray
    exposed: Exposure
    factors: np.ndarray
    weights: np.ndarray
    density: np.ndarray
    before: np.ndarray

    def sums(self, rows: PurchaseRows, weights: np.ndarray) -> np.ndarray:
        """Give the weighted :func:`moments` of all rows together; the weights are ``(b, n)``."""
        grid, numbers, rates = rows.time_grid, len(rows.x.unique), len(weights)
        begun = summed_at(grid.begins, weights, rows)
        begun -= summed_at(grid.ends, weights, rows)
        crossing = begun.cumsum(axis=1)[:, :-1]
        if self.density.shape[1] > crossing.shape[1]:
            crossing = crossing.repeat(np.diff(self.before), axis=1)
        by_power = (self.density * crossing[:, :, None]).reshape(-1, numbers) @ rows.powers_of_x
        by_power = by_power.reshape(*self.weights.shape, 3) * self.weights[..., None]
        return moments(self.factors, by_power.reshape(rates, -1, 3))


def factors_of(rates: SeveralRates, times: np.ndarray, exposed: Exposure) -> np.ndarray:
    """Give one, dA/dlog m per ``1 + x u``, dF/du, dG/dmu, dG/dv, d2F/du2 and d2G/dv2 at each time: ``(b, 7, times)``.

    Parameters
    ----------
    rates : SeveralRates
        Means and spreads.
    times : ndarray, shape (times,) or (b, times)
        The same for all rates or each its own.
    exposed : Exposure
        To buying and to leaving at these times.

    Returns
    -------
    ndarray
        The factors.
    """
    _, _, mu, v = rates
    factors = np.empty((len(mu), FIRST + 2, times.shape[-1]))
    factors[:, 0] = 1.0
    factors[:, 1] = exposed.by_mean[0]
    factors[:, 2:FIRST:2] = exposed.by_spread.swapaxes(0, 1)
    factors[:, 3] = times / (1.0 + v * mu * times)
    factors[:, FIRST:] = exposed.by_spread_twice.swapaxes(0, 1)
    return factors


def summed_at(places: np.ndarray, weights: np.ndarray, rows: PurchaseRows) -> np.ndarray:
    """Give weights ``(b, n)`` summed up by time and number of purchases: ``(b, times, numbers)``.

    Parameters
    ----------
    places : ndarray of int, shape (n,)
        The place of each row in the table of times by numbers: ``begins`` or ``ends`` of the grid of times.
    weights : ndarray, shape (b, n)
        Of each row, at each of the rates.
    rows : PurchaseRows
        Unique rows.

    Returns
    -------
    ndarray
        The sums.
    """
    shape = len(weights), len(rows.time_grid.times), len(rows.x.unique)
    out = np.empty(shape)
    for whole, each in zip(out.reshape(len(weights), -1), weights, strict=True):
        whole[:] = np.bincount(places, each, len(whole))
    return out


def _leaving_at(rates: SeveralRates, factors: np.ndarray) -> np.ndarray:
    """Turn the first derivatives of G into those of (1 + v) G, which stands in the density of leaving."""
    _, _, mu, v = rates
    factors[:, 4] += mu * factors[:, 3]
    factors[:, 3] *= 1.0 + v
    return factors


def moments(factors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give weighted sums over times of products of two factors: ``(b, 7, 7)``.

    Parameters
    ----------
    factors : ndarray, shape (b, 7, times)
        See :func:`factors_of`.
    weights : ndarray, shape (b, times, 3)
        Of each time as they are, times x and times its square.

    Returns
    -------
    ndarray
        A row for each of the first five factors, then the second one times x, and times its square; a column for each
        of the seven factors.
    """
    of_power = weights.swapaxes(1, 2)
    weighted = np.empty_like(factors)
    np.multiply(factors[:, :FIRST], of_power[:, :1], out=weighted[:, :FIRST])
    np.multiply(factors[:, 1:2], of_power[:, 1:], out=weighted[:, FIRST:])
    return weighted @ factors.swapaxes(1, 2)


def cut_of(rows: PurchaseRows) -> Cut:
    """Give how finely the times of these rows are cut."""
    return ROUGH if rows.rough else EXACT


def worth_a_grid(rows: PurchaseRows) -> bool:
    """Say whether so many rows share their times that a grid of these is faster than each row by itself."""
    return len(rows.time_grid.times) - 1 <= _most_panels(rows)


def _most_panels(rows: PurchaseRows) -> float:
    cut = cut_of(rows)
    return cut.worth * len(rows) / (len(rows.x.unique) * cut.nodes)


def integrate_on_grid(rates: SeveralRates, rows: PurchaseRows) -> tuple[np.ndarray, OnGrid | None]:
    """Integrate from ``t_x`` to ``T`` for each row and several rates at once, where the grid is a help.

    Parameters
    ----------
    rates : SeveralRates
        Means and spreads.
    rows : PurchaseRows
        Unique rows.

    Returns
    -------
    tuple
        For which of the rates there is a grid, and the integrals for these. There is none where it is too fine or too
        deep to be worth it, or all bought last when they were last watched: there is no time to cut.
    """
    grid, x, cut, most = rows.time_grid, rows.x.unique, cut_of(rows), _most_panels(rows)
    if not 1 < len(grid.times) <= most + 1:
        return np.zeros(len(rates.mean), dtype=bool), None
    sides = rates.by_side
    exposed = exposures(grid.times, *sides)
    fall = (1.0 + rates.spread * x[-1]) * exposed.F[0] + (1.0 + rates.leaving_spread) * exposed.F[1]
    since = time_scale(rates, grid.times) + grid.times[:-1]
    reach = np.log1p(grid.gaps / since)
    falls = (fall[:, 1:] - fall[:, :-1]) / cut.deepest
    needed = np.ceil(np.maximum(np.maximum(reach / cut.widest, falls), 1.0))
    usable = (fall[:, -1] < MOST_FALL) & (needed.sum(axis=1) <= most)
    if not usable.any():
        return usable, None
    if not usable.all():
        rates, since, reach, needed = rates.of(usable), since[usable], reach[usable], needed[usable]
        exposed, sides = Exposure(*(part[:, usable] for part in exposed)), rates.by_side
    panels = _panels(grid.times, since, reach, needed.max(axis=0).astype(int), cut.nodes)
    return usable, _integrated(rates, sides, rows, exposed, panels)


def _integrated(
    rates: SeveralRates,
    sides: tuple[np.ndarray, np.ndarray],
    rows: PurchaseRows,
    exposed: Exposure,
    panels: _Panels,
) -> OnGrid:
    grid, count = rows.time_grid, len(rates.mean)
    points = panels.times.reshape(count, -1)
    at_points = exposures(points, *sides)
    factors = _leaving_at(rates, factors_of(rates, points, at_points))
    density = _density(rows.x.unique, rates, at_points.F).reshape(*panels.times.shape, -1)
    means = factors[:, :FIRST].reshape(count, FIRST, *panels.times.shape[1:]) * panels.weights[:, None]
    of_panel = (means.swapaxes(1, 2) @ density).reshape(*density.shape[:2], -1)
    from_times = _sums_from(of_panel, panels.before)
    by_moment = from_times.reshape(count, from_times.shape[1], FIRST, len(rows.x.unique)).swapaxes(1, 2)
    at_times = by_moment.reshape(count, FIRST, -1)
    first = at_times.take(grid.begins, axis=2)
    first -= at_times.take(grid.ends, axis=2)
    return OnGrid(first, exposed, factors, panels.weights, density, panels.before)


@cache
def _nodes(number: int) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(number)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def _panels(times: np.ndarray, since: np.ndarray, reach: np.ndarray, of_span: np.ndarray, points: int) -> _Panels:
    """Cut the time between two times of the grid into so many panels, even in the logarithmic time of each rate."""
    nodes, weights = _nodes(points)
    before = np.concatenate([[0], of_span.cumsum()])
    span = np.arange(len(of_span)).repeat(of_span)
    width = (reach / of_span).take(span, axis=1)[..., None]
    begun = (np.arange(len(span)) - before[span])[:, None] * width
    since = since.take(span, axis=1)[..., None]
    after = since * np.expm1(begun + width * nodes)
    return _Panels(times[span][:, None] + after, (width * weights) * (since + after), before)


def _sums_from(cells: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Give for each start the sum over this panel and all later ones; few panels are added up by one product."""
    rates, panels, width = cells.shape
    if rates * panels <= FEW_PANELS:
        return _later(panels).take(starts, axis=0) @ cells
    from_end = np.empty((panels + 1, rates, width))
    from_end[panels] = later = np.zeros((rates, width))
    for here, panel in zip(from_end[-2::-1], cells.swapaxes(0, 1)[::-1], strict=True):
        later = np.add(later, panel, out=here)
    return from_end.take(starts, axis=0).swapaxes(0, 1)


@cache
def _later(panels: int) -> np.ndarray:
    """Give a row for each panel, and one for the end, that says which panels come no sooner."""
    return np.tri(panels + 1, panels, -1)[::-1, ::-1].copy()


def _density(x: np.ndarray, rates: SeveralRates, exposed: np.ndarray) -> np.ndarray:
    """Give ``exp(-A - (1 + v) G)`` at each point for each number of purchases, ``(b, points, numbers)``."""
    times = np.empty((len(rates.mean), 2, len(x)))
    times[:, 0], times[:, 1] = -1.0 - rates.spread * x, -1.0 - rates.leaving_spread
    density = exposed.transpose(1, 2, 0) @ times
    return np.exp(density, out=density)
