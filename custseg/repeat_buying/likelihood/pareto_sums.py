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
from .attrition_on_grid import FIRST, OnGrid, cut_of, factors_of, integrate_on_grid, moments
from .gamma_mixing import rising_products
from .pareto import by_row
from .purchase_rows import PurchaseRows

BOTH = np.array([[0, 1, 2, 3], [1, 4, 5, 6], [2, 5, 7, 8], [3, 6, 8, 9]])  # a symmetric matrix from its upper triangle
#: First derivatives as sums of dA/dlog m per ``1 + x u``, dF/du, dG/dmu, dG/dv and the first of them times x.
TURN = np.array([[[1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0, 1.0], [0.0] * 5, [0.0, 0.0, 0.0, 1.0, 0.0]]])
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
        At each place log mean buying rate, its spread ``1/r``, mean dropout rate ``mu`` and its spread ``1/s``.
    rows : PurchaseRows
        Unique rows with counts. Where they share too few times, each is looked at by itself.

    Returns
    -------
    Sums
        Minus infinity and zeros where the parameters are impossible.
    """
    places = len(likelihood_parameters)
    found = Sums(np.full(places, -np.inf), np.zeros((places, 4)), np.zeros((places, 4, 4)))
    possible = np.flatnonzero(np.isfinite(likelihood_parameters[:, 2] + np.exp(likelihood_parameters[:, 0])))
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
        for whole, part in zip(found, _of_grid(log_mean[usable], rates.of(usable), rows, grid), strict=True):
            whole[places[usable]] = part
    for place in places[~usable]:
        value, score, curvature = by_row(likelihood_parameters[place], rows)
        if np.isfinite(value).all():
            found.value[place], found.gradient[place] = rows.counts @ value, score @ rows.counts
            found.hessian[place] = (curvature @ rows.counts)[BOTH]


def _of_grid(log_mean: np.ndarray, rates: SeveralRates, rows: PurchaseRows, grid: OnGrid) -> Sums:
    """Sum up: everybody either stayed until T or left before, and the density of leaving has moments."""
    _, u, mu, v = rates
    counts, x, T = rows.counts, rows.purchases, rows.time_grid.T
    one, (buying, leaving) = 1.0 + u * x, grid.exposed.F.take(T, axis=2)
    stay = one * buying + leaving
    stayed, integral = np.exp(-stay), grid.first[:, 0]
    customers, products = rows.customers_per_x, rising_products(rows.x.unique, u)
    purchases = customers @ rows.x.unique
    value = purchases * log_mean[:, 0] + products.log @ customers + np.log(stayed + mu * integral) @ counts

    stayed = _not_too_unlikely(stayed, stay, rows, grid, one)
    per_likelihood = 1.0 / (stayed + mu * integral)
    by_rate, kept = integral * per_likelihood, counts * stayed * per_likelihood
    gone, late = mu * by_rate, factors_of(rates, rows.time_grid.times, grid.exposed)
    left = grid.sums(rows, counts * (mu * per_likelihood))
    stays = moments(late, _summed_by_end(kept, rows))
    means = grid.first[:, 1:] / np.where(integral > 0, integral, 1.0)[:, None]
    first = _slopes(one, x, means, 1.0 + v, mu)
    gap = _slopes(one, x, late[:, 1:FIRST].take(T, axis=2), 1.0, 0.0) - first
    gradient, hessian = _of_sides(rates, left, stays)
    gradient[:, 0] += purchases
    gradient[:, 1] += products.first @ customers
    gradient[:, 2] += by_rate @ counts
    hessian += (gap * (kept * gone)[:, None]) @ gap.swapaxes(1, 2)
    hessian -= (first * (counts * gone)[:, None]) @ first.swapaxes(1, 2)
    hessian[:, 2] += 2.0 * (gap @ (kept * by_rate)[..., None])[..., 0]  # half of it belongs into the column
    hessian[:, 1, 1] += products.second @ customers
    hessian[:, 2, 2] -= (by_rate * by_rate) @ counts
    return Sums(value, gradient, 0.5 * (hessian + hessian.swapaxes(1, 2)))


def _summed_by_end(weights: np.ndarray, rows: PurchaseRows) -> np.ndarray:
    """Sum weights ``(b, n)`` up by the time at which customers were last seen, times powers of x: ``(b, times, 3)``."""
    grid, numbers = rows.time_grid, len(rows.x.unique)
    by_both = [np.bincount(grid.ends, each, len(grid.times) * numbers) for each in weights]
    return np.array(by_both).reshape(len(weights), -1, numbers) @ rows.powers_of_x


def _not_too_unlikely(
    stayed: np.ndarray, stay: np.ndarray, rows: PurchaseRows, grid: OnGrid, one: np.ndarray
) -> np.ndarray:
    """Give the likelihood to have stayed, where derivatives are cut: not below e^-60 of that to have stayed until t."""
    if stay.max(initial=0.0) <= LARGEST_LOG_RATIO:
        return stayed
    buying, leaving = grid.exposed.F.take(rows.time_grid.t_x, axis=2)
    return np.maximum(stayed, np.exp(-one * buying - leaving - LARGEST_LOG_RATIO))


def _slopes(
    one: np.ndarray, x: np.ndarray, sides: np.ndarray, times: np.ndarray | float, mu: np.ndarray | float
) -> np.ndarray:
    """Give first derivatives of A + G (times 1, 0), or of A + (1 + v) G (times 1 + v, mu), of those of both sides."""
    a, b, c, d = sides.swapaxes(0, 1)
    slopes = np.empty_like(sides)
    slopes[:, 0], slopes[:, 1], slopes[:, 2], slopes[:, 3] = one * a, b + x * a, times * c, d + mu * c
    return slopes


def _of_sides(rates: SeveralRates, left: np.ndarray, stays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give what both exposures bring to the gradient and to the Hessian, which is not symmetric yet.

    ``left`` are the moments of those who left, which bring the products of the first derivatives of A + (1 + v) G less
    its second ones; ``stays`` those at T of those who stayed, which bring the second derivatives of A + G.
    """
    _, u, mu, v = (part[:, 0] for part in rates)
    two, both, hessian = 1.0 + v, left + stays, _products_of_leaving(rates, left)
    a, a_x, c = both[:, 0, 1], both[:, 5, 0], left[:, 0, 3]
    gradient = -both[:, 0, 1:5]
    gradient[:, 0] -= u * a_x
    gradient[:, 1] -= a_x
    gradient[:, 2] -= v * c
    gradient[:, 3] -= mu * c
    aa_x, cc = both[:, 5, 1], left[:, 3, 3]
    aa, cc_both = both[:, 1, 1] + u * aa_x, two * cc + stays[:, 3, 3]
    hessian[:, 0, 0] -= a + u * (a_x - aa)
    hessian[:, 0, 1] -= 2.0 * (a_x - aa)  # half of it belongs below the diagonal
    hessian[:, 1, 1] -= both[:, 0, 5] - aa_x
    hessian[:, 2, 2] += v * cc_both
    hessian[:, 2, 3] -= 2.0 * (c - mu * cc_both)
    hessian[:, 3, 3] -= both[:, 0, 6] - mu * mu * cc
    return gradient, hessian


def _products_of_leaving(rates: SeveralRates, left: np.ndarray) -> np.ndarray:
    """Give the summed products of the first derivatives of A + (1 + v) G of those who left: ``(b, 4, 4)``."""
    _, u, mu, v = (part[:, 0] for part in rates)
    turn, products = TURN.repeat(len(u), axis=0), np.empty((len(u), 5, 5))
    turn[:, 0, 4], turn[:, 2, 2], turn[:, 3, 2] = u, 1.0 + v, mu
    products[:, :4, :4] = left[:, 1:5, 1:5]
    products[:, 4, :4] = products[:, :4, 4] = left[:, 5, 1:5]
    products[:, 4, 4] = left[:, 6, 1]
    return turn @ products @ turn.swapaxes(1, 2)
