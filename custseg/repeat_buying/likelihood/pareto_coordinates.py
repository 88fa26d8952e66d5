"""Where does Newton look for the Pareto dropout? In the loss by the mean time observed, and in how unequal it is.

:func:`dropout_from_survival` gives the likelihood parameters of both, with derivatives; :func:`largest_loss` says how
far a table can ask it to look.

``loss = -log S(time)`` is what the data see directly; ``polarity = 1 / (1 + s)`` says how it is shared. All limits are
on the sides of a rectangle, where in ``(s, beta)`` they lie at the ends of curved ridges.
"""

from __future__ import annotations

from math import factorial
from typing import NamedTuple

import numpy as np

from .gamma_mixing import exposure
from .purchase_rows import PurchaseRows

SERIES_BELOW = 0.05
SERIES = [1.0 / factorial(power + 1) for power in range(9)]  # of expm1(y) / y
USUAL_LOSS, FARTHEST_LOSS = 10.0, 1e6  # between them lies the side of the box, e^-10 of the customers left and fewer
ROOM = 2.0  # by which the box goes beyond the largest loss that a maximum can have, for draws and intervals
LARGEST_EXPONENT = 300.0  # of loss times spread: beta is e^-300 of the time observed, which doubles can square


def largest_loss(rows: PurchaseRows) -> float:
    """Give a loss by the mean time observed that no maximum of the likelihood reaches.

    At a maximum the cumulative hazards ``-log S`` of all customers, until they left or were last seen, add up to the
    number of those who left. Nobody left before their last purchase; and as the hazard never rises, until ``t`` it has
    added up to at least ``t / time`` of the loss by ``time``. The loss is therefore less than the number of customers
    by the sum of their ``min(t_x / time, 1)``.

    Parameters
    ----------
    rows : PurchaseRows
        Unique rows.

    Returns
    -------
    float
        Twice that many, from 10 (e^-10 of the customers left) to a million.
    """
    most = ROOM * rows.n / max(_stayed(rows), ROOM * rows.n / FARTHEST_LOSS)
    return max(float(most), USUAL_LOSS)


def likely_loss(rows: PurchaseRows) -> float:
    """Give the loss by the mean time observed if those who bought again left right after their last purchase.

    All of them at one rate: where nobody stays for long, a maximum of the likelihood lies near.

    Parameters
    ----------
    rows : PurchaseRows
        Unique rows.

    Returns
    -------
    float
        Those who bought again by the sum of all customers' ``min(t_x / time, 1)``; at most `FARTHEST_LOSS` by 2.
    """
    again = float(rows.counts @ (rows.purchases > 0))
    return again / max(_stayed(rows), ROOM * again / FARTHEST_LOSS)


def _stayed(rows: PurchaseRows) -> float:
    """Give the sum of all customers' ``min(t_x / time, 1)``."""
    return float(rows.counts @ np.minimum(rows.t_x.unique / rows.mean_time, 1.0)[rows.t_x.codes])


class Dropout(NamedTuple):
    """Mean dropout rate ``mu`` and spread ``v = 1/s``, with those derivatives in loss and polarity that are not zero.

    In plain numbers: a search asks for one place, or ten. Where some leave at once they are instead the loss by one
    unit of time and ``-1 - s``, the third and the fourth likelihood parameter of `pareto_at_once`.
    """

    mu: float
    v: float
    mu_by_loss: float
    mu_by_polarity: float
    v_by_polarity: float
    mu_by_loss_twice: float
    mu_by_both: float
    mu_by_polarity_twice: float
    v_by_polarity_twice: float


def dropout_from_survival(loss: float, polarity: float, time: float) -> Dropout:
    """Give the mean dropout rate and its spread with first and second derivatives.

    ``S(time) = (1 + v mu time)^(-1/v) = exp(-loss)`` gives ``mu = loss / time * g(loss v)``, ``g(y) = expm1(y) / y``.

    Parameters
    ----------
    loss : float
        ``-log S(time)``.
    polarity : float
        ``1 / (1 + s)``.
    time : float
        The mean time observed.

    Returns
    -------
    Dropout
        The rate is one per unit of that time. Where loss times spread is above `LARGEST_EXPONENT` some leave at once.
    """
    if loss * polarity >= LARGEST_EXPONENT * (1.0 - polarity):
        return _at_once(loss, polarity, float(np.log(time)))
    v = polarity / (1.0 - polarity)
    v_w = 1.0 / (1.0 - polarity) ** 2
    v_ww = 2.0 / (1.0 - polarity) ** 3
    g, dg, ddg = _relative_growth(loss * v)
    scale = 1.0 / time
    by_v = scale * loss**2 * dg
    bent = 2.0 * dg + loss * v * ddg
    return Dropout(
        mu=scale * loss * g,
        v=v,
        mu_by_loss=scale * (g + loss * v * dg),
        mu_by_polarity=by_v * v_w,
        v_by_polarity=v_w,
        mu_by_loss_twice=scale * v * bent,
        mu_by_both=scale * loss * bent * v_w,
        mu_by_polarity_twice=scale * loss**3 * ddg * v_w**2 + by_v * v_ww,
        v_by_polarity_twice=v_ww,
    )


def share_gone(mu: float, v: float, time: float) -> tuple[float, np.ndarray]:
    """Give the share of new customers who have left by a time.

    Parameters
    ----------
    mu, v : float
        The third and the fourth likelihood parameter, also where some leave at once.
    time : float
        Above zero.

    Returns
    -------
    tuple
        The share, and its slopes (2,) in both.
    """
    if v < 0:
        log_time = float(np.log(time))
        loss, slopes = mu - (1.0 + v) * log_time, np.array([1.0, -log_time])
    else:
        decay = exposure(np.array([time]), mu, v)
        loss, slopes = float(decay.F[0]), np.array([time / (1.0 + v * mu * time), decay.by_spread[0]])
    return -float(np.expm1(-loss)), np.exp(-loss) * slopes


def _at_once(loss: float, polarity: float, log_time: float) -> Dropout:
    """Give the loss by one unit of time, ``loss - s log(time)``, and ``-1 - s = -1 / polarity``, with derivatives."""
    turn, bend = 1.0 / polarity**2, -2.0 / polarity**3
    return Dropout(
        mu=loss - (1.0 / polarity - 1.0) * log_time,
        v=-1.0 / polarity,
        mu_by_loss=1.0,
        mu_by_polarity=log_time * turn,
        v_by_polarity=turn,
        mu_by_loss_twice=0.0,
        mu_by_both=0.0,
        mu_by_polarity_twice=log_time * bend,
        v_by_polarity_twice=bend,
    )


def _relative_growth(y: float) -> tuple[float, float, float]:
    """Give expm1(y) / y and two derivatives."""
    if abs(y) < SERIES_BELOW:
        g = dg = ddg = 0.0
        for coefficient in reversed(SERIES):
            ddg = ddg * y + 2.0 * dg
            dg = dg * y + g
            g = g * y + coefficient
        return g, dg, ddg
    grown = float(np.exp(y))
    g = float(np.expm1(y)) / y
    dg = (grown - g) / y
    return g, dg, (grown - 2.0 * dg) / y
