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
from ..tables._counted import appearing
from .lists_by_rule import Rule, first_list
from .power import smallest_effect


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
    today = lists.value_counts().reindex(list(rules), fill_value=0).astype("int64")  # text counts in types of its own
    place = _past_lists(past, rules)
    found = [_of_members(past, np.flatnonzero(place == number), control) for number in range(len(rules))]
    before = pd.DataFrame(found, today.index, ["members", "people", "came_back", "effect"])
    before["amount_later"] = _money_of_lists(past, place, len(rules))
    counts = {name: before[name].astype("int64") for name in ("members", "people", "came_back")}
    table = pd.DataFrame({"customers": today, **counts})
    table["share"] = table["came_back"] / table["members"].where(table["members"] > 0)
    people = table["people"].to_numpy(dtype="float64")
    # whoever was on the list on several days is one of the people, with the share of all days
    low, high = wilson_interval(np.round(people * table["share"].fillna(0.0).to_numpy()), people)
    table = table.assign(low=low, high=high)
    table["amount_per_return"] = before["amount_later"] / table["came_back"].where(table["came_back"] > 0)
    # with the scatter of past members, on a list as long as today's
    longer = table["members"] / table["customers"].where(table["customers"] > 0)
    effect: pd.Series = (before["effect"].astype("float64") * np.sqrt(longer)).where(table["people"] >= fewest)
    relative = effect / table["share"].where(table["share"] > 0)
    learning = (relative <= limit) & (effect <= 1 - table["share"])
    return table.assign(smallest_effect=effect, relative=relative, for_learning=learning).rename_axis("list")


def _past_lists(past: pd.DataFrame, rules: Mapping[str, Rule]) -> np.ndarray:
    """Give the number of the list on which each customer was on each past day; -1 for none."""
    place = np.full(len(past), -1, dtype=np.int16)
    if len(past):
        index: Any = past.index
        cut_of = np.asarray(index.codes[0])
        for cut in np.unique(cut_of):
            rows = _slice_of(np.flatnonzero(cut_of == cut))
            place[rows] = first_list(past.iloc[rows].droplevel("cut"), rules)
    return place


def _slice_of(rows: np.ndarray) -> np.ndarray | slice:
    """Give rows that lie behind each other as a slice, of which a table is not copied."""
    first, end = int(rows[0]), int(rows[-1]) + 1
    return slice(first, end) if end - first == len(rows) else rows


def _of_members(past: pd.DataFrame, rows: np.ndarray, control: float) -> dict[str, float]:
    """Count those who were on one list on past days, and who came back; with the smallest effect on so many."""
    if not len(rows):
        return {"members": 0, "people": 0, "came_back": 0, "effect": np.nan}
    index: Any = past.index
    who = np.asarray(index.codes[1])[rows]
    back = past["came_back"].to_numpy()[rows]
    effect = smallest_effect(back.astype("float64"), control=control).iloc[0]
    return {
        "members": len(rows),
        "people": int(appearing(who, int(who.max()) + 1).sum()),
        "came_back": int(back.sum()),
        "effect": float(effect["smallest_effect"]),
    }


def _money_of_lists(past: pd.DataFrame, place: np.ndarray, lists: int) -> np.ndarray:
    """Add up what the members of each list brought after the past days; pandas compensates what sums round off."""
    if not len(past):
        return np.zeros(lists)
    on = place >= 0
    groups: Any = pd.Categorical.from_codes(place[on], pd.RangeIndex(lists))
    money: np.ndarray = pd.Series(past["amount_later"].to_numpy()[on]).groupby(groups, observed=False).sum().to_numpy()
    return money
