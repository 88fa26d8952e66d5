"""How many of a list came back by themselves? The same rules at earlier days of the log.

`comeback_table` and `comeback_rates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import Day, check_whole, day_name, day_number, listed, typed
from ..tables._log import PurchaseLog
from ..tables._sold import sold_log
from .lists_by_rule import Rule, check_lists, first_list
from .rhythm import rhythm_table


@typed
def comeback_table(
    transactions: Any, rules: Mapping[str, Rule], *, cuts: Sequence[Day], ahead: int, observed_until: Day
) -> pd.DataFrame:
    """Count, at past days, who would have been on each list, and how many of them bought within so many days.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; see :func:`rhythm_table`.
    rules : mapping of str to callable
        As in :func:`action_lists`; a customer is on the first list whose rule holds.
    cuts : sequence of str or date
        The days, each of which sees nothing younger than itself.
    ahead : int
        How many days after a cut are watched.
    observed_until : str or date
        The last day on which the log was watched.

    Returns
    -------
    DataFrame
        Index ``list`` and ``cut``; ``members``, ``came_back`` (bought again by ``cut + ahead``), ``share``, ``low``,
        ``high`` (Wilson, 95 %; NaN for an empty list). The same customer may be on a list at several cuts.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or a rule does not answer yes or no for each customer.
    ValueError
        If there is no rule or no cut, or a cut leaves fewer than `ahead` days.

    See Also
    --------
    comeback_rates : One line a list, each customer counted once.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import comeback_table, overdue
    >>> log = load_cdnow()
    >>> table = comeback_table(log, {"late": overdue}, cuts=["1997-09-30"], ahead=91, observed_until="1998-06-30")
    >>> table[["members", "came_back", "share"]].round(2).to_dict("records")
    [{'members': 195, 'came_back': 53, 'share': 0.27}]
    """
    found = _at_cuts(transactions, rules, cuts, ahead, observed_until)
    counts = found.groupby(["list", "cut"], observed=False)["came_back"].agg(["size", "sum"])
    moments = pd.DatetimeIndex(found["cut"].cat.categories)
    names = pd.Index(list(rules)).repeat(len(moments))
    both = pd.MultiIndex.from_arrays([names, moments.append([moments] * (len(rules) - 1))], names=["list", "cut"])
    return _with_shares(counts.set_axis(both))


@typed
def comeback_rates(
    transactions: Any, rules: Mapping[str, Rule], *, cuts: Sequence[Day], ahead: int, observed_until: Day
) -> pd.DataFrame:
    """Say what share of those on each list came back by themselves, over all past days; each customer counts once.

    It says how often those who have just come onto a list come back, not what a list of today will bring: see Notes.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; see :func:`rhythm_table`.
    rules : mapping of str to callable
        As in :func:`action_lists`.
    cuts : sequence of str or date
        The days. A customer counts at the first one on which they are on the list.
    ahead : int
        How many days after a cut are watched.
    observed_until : str or date
        The last day on which the log was watched.

    Returns
    -------
    DataFrame
        Index ``list``; ``members``, ``came_back``, ``share``, ``low``, ``high`` (Wilson, 95 %; NaN for an empty list).

    Raises
    ------
    SchemaError
        If the transactions are not valid, or a rule does not answer yes or no for each customer.
    ValueError
        If there is no rule or no cut, or a cut leaves fewer than `ahead` days.

    See Also
    --------
    comeback_table : The same, cut by cut.
    list_prospects : What to expect of a list: there each member counts on each day.

    Notes
    -----
    Counted once, on the first day, are those who are new on a list, and they come back more often than those who have
    been on it for long. A list of today holds both: for what it will bring, this share promises too much.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import comeback_rates, overdue
    >>> cuts = ["1997-06-30", "1997-09-30", "1997-12-31", "1998-03-31"]
    >>> rates = comeback_rates(load_cdnow(), {"late": overdue}, cuts=cuts, ahead=91, observed_until="1998-06-30")
    >>> rates[["members", "came_back", "share"]].round(2).to_dict("records")
    [{'members': 371, 'came_back': 125, 'share': 0.34}]
    """
    found = _at_cuts(transactions, rules, cuts, ahead, observed_until)
    once = found.sort_values("cut", kind="stable").drop_duplicates(["list", "customer_id"])
    counts = once.groupby("list", observed=False)["came_back"].agg(["size", "sum"])
    return _with_shares(counts.set_axis(pd.Index(list(rules), name="list")))


def _at_cuts(
    transactions: Any, rules: Mapping[str, Rule], cuts: Sequence[Day], ahead: int, observed_until: Day
) -> pd.DataFrame:
    """Give each member of each list at each cut, and whether they came back."""
    check_lists(rules)
    ahead = check_whole(ahead, "ahead", at_least=1)
    until = day_number(observed_until, "observed_until")
    days = sorted({day_number(cut, "cuts") for cut in cuts})
    late = [day_name(day) for day in days if day + ahead > until]
    if not days or late:
        raise ValueError(
            f"cuts must be days that leave {ahead} days until {day_name(until)}; found {listed(late) or 'none'}."
        )
    log = sold_log(transactions, last_day=until, name="observed_until").sold
    parts = [_members(transactions, rules, log, day, ahead) for day in days]
    found = pd.concat(parts, ignore_index=True)
    names = pd.Categorical(np.array(list(rules), dtype=object)[found["list"]], categories=list(rules))
    moments = pd.DatetimeIndex(np.array(days, dtype="datetime64[D]"))
    return found.assign(list=names, cut=pd.Categorical(found["cut"], categories=moments))


def _members(transactions: Any, rules: Mapping[str, Rule], log: PurchaseLog, day: int, ahead: int) -> pd.DataFrame:
    rhythm = rhythm_table(transactions, as_of=day_name(day))
    place = first_list(rhythm, rules)
    later = log.customers[np.unique(log.customer[(log.day > day) & (log.day <= day + ahead)])]
    members = rhythm.index[place >= 0]
    return pd.DataFrame(
        {
            "list": place[place >= 0],
            "cut": pd.Timestamp(day_name(day)),
            "customer_id": members,
            "came_back": members.isin(later),
        }
    )


def _with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    table = counts.set_axis(["members", "came_back"], axis=1).astype("int64")
    low, high = wilson_interval(table["came_back"].to_numpy(), table["members"].to_numpy())
    return table.assign(share=table["came_back"] / table["members"].where(table["members"] > 0), low=low, high=high)
