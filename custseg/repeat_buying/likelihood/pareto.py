"""How likely is a purchase history under Pareto/NBD? Log-likelihood, score and Hessian on compressed rows.

:func:`log_likelihood` and :func:`probability_alive`, in log mean rate, its spread, mean dropout rate and its spread;
:func:`by_row` for those that sum up by themselves, :func:`value_by_row` without derivatives. Where some leave at once
and the others hardly ever, the last two are those of `pareto_at_once`, which gives the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import pareto_at_once
from .alive_or_gone import LARGEST_LOG_RATIO, log_of_both
from .attrition import Attrition, Rates, integrate_attrition
from .gamma_mixing import exposed, exposure, rising_product
from .purchase_rows import Levels, PurchaseRows

PAIRS = tuple(zip(*np.triu_indices(4), strict=True))


def log_likelihood(likelihood_parameters: np.ndarray, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood and score per row and the Hessian of the weighted sum.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (4,)
        log mean buying rate, its spread ``1/r``, mean dropout rate ``mu`` and its spread ``1/s``; or those of
        `pareto_at_once`.
    rows : PurchaseRows
        Unique rows with counts.

    Returns
    -------
    tuple of ndarray
        Shapes ``(n,)``, ``(4, n)``, ``(4, 4)``.
    """
    value, score, curvature = by_row(likelihood_parameters, rows)
    hessian = np.zeros((4, 4))
    hessian[np.triu_indices(4)] = curvature @ rows.counts
    return value, score, hessian + np.triu(hessian, 1).T


def by_row(
    likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood ``(n,)``, score ``(4, n)`` and second derivatives ``(10, n)`` per row, not weighted.

    Arguments as in :func:`log_likelihood`; the ten are in the order of ``np.triu_indices(4)``. The mean dropout rate
    may be one number per row; NaN where it is infinite.
    """
    if pareto_at_once.is_at_once(likelihood_parameters):
        return pareto_at_once.by_row(likelihood_parameters, rows)
    log_mean, u, mu, v = likelihood_parameters
    if not np.isfinite(mu).all():
        n = len(rows)
        return np.full(n, np.nan), np.full((4, n), np.nan), np.full((len(PAIRS), n), np.nan)
    rates = Rates(float(np.exp(log_mean)), u, mu, v)
    x = rows.x.unique[rows.x.codes]
    integral = integrate_attrition(rates, x, rows.t_x.unique[rows.t_x.codes], rows.T.unique[rows.T.codes])
    late = _stay(rates, x, rows)
    products = [part[rows.x.codes] for part in rising_product(rows.x.unique, u)]
    excess = late[0] - _start(rates, x, rows)
    decay = np.exp(-np.minimum(excess, LARGEST_LOG_RATIO))
    mixed = decay + mu * integral.integral
    gone, by_rate = mu * integral.integral / mixed, integral.integral / mixed
    value = x * log_mean + products[0] - late[0] + log_of_both(excess, mu * integral.integral, stay=1.0)

    first = _first(rates, x, integral)
    score = -(1.0 - gone) * late[1] - gone * first
    score[0] += x
    score[1] += products[1]
    score[2] += by_rate
    curvature = _curvature(rates, x, integral, late, first, gone, by_rate)
    curvature[4] += products[2]
    return value, score, curvature


def value_by_row(likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
    """Give what :func:`by_row` gives first, at a fraction of its time."""
    if pareto_at_once.is_at_once(likelihood_parameters):
        return pareto_at_once.by_row(likelihood_parameters, rows)[0]
    log_mean, u, mu, v = likelihood_parameters
    if not np.isfinite(mu).all():
        return np.full(len(rows), np.nan)
    rates = Rates(float(np.exp(log_mean)), u, mu, v)
    x, t_x, T = (level.unique[level.codes] for level in (rows.x, rows.t_x, rows.T))
    late, start = ((1.0 + u * x) * exposed(time, *rates[:2]) + exposed(time, *rates[2:]) for time in (T, t_x))
    left = mu * integrate_attrition(rates, x, t_x, T, moments=False).integral
    products = rising_product(rows.x.unique, u).log[rows.x.codes]
    return x * log_mean + products - late + log_of_both(late - start, left, stay=1.0)


def _exposed(level: Levels, mean: np.ndarray | float, spread: float) -> list[np.ndarray]:
    """Give the exposure to a rate per row: at the unique times, unless each row has a mean of its own."""
    if np.ndim(mean):
        return list(exposure(level.unique[level.codes], mean, spread))
    return [part[level.codes] for part in exposure(level.unique, mean, spread)]


def _start(rates: Rates, x: np.ndarray, rows: PurchaseRows) -> np.ndarray:
    """Give A + G at the last purchase."""
    buying, leaving = (_exposed(rows.t_x, *side)[0] for side in (rates[:2], rates[2:]))
    return (1.0 + rates.spread * x) * buying + leaving


def _stay(rates: Rates, x: np.ndarray, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Give A + G at T with its derivatives in (log m, u, mu, v), second ones as ten rows."""
    m, u, mu, v = rates
    time = rows.T.unique[rows.T.codes]
    F, by_m, by_u, by_uu = _exposed(rows.T, m, u)
    G, _, by_v, by_vv = _exposed(rows.T, mu, v)
    by_mu = time / (1.0 + v * mu * time)
    one, square, zero = 1.0 + u * x, by_m * by_m, np.zeros_like(F)
    second = [one * (by_m - u * square), x * by_m - one * square, zero, zero, by_uu - x * square, zero, zero]
    second += [-v * by_mu**2, -mu * by_mu**2, by_vv]
    return one * F + G, np.stack([one * by_m, by_u + x * by_m, by_mu, by_v]), second


def _first(rates: Rates, x: np.ndarray, integral: Attrition) -> np.ndarray:
    """Give the expected first derivatives of A + (1 + v) G under the density of the leaving time."""
    _, u, mu, v = rates
    a, b, c, d = integral.means
    return np.stack([(1.0 + u * x) * a, b + x * a, (1.0 + v) * c, d + mu * c])


def _curvature(
    rates: Rates,
    x: np.ndarray,
    integral: Attrition,
    late: tuple[np.ndarray, np.ndarray, list[np.ndarray]],
    first: np.ndarray,
    gone: np.ndarray,
    by_rate: np.ndarray,
) -> np.ndarray:
    """Give the second derivatives per row; the rate also stands before the integral."""
    gap, kept = late[1] - first, 1.0 - gone
    second, squares = _second(rates, x, integral), _squares(rates, x, integral)
    out = np.empty((len(PAIRS), len(x)))
    for row, (i, j) in enumerate(PAIRS):
        out[row] = gone * (squares[row] - second[row] - first[i] * first[j] + kept * gap[i] * gap[j])
        out[row] -= kept * late[2][row]
        if 2 in (i, j):
            out[row] += kept * by_rate * gap[i if j == 2 else j]
    out[7] += kept * by_rate * gap[2] - by_rate**2
    return out


def _second(rates: Rates, x: np.ndarray, integral: Attrition) -> list[np.ndarray]:
    """Give the expected second derivatives of A + (1 + v) G."""
    _, u, mu, v = rates
    a, _, c, _ = integral.means
    aa, cc = integral.products[0], integral.products[7]
    one, zero = 1.0 + u * x, np.zeros_like(x)
    second = [one * (a - u * aa), x * a - one * aa, zero, zero, integral.curvature[0] - x * aa, zero, zero]
    return [*second, -(1.0 + v) * v * cc, c - (1.0 + v) * mu * cc, integral.curvature[1] - mu * mu * cc]


def _squares(rates: Rates, x: np.ndarray, integral: Attrition) -> list[np.ndarray]:
    """Give the expected products of the first derivatives of A + (1 + v) G."""
    _, u, mu, v = rates
    aa, ab, ac, ad, bb, bc, bd, cc, cd, dd = integral.products
    one, two = 1.0 + u * x, 1.0 + v
    return [
        one * one * aa,
        one * (ab + x * aa),
        one * two * ac,
        one * (ad + mu * ac),
        bb + 2.0 * x * ab + x * x * aa,
        two * (bc + x * ac),
        bd + mu * bc + x * (ad + mu * ac),
        two * two * cc,
        two * (cd + mu * cc),
        dd + 2.0 * mu * cd + mu * mu * cc,
    ]


def probability_alive(likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
    """Give P(still a customer at T) per row; one where the last purchase was at T."""
    if pareto_at_once.is_at_once(likelihood_parameters):
        return pareto_at_once.probability_alive(likelihood_parameters, rows)
    log_mean, u, mu, v = likelihood_parameters
    rates = Rates(float(np.exp(log_mean)), u, mu, v)
    x = rows.x.unique[rows.x.codes]
    times = rows.t_x.unique[rows.t_x.codes], rows.T.unique[rows.T.codes]
    integral = integrate_attrition(rates, x, *times, moments=False).integral
    buying, leaving = (_exposed(rows.T, *side)[0] - _exposed(rows.t_x, *side)[0] for side in (rates[:2], rates[2:]))
    excess = (1.0 + rates.spread * x) * buying + leaving
    with np.errstate(divide="ignore"):  # nobody leaves, or the last purchase was at T
        return np.exp(-np.logaddexp(0.0, np.log(rates.leaving * integral) + excess))
