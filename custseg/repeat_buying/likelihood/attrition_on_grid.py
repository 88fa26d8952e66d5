"""How likely is it that customers left, where many share their times? The attrition integrals from one grid of times.

:func:`integrate_on_grid` gives what `attrition.integrate_attrition` gives, with moments, for all rows at once.

Logarithms are needed at the points of the grid alone, and exponentials once for each point and number of purchases.
The integral of a row from ``t`` to ``T`` is the difference of two sums from the end; the integrand falls, so that the
difference keeps its digits.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from .attrition import Rates, time_scale
from .gamma_mixing import exposure
from .purchase_rows import PurchaseRows

NODES = 6
WIDEST_PANEL = 0.5  # on the logarithmic time scale, and
DEEPEST_FALL = 2.0  # of the integrand's logarithm: six points hold twelve digits up to here
MOST_FALL = 600.0  # in all: exp(-600) is still a number with all its digits
WORTH = 15  # points and numbers of purchases per row, up to which the grid is faster than each row by itself
MOMENTS = 17


class GridMoments(NamedTuple):
    """Per row the integral, and moments under its density, shape ``(n, 17)``.

    The columns: one, then the means of dA/dlog m per ``1 + x u``, dF/du, dG/dmu and dG/dv, their ten products in the
    order of ``np.triu_indices(4)``, and d2F/du2 and d2G/dv2. ``start`` is A + G at the last purchase.
    """

    integral: np.ndarray
    moments: np.ndarray
    start: np.ndarray


class _Panels(NamedTuple):
    """Times of the points and weights, shape ``(panels, NODES)``; the first panel after each time of the grid."""

    times: np.ndarray
    weights: np.ndarray
    first: np.ndarray


def integrate_on_grid(rates: Rates, rows: PurchaseRows) -> GridMoments | None:
    """Integrate from ``t_x`` to ``T`` for each row; nothing where the grid is too fine or too deep to be worth it."""
    m, u, mu, v = rates
    edges, x = rows.time_grid.times, rows.x.unique
    purchases = 1.0 + u * x
    buying, leaving = exposure(edges, m, u).F, (1.0 + v) * exposure(edges, mu, v).F
    fall = purchases[-1] * buying + leaving
    panels = _panels(edges, fall, float(time_scale(rates, edges)), WORTH * len(rows) / len(x))
    if panels is None:
        return None
    cells = _moments_of_cells(rates, purchases, panels)
    from_end = np.zeros((len(cells) + 1, *cells.shape[1:]))
    np.cumsum(cells[::-1], axis=0, out=from_end[1:])
    last = len(cells) - panels.first
    at_t, at_T = (
        from_end.reshape(-1, MOMENTS).take(last[place] * len(x) + rows.x.codes, axis=0)
        for place in (rows.time_grid.t_x, rows.time_grid.T)
    )
    found = at_t
    found -= at_T
    start = purchases[rows.x.codes] * buying[rows.time_grid.t_x] + leaving[rows.time_grid.t_x]
    started = 1.0 + v * mu * edges
    integral = found[:, 0] * np.exp(start) / started[rows.time_grid.t_x]
    found /= np.where(found[:, :1] > 0, found[:, :1], 1.0)
    return GridMoments(integral, found, start - np.log(started)[rows.time_grid.t_x])


@cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def _panels(edges: np.ndarray, fall: np.ndarray, base: float, most: float) -> _Panels | None:
    """Cut the times into panels in which the integrand is nearly a polynomial of the logarithmic time."""
    if not fall[-1] < MOST_FALL or (len(edges) - 1) * NODES > most:
        return None
    since = base + edges[:-1]
    reach = np.log1p(np.diff(edges) / since)
    panels = np.ceil(np.maximum(reach / WIDEST_PANEL, np.diff(fall) / DEEPEST_FALL)).clip(min=1.0).astype(int)
    ends = np.cumsum(panels)
    if ends[-1] * NODES > most:
        return None
    nodes, weights = _nodes()
    cell = np.repeat(np.arange(len(panels)), panels)
    width = (reach / panels)[cell]
    begun = (np.arange(len(cell)) - (ends - panels)[cell]) * width
    after = since[cell][:, None] * np.expm1(begun[:, None] + width[:, None] * nodes)
    jacobian = (width[:, None] * weights) * (since[cell][:, None] + after)
    return _Panels(edges[:-1][cell][:, None] + after, jacobian, np.concatenate([[0], ends]))


def _moments_of_cells(rates: Rates, purchases: np.ndarray, panels: _Panels) -> np.ndarray:
    """Give the integral and the moments of each panel and number of purchases, ``(panels, number of x, 17)``."""
    m, u, mu, v = rates
    F, a, b, bb = exposure(panels.times, m, u)
    G, _, d, dd = exposure(panels.times, mu, v)
    c = panels.times / (1.0 + v * mu * panels.times)
    columns = np.empty((*panels.times.shape, MOMENTS))
    columns[..., 0] = panels.weights
    means = np.stack([a, b, c, d], axis=-1) * panels.weights[..., None]
    columns[..., 1:5] = means
    place = 5
    for i, column in enumerate((a, b, c, d)):
        columns[..., place : place + 4 - i] = means[..., i:] * column[..., None]
        place += 4 - i
    columns[..., 15], columns[..., 16] = bb * panels.weights, dd * panels.weights
    density = purchases[:, None] * F[:, None, :]
    density += ((1.0 + v) * G)[:, None, :]
    np.negative(density, out=density)
    np.exp(density, out=density)
    return density @ columns
