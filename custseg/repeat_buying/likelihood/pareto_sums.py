"""What does the Pareto/NBD likelihood of all customers together look like? Its sums, without a row's own derivatives.

:func:`summed` is what a search looks at: the log-likelihood, its gradient and Hessian.

Given the number of purchases, a row's second derivatives are linear in the moments of its integral: these are summed
first, once as they are and once and twice times ``x``. Only its first derivatives are needed row by row.
"""

from __future__ import annotations

import numpy as np

from .alive_or_gone import LARGEST_LOG_RATIO
from .attrition import Rates
from .attrition_on_grid import OnGrid, integrate_on_grid
from .gamma_mixing import rising_product
from .pareto import by_row
from .purchase_rows import PurchaseRows

BOTH = np.array([0, 1, 2, 3, 1, 4, 5, 6, 2, 5, 7, 8, 3, 6, 8, 9])  # a symmetric matrix from its upper triangle


def summed(likelihood_parameters: np.ndarray, rows: PurchaseRows) -> tuple[float, np.ndarray, np.ndarray]:
    """Give log-likelihood, gradient ``(4,)`` and Hessian ``(4, 4)`` of the sum with counts.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (4,)
        log mean buying rate, its spread ``1/r``, mean dropout rate ``mu`` and its spread ``1/s``.
    rows : PurchaseRows
        Unique rows with counts. Where they share too few times, each is looked at by itself.

    Returns
    -------
    tuple
        Minus infinity and zeros where the parameters are impossible.
    """
    log_mean, u, mu, v = likelihood_parameters
    rates = Rates(float(np.exp(log_mean)), u, mu, v)
    nothing = -np.inf, np.zeros(4), np.zeros((4, 4))
    if not np.isfinite([rates.mean, mu]).all():
        return nothing
    grid = integrate_on_grid(rates, rows)
    if grid is not None:
        return _of_grid(log_mean, rates, rows, grid)
    value, score, curvature = by_row(likelihood_parameters, rows)
    if not np.isfinite(value).all():
        return nothing
    return float(rows.counts @ value), score @ rows.counts, _symmetric(curvature @ rows.counts)


def _symmetric(upper: np.ndarray) -> np.ndarray:
    return upper[BOTH].reshape(4, 4)


def _of_grid(log_mean: float, rates: Rates, rows: PurchaseRows, grid: OnGrid) -> tuple[float, np.ndarray, np.ndarray]:
    """Sum up: everybody either stayed until T or left before, and the density of leaving has moments."""
    _, u, mu, v = rates
    counts, x, T = rows.counts, rows.x.unique[rows.x.codes], rows.time_grid.T
    one, late = 1.0 + u * x, _until_end(rates, rows, grid)
    stay = one * late[0].take(T) + late[4].take(T)
    stayed, integral = np.exp(-stay), grid.first[0]
    customers, products = rows.customers_per_x, rising_product(rows.x.unique, u)
    purchases = float(customers @ rows.x.unique)
    value = purchases * log_mean + float(customers @ products.log + counts @ np.log(stayed + mu * integral))

    stayed = _not_too_unlikely(stayed, stay, rows, grid, one)
    per_likelihood = 1.0 / (stayed + mu * integral)
    by_rate, kept = integral * per_likelihood, counts * stayed * per_likelihood
    gone, left = mu * by_rate, grid.sums(rows, counts * (mu * per_likelihood))
    stays = np.stack([np.bincount(T, weights, late.shape[1]) for weights in (kept, kept * x)]) @ late.T
    means = grid.first[1:] / np.where(integral > 0, integral, 1.0)
    first = _slopes(one, x, means, 1.0 + v, mu)
    gap = _slopes(one, x, late[[1, 2, 5, 6]].take(T, axis=1), 1.0, 0.0) - first
    gradient = -_summed_slopes(u, left[:2, 1:5], 1.0 + v, mu) - _summed_slopes(u, stays[:, [1, 2, 5, 6]], 1.0, 0.0)
    gradient += np.array([purchases, customers @ products.first, counts @ by_rate, 0.0])
    hessian = _symmetric(_spread_of_leaving(rates, left) - _bends_of_staying(rates, stays))
    hessian += (gap * (kept * gone)) @ gap.T - (first * (counts * gone)) @ first.T
    both = gap @ (kept * by_rate)
    hessian[2] += both
    hessian[:, 2] += both
    hessian[1, 1] += customers @ products.second
    hessian[2, 2] -= counts @ (by_rate * by_rate)
    return value, gradient, 0.5 * (hessian + hessian.T)


def _not_too_unlikely(
    stayed: np.ndarray, stay: np.ndarray, rows: PurchaseRows, grid: OnGrid, one: np.ndarray
) -> np.ndarray:
    """Give the likelihood to have stayed, where derivatives are cut: not below e^-60 of that to have stayed until t."""
    if stay.max(initial=0.0) <= LARGEST_LOG_RATIO:
        return stayed
    t = rows.time_grid.t_x
    begun = one * grid.buying.F.take(t) + grid.leaving.F.take(t)
    return np.maximum(stayed, np.exp(-begun - LARGEST_LOG_RATIO))


def _slopes(one: np.ndarray, x: np.ndarray, sides: np.ndarray, times: float, mu: np.ndarray | float) -> np.ndarray:
    """Give first derivatives of A + G (times 1, 0), or of A + (1 + v) G (times 1 + v, mu), of those of both sides."""
    a, b, c, d = sides
    slopes = np.empty_like(sides)
    slopes[0], slopes[1], slopes[2], slopes[3] = one * a, b + x * a, times * c, d + mu * c
    return slopes


def _summed_slopes(u: float, sums: np.ndarray, times: float, mu: np.ndarray | float) -> np.ndarray:
    """Give the same of sums that are times 1 and x."""
    (a, b, c, d), (a_x, *_) = sums
    return np.array([a + u * a_x, b + a_x, times * c, d + mu * c])


def _until_end(rates: Rates, rows: PurchaseRows, grid: OnGrid) -> np.ndarray:
    """Give at all times: F and its derivatives, G and its derivatives, and squares of those in the means."""
    _, _, mu, v = rates
    (F, by_m, by_u, by_uu), (G, _, by_v, by_vv) = grid.buying, grid.leaving
    by_mu = rows.time_grid.times / (1.0 + v * mu * rows.time_grid.times)
    return np.stack([F, by_m, by_u, by_uu, G, by_mu, by_v, by_vv, by_m * by_m, by_mu * by_mu])


def _bends_of_staying(rates: Rates, sums: np.ndarray) -> np.ndarray:
    """Give the summed second derivatives of A + G at T; the sums are times 1 and x."""
    _, u, mu, v = rates
    (_, m, _, uu, _, _, _, vv, mm, nn), (_, mx, _, _, _, _, _, _, mmx, _) = sums
    bends = [m + u * mx - u * (mm + u * mmx), mx - mm - u * mmx, 0.0, 0.0, uu - mmx, 0.0, 0.0, -v * nn, -mu * nn, vv]
    return np.array(bends)


def _spread_of_leaving(rates: Rates, sums: np.ndarray) -> np.ndarray:
    """Give the summed products of the first derivatives of A + (1 + v) G less its second ones, as means over y.

    The sums are times 1, x and its square.
    """
    _, u, mu, v = rates
    two = 1.0 + v
    (_, a, _, c, _, aa, ab, ac, ad, bb, bc, bd, cc, cd, dd, uu, vv), once, twice = sums
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
    bends = [a + u * a_x - u * aa_one, a_x - aa_one, 0.0, 0.0, uu - aa_x, 0.0, 0.0, -two * v * cc]
    return np.array(products) - np.array([*bends, c - two * mu * cc, vv - mu * mu * cc])
