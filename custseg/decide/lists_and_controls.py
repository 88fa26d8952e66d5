"""Whom do we write to on Monday, whom do we leave alone to learn whether it pays, and how many came back by themselves?

`action_lists`, `draw_control`; `comeback_table` and `comeback_rates` for the same rules at earlier days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import Day, SchemaError, as_numbers, check_fraction, check_whole, day_name, day_number, listed, typed
from ..tables._log import PurchaseLog
from ..tables._sold import sold_log
from .rhythm import rhythm_table

Rule = Callable[[pd.DataFrame], pd.Series]
"""A rule says of each row of a `rhythm_table` whether that customer is on the list."""

DRAWN = ("write", "leave")


@typed
def action_lists(
    transactions: Any,
    rules: Mapping[str, Rule],
    *,
    as_of: Day,
    control: float = 0.5,
    for_service: Sequence[str] = (),
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Put customers on lists by stated rules, and draw out a part of each list that is left alone.

    A customer is on one list, the first whose rule holds: who is left alone for the sake of one list must not be
    written to because of another.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; see :func:`rhythm_table`.
    rules : mapping of str to callable
        The lists in their order; each callable takes the rhythm table and says who belongs, as :func:`overdue` does.
    as_of : str or date
        The day that the answer is about; later rows are not looked at.
    control : float
        Which share of each list is left alone, 0-1; rounded down.
    for_service : sequence of str
        Lists of which nobody is left alone, such as the ten largest customers: nothing can be learnt from them.
    random_state : int or Generator, optional
        Seed of the draw.

    Returns
    -------
    DataFrame
        Index ``customer_id``, sorted by list and id; ``list`` (categorical, in the order of the rules), ``draw``
        ("write" or "leave"), and the columns of :func:`rhythm_table`, which are the reason.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or a rule does not answer yes or no for each customer.
    ValueError
        If there is no rule, a list of `for_service` is none, or `control` is outside 0-1.

    See Also
    --------
    smallest_effect : What effect such a list can show at all.
    comeback_rates : How many on the same lists came back by themselves.

    References
    ----------
    Lewis, R. A. & Rao, J. M. (2015). The unfavorable economics of measuring the returns to advertising. Quarterly
    Journal of Economics 130(4), 1941-1973.

    Examples
    --------
    >>> from functools import partial
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import action_lists, largest_customers, overdue
    >>> rules = {"look after": partial(largest_customers, customers=10), "late": overdue}
    >>> lists = action_lists(load_cdnow(), rules, as_of="1997-09-30", for_service=["look after"], random_state=1)
    >>> lists.groupby(["list", "draw"], observed=True).size().to_dict()
    {('look after', 'write'): 10, ('late', 'write'): 107, ('late', 'leave'): 106}
    """
    check_fraction(np.asarray(control), None, "control", "It is a share of the list: write 50 % as 0.5.")
    _check_lists(rules, for_service)
    rng = np.random.default_rng(random_state)
    rhythm = rhythm_table(transactions, as_of=as_of)
    place = first_list(rhythm, rules)
    parts = [rhythm[place == number] for number in range(len(rules))]
    draws = [
        draw_control(part.index, control=0.0 if name in for_service else control, random_state=rng)
        for name, part in zip(rules, parts, strict=True)
    ]
    table = pd.concat(parts)
    names = np.repeat(np.array(list(rules), dtype=object), [len(part) for part in parts])
    table.insert(0, "list", pd.Categorical(names, categories=list(rules)))
    table.insert(1, "draw", pd.Categorical(np.concatenate(draws), categories=list(DRAWN)))
    return table


@typed
def draw_control(
    customer_ids: pd.Index,
    *,
    control: float = 0.5,
    balanced_by: pd.Series | None = None,
    random_state: int | np.random.Generator | None = None,
) -> pd.Series:
    """Draw out by lot which customers of a list are left alone.

    A simple draw can give two parts that would not have come back alike. With `balanced_by` they are alike in that: the
    list is sorted by it, cut into blocks of ``1 / control`` neighbours, and one of each block is drawn out. Every
    customer has the same chance all the same, so the comparison stays fair, and chance has less of a part in it.

    Parameters
    ----------
    customer_ids : Index
        The list. The draw does not depend on its order.
    control : float
        Which share is left alone, 0-1; rounded down.
    balanced_by : Series, optional
        A number for each customer, index customers: what says most about coming back, such as the days of silence.
        Equal ones go by id; who is left over when the list is cut into blocks is chosen by lot and written to.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    Series of str
        "write" or "leave", index `customer_ids`.

    Raises
    ------
    TypeError
        If `balanced_by` holds something that is no number.
    ValueError
        If a customer is there twice, `control` is outside 0-1, or `balanced_by` lacks a customer or has one twice; with
        it also if ``1 / control`` is not whole.

    See Also
    --------
    action_lists : Makes the lists too.

    References
    ----------
    Imbens, G. W. & Rubin, D. B. (2015). Causal inference for statistics, social, and biomedical sciences. Cambridge
    University Press. Chapter 10: pairwise randomized experiments.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import draw_control
    >>> draw_control(pd.Index(["ann", "bob", "eve"]), random_state=1).value_counts().to_dict()
    {'write': 2, 'leave': 1}

    Of the two who are silent for long one is left alone, and of the other two as well:

    >>> silent = pd.Series({"ann": 12, "bob": 400, "eve": 380, "ned": 15})
    >>> draw_control(silent.index, balanced_by=silent, random_state=1).to_dict()
    {'ann': 'leave', 'bob': 'write', 'eve': 'leave', 'ned': 'write'}
    """
    check_fraction(np.asarray(control), None, "control", "It is a share of the list: write 50 % as 0.5.")
    if not customer_ids.is_unique:
        raise ValueError(f"customers are on the list twice: {listed(customer_ids[customer_ids.duplicated()])}.")
    rng, order = np.random.default_rng(random_state), customer_ids.argsort()
    alone = np.zeros(len(customer_ids), dtype=bool)
    if balanced_by is None:
        alone[rng.permutation(len(customer_ids))[: int(control * len(customer_ids))]] = True
    else:
        order = order[np.argsort(_balance(balanced_by, customer_ids)[order], kind="stable")]
        alone[_one_of_each_block(len(customer_ids), control, rng)] = True
    drawn = np.empty(len(customer_ids), dtype=object)
    drawn[order] = np.where(alone, "leave", "write")
    return pd.Series(drawn, index=customer_ids, name="draw")


def _balance(balanced_by: pd.Series, customer_ids: pd.Index) -> np.ndarray:
    """Give the number of each customer by which the draw is balanced."""
    if not balanced_by.index.is_unique:
        twice = balanced_by.index[balanced_by.index.duplicated()]
        raise ValueError(f"balanced_by has customers twice: {listed(twice)}. Pass one number for each.")
    numbers = as_numbers(balanced_by.reindex(customer_ids), "balanced_by")
    if (lacking := np.isnan(numbers)).any():
        raise ValueError(f"balanced_by has no number for {listed(customer_ids[lacking])}. Pass one for each customer.")
    return numbers


def _one_of_each_block(n: int, control: float, rng: np.random.Generator) -> np.ndarray:
    """Give one place by lot of each block of neighbours; by lot as well who is left over and in no block."""
    if control == 0:
        return np.array([], dtype=np.int64)
    size = round(1 / control)
    if not np.isclose(size * control, 1):
        raise ValueError(f"with balanced_by 1 / control must be whole, such as 0.5 or 0.25; found {control!r}.")
    in_blocks = np.sort(rng.permutation(n)[: n - n % size]).reshape(-1, size)
    return in_blocks[np.arange(len(in_blocks)), rng.integers(size, size=len(in_blocks))]


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
    [{'members': 217, 'came_back': 70, 'share': 0.32}]
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
    [{'members': 408, 'came_back': 148, 'share': 0.36}]
    """
    found = _at_cuts(transactions, rules, cuts, ahead, observed_until)
    once = found.sort_values("cut", kind="stable").drop_duplicates(["list", "customer_id"])
    counts = once.groupby("list", observed=False)["came_back"].agg(["size", "sum"])
    return _with_shares(counts.set_axis(pd.Index(list(rules), name="list")))


def _check_lists(rules: Mapping[str, Rule], for_service: Sequence[str] = ()) -> None:
    if not rules:
        raise ValueError("rules is empty: name at least one list and its rule, such as {'late': overdue}.")
    if unnamed := [name for name in rules if not isinstance(name, str)]:
        raise ValueError(f"the names of lists must be text; found {listed(unnamed)}.")
    if strange := [name for name in for_service if name not in rules]:
        raise ValueError(f"for_service names {listed(strange)}; there are the lists {listed(rules)}.")


def first_list(rhythm: pd.DataFrame, rules: Mapping[str, Rule]) -> np.ndarray:
    """Give the number of the first list on which each customer is; -1 for none."""
    place = np.full(len(rhythm), -1)
    for number, (name, rule) in enumerate(rules.items()):
        holds = rule(rhythm.copy())
        if not (isinstance(holds, pd.Series) and holds.index.equals(rhythm.index) and holds.dtype == bool):
            raise SchemaError(f"the rule of {name!r} must give a Series of True or False, one for each customer.")
        place[(place < 0) & holds.to_numpy()] = number
    return place


def _at_cuts(
    transactions: Any, rules: Mapping[str, Rule], cuts: Sequence[Day], ahead: int, observed_until: Day
) -> pd.DataFrame:
    """Give each member of each list at each cut, and whether they came back."""
    _check_lists(rules)
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
