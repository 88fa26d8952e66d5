"""What does a forecast say in all, of each customer, and what did its rule say of them on past days? One by one.

`forecast_in_parts`, and `expected_on_past_days`, its last part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, said_already
from ..tables import log_between
from .forecast_by_customer import expected_customers, spread_over
from .forecast_choice import ForecastChoice, best_on, seen_today


def forecast_in_parts(
    transactions: pd.DataFrame,
    sample: pd.DataFrame,
    observed_until: Day,
    days_ahead: int,
    cuts: Sequence[pd.Timestamp],
) -> Iterator[ForecastChoice | pd.DataFrame | pd.Series]:
    """Give what `choose_forecast`, `expected_customers` and `expected_on_past_days` give, each as soon as it is there.

    Parameters
    ----------
    transactions, sample : DataFrame
        A log, and the rows of those customers who are asked about on the past days `cuts`.
    observed_until : date
        The last day on which the log was watched.
    days_ahead : int
        How far ahead.
    cuts : sequence of Timestamp
        The past days.
    """
    today = seen_today(transactions, observed_until, days_ahead)  # a long log is read once for both
    del transactions  # what counts of it is held in `today`
    choice = best_on(today)
    yield choice
    yield spread_over(today, choice)
    del today
    yield expected_on_past_days(sample, choice, days_ahead, cuts)


def expected_on_past_days(
    transactions: pd.DataFrame, choice: ForecastChoice, days_ahead: int, cuts: Sequence[pd.Timestamp]
) -> pd.Series:
    """Give the money, nought or more, that the rule chosen today expected of each customer on past days.

    Index ``cut`` and ``customer_id``; days before anybody had bought are left out.
    """
    again, parts = choice._replace(estimate=np.nan), {}
    for cut in cuts:
        with said_already():  # by whoever asked for the forecast
            try:
                each = expected_customers(
                    log_between(transactions, until=cut), again, observed_until=cut, days_ahead=days_ahead
                )
            except SchemaError:  # nobody had bought by then
                continue
        parts[cut] = each["expected_amount"].clip(lower=0.0)
    if not parts:
        return pd.Series(dtype="float64")
    return pd.concat(parts, names=["cut", "customer_id"]).dropna()
