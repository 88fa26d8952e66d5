"""From whom is the money of a forecast expected?

`expected_customers`; :func:`spread_over` does it for a log that was read.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import Day, check_whole, typed
from ._forecast_rules import FORECAST_RULES, MODELS, model_customers
from ._watched_log import Seen
from .forecast_choice import ForecastChoice, seen_today


@typed
def expected_customers(
    transactions: pd.DataFrame, choice: ForecastChoice, *, observed_until: Day, days_ahead: int = 91
) -> pd.DataFrame:
    """Spread the chosen forecast over the customers: how often each is expected to buy, and for how much.

    Where a model was chosen it says so itself. Where a rule for the total was, the best model's expectations are scaled
    to that total; without a model each customer carries on at their own rate since the first purchase.

    Parameters
    ----------
    transactions : DataFrame
        As for :func:`choose_forecast`.
    choice : ForecastChoice
        What it gave. Of an earlier day: the choice of today with ``estimate=nan``, and its rule is asked again.
    observed_until : str or date
        The last day on which the log was watched.
    days_ahead : int
        How far ahead.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody with a purchase: ``expected_purchases`` and ``expected_amount``.
        ``attrs["model"]`` names the model behind it, empty if none, ``attrs["scaled"]`` the factor to the chosen total.

    Raises
    ------
    SchemaError
        If the transactions are not valid.
    ValueError
        If `days_ahead` is no whole number of one or more, or the choice holds a total for another number of days.

    See Also
    --------
    choose_forecast : The total, with its interval.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import choose_forecast, expected_customers
    >>> log, asked = load_cdnow(), {"observed_until": "1998-06-30", "days_ahead": 91}
    >>> choice = choose_forecast(log, ["BG/NBD", "carried on"], **asked)
    >>> each = expected_customers(log, choice, **asked)
    >>> bool(abs(each["expected_amount"].sum() / choice.estimate - 1) < 1e-6)
    True
    """
    days_ahead = check_whole(days_ahead, "days_ahead", at_least=1, of="days")
    _refuse_other_days(choice, days_ahead)
    return spread_over(seen_today(transactions, observed_until, days_ahead), choice)


def _refuse_other_days(choice: ForecastChoice, days_ahead: int) -> None:
    """Refuse to spread a total over other days than it is for; a model is asked anew, for any days."""
    if choice.rule in MODELS or not np.isfinite(choice.estimate) or not len(choice.past):
        return
    its_own = (choice.past["until"].iloc[0] - choice.past.index[0]).days
    if days_ahead != its_own:
        raise ValueError(
            f"days_ahead is {days_ahead}, and the choice holds the total of {its_own} days, by the rule "
            f"{choice.rule!r}. Pass days_ahead={its_own}, or choose for as many days: "
            f"choose_forecast(transactions, observed_until=..., days_ahead={days_ahead})."
        )


def spread_over(seen: Seen, choice: ForecastChoice) -> pd.DataFrame:
    """Spread a forecast over the customers of a log that was read."""
    if not np.isfinite(choice.estimate) and choice.rule not in MODELS:  # a model says it of each customer below
        choice = choice._replace(estimate=float(FORECAST_RULES[choice.rule](seen)))
    for name in (one for one in choice.rules.index if one in MODELS):
        if (each := model_customers(seen, MODELS[name])) is not None:
            return _scaled(each, name, choice, seen)
    return _scaled(_own_rate(seen), "", choice, seen)


def _own_rate(seen: Seen) -> pd.DataFrame:
    """Let each customer go on as since the first purchase."""
    if seen.table is None:
        return pd.DataFrame(columns=["purchases", "amount"], dtype="float64")
    rate = np.where(seen.table["T"] > 0, seen.table["x"] / seen.table["T"].where(seen.table["T"] > 0, 1.0), 0.0)
    purchases = pd.Series(rate * seen.days / 7, index=seen.table.index)
    return pd.DataFrame({"purchases": purchases, "amount": purchases * seen.table["m_x"].fillna(0.0)})


def _scaled(each: pd.DataFrame, model: str, choice: ForecastChoice, seen: Seen) -> pd.DataFrame:
    total = float(each["amount"].sum())
    scale = choice.estimate / total if model != choice.rule and total > 0 and choice.estimate > 0 else 1.0
    found = pd.DataFrame(
        {"expected_purchases": each["purchases"] * scale, "expected_amount": each["amount"] * scale}, copy=False
    )
    found.index = seen.watched.customers[each.index.to_numpy(dtype=np.int64)]
    found.attrs = {"model": model, "scaled": scale}
    return found.rename_axis("customer_id")
