"""How likely is a purchase history if some leave at once? Pareto/NBD where beta is too short a time for doubles.

:func:`by_row` and :func:`probability_alive`, in log mean buying rate, its spread, the loss by one unit of time and
``-1 - s``: below zero it cannot be taken for the spread ``1/s`` of dropout rates, which is infinite at the limit.

Where beta is e^-300 of the time observed, ``S(t) = (1 + t / beta)^-s`` is ``exp(-loss) t^-s`` to 130 digits at any time
that is seen: a share leaves at once, and of the others hardly any. At ``s = 0`` none of these leaves: whoever bought
again is an NBD buyer who stays, and of those who did not ``1 - exp(-loss)`` have left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .alive_or_gone import LARGEST_LOG_RATIO
from .attrition import CHUNK_POINTS, FALLEN, WIDEST_PANEL, panelled
from .gamma_mixing import Exposure, exposure, rising_product
from .purchase_rows import PurchaseRows

AT_ONCE = 40.0  # e^-40 of the mean time to a purchase, or of the time observed: until then nobody buys
FIRST, SECOND = np.triu_indices(4)
OTHERS = [0, 1, 3, 4, 6, 9]  # of the second derivatives of all four those without the loss, and of each side of them
LOSS_APART = [0, 1, 3]
OF_ONE, OF_OTHER = np.triu_indices(3)
BENT = [0, 1, 3]  # of the six those that do not only come from first derivatives: in log m and u
BY_SHAPE, SHAPES = [2, 4, 5], np.array([[1.0], [1.0], [2.0]])  # of the six those in s, and how often s is in them


class _Silence(NamedTuple):
    """Log-likelihood of silence from a time on, per row, with derivatives, and the chance that the customer stayed."""

    log: np.ndarray
    first: np.ndarray
    second: np.ndarray
    kept: np.ndarray


def is_at_once(likelihood_parameters: np.ndarray | Sequence[Any]) -> bool:
    """Say whether likelihood parameters are those of customers of whom some leave at once.

    Parameters
    ----------
    likelihood_parameters : sequence of four
        Of the Pareto/NBD.

    Returns
    -------
    bool
        Whether the last one is below zero.
    """
    return bool(likelihood_parameters[3] < 0)


def by_row(
    likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood ``(n,)``, score ``(4, n)`` and second derivatives ``(10, n)`` per row, not weighted.

    Parameters
    ----------
    likelihood_parameters : sequence of four
        log mean buying rate, its spread ``1/r``, the loss by one unit of time (it may be one number per row), ``-1-s``.
    rows : PurchaseRows
        Unique rows.

    Returns
    -------
    tuple of ndarray
        The ten are in the order of ``np.triu_indices(4)``; all NaN where the buying rate is beyond doubles.
    """
    value, first, second, _, x = _mixed(likelihood_parameters, rows)
    products = [part[rows.x.codes] for part in rising_product(rows.x.unique, likelihood_parameters[1])]
    value += x * likelihood_parameters[0] + products[0]
    first[0] += x
    first[1] += products[1]
    second[4] += products[2]
    turned = np.where(FIRST == 3, -1.0, 1.0) * np.where(SECOND == 3, -1.0, 1.0)
    first[3] *= -1.0
    return value, first, second * turned[:, None]


def probability_alive(likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows) -> np.ndarray:
    """Give P(still a customer at T) per row; one where the last purchase was at T."""
    return _mixed(likelihood_parameters, rows)[3]


def later_dropout(loss: np.ndarray | float, s: float, T: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Give mean and spread of the dropout rates of those who are customers at T, and the share that stays from then on.

    Parameters
    ----------
    loss : ndarray or float
        By one unit of time.
    s : float
        Shape of the dropout rates.
    T : ndarray, shape (n,)
        Time that each customer was seen. Of those who were seen for none a share leaves at once, and of its others the
        dropout rates begin with a beta of e^-40 units of time.

    Returns
    -------
    tuple
        Of each customer, and the spread of all: it has no meaning where nobody leaves later, and the mean is zero.
    """
    soon = np.exp(-AT_ONCE)
    stays = np.exp(np.minimum(s * AT_ONCE - loss, 0.0))
    return s / np.where(T > 0, T, soon), 1.0 / s if s > 0 else 1.0, np.where(T > 0, 1.0, stays)


def shape_and_scale(loss: float, turned: float) -> tuple[tuple[float, float], np.ndarray]:
    """Give ``s`` and ``beta``, and their slopes in the loss by one unit of time and ``-1 - s``.

    Parameters
    ----------
    loss, turned : float
        The third and the fourth likelihood parameter.

    Returns
    -------
    tuple
        Both numbers, and their slopes (2, 2). Beta is 0 where it is below all doubles.
    """
    s = -1.0 - turned
    exponent = loss / s if s > 0 else np.inf
    beta = float(np.exp(-exponent))
    by_loss, by_s = (-beta / s, beta * exponent / s) if beta > 0 else (0.0, 0.0)
    return (s, beta), np.array([[0.0, -1.0], [by_loss, -by_s]])


def _mixed(likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows) -> tuple[np.ndarray, ...]:
    """Give value, derivatives in (log m, u, loss, s) but for those of the purchases, P(alive) and x per row."""
    log_mean, u, loss, turned = likelihood_parameters
    mean, s, n = float(np.exp(log_mean)), -1.0 - turned, len(rows)
    x, t_x, T = (level.unique[level.codes] for level in (rows.x, rows.t_x, rows.T))
    if not (np.isfinite(mean) and np.isfinite(loss).all()):
        return np.full(n, np.nan), np.full((4, n), np.nan), np.full((10, n), np.nan), np.full(n, np.nan), x
    once = x == 0
    seen = np.where(T > 0, T, 1.0)
    since = np.where(once, np.minimum(seen, 1.0 / max(mean, 1e-300)) * np.exp(-AT_ONCE), t_x)
    silence = _Silence(np.empty(n), np.empty((3, n)), np.empty((6, n)), np.empty(n))
    for group in (once, ~once):
        _fill(silence, np.flatnonzero(group), (mean, u, s), x, since, seen)
    value, kept = silence.log - loss, silence.kept
    first, second = np.zeros((4, n)), np.zeros((10, n))
    first[LOSS_APART], first[2], second[OTHERS] = silence.first, -1.0, silence.second
    _with_those_who_left_at_once(
        (value, first, second, kept), once, np.maximum(loss + s * np.log(since), 0.0), np.log(since)
    )
    at_end = T == 0  # nothing is known of them
    value[at_end], first[:, at_end], second[:, at_end], kept[at_end] = 0.0, 0.0, 0.0, 1.0
    return value, first, second, kept, x


def _with_those_who_left_at_once(
    parts: tuple[np.ndarray, ...], once: np.ndarray, exponent: np.ndarray, log_since: np.ndarray
) -> None:
    """Mix in, of customers who bought once, the share that had left before they could buy again."""
    value, first, second, kept = (part[..., once] for part in parts)
    exponent, zero = exponent[once], np.zeros(int(once.sum()))
    with np.errstate(divide="ignore"):  # nobody leaves
        total = np.logaddexp(np.log(-np.expm1(-exponent)), value)
    share = np.exp(value - total)
    left = np.exp(-exponent - np.maximum(total, -LARGEST_LOG_RATIO))
    slopes = np.stack([zero, zero, zero + 1.0, log_since[once]])
    mixed = share * first + left * slopes
    bent = share * (second + first[FIRST] * first[SECOND]) - left * slopes[FIRST] * slopes[SECOND]
    new = total, mixed, bent - mixed[FIRST] * mixed[SECOND], share * kept
    for whole, part in zip(parts, new, strict=True):
        whole[..., once] = part


def _fill(
    out: _Silence,
    places: np.ndarray,
    rates: tuple[float, float, float],
    x: np.ndarray,
    since: np.ndarray,
    T: np.ndarray,
) -> None:
    """Write the silence of some rows, as many at a time as fit into the processor's cache."""
    if not len(places):
        return
    stop = _stop(rates, x[places], since[places], T[places])
    reach = np.log(stop / since[places])
    points, weights = panelled(max(1, int(np.ceil(reach.max() / WIDEST_PANEL))))
    size = max(16, CHUNK_POINTS // len(points))
    for start in range(0, len(places), size):
        some = places[start : start + size]
        z = points[:, None] * reach[start : start + size]
        weighted = weights[:, None] * reach[start : start + size]
        for whole, part in zip(out, _silence(rates, x[some], since[some], T[some], z, weighted), strict=True):
            whole[..., some] = part


def _stop(rates: tuple[float, float, float], x: np.ndarray, since: np.ndarray, T: np.ndarray) -> np.ndarray:
    """Give the time by which a customer would have left or bought again but for a chance of e^-37, at most T."""
    mean, u, s = rates
    power = np.minimum(FALLEN * u / (1.0 + u * x), 600.0)
    longer = np.expm1(power) / u if u > 1e-12 else np.full(len(x), FALLEN)
    leaves = since * np.exp(np.minimum(FALLEN / max(s, 1e-300), 600.0))
    return np.minimum(np.minimum(T, leaves), since + longer * (1.0 / max(mean, 1e-300) + u * since))


def _silence(
    rates: tuple[float, float, float],
    x: np.ndarray,
    since: np.ndarray,
    T: np.ndarray,
    z: np.ndarray,
    weights: np.ndarray,
) -> _Silence:
    """Give the log of ``T^-s exp(-A(T)) + s * integral of y^(-1-s) exp(-A(y))`` from ``since`` to ``T``.

    ``A`` is the exposure to buying, ``(1/u + x) log(1 + u m y)``; derivatives are in log m, u and s.
    """
    mean, u, s = rates
    one, log_y = 1.0 + u * x, np.log(since) + z
    begun, late, here = (exposure(time, mean, u) for time in (since, T, since * np.exp(z)))
    density = weights * np.exp(-one * (here.F - begun.F) - s * z)
    fall, integral = one * (late.F - begun.F) + s * np.log(T / since), density.sum(axis=0)
    density /= np.where(integral > 0, integral, 1.0)
    stayed = np.exp(-np.minimum(fall, LARGEST_LOG_RATIO))
    mixed = stayed + s * integral
    kept, gone, by_rate = stayed / mixed, s * integral / mixed, integral / mixed
    with np.errstate(divide="ignore"):  # nobody leaves later
        log = np.logaddexp(-fall, np.log(s * integral)) - one * begun.F - s * np.log(since)
    at_T, bent_T = _slopes(late, one, x, u, np.log(T))
    slopes, bends = _slopes(here, one, x, u, log_y)
    weighted = density * slopes
    mean_slope, products = weighted.sum(axis=1), np.einsum("ikn,jkn->ijn", weighted, slopes)[OF_ONE, OF_OTHER]
    first = -kept * at_T - gone * mean_slope
    first[2] += by_rate
    second = kept * at_T[OF_ONE] * at_T[OF_OTHER] + gone * products - first[OF_ONE] * first[OF_OTHER]
    second[BENT] -= kept * bent_T + gone * (density * bends).sum(axis=1)
    second[BY_SHAPE] -= by_rate * mean_slope * SHAPES
    return _Silence(log, first, second, kept)


def _slopes(
    exposed: Exposure, one: np.ndarray, x: np.ndarray, u: float, log_time: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give first derivatives of ``A + s log(time)`` in log m, u and s, and those second ones that are not zero."""
    a, square = exposed.by_mean, exposed.by_mean**2
    bent = np.stack([one * (a - u * square), x * a - one * square, exposed.by_spread_twice - x * square])
    return np.stack([one * a, exposed.by_spread + x * a, log_time]), bent
