"""What is the future of each customer worth, what that of all together, and how sure is that?

:func:`lifetime_value` and :func:`base_value`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import DrawKind, ForWhom, Unit, said_already, typed
from ._arguments import as_share
from ._buying import Buying
from ._buying_model import BuyingModel
from ._units import force_of_interest
from .expected_and_realised import N_DRAWS, Draws, FutureWorth, both_intervals, brought, refuse_shared_sums
from .gamma_gamma import GammaGamma


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
    level: float | None = None,
    kind: DrawKind = "likelihood",
    n_draws: int = N_DRAWS,
    random_state: int | np.random.Generator | None = None,
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
    level : float, optional
        Between 0 and 1: gives each value two intervals, as in :func:`base_value`. The models must then be fitted ones.
    kind : {"likelihood", "bootstrap", "sandwich", "hessian"}
        Where the parameters of the intervals come from, see :func:`prediction_interval`.
    n_draws : int
        Number of draws for the intervals; 39 or more for 95 %.
    random_state : int or numpy Generator, optional
        Seed of the draws. None draws anew each time.

    Returns
    -------
    DataFrame
        Per customer ``probability_alive``, ``discounted_purchases``, ``expected_spend`` and ``lifetime_value`` in the
        currency of the table; with ``level`` also ``expected_low`` and ``expected_high`` (where the expected value
        lies), ``realised_low`` and ``realised_high`` (where what the customer will bring lies). Horizon, rate, unit and
        margin in ``attrs``.

    Raises
    ------
    ValueError
        If the units of table and model differ or are not known, a rate or margin is impossible, or the horizon is
        endless without discount.
    TypeError
        If intervals are asked for of a model that is not a ``BuyingModel``.

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
            "lifetime_value": brought((margin * purchases).to_numpy(), expected_spend.to_numpy()),
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
    if level is None:
        return out
    if not isinstance(buying, BuyingModel):
        raise TypeError(f"intervals need a fitted BuyingModel, such as BetaGeoNBD; found {type(buying).__name__}.")
    draws = Draws(level, kind, n_draws, np.random.default_rng(random_state))
    sure = _worth_intervals(out, (buying, spend), table, "customer", draws).drop(columns="estimate")
    return out.assign(**sure)


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
    by: pd.Series | ForWhom = "all",
    level: float = 0.95,
    kind: DrawKind = "likelihood",
    n_draws: int = N_DRAWS,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Add up the lifetime values of a customer base, of its segments or of each customer, with two intervals.

    The interval of the *expected* value says how well these data pin down the parameters; that of the *realised* value
    also contains that the same customers may happen to buy more or less than is expected of them. Neither contains
    that the models may be wrong: :func:`custseg.resample.past_cuts` shows how wrong they were before.

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
    by : {"all", "customer"} or Series
        ``"all"``: one row for the base; ``"customer"``: one for each; or the segment of each customer, same index.
    level : float
        Between 0 and 1.
    kind : {"likelihood", "bootstrap", "sandwich", "hessian"}
        Where the parameters come from, see :func:`prediction_interval`.
    n_draws : int
        Number of draws; each needs one prediction and one possible future. 95 % need 39 or more.
    random_state : int or numpy Generator, optional
        Seed. None draws anew each time.

    Returns
    -------
    DataFrame
        ``estimate``, ``expected_low``, ``expected_high``, ``realised_low``, ``realised_high`` per segment or customer,
        in the currency of the table.

    Raises
    ------
    ValueError
        If an argument is not one of those listed, there are too few draws for the level, or a model has no data.
    SchemaError
        If the table is impossible, or customers are added up and a row stands for several of them.

    See Also
    --------
    lifetime_value : The value of each customer.
    forecast_intervals : The same for purchases, and for money that is not discounted.
    prediction_interval : Of any other prediction, what is expected.

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
    >>> value = base_value(*models, table, horizon=52, discount_rate=0.10, n_draws=39, random_state=1)
    >>> round(float(value.loc["all", "estimate"]), -3)
    69000.0
    """
    refuse_shared_sums(table, by, "base_value")
    worth = lifetime_value(
        buying, spend, table, horizon=horizon, discount_rate=discount_rate, discount_per=discount_per, unit=unit,
        margin=margin,
    )  # fmt: skip
    draws = Draws(level, kind, n_draws, np.random.default_rng(random_state))
    return _worth_intervals(worth, (buying, spend), table, by, draws)


def _worth_intervals(
    worth: pd.DataFrame,
    models: tuple[BuyingModel, GammaGamma],
    table: pd.DataFrame,
    by: pd.Series | ForWhom,
    draws: Draws,
) -> pd.DataFrame:
    """Give the intervals of lifetime values, on the terms that their table remarks."""
    terms = worth.attrs
    force = force_of_interest(terms["discount_rate"], terms["discount_per"], terms["unit"])
    future = FutureWorth.of(table, *models, horizon=terms["horizon"], force=force, margin=terms["margin"])
    return both_intervals(worth["lifetime_value"], models, future, by, draws)
