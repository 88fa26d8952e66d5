"""What moves a lifetime value most: margin, retention, discount rate or acquisition cost?

`clv_elasticities`.
"""

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, raise_where, typed
from .survival import at_risk_before_first, log_kept_value, payments_worth


@typed
def clv_elasticities(
    margin: PerCustomer,
    retention: PerCustomer,
    discount_rate: PerCustomer,
    *,
    periods: PerCustomer = np.inf,
    first_payment: int = 1,
    certain_until: int = 0,
    acquisition_cost: PerCustomer = 0.0,
) -> pd.Series | pd.DataFrame:
    """Return by how many per cent the lifetime value rises when one of its causes rises by one per cent.

    Exact derivatives of `clv_formula`, at the point given: a one-per-cent better retention (0.80 to 0.808) is compared
    with a one-per-cent higher margin, discount rate or acquisition cost. It says nothing about what each would cost.

    Parameters
    ----------
    margin : float, array or Series of shape (n_customers,)
        Price paid less the cost of serving, per period, in money.
    retention : float, array or Series
        Probability that a customer of one period is still one in the next, 0-1.
    discount_rate : float, array or Series
        Discount rate per period, a fraction 0-1.
    periods : int, array or Series
        How many payments are counted; infinity by default.
    first_payment : int
        Time of the first margin: 1 = after one period, 0 = now.
    certain_until : int
        Last time at which the customer is certain to be there, see `clv_formula`.
    acquisition_cost : float, array or Series
        Paid once, now, undiscounted.

    Returns
    -------
    Series or DataFrame
        ``margin``, ``retention``, ``discount_rate``, ``acquisition_cost``; one row per customer if an argument has one
        per customer. Those to the margin and to the acquisition cost add up to 1: CLV is linear in both.

    Raises
    ------
    ValueError
        As `clv_formula`, and if the lifetime value is zero (no percentage of it exists).

    References
    ----------
    Gupta, S., Lehmann, D. R. & Stuart, J. A. (2004). Valuing customers. Journal of Marketing Research, 41(1), 7-18.

    Examples
    --------
    >>> from custseg.value import clv_elasticities
    >>> clv_elasticities(100, 0.8, 0.1).round(3).to_dict()
    {'margin': 1.0, 'retention': 3.667, 'discount_rate': -0.333, 'acquisition_cost': 0.0}
    """
    index, (m, r, i, n, cost) = aligned(
        margin=margin,
        retention=retention,
        discount_rate=discount_rate,
        periods=periods,
        acquisition_cost=acquisition_cost,
    )
    gross = m * payments_worth(r, i, n, first_payment, certain_until, index)
    net = gross - cost
    raise_where(net == 0, index, "lifetime value", "is zero", "A percentage of zero does not exist.")
    later = _mean_period(r, i, n)
    found = {
        "margin": gross / net,
        "retention": gross / net * (at_risk_before_first(first_payment, certain_until) + later),
        "discount_rate": -gross / net * (first_payment + later) * i / (1 + i),
        "acquisition_cost": 0 - cost / net,  # 0 minus: no minus sign on a zero
    }
    if net.ndim == 0:
        return pd.Series({name: float(value) for name, value in found.items()}, name="elasticity")
    return pd.DataFrame({name: np.broadcast_to(value, net.shape) for name, value in found.items()}, index=index)


def _mean_period(retention: np.ndarray, discount_rate: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """Return the mean number of periods after the first payment, weighted by what the payments are worth."""
    fall = -log_kept_value(retention, discount_rate)
    endless = np.isinf(periods)
    n, x = np.where(endless, 1.0, periods), np.where(fall == 0, 1.0, fall)
    for_ever = 1 / np.expm1(x)
    # The exact difference cancels when nothing falls over the whole horizon: two terms of its series do not.
    nearly_flat = (n - 1) / 2 - (n * n - 1) * fall / 12
    exact = for_ever + n * np.exp(-n * x) / np.expm1(-n * x)
    mean = np.where(endless, for_ever, np.where(n * fall < 1e-4, nearly_flat, exact))
    return np.where(retention == 0, 0.0, mean)
