"""What does the Pareto/NBD likelihood of all customers together look like? Its sums, without a row's own derivatives.

:func:`summed` is what a search looks at: the log-likelihood, its gradient and Hessian, at several places at once.

Given the number of purchases, a row's second derivatives are linear in the moments of its integral: these are summed
first, once as they are and once and twice times ``x``. Only its first derivatives are needed row by row. Most tables
are so small that calling NumPy takes longer than what it does; where a search climbs from several starts, their places
share the calls.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .alive_or_gone import LARGEST_LOG_RATIO
from .attrition import SeveralRates
from .attrition_on_grid import FIRST, OnGrid, cut_of, factors_of, integrate_on_grid, moments, summed_at
from .gamma_mixing import rising_products
from .pareto import by_row
from .purchase_rows import PurchaseRows

BOTH = np.array([[0, 1, 2, 3], [1, 4, 5, 6], [2, 5, 7, 8], [3, 6, 8, 9]])  # a symmetric matrix from its upper triangle
AT_ONCE = 150_000  # densities, so that the working arrays stay in the processor's cache


class Sums(NamedTuple):
    """Log-likelihoods ``(b,)``, gradients ``(b, 4)`` and Hessians ``(b, 4, 4)`` at ``b`` places."""

    value: np.ndarray
    gradient: np.ndarray
    hessian: np.ndarray


def summed(likelihood_parameters: np.ndarray, rows: PurchaseRows) -> Sums:
    """Give log-likelihood, gradient and Hessian of the sum with counts.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (b, 4)
        At each place log mean buying rate, its spread ``1/r``, mean dropout rate ``mu`` and its spread ``1/s``; or the
        parameters of `pareto_at_once`, of which each row is looked at by itself.
    rows : PurchaseRows
        Unique rows with counts. Where they share too few times, each is looked at by itself.

    Returns
    -------
    Sums
        Minus infinity and zeros where the parameters are impossible.
    """
    places = len(likelihood_parameters)
    found = Sums(np.full(places, -np.inf), np.zeros((places, 4)), np.zeros((places, 4, 4)))
    possible = np.isfinite(likelihood_parameters[:, 2] + np.exp(likelihood_parameters[:, 0]))
    at_once = likelihood_parameters[:, 3] < 0
    _look_at_rows(found, likelihood_parameters, np.flatnonzero(possible & at_once), rows)
    possible = np.flatnonzero(possible & ~at_once)
    size = max(1, AT_ONCE // (cut_of(rows).nodes * len(rows.time_grid.times) * len(rows.x.unique)))
    for start in range(0, len(possible), size):
        _look(found, likelihood_parameters, possible[start : start + size], rows)
    return found


def _look(found: Sums, likelihood_parameters: np.ndarray, places: np.ndarray, rows: PurchaseRows) -> None:
    """Write the sums at some places, from one grid where there is one."""
    log_mean, u, mu, v = likelihood_parameters[places].T[:, :, None]
    rates = SeveralRates(np.exp(log_mean), u, mu, v)
    usable, grid = integrate_on_grid(rates, rows)
    if grid is not None:
        which = slice(None) if usable.all() else usable
        for whole, part in zip(found, _of_grid(log_mean[which], rates.of(which), rows, grid), strict=True):
            whole[places[which]] = part
    _look_at_rows(found, likelihood_parameters, places[~usable], rows)


def _look_at_rows(found: Sums, likelihood_parameters: np.ndarray, places: np.ndarray, rows: PurchaseRows) -> None:
    """Write the sums at some places, from each row by itself."""
    for place in places:
        value, score, curvature = by_row(likelihood_parameters[place], rows)
        if np.isfinite(value).all():
            found.value[place], found.gradient[place] = rows.counts @ value, score @ rows.counts
            found.hessian[place] = (curvature @ rows.counts)[BOTH]


def _of_grid(log_mean: np.ndarray, rates: SeveralRates, rows: PurchaseRows, grid: OnGrid) -> Sums:
    """Sum up: everybody either stayed until T or left before, and the density of leaving has moments.

    The second derivatives of the logarithm of such a mixture are the expected ones of its parts, with the products of
    their first ones, less the products of the first derivatives of the logarithm: only these are needed row by row.
    """
    _, u, mu, v = rates
    roots, x, T = rows.roots_of_counts, rows.purchases, rows.time_grid.T
    one, (buying, leaving) = 1.0 + u * x, grid.exposed.F.take(T, axis=2)
    stay = one * buying + leaving
    stayed, integral = np.exp(-stay), grid.first[:, 0]
    value, gradient, curved = _of_purchases(log_mean, u, rows)
    value += np.log(stayed + mu * integral) @ rows.counts

    stayed = _not_too_unlikely(stayed, stay, rows, grid, one)
    per_likelihood = roots / (stayed + mu * integral)
    kept, late = stayed * per_likelihood, factors_of(rates, rows.time_grid.times, grid.exposed)
    left = grid.sums(rows, roots * per_likelihood)
    stays = moments(late, summed_at(rows.time_grid.ends, roots * kept, rows) @ rows.powers_of_x)
    downhill = late[:, 1:FIRST].take(T, axis=2)
    downhill *= kept[:, None]
    downhill += grid.first[:, 1:] * (mu * per_likelihood)[:, None]
    downhill[:, 1] += x * downhill[:, 0]
    downhill[:, 0] *= one
    downhill[:, 2] -= integral * per_likelihood
    moved = (mu[..., None] * left + stays, left, stays[:, 3, 3])
    places = zip(*(part.tolist() for part in (u[:, 0], mu[:, 0], v[:, 0], *moved)), strict=True)
    hessian = np.array([_of_moments(*place) for place in places])[:, BOTH] - downhill @ downhill.swapaxes(1, 2)
    hessian[:, 1, 1] += curved
    return Sums(value, gradient - downhill @ roots, 0.5 * (hessian + hessian.swapaxes(1, 2)))


def _of_purchases(log_mean: np.ndarray, u: np.ndarray, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give what the numbers of purchases bring: value, gradient, and the second derivative in the spread."""
    customers, products = rows.customers_per_x, rising_products(rows.x.unique, u)
    purchases, gradient = customers @ rows.x.unique, np.zeros((len(u), 4))
    gradient[:, 0], gradient[:, 1] = purchases, products.first @ customers
    return purchases * log_mean[:, 0] + products.log @ customers, gradient, products.second @ customers


def _not_too_unlikely(
    stayed: np.ndarray, stay: np.ndarray, rows: PurchaseRows, grid: OnGrid, one: np.ndarray
) -> np.ndarray:
    """Give the likelihood to have stayed, where derivatives are cut: not below e^-60 of that to have stayed until t."""
    if stay.max(initial=0.0) <= LARGEST_LOG_RATIO:
        return stayed
    buying, leaving = grid.exposed.F.take(rows.time_grid.t_x, axis=2)
    return np.maximum(stayed, np.exp(-one * buying - leaving - LARGEST_LOG_RATIO))


def _of_moments(
    u: float, mu: float, v: float, both: list[list[float]], left: list[list[float]], stays_cc: float
) -> tuple[float, ...]:
    """Give the summed products of first derivatives less the second ones, of one place and in plain numbers.

    ``left`` are the moments of those who left, by the dropout rate that also stands before the integral: of derivatives
    of A + (1 + v) G. ``both`` are these times that rate with those at T of those who stayed, of A + G; ``stays_cc`` is
    one of the latter. The ten that are given are an upper triangle.
    """
    one, by_a, by_b, by_c, by_d, by_xa, by_xxa = both
    x, x_a, x_b, x_c, x_d, *_ = by_xa  # each times dA/dlog m, which u and x multiply
    _, a_left, b_left, c_left, d_left, *_ = left[0]
    x_left, xx, less = left[5][0], by_xxa[1], 1.0 / (1.0 + v)
    mixed, cc_left = x - by_a[1] - u * x_a, mu * less * left[3][3]
    cc = cc_left + stays_cc
    return (
        by_a[1] + u * (2.0 * x_a + u * xx) - one[1] - u * mixed,
        by_a[2] + x_a + u * (x_b + xx) - mixed,
        by_a[3] + u * x_c - a_left - u * x_left,
        by_a[4] + u * x_d,
        by_b[2] + 2.0 * x_b + xx - one[5] + x_a,
        by_b[3] + x_c - b_left - x_left,
        by_b[4] + x_d,
        by_c[3] - 2.0 * c_left + v * cc,
        by_c[4] - d_left - mu * (less * c_left - cc),
        by_d[4] - one[6] + mu * mu * less * cc_left,
    )
