"""How likely is it to stay so long, if the probability to leave is beta distributed over customers? For any length.

:func:`log_survival` with exact derivatives, for lengths that need not be whole numbers.

The share that survives ``u`` chances to leave is ``B(a, b + u) / B(a, b)``. It is written in the mean
``p = a / (a + b)`` and the polarity ``w = 1 / (1 + a + b)`` of the probabilities, in which its limits are ordinary
points: with ``w = 0`` it is ``(1 - p) ** u``, with ``w = 1`` it is ``1 - p`` for ever.
"""

from __future__ import annotations

from math import comb

import numpy as np
from scipy.special import bernoulli, digamma, gammaln, polygamma

from .gamma_gamma import STIRLING_FROM, stirling_rest

ALIKE_FROM = 300.0  # b over u: from here on the series in 1 / b holds sixteen digits, and differences lose some
TERMS = 7


def log_survival(u: np.ndarray, p: np.ndarray | float, w: np.ndarray | float) -> np.ndarray:
    """Give the log of the share that survives ``u`` chances to leave, and its derivatives.

    Parameters
    ----------
    u : ndarray, shape (n,)
        Chances, not negative and not between 0 and 1 (where the share has no limit for w = 1).
    p, w : float or ndarray of shape (n,)
        Mean and polarity of the probability to leave at one chance.

    Returns
    -------
    ndarray of shape (10, n)
        Value, d/dp, d/dw, d/du, and d2 in pp, pw, pu, ww, wu, uu; zero where ``u`` is zero.

    Examples
    --------
    Two chances, probabilities that are uniform: the mean of (1 - p)^2 is a third.

    >>> float(np.exp(log_survival(np.array([2.0]), 0.5, 1 / 3)[0, 0]).round(12))
    0.333333333333
    """
    u, p, w = np.broadcast_arrays(np.asarray(u, dtype=float), p, w)
    out = np.zeros((10, *u.shape))
    with np.errstate(divide="ignore", invalid="ignore"):  # w = 0 is a legal side of the box
        alike = (w <= 0) | ((1.0 - p) * (1.0 / w - 1.0) > ALIKE_FROM * np.maximum(u, 1.0))
    some = (u > 0) & (p < 1)
    out[0, (u > 0) & (p >= 1)] = -np.inf  # nobody survives
    for rows, survival in ((some & alike, _of_likes), (some & ~alike, _of_unlikes)):
        if rows.any():
            out[:, rows] = survival(u[rows], p[rows], w[rows])
    return out


def _of_unlikes(u: np.ndarray, p: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Write it with gamma functions of ``b`` and ``s = a + b``."""
    q, s = 1.0 - p, 1.0 / w - 1.0
    b = q * s
    by_b, by_s = digamma(b + u) - digamma(1.0 + b), digamma(1.0 + s) - digamma(s + u)
    late_b, late_s = polygamma(1, b + u), polygamma(1, s + u)
    bb, ss = late_b - polygamma(1, 1.0 + b), polygamma(1, 1.0 + s) - late_s
    along, bend = q * by_b + by_s, q * q * bb + ss  # in s, with p held
    value = np.log(q) + log_gamma_step(1.0 + b, p * s) - log_gamma_step(b + u, p * s)
    first = -1.0 / q - s * by_b, -along / w**2, digamma(b + u) - digamma(s + u)
    second = (
        -1.0 / q**2 + s * s * bb,
        (by_b + b * bb) / w**2,
        -s * late_b,
        bend / w**4 + 2.0 * along / w**3,
        (late_s - q * late_b) / w**2,
        late_b - late_s,
    )
    return np.stack([value, *first, *second])


def _of_likes(u: np.ndarray, p: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Write it as a series around the same probability for everybody, in ``v = w / (1 - w)``.

    Tricomi and Erdelyi's ratio of gamma functions: log G(x + u) - log G(x) = u log x + sum of Bernoulli polynomials.
    """
    q, v = 1.0 - p, w / (1.0 - w)
    k = np.arange(1, TERMS + 1.0)[:, None]
    signs = (-1.0) ** (k + 1)
    a = signs * (_bernoulli_polynomials(u, 1) - bernoulli(TERMS + 1)[2:, None]) / (k * (k + 1))
    a_u, a_uu = signs * _bernoulli_polynomials(u, 0) / k, signs * _bernoulli_polynomials(u, -1)
    over = q**-k - 1.0
    a_power, a_slope = _weighed(a, v**k), _weighed(a, k * v ** (k - 1))
    a_bend = _weighed(a, k * (k - 1) * v ** np.maximum(k - 2, 0))
    u_power, u_slope, uu_power = _weighed(a_u, v**k), _weighed(a_u, k * v ** (k - 1)), _weighed(a_uu, v**k)
    by_q = -k * q ** (-k - 1)
    v_w, v_ww = (1.0 - w) ** -2, 2.0 * (1.0 - w) ** -3
    by_v = (a_slope * over).sum(axis=0)
    return np.stack(
        [
            u * np.log(q) + (a_power * over).sum(axis=0),
            -u / q - (a_power * by_q).sum(axis=0),
            by_v * v_w,
            np.log(q) + (u_power * over).sum(axis=0),
            -u / q**2 + (a_power * k * (k + 1) * q ** (-k - 2)).sum(axis=0),
            -(a_slope * by_q).sum(axis=0) * v_w,
            -1.0 / q - (u_power * by_q).sum(axis=0),
            (a_bend * over).sum(axis=0) * v_w**2 + by_v * v_ww,
            (u_slope * over).sum(axis=0) * v_w,
            (uu_power * over).sum(axis=0),
        ]
    )


def _weighed(polynomials: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Multiply by powers of ``v``: what has no weight counts nothing, even where ``u`` is too long for a polynomial."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(weight == 0.0, 0.0, polynomials * weight)


def _bernoulli_polynomials(u: np.ndarray, ahead: int) -> np.ndarray:
    """Give the Bernoulli polynomials of degrees ``1 + ahead`` to ``TERMS + ahead``, one a row."""
    numbers = bernoulli(TERMS + 1)
    with np.errstate(over="ignore"):
        return np.stack(
            [
                np.polynomial.polynomial.polyval(u, [comb(n, j) * numbers[n - j] for j in range(n + 1)])
                for n in range(1 + ahead, TERMS + 1 + ahead)
            ]
        )


def log_gamma_step(x: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Give log Gamma(x + step) - log Gamma(x) without losing digits where ``x`` is large."""
    x, step = np.broadcast_arrays(np.asarray(x, dtype=float), step)
    out = np.empty(x.shape)
    small = x < STIRLING_FROM
    out[small] = gammaln(x[small] + step[small]) - gammaln(x[small])
    y, d = x[~small], step[~small]
    rest = stirling_rest(y + d)[0] - stirling_rest(y)[0]
    out[~small] = d * np.log(y) + (y + d - 0.5) * np.log1p(d / y) - d + rest
    return out
