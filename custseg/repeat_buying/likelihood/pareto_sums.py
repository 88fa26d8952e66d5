"""What does the Pareto/NBD likelihood of all customers together look like? Its sums, without a row's own derivatives.

:func:`summed` is what a search looks at: the log-likelihood, its gradient and Hessian.

Given the number of purchases, a row's second derivatives are linear in the moments of its integral: these are summed
first, once as they are and once and twice times ``x``.
"""

from __future__ import annotations

import numpy as np

from .alive_or_gone import LARGEST_LOG_RATIO
from .attrition import Rates
from .attrition_on_grid import GridMoments, integrate_on_grid
from .gamma_mixing import exposure, rising_product
from .pareto import by_row
from .purchase_rows import PurchaseRows

UPPER = np.triu_indices(4)


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
    matrix = np.zeros((4, 4))
    matrix[UPPER] = upper
    return matrix + np.triu(matrix, 1).T


def _of_grid(
    log_mean: float, rates: Rates, rows: PurchaseRows, grid: GridMoments
) -> tuple[float, np.ndarray, np.ndarray]:
    """Sum up: everybody either stayed until T or left before, and the density of leaving has moments."""
    _, u, mu, v = rates
    counts, x = rows.counts, rows.x.unique[rows.x.codes]
    one, late = 1.0 + u * x, _until_end(rates, rows)
    stay = one * late[:, 0] + late[:, 4]
    excess = stay - grid.start
    decay = np.exp(-np.minimum(excess, LARGEST_LOG_RATIO))
    mixed = decay + mu * grid.integral
    by_rate = grid.integral / mixed
    gone = mu * by_rate
    products = rising_product(rows.x.unique, u)
    customers = np.bincount(rows.x.codes, counts, len(rows.x.unique))
    with np.errstate(divide="ignore"):  # log(0) = -inf where nobody leaves (mu = 0) or the last purchase was at T
        left = np.log(mu * grid.integral) + excess
    purchases = float(customers @ rows.x.unique)
    value = purchases * log_mean + float(customers @ products.log + counts @ (np.logaddexp(0.0, left) - stay))

    a, b, c, d = grid.moments.T[1:5]
    first = np.stack([one * a, b + x * a, (1.0 + v) * c, d + mu * c])
    gap = np.stack([one * late[:, 1], late[:, 2] + x * late[:, 1], late[:, 5], late[:, 6]]) - first
    was_gone, kept = counts * gone, counts * (1.0 - gone)
    gradient = -(first @ counts) - gap @ kept
    gradient += np.array([purchases, customers @ products.first, counts @ by_rate, 0.0])
    powers = np.stack([np.ones_like(x), x, x * x])
    hessian = _symmetric(
        _spread_of_leaving(rates, (powers * was_gone) @ grid.moments)
        - _bends_of_staying(rates, (powers[:2] * kept) @ late)
    )
    hessian += (gap * (kept * gone)) @ gap.T - (first * was_gone) @ first.T
    both = gap @ (kept * by_rate)
    hessian[2] += both
    hessian[:, 2] += both
    hessian[1, 1] += customers @ products.second
    hessian[2, 2] -= counts @ (by_rate * by_rate)
    return value, gradient, 0.5 * (hessian + hessian.T)


def _until_end(rates: Rates, rows: PurchaseRows) -> np.ndarray:
    """Give per row, at T: F and its derivatives, G and its derivatives, and squares of those in the means."""
    m, u, mu, v = rates
    time = rows.T.unique
    F, by_m, by_u, by_uu = exposure(time, m, u)
    G, _, by_v, by_vv = exposure(time, mu, v)
    by_mu = time / (1.0 + v * mu * time)
    columns = [F, by_m, by_u, by_uu, G, by_mu, by_v, by_vv, by_m * by_m, by_mu * by_mu]
    return np.stack(columns, axis=1).take(rows.T.codes, axis=0)


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
