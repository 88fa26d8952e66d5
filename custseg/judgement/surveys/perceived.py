"""What does the customer get? Perceived gain less perceived cost, delivered value, and layers of need.

`perceived_value`, `delivered_value` and `level_scores`.

Everything here is value *to* the customer; what the customer is worth to the firm is in `custseg.value`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ...schema import SchemaError, ValueForm, check_choice, listed, typed
from .survey_columns import (
    ANSWERED,
    ROUNDING,
    check_known_weights,
    checked_answers,
    item_list,
    item_weights,
    mean_answer,
)

OUTCOMES = ("negative", "zero", "positive")


@typed
def perceived_value(
    survey: pd.DataFrame,
    *,
    gains: str | Sequence[str],
    costs: str | Sequence[str],
    weights: Mapping[str, float] | None = None,
    form: ValueForm = "difference",
    low: float | None = None,
    high: float | None = None,
) -> pd.DataFrame:
    """Compare what customers feel they gain (客户感知利得 Fc) with what they feel it costs them (客户感知成本 Cc).

    Parameters
    ----------
    survey : DataFrame
        One row per customer; items on one scale, where more means more gain or more cost.
    gains, costs : sequence of str
        Items, at least one each.
    weights : mapping of item to float, optional
        Relative weights within the gains and within the costs; equal when absent.
    form : {"difference", "ratio"}, default "difference"
        ``Vc = Fc - Cc``, or ``Fc / Cc``.
    low, high : float, optional
        Ends of the answer scale, checked.

    Returns
    -------
    DataFrame
        Index of `survey`: ``perceived_gain``, ``perceived_cost``, weighted means over the items answered;
        ``value_to_customer``; ``outcome``, "negative", "zero" or "positive"; ``answered``, how many items. Without an
        answer on one side there is no value. ``attrs["missing"]`` counts missing answers by item.

    Raises
    ------
    SchemaError
        When columns or weights are missing or unknown, or answers are not on the scale.

    See Also
    --------
    delivered_value : Totals in money instead of answers on a scale.

    References
    ----------
    Zeithaml (1988), Consumer perceptions of price, quality, and value, Journal of Marketing 52(3).

    Examples
    --------
    >>> survey = pd.DataFrame({"product": [8, 6], "service": [6, None], "price": [5, 9]}, index=["x", "y"])
    >>> perceived_value(survey, gains=["product", "service"], costs=["price"])[["value_to_customer", "answered"]]
       value_to_customer  answered
    x                2.0         3
    y               -3.0         2
    """
    check_choice(form, "form", ValueForm)
    gains, costs = item_list(gains, "gains"), item_list(costs, "costs")
    check_known_weights(weights, [*gains, *costs])
    answers = checked_answers(survey, [*gains, *costs], low=low, high=high)
    gain = mean_answer(answers[gains], item_weights(gains, weights))
    cost = mean_answer(answers[costs], item_weights(costs, weights))
    if form == "ratio" and (cost <= 0).any():
        raise SchemaError(f"a ratio needs costs above 0, found 0 or less for {listed(cost.index[cost <= 0])}.")
    value = gain - cost if form == "difference" else gain / cost
    table = pd.DataFrame({"perceived_gain": gain, "perceived_cost": cost, "value_to_customer": value})
    lead = (gain - cost).to_numpy()
    codes = np.where(np.isnan(lead), -1, np.where(np.abs(lead) <= ROUNDING, 1, np.where(lead > 0, 2, 0)))
    table["outcome"] = pd.Categorical.from_codes(codes, OUTCOMES, ordered=True)
    table[ANSWERED] = answers.notna().sum(axis=1)
    table.attrs = dict(answers.attrs)
    return table


@typed
def delivered_value(survey: pd.DataFrame, *, benefits: str | Sequence[str], costs: str | Sequence[str]) -> pd.DataFrame:
    """Take the customer delivered value (顾客让渡价值): benefits less costs, in one unit such as money.

    Parameters
    ----------
    survey : DataFrame
        One row per customer; items in the same unit.
    benefits, costs : sequence of str
        Items, at least one each.

    Returns
    -------
    DataFrame
        Index of `survey`: ``total_benefit``, ``total_cost``, ``delivered_value``, ``answered``. A sum with a missing
        part is no sum: such rows are missing, ``attrs["incomplete"]`` counts them and ``attrs["missing"]`` the
        answers by item.

    Raises
    ------
    SchemaError
        When columns are missing or answers are not numbers.

    See Also
    --------
    perceived_value : Answers on a scale instead of money.

    References
    ----------
    Kotler & Keller (2016), Marketing Management, 15th edition, Pearson.

    Examples
    --------
    >>> survey = pd.DataFrame({"product": [80, 60], "image": [10, None], "price": [50, 40], "time": [5, 5]})
    >>> delivered_value(survey, benefits=["product", "image"], costs=["price", "time"])["delivered_value"].tolist()
    [35.0, nan]
    """
    benefits, costs = item_list(benefits, "benefits"), item_list(costs, "costs")
    answers = checked_answers(survey, [*benefits, *costs])
    table = pd.DataFrame(
        {
            "total_benefit": answers[benefits].sum(axis=1, skipna=False),
            "total_cost": answers[costs].sum(axis=1, skipna=False),
        }
    )
    table["delivered_value"] = table["total_benefit"] - table["total_cost"]
    table[ANSWERED] = answers.notna().sum(axis=1)
    table.attrs = {**answers.attrs, "incomplete": int(table["delivered_value"].isna().sum())}
    return table


@typed
def level_scores(
    survey: pd.DataFrame,
    levels: Mapping[str, Sequence[str]],
    *,
    weights: Mapping[str, float] | None = None,
    low: float | None = None,
    high: float | None = None,
) -> pd.DataFrame:
    """Score the layers of a survey one by one: need levels, or levels of satisfaction.

    The source documents name basic (基本价值), expected (期望价值) and ideal value (理想价值), and product, service and
    social satisfaction (产品满意、服务满意、社会满意).

    Parameters
    ----------
    survey : DataFrame
        One row per customer.
    levels : mapping of str to sequence of str
        The items of each layer. An item belongs to one layer.
    weights : mapping of item to float, optional
        Relative weights within a layer; equal when absent.
    low, high : float, optional
        Ends of the answer scale, checked.

    Returns
    -------
    DataFrame
        Index of `survey`: one column per layer, the weighted mean of the items answered, and ``answered``.
        ``attrs["missing"]`` counts missing answers by item.

    Raises
    ------
    SchemaError
        When a layer has no items, an item belongs to two, or answers are not on the scale.

    Examples
    --------
    >>> survey = pd.DataFrame({"works": [9], "safe": [7], "advice": [6], "proud": [None]})
    >>> level_scores(survey, {"basic": ["works", "safe"], "expected": ["advice"], "ideal": ["proud"]}).iloc[0].tolist()
    [8.0, 6.0, nan, 3.0]
    """
    if not levels:
        raise SchemaError("no level: expected at least one, such as {'basic': ['works', 'safe']}.")
    members = {level: item_list(items, f"items of level '{level}'") for level, items in levels.items()}
    items = [item for chosen in members.values() for item in chosen]
    check_known_weights(weights, items)
    answers = checked_answers(survey, items, low=low, high=high)
    table = pd.DataFrame(
        {level: mean_answer(answers[chosen], item_weights(chosen, weights)) for level, chosen in members.items()}
    )
    table[ANSWERED] = answers.notna().sum(axis=1)
    table.attrs = dict(answers.attrs)
    return table
