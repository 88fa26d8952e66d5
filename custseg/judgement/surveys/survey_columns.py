"""Which answers of a survey count? Checked columns, relative weights, and means over what was answered.

`item_list`, `checked_answers`, `item_weights`, `check_known_weights` and `mean_answer`.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed, require_frame

ANSWERED = "answered"

ROUNDING = 1e-9
"""Means of equal answers may differ by the last digit; differences below this are none."""


def item_list(items: str | Sequence[str], role: str) -> list[str]:
    """Items as a list, whether one name or several were given; at least one.

    Examples
    --------
    >>> item_list("price", "costs")
    ['price']
    """
    chosen = [items] if isinstance(items, str) else list(items)
    if not chosen:
        raise SchemaError(f"no {role}: expected at least one column of the survey.")
    return chosen


def checked_answers(
    survey: pd.DataFrame, items: Sequence[str], *, low: float | None = None, high: float | None = None
) -> pd.DataFrame:
    """Take the columns of some items as numbers; missing answers stay missing.

    Parameters
    ----------
    survey : DataFrame
        One row per customer, one column per item.
    items : sequence of str
        Columns, at least one, each once.
    low, high : float, optional
        Ends of the answer scale.

    Returns
    -------
    DataFrame
        The items as floats. ``attrs["missing"]`` counts the missing answers of each item.

    Raises
    ------
    SchemaError
        Listing every column that is missing or given twice, and every answer that is not a number or not on the scale.

    Examples
    --------
    >>> survey = pd.DataFrame({"service": [7, None, 9]})
    >>> checked_answers(survey, ["service"], low=1, high=10).attrs["missing"]
    {'service': 1}
    """
    require_frame(survey, "survey")
    if odd := [item for item in items if not isinstance(item, Hashable)]:
        raise TypeError(f"items must be names of columns; found {listed(type(item).__name__ for item in odd)}.")
    problems = [f"item '{item}' is named {count} times." for item, count in Counter(items).items() if count > 1]
    absent = [item for item in dict.fromkeys(items) if item not in survey.columns]
    if absent:
        problems.append(f"the survey lacks columns {listed(absent)} (found: {listed(survey.columns)}).")
    taken = {}
    for item in dict.fromkeys(items):
        if item not in absent:
            taken[item], found = _numbers(survey[item], low, high)
            problems += [f"item '{item}': {problem}" for problem in found]
    if problems:
        raise SchemaError(*problems)
    answers = pd.DataFrame(taken, index=survey.index)
    answers.attrs = {"missing": {item: int(count) for item, count in answers.isna().sum().items()}}
    return answers


def _numbers(column: pd.Series, low: float | None, high: float | None) -> tuple[pd.Series, list[str]]:
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    problems = []
    wrong = column[numbers.isna() & column.notna()]
    if len(wrong):
        problems.append(f"expected numbers, found {listed(wrong.astype(str).unique())} for {listed(wrong.index)}.")
    outside = ~np.isfinite(numbers) & numbers.notna()
    if low is not None:
        outside |= numbers < low
    if high is not None:
        outside |= numbers > high
    if outside.any():
        ends = f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
        scale = f"on the scale {ends}" if low is not None or high is not None else "finite"
        found = listed(numbers[outside].unique().tolist())
        problems.append(f"expected answers {scale}, found {found} for {listed(numbers.index[outside])}.")
    return numbers, problems


def item_weights(items: Sequence[str], weights: Mapping[str, float] | None) -> pd.Series:
    """Check relative weights of items and divide them by their sum; equal ones when none are given.

    Parameters
    ----------
    items : sequence of str
        The items.
    weights : mapping of item to float, optional
        Positive; only their ratios count.

    Returns
    -------
    Series
        Weight by item, adding up to one.

    Raises
    ------
    SchemaError
        When an item has no weight, or a weight is not positive.

    Examples
    --------
    >>> item_weights(["price", "service"], {"price": 3, "service": 1}).to_dict()
    {'price': 0.75, 'service': 0.25}
    """
    if weights is None:
        return pd.Series(1 / len(items), index=list(items), name="weight")
    given = dict(weights)
    problems = [f"item '{item}' has no weight." for item in items if item not in given]
    wrong = {item: given[item] for item in items if item in given and not 0 < given[item] < np.inf}
    problems += [f"weight of '{item}' is {weight}, expected a positive number." for item, weight in wrong.items()]
    if problems:
        raise SchemaError(*problems)
    chosen = pd.Series({item: float(given[item]) for item in items}, name="weight")
    return chosen / chosen.sum()


def check_known_weights(weights: Mapping[str, float] | None, items: Iterable[str]) -> None:
    """Refuse weights for items that are not asked about: they are spelling mistakes."""
    unknown = [item for item in weights or {} if item not in set(items)]
    if unknown:
        raise SchemaError(f"weights for unknown items {listed(unknown)}; the items are {listed(items, 20)}.")


def mean_answer(answers: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Weighted mean over the items that a customer answered; missing if there are none."""
    known = answers.notna()
    share = known.astype(float) @ weights
    return (answers.fillna(0.0) @ weights) / share.where(share > 0)
