"""What is the future of each customer worth, what that of all together, and how sure is that?

:func:`lifetime_value` and :func:`base_value`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..schema import ErrorKind, Unit, said_already, typed
from ._arguments import as_share
from ._buying import Buying
from ._buying_model import BuyingModel
from .gamma_gamma import GammaGamma
from .prediction_intervals import prediction_interval


@typed
def lifetime_value(
    buying: Buying,
    spend: GammaGamma,
    table: pd.DataFrame,
    *,
    horizon: float | None,
    discount_rate: float,
    discount_per: Unit = "Y",
    unit: Unit | None = None,
    margin: float = 1.0,
) -> pd.DataFrame:
    """Give the expected present value of each customer's future purchases.

    ``lifetime_value = margin * expected_spend * discounted_purchases``: when a customer buys and what a purchase brings
    are taken to be independent, given what was seen. Money already received is not in it, nor the cost of acquisition.

    Parameters
    ----------
    buying : Buying
        Fitted model of purchases.
    spend : GammaGamma
        Fitted model of spend per purchase.
    table : DataFrame
        Repeat-purchase table with ``x``, ``t_x``, ``T``, ``m_x``.
    horizon : float or None
        Length of the forecast in the table's unit (52 with "W" is about a year). None counts for ever and needs a
        positive discount rate.
    discount_rate : float
        Effective rate per ``discount_per``: 0.10 with "Y" makes 110 in a year worth 100 now. Purchases are discounted
        from the moment they happen. 0 does not discount.
    discount_per : {"Y", "M", "W", "D"}
        What the rate is per.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of ``t_x`` and ``T``; needed where the table or the model does not state it, such as a table made by hand.
    margin : float
        Share of the spend that is kept, 0 to 1. 1 values turnover, not profit.

    Returns
    -------
    DataFrame
        Per customer ``probability_alive``, ``discounted_purchases``, ``expected_spend`` and ``lifetime_value`` in the
        currency of the table; horizon, rate, unit and margin in ``attrs``.

    Raises
    ------
    ValueError
        If the units of table and model differ or are not known, a rate or margin is impossible, or the horizon is
        endless without discount.

    Warns
    -----
    UnsafeValueWarning
        If the fit of a model rests on a limit or its mean spend is infinite, if nobody bought for long before the end
        of the data, or if the horizon lies far beyond what was seen (for ever counts to where half of the worth is in).

    See Also
    --------
    base_value : The sum over a customer base or its segments, with intervals.
    custseg.value.clv_formula : Lifetime value of a contract by formula, from a margin and a retention rate.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). RFM and CLV: Using Iso-Value Curves for Customer Base Analysis.
    Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    By hand. Three repeat purchases of 20 on average, the last one just now: P(alive) is 1. With r = 1, alpha = 10 and
    T = 30 the rate is (1 + 3) / (10 + 30) = 0.1 a week. With s = 2, beta = 10 the time as a customer within 40 weeks is
    (beta + T) / (s - 1) * (1 - ((beta + T) / (beta + T + 40)) ** (s - 1)) = 40 * (1 - 40 / 80) = 20 weeks, hence 2
    purchases. Each is expected to bring (2 * 10 + 2 * 3 * 20) / (2 * 3 + 3 - 1) = 17.50, together 35. With 10 % a year
    they are worth a little less: half of them come in the first thirteen weeks, the others later.

    >>> import pandas as pd
    >>> from custseg.repeat_buying import GammaGamma, ParetoNBD
    >>> buying = ParetoNBD.from_params(r=1.0, alpha=10.0, s=2.0, beta=10.0, unit="W")
    >>> spend = GammaGamma.from_params(p=2.0, q=3.0, gamma=10.0)
    >>> customer = pd.DataFrame({"x": [3], "t_x": [30.0], "T": [30.0], "m_x": [20.0]})
    >>> value = lifetime_value(buying, spend, customer, horizon=40, discount_rate=0.0, unit="W")
    >>> [round(float(value[column].iloc[0]), 2) for column in value]
    [1.0, 2.0, 17.5, 35.0]
    >>> value = lifetime_value(buying, spend, customer, horizon=40, discount_rate=0.10, discount_per="Y", unit="W")
    >>> round(float(value["lifetime_value"].iloc[0]), 2)
    34.03
    """
    margin = as_share(margin, "margin", "write 30 % as 0.30")
    stated = buying.stated_unit(table, unit)
    purchases = buying.discounted_purchases(
        table, discount_rate=discount_rate, discount_per=discount_per, horizon=horizon, unit=stated
    )
    expected_spend = spend.expected_spend(table)
    with said_already():
        alive = buying.probability_alive(table)
    out = pd.DataFrame(
        {
            "probability_alive": alive,
            "discounted_purchases": purchases,
            "expected_spend": expected_spend,
            "lifetime_value": margin * purchases * expected_spend,
        }
    )
    out.attrs = {
        "table": "lifetime value",
        "model": type(buying).__name__,
        "unit": stated,
        "horizon": horizon,
        "discount_rate": discount_rate,
        "discount_per": discount_per,
        "margin": margin,
    }
    return out


@typed
def base_value(
    buying: BuyingModel,
    spend: GammaGamma,
    table: pd.DataFrame,
    *,
    horizon: float | None,
    discount_rate: float,
    discount_per: Unit = "Y",
    unit: Unit | None = None,
    margin: float = 1.0,
    by: pd.Series | None = None,
    level: float = 0.95,
    kind: ErrorKind = "sandwich",
    n_draws: int = 200,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Add up the lifetime values of a customer base, or of its segments, with intervals.

    The interval says how well these data pin down the parameters if the models hold. It does not contain that a model
    may be wrong, nor that the same customers may happen to buy more or less than is expected of them.

    Parameters
    ----------
    buying, spend : BuyingModel, GammaGamma
        Fitted models; their parameters are drawn independently.
    table : DataFrame
        Repeat-purchase table with ``x``, ``t_x``, ``T``, ``m_x``.
    horizon : float or None
        Length of the forecast in the table's unit; None counts for ever.
    discount_rate : float
        Effective rate per ``discount_per``, as in :func:`lifetime_value`.
    discount_per : {"D", "W", "M", "Y"}
        What the rate is per.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of ``t_x`` and ``T``; taken from the table or the model where they state it.
    margin : float
        Share of the spend that is kept, 0 to 1.
    by : Series, optional
        Segment of each customer, same index. None: one row, ``"all"``.
    level : float
        Between 0 and 1.
    kind : {"hessian", "sandwich", "bootstrap"}
        Where the draws come from, see :func:`prediction_interval`.
    n_draws : int
        Number of draws; each needs one prediction.
    random_state : int or numpy Generator, optional
        Seed. None draws anew each time.

    Returns
    -------
    DataFrame
        ``estimate``, ``low``, ``high`` per segment, in the currency of the table.

    See Also
    --------
    lifetime_value : The value of each customer.
    prediction_interval : Intervals of any other prediction.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). RFM and CLV: Using Iso-Value Curves for Customer Base Analysis.
    Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, GammaGamma, base_value, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1998-06-30")
    >>> models = BetaGeoNBD().fit(table), GammaGamma().fit(table)
    >>> value = base_value(*models, table, horizon=52, discount_rate=0.10, n_draws=20, random_state=1)
    >>> round(float(value.loc["all", "estimate"]), -3)
    69000.0
    """
    everyone = pd.Series("all", index=table.index) if by is None else by
    worth = partial(
        _worth, table=table, horizon=horizon, discount_rate=discount_rate, discount_per=discount_per, unit=unit,
        margin=margin,
    )  # fmt: skip
    return prediction_interval(
        worth, buying, spend, by=everyone, statistic="sum",
        level=level, kind=kind, n_draws=n_draws, random_state=random_state,
    )  # fmt: skip


def _worth(buying: Buying, spend: GammaGamma, *, table: pd.DataFrame, **terms: Any) -> pd.Series:
    return lifetime_value(buying, spend, table, **terms)["lifetime_value"]
