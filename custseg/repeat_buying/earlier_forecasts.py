"""What would the models have said at an earlier day of the log? A forecast that needs only what was seen until then.

:func:`money_ahead`, and :func:`own_intervals` with the intervals that the models would have given themselves.
"""

from __future__ import annotations

import pandas as pd
from sklearn.base import clone

from ..schema import SchemaError, Unit, said_already, typed
from ..tables.windows import log_between
from ._buying_model import BuyingModel
from ._units import unit_days
from .expected_and_realised import N_DRAWS, forecast_intervals
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
        table = repeat_purchase_table(seen, observed_until=cut, period=period, log_gaps="litt" in buying.columns)
        horizon = (until - cut).days / unit_days(period)
        purchases = clone(buying).fit(table).expected_purchases(table, horizon=horizon)
        return float((purchases * clone(spend).fit(table).expected_spend(table)).sum())


@typed
def own_intervals(
    transactions: pd.DataFrame,
    past: pd.DataFrame,
    *,
    buying: BuyingModel,
    spend: GammaGamma,
    level: float = 0.95,
    n_draws: int = N_DRAWS,
    random_state: int | None = None,
    period: Unit = "W",
) -> pd.DataFrame:
    """Give the interval of realised money that the models would have given themselves at each past cut.

    Beside the intervals from past errors it shows how much of the error comes from models that are not quite true.

    Parameters
    ----------
    transactions : DataFrame
        The log of ``past``: ``customer_id``, ``date``, ``amount``.
    past : DataFrame
        Index ``cut``; ``until`` and ``actual``, as :func:`custseg.resample.past_cuts` gives them.
    buying, spend : BuyingModel, GammaGamma
        Models to fit anew at each cut; what they have learnt is not used.
    level : float
        Of the intervals, between 0 and 1.
    n_draws : int
        Number of draws at each cut; 39 or more for 95 %.
    random_state : int, optional
        Seed of each cut. None draws anew each time.
    period : {"D", "W", "M", "Y"}
        Unit of time of the fit.

    Returns
    -------
    DataFrame
        Index of ``past``; ``low``, ``high``, and ``held``, whether what came lies between.

    Raises
    ------
    SchemaError
        If ``past`` lacks a column, or the transactions are not valid.

    See Also
    --------
    forecast_intervals : The same of a fitted model.
    custseg.resample.past_interval : The interval from past errors.

    Examples
    --------
    >>> from functools import partial
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, GammaGamma, money_ahead, own_intervals
    >>> from custseg.resample import past_cuts
    >>> log, models = load_cdnow(), {"buying": BetaGeoNBD(), "spend": GammaGamma()}
    >>> past = past_cuts(log, partial(money_ahead, **models), first_cut="1998-01-31")
    >>> own_intervals(log, past.tail(1), **models, level=0.9, n_draws=99, random_state=1)["held"].tolist()
    [False]
    """
    if missing := [name for name in ("until", "actual") if name not in past]:
        raise SchemaError(f"past lacks {' and '.join(missing)}: make it with past_cuts.")
    rows = []
    with said_already():
        for cut, window in zip(pd.DatetimeIndex(past.index), past.to_dict("records"), strict=True):
            seen, log_gaps = log_between(transactions, until=cut), "litt" in buying.columns
            table = repeat_purchase_table(seen, observed_until=cut, period=period, log_gaps=log_gaps)
            fitted = clone(buying).fit(table)
            sure = forecast_intervals(
                fitted, table, horizon=(window["until"] - cut).days / unit_days(period),
                spend=clone(spend).fit(table), level=level, n_draws=n_draws, random_state=random_state,
            )  # fmt: skip
            rows.append(sure.loc["all", ["realised_low", "realised_high"]].to_numpy(dtype=float))
    ends = pd.DataFrame(rows, index=past.index, columns=["low", "high"])
    return ends.assign(held=past["actual"].between(ends["low"], ends["high"]))
