"""Who is late, silent or large, by a rule that can be said in words?

`overdue`, `silent_newcomers`, `long_silent`, `largest_customers` read what `rhythm_table` gives; `rule_key` names one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..schema import SchemaError, as_numbers, check_whole, listed, require_frame, typed
from .rhythm import YEAR


@typed
def overdue(rhythm: pd.DataFrame, *, purchase_days: int = 3, times: float = 2.0) -> pd.Series:
    """Say who is silent for more than so many times their own gap: the usual one or the mean, whichever is longer.

    Parameters
    ----------
    rhythm : DataFrame
        What :func:`rhythm_table` gives.
    purchase_days : int
        On how many days they must have bought for a rhythm to be known; 3 or more.
    times : float
        How many gaps of silence; 1 or more.

    Returns
    -------
    Series of bool
        Index as in the table.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    ValueError
        If a number is too small.

    See Also
    --------
    action_lists : Makes a list of them.

    Notes
    -----
    The median alone calls people late who buy on days on end and then pause: two purchases in a row make it one day. At
    CDNOW at the end of 1997 and of March 1998 it called 273 and 308 customers late; of those whom the mean does not,
    33 and 59, 61 % and 32 % bought within 91 days, of the others 29 % and 18 %.

    Examples
    --------
    Eve bought on three days in a row, two months later, and has now been silent for forty days.

    >>> import pandas as pd
    >>> from custseg.decide import overdue
    >>> rhythm = pd.DataFrame(
    ...     {
    ...         "purchase_days": [5, 5, 4],
    ...         "recency": [61, 20, 40],
    ...         "tenure": [181, 140, 102],
    ...         "usual_gap": [30.0, 30.0, 1.0],
    ...     },
    ...     index=["ann", "bob", "eve"],
    ... )
    >>> overdue(rhythm).to_dict()
    {'ann': True, 'bob': False, 'eve': False}
    """
    days, recency, tenure, gap = _columns(rhythm, "purchase_days", "recency", "tenure", "usual_gap")
    check_whole(purchase_days, "purchase_days", at_least=3)
    if not 1 <= times < np.inf:
        raise ValueError(f"times must be 1 or more: so many gaps of silence; found {times!r}.")
    with np.errstate(over="ignore"):
        own = np.fmax(gap, _mean_gap(days, recency, tenure))
        late = (days >= purchase_days) & (recency > float(times) * own)
    return pd.Series(late, index=rhythm.index, name="overdue")


def _mean_gap(days: np.ndarray, recency: np.ndarray, tenure: np.ndarray) -> np.ndarray:
    """Give the mean days between two purchase days, NaN for those with one."""
    mean: np.ndarray = np.divide(tenure - recency, days - 1, out=np.full(len(days), np.nan), where=days > 1)
    return mean


@typed
def silent_newcomers(rhythm: pd.DataFrame, *, after: int, until: int) -> pd.Series:
    """Say who bought on one day and has since been silent for longer than most who come back need.

    Parameters
    ----------
    rhythm : DataFrame
        What :func:`rhythm_table` gives.
    after : int
        Days of silence from which on they are late, such as ``half_by`` of
        :func:`custseg.value.second_purchase_summary`.
    until : int
        Days of silence up to which they are on the list, that day included: ``after + 7`` for who became late this
        week.

    Returns
    -------
    Series of bool
        Index as in the table.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    ValueError
        If `after` is below 0 or `until` is not above it.

    See Also
    --------
    overdue : Who bought several times and is late.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import silent_newcomers
    >>> rhythm = pd.DataFrame({"purchase_days": [1, 1, 2], "recency": [63, 90, 63]}, ["ann", "bob", "eve"])
    >>> silent_newcomers(rhythm, after=61, until=68).to_dict()
    {'ann': True, 'bob': False, 'eve': False}
    """
    days, recency = _columns(rhythm, "purchase_days", "recency")
    if check_whole(until, "until") <= check_whole(after, "after", at_least=0):
        raise ValueError(f"until must be above after; found after={after!r}, until={until!r}.")
    late = (days == 1) & (recency > after) & (recency <= until)
    return pd.Series(late, index=rhythm.index, name="silent_newcomers")


@typed
def long_silent(rhythm: pd.DataFrame, *, days: int = YEAR) -> pd.Series:
    """Say who has been silent for longer than so many days, however often they had bought.

    Parameters
    ----------
    rhythm : DataFrame
        What :func:`rhythm_table` gives.
    days : int
        How many days of silence; 1 or more.

    Returns
    -------
    Series of bool
        Index as in the table.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    ValueError
        If `days` is below 1.

    See Also
    --------
    comeback_rates : How many of them came back by themselves, and so whether a letter has anything to hold on to.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import long_silent
    >>> rhythm = pd.DataFrame({"recency": [400, 90]}, ["ann", "bob"])
    >>> long_silent(rhythm).to_dict()
    {'ann': True, 'bob': False}
    """
    (recency,) = _columns(rhythm, "recency")
    return pd.Series(recency > check_whole(days, "days", at_least=1), index=rhythm.index, name="long_silent")


@typed
def largest_customers(rhythm: pd.DataFrame, *, customers: int = 10) -> pd.Series:
    """Say who brought most in the last year.

    Parameters
    ----------
    rhythm : DataFrame
        What :func:`rhythm_table` gives.
    customers : int
        How many; of equal ones the first in the order of the table. Who brought nothing is never among them.

    Returns
    -------
    Series of bool
        Index as in the table.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    ValueError
        If `customers` is below 1.

    See Also
    --------
    custseg.value.concentration_table : What share of the money they bring.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import largest_customers
    >>> rhythm = pd.DataFrame({"amount_last_year": [5.0, 90.0, 70.0]}, ["ann", "bob", "eve"])
    >>> largest_customers(rhythm, customers=1).to_dict()
    {'ann': False, 'bob': True, 'eve': False}
    """
    (money,) = _columns(rhythm, "amount_last_year")
    largest = np.zeros(len(money), dtype=bool)
    largest[np.argsort(-money, kind="stable")[: check_whole(customers, "customers", at_least=1)]] = True
    return pd.Series(largest & (money > 0), index=rhythm.index, name="largest_customers")


@typed
def rule_key(rule: Callable[[pd.DataFrame], pd.Series]) -> tuple[str, dict[str, Any]]:
    """Give the name of a rule and its numbers, from which a page makes the rule in words.

    Parameters
    ----------
    rule : callable
        One of the rules of this file, or a function of one's own, with numbers bound by :func:`functools.partial`.

    Returns
    -------
    name : str
        What the function is called.
    numbers : dict
        Its keyword arguments, those that were left at their defaults too.

    Raises
    ------
    TypeError
        If it is no function.

    See Also
    --------
    action_lists : Applies rules.

    Examples
    --------
    >>> from functools import partial
    >>> from custseg.decide import overdue, rule_key
    >>> rule_key(partial(overdue, times=3.0))
    ('overdue', {'purchase_days': 3, 'times': 3.0})
    """
    bound = rule.keywords if isinstance(rule, partial) else {}
    function = rule.func if isinstance(rule, partial) else rule
    parameters = inspect.signature(function).parameters.values()
    defaults = {one.name: one.default for one in parameters if one.default is not one.empty}
    return getattr(function, "__name__", type(function).__name__), {**defaults, **bound}


def _columns(rhythm: pd.DataFrame, *columns: str) -> list[np.ndarray]:
    """Give columns of the rhythm table as numbers, or say what is wrong with it."""
    require_frame(rhythm, "rhythm")
    if absent := [name for name in columns if name not in rhythm.columns]:
        raise SchemaError(f"rhythm lacks {listed(absent)}; it has {listed(rhythm.columns, 10)}. Use rhythm_table.")
    return [as_numbers(rhythm[name], name) for name in columns]
