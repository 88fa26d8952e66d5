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
from .attrition_on_grid import OnGrid, cut_of, integrate_on_grid
from .gamma_mixing import rising_products
from .pareto import by_row
from .purchase_rows import PurchaseRows

BOTH = np.array([0, 1, 2, 3, 1, 4, 5, 6, 2, 5, 7, 8, 3, 6, 8, 9])  # a symmetric matrix from its upper triangle
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
            found.hessian[place] = _symmetric(curvature @ rows.counts)


def _symmetric(upper: np.ndarray) -> np.ndarray:
    """Give symmetric matrices ``(..., 4, 4)`` of their upper triangles ``(..., 10)``."""
    return upper.take(BOTH, axis=-1).reshape(*upper.shape[:-1], 4, 4)


def _of_grid(log_mean: np.ndarray, rates: SeveralRates, rows: PurchaseRows, grid: OnGrid) -> Sums:
    """Sum up: everybody either stayed until T or left before, and the density of leaving has moments."""
    _, u, mu, v = rates
    counts, x, T = rows.counts, rows.purchases, rows.time_grid.T
    one, late = 1.0 + u * x, _until_end(rates, rows, grid)
    stay = one * late[:, 0].take(T, axis=1) + late[:, 4].take(T, axis=1)
    stayed, integral = np.exp(-stay), grid.first[:, 0]
    customers, products = rows.customers_per_x, rising_products(rows.x.unique, u)
    purchases = customers @ rows.x.unique
    value = purchases * log_mean[:, 0] + products.log @ customers + np.log(stayed + mu * integral) @ counts

    stayed = _not_too_unlikely(stayed, stay, rows, grid, one)
    per_likelihood = 1.0 / (stayed + mu * integral)
    by_rate, kept = integral * per_likelihood, counts * stayed * per_likelihood
    gone, left = mu * by_rate, grid.sums(rows, counts * (mu * per_likelihood))
    stays = _summed_by_end(kept, rows) @ late.swapaxes(1, 2)
    means = grid.first[:, 1:] / np.where(integral > 0, integral, 1.0)[:, None]
    first = _slopes(one, x, means, 1.0 + v, mu)
    gap = _slopes(one, x, late.take([1, 2, 5, 6], axis=1).take(T, axis=2), 1.0, 0.0) - first
    gradient = -_summed_slopes(u, left[:, :2, 1:5], 1.0 + v, mu)
    gradient -= _summed_slopes(u, stays.take([1, 2, 5, 6], axis=2), 1.0, 0.0)
    gradient[:, 0] += purchases
    gradient[:, 1] += products.first @ customers
    gradient[:, 2] += by_rate @ counts
    hessian = _symmetric(_spread_of_leaving(rates, left) - _bends_of_staying(rates, stays))
    hessian += (gap * (kept * gone)[:, None]) @ gap.swapaxes(1, 2)
    hessian -= (first * (counts * gone)[:, None]) @ first.swapaxes(1, 2)
    both = (gap @ (kept * by_rate)[..., None])[..., 0]
    hessian[:, 2] += both
    hessian[:, :, 2] += both
    hessian[:, 1, 1] += products.second @ customers
    hessian[:, 2, 2] -= (by_rate * by_rate) @ counts
    return Sums(value, gradient, 0.5 * (hessian + hessian.swapaxes(1, 2)))


def _summed_by_end(weights: np.ndarray, rows: PurchaseRows) -> np.ndarray:
    """Sum weights ``(b, n)`` up by the time at which customers were last seen, and those times x: ``(b, 2, times)``."""
    grid, x = rows.time_grid, rows.x.unique
    by_both = [np.bincount(grid.ends, each, len(grid.times) * len(x)) for each in weights]
    powers = np.stack([np.ones_like(x), x], axis=1)
    return (np.array(by_both).reshape(len(weights), -1, len(x)) @ powers).swapaxes(1, 2)


def _not_too_unlikely(
    stayed: np.ndarray, stay: np.ndarray, rows: PurchaseRows, grid: OnGrid, one: np.ndarray
) -> np.ndarray:
    """Give the likelihood to have stayed, where derivatives are cut: not below e^-60 of that to have stayed until t."""
    if stay.max(initial=0.0) <= LARGEST_LOG_RATIO:
        return stayed
    t = rows.time_grid.t_x
    begun = one * grid.buying.F.take(t, axis=1) + grid.leaving.F.take(t, axis=1)
    return np.maximum(stayed, np.exp(-begun - LARGEST_LOG_RATIO))


def _slopes(
    one: np.ndarray, x: np.ndarray, sides: np.ndarray, times: np.ndarray | float, mu: np.ndarray | float
) -> np.ndarray:
    """Give first derivatives of A + G (times 1, 0), or of A + (1 + v) G (times 1 + v, mu), of those of both sides."""
    a, b, c, d = sides.swapaxes(0, 1)
    slopes = np.empty_like(sides)
    slopes[:, 0], slopes[:, 1], slopes[:, 2], slopes[:, 3] = one * a, b + x * a, times * c, d + mu * c
    return slopes


def _summed_slopes(u: np.ndarray, sums: np.ndarray, times: np.ndarray | float, mu: np.ndarray | float) -> np.ndarray:
    """Give the same of sums that are times 1 and x."""
    (a, b, c, d), (a_x, *_) = sums.transpose(1, 2, 0)[..., None]
    return np.concatenate([a + u * a_x, b + a_x, times * c, d + mu * c], axis=1)


def _until_end(rates: SeveralRates, rows: PurchaseRows, grid: OnGrid) -> np.ndarray:
    """Give at all times: F and its derivatives, G and its derivatives, and squares of those in the means."""
    _, _, mu, v = rates
    (F, by_m, by_u, by_uu), (G, _, by_v, by_vv) = grid.buying, grid.leaving
    by_mu = rows.time_grid.times / (1.0 + v * mu * rows.time_grid.times)
    return np.stack([F, by_m, by_u, by_uu, G, by_mu, by_v, by_vv, by_m * by_m, by_mu * by_mu], axis=1)


def _bends_of_staying(rates: SeveralRates, sums: np.ndarray) -> np.ndarray:
    """Give the summed second derivatives of A + G at T; the sums are times 1 and x."""
    _, u, mu, v = (part[:, 0] for part in rates)
    (_, m, _, uu, _, _, _, vv, mm, nn), (_, mx, _, _, _, _, _, _, mmx, _) = sums.transpose(1, 2, 0)
    zero = np.zeros_like(u)
    bends = [m + u * mx - u * (mm + u * mmx), mx - mm - u * mmx, zero, zero, uu - mmx, zero, zero]
    return np.array([*bends, -v * nn, -mu * nn, vv]).T


def _spread_of_leaving(rates: SeveralRates, sums: np.ndarray) -> np.ndarray:
    """Give the summed products of the first derivatives of A + (1 + v) G less its second ones, as means over y.

    The sums are times 1, x and its square.
    """
    _, u, mu, v = (part[:, 0] for part in rates)
    two, zero = 1.0 + v, np.zeros_like(v)
    (_, a, _, c, _, aa, ab, ac, ad, bb, bc, bd, cc, cd, dd, uu, vv), once, twice = sums.transpose(1, 2, 0)
    a_x, aa_x, ab_x, ac_x, ad_x = once[[1, 5, 6, 7, 8]]
    aa_xx = twice[5]
    aa_one, ac_one = aa + u * aa_x, ac + u * ac_x  # with 1 + u x once
    products = [
        aa_one + u * (aa_x + u * aa_xx),
        ab + u * ab_x + aa_x + u * aa_xx,
        two * ac_one,
        ad + u * ad_x + mu * ac_one,
        bb + 2.0 * ab_x + aa_xx,
        two * (bc + ac_x),
        bd + mu * bc + ad_x + mu * ac_x,
        two * two * cc,
        two * (cd + mu * cc),
        dd + 2.0 * mu * cd + mu * mu * cc,
    ]
    bends = [a + u * a_x - u * aa_one, a_x - aa_one, zero, zero, uu - aa_x, zero, zero, -two * v * cc]
    return (np.array(products) - np.array([*bends, c - two * mu * cc, vv - mu * mu * cc])).T
