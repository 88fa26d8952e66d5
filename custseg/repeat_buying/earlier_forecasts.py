"""What would the models have said at an earlier day of the log? A forecast that needs only what was seen until then.

:func:`money_ahead`.
"""

from __future__ import annotations

import pandas as pd
from sklearn.base import clone

from ..schema import Unit, said_already, typed
from ._buying_model import BuyingModel
from ._units import unit_days
from .gamma_gamma import GammaGamma
from .repeat_purchases import repeat_purchase_table


@typed
def money_ahead(
    seen: pd.DataFrame,
    cut: pd.Timestamp,
    until: pd.Timestamp,
    *,
    buying: BuyingModel,
    spend: GammaGamma,
    period: Unit = "W",
) -> float:
    """Fit to what was seen up to a day, and forecast the money of these customers up to a later day.

    A rule for :func:`custseg.resample.past_cuts`. What is unsafe about a fit to an early part of a log is not said
    here: its error shows it.

    Parameters
    ----------
    seen : DataFrame
        Transactions up to ``cut``: ``customer_id``, ``date``, ``amount``.
    cut, until : Timestamp
        Last day seen, and last day of the forecast.
    buying, spend : BuyingModel, GammaGamma
        Models to fit anew; what they have learnt is not used.
    period : {"D", "W", "M", "Y"}
        Unit of time of the fit.

    Returns
    -------
    float
        Expected money, not discounted.

    Raises
    ------
    SchemaError
        If nobody bought again up to ``cut``, or the transactions are not valid.

    See Also
    --------
    forecast_intervals : The same from a fitted model, with the intervals that it gives itself.

    Examples
    --------
    >>> from functools import partial
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, GammaGamma, money_ahead
    >>> from custseg.resample import past_cuts
    >>> rule = partial(money_ahead, buying=BetaGeoNBD(), spend=GammaGamma())
    >>> past = past_cuts(load_cdnow(), rule, first_cut="1997-12-31", level=0.9)
    >>> past.loc["1998-05-31", ["forecast", "actual"]].astype(float).round(-1).tolist()
    [7050.0, 5590.0]
    """
    with said_already():
        table = repeat_purchase_table(seen, observed_until=cut, period=period)
        horizon = (until - cut).days / unit_days(period)
        purchases = clone(buying).fit(table).expected_purchases(table, horizon=horizon)
        return float((purchases * clone(spend).fit(table).expected_spend(table)).sum())
