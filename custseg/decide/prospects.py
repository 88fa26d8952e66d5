"""What can a list expect, judged by those who were on it on earlier days, and what can it show?

`list_prospects`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import typed
from .lists_by_rule import Rule, first_list
from .power import smallest_effect

_NOTHING = pd.DataFrame({"came_back": np.empty(0, bool), "amount_later": np.empty(0)})


@typed
def list_prospects(
    lists: pd.Series,
    past: pd.DataFrame,
    rules: Mapping[str, Rule],
    *,
    control: float = 0.5,
    limit: float = 0.5,
    fewest: int = 30,
) -> pd.DataFrame:
    """Say of each list how many like its members came back, and the smallest effect that it can show.

    Parameters
    ----------
    lists : Series
        On which list each customer is today, index ``customer_id``: a column of :func:`action_lists`.
    past : DataFrame
        What :func:`rhythm_at_cuts` gives; empty where the log is too short for a past day.
    rules : mapping of str to callable
        The rules that made the lists. On a past day, too, a customer is on the first list whose rule holds. Who was on
        it on several days counts on each of them, as on today's list many are who were on the one before: those who
        are new on a list come back more often.
    control : float
        Which share of a list is left alone, 0-1, ends not included.
    limit : float
        The largest effect, as a share of those who come back, with which a list is still for learning.
    fewest : int
        With fewer people on past days nothing is said of an effect.

    Returns
    -------
    DataFrame
        Index ``list``, in the order of the rules. ``customers`` today; ``members`` on past days, counted on each,
        ``people``, how many different ones; ``came_back`` of the members, ``share`` (0-1), ``low``, ``high`` (Wilson
        for as many as there are people, 95 %); ``amount_per_return``, money of one who came back;
        ``smallest_effect`` on the share, ``relative`` to it, and ``for_learning``, whether that is at most `limit` and
        so many do not come back. NaN where nobody, or too few, were on the list.

    Raises
    ------
    SchemaError
        If a rule does not answer yes or no for each customer.

    See Also
    --------
    smallest_effect : How the effect is reckoned.
    comeback_rates : The same rates for a log.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import action_lists, list_prospects, overdue, rhythm_at_cuts
    >>> log, rules = load_cdnow(), {"late": overdue}
    >>> past = rhythm_at_cuts(log, cuts=["1997-12-31", "1998-03-31"], ahead=91, observed_until="1998-06-30")
    >>> today = action_lists(log, rules, as_of="1998-06-30", random_state=1)
    >>> table = list_prospects(today["list"], past, rules)
    >>> table[["customers", "share", "smallest_effect"]].round(2).to_dict("records")
    [{'customers': 308, 'share': 0.23, 'smallest_effect': 0.14}]
    """
    today = lists.astype("object").value_counts().reindex(list(rules), fill_value=0)
    members = _past_members(past, rules)
    groups = members.groupby("list", observed=False)
    table = pd.DataFrame({"customers": today, "members": groups.size(), "people": groups["customer"].nunique()})
    table["came_back"] = groups["came_back"].sum()
    table["share"] = table["came_back"] / table["members"].where(table["members"] > 0)
    people = table["people"].to_numpy(dtype="float64")
    # whoever was on the list on several days is one of the people, with the share of all days
    low, high = wilson_interval(np.round(people * table["share"].fillna(0.0).to_numpy()), people)
    table = table.assign(low=low, high=high)
    table["amount_per_return"] = groups["amount_later"].sum() / table["came_back"].where(table["came_back"] > 0)
    effect = _effect(members, table["customers"], control).where(table["people"] >= fewest)
    relative = effect / table["share"].where(table["share"] > 0)
    learning = (relative <= limit) & (effect <= 1 - table["share"])
    return table.assign(smallest_effect=effect, relative=relative, for_learning=learning).rename_axis("list")


def _past_members(past: pd.DataFrame, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Give the members of each list on each past day, with what they did after it."""
    place = np.full(len(past), -1)
    index: Any = past.index
    cut_of, who = index.codes if len(past) else (np.empty(0, int), np.empty(0, int))
    for cut in np.unique(cut_of):
        rows = np.flatnonzero(cut_of == cut)
        place[rows] = first_list(past.iloc[rows].droplevel("cut"), rules)
    on = np.flatnonzero(place >= 0)
    found = pd.DataFrame({"list": place[on], "customer": np.asarray(who)[on], "cut": np.asarray(cut_of)[on]}, index=on)
    outcome = past.iloc[found.index][["came_back", "amount_later"]] if len(past) else _NOTHING
    names = pd.Categorical(np.array(list(rules), dtype=object)[found["list"]], categories=list(rules))
    told = outcome.reset_index(drop=True).assign(list=names, customer=found["customer"].to_numpy())
    return told.astype({"came_back": "int64"})


def _effect(members: pd.DataFrame, today: pd.Series, control: float) -> pd.Series:
    """Give the smallest effect on the share of a list as long as today's, with the scatter of its past members."""
    if not len(members):
        return pd.Series(np.nan, index=today.index)
    past = smallest_effect(members["came_back"].astype("float64"), members["list"].astype("object"), control=control)
    longer = (past["customers"] / today.where(today > 0)).reindex(today.index)
    return past["smallest_effect"].reindex(today.index) * np.sqrt(longer)
