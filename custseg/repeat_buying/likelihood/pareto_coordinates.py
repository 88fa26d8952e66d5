"""Where does Newton look for the Pareto dropout? In the loss by the mean time observed, and in how unequal it is.

:func:`dropout_from_survival` gives the likelihood parameters of both, with derivatives.

``loss = -log S(time)`` is what the data see directly; ``polarity = 1 / (1 + s)`` says how it is shared. All limits are
on the sides of a rectangle, where in ``(s, beta)`` they lie at the ends of curved ridges.
"""

from __future__ import annotations

from math import factorial
from typing import NamedTuple

import numpy as np

SERIES_BELOW = 0.05
SERIES = [1.0 / factorial(power + 1) for power in range(9)]  # of expm1(y) / y


class Dropout(NamedTuple):
    """Mean dropout rate ``mu`` and spread ``v = 1/s``, with those derivatives in loss and polarity that are not zero.

    In plain numbers: a search asks for one place, or ten.
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
        The rate is one per unit of that time.
    """
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
