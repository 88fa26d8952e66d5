"""Whom do we write to on Monday, by which rule? Each customer is on the first list whose rule holds.

`action_lists`, and `first_list` and `check_lists` for the same rules at other days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, check_fraction, listed, typed
from .drawn_controls import DRAWN, draw_control
from .rhythm import rhythm_table

# until pandas 3, what is written into a shallow copy was written into the table as well
WRITES_THROUGH = int(pd.__version__.partition(".")[0]) < 3
Rule = Callable[[pd.DataFrame], pd.Series]
"""A rule says of each row of a `rhythm_table` whether that customer is on the list."""


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
    {('look after', 'write'): 10, ('late', 'write'): 96, ('late', 'leave'): 95}
    """
    check_fraction(np.asarray(control), None, "control", "It is a share of the list: write 50 % as 0.5.")
    check_lists(rules, for_service)
    rng = np.random.default_rng(random_state)
    table = lists_of_rhythm(rhythm_table(transactions, as_of=as_of), rules)
    members = {name: table.index[(table["list"] == name).to_numpy()] for name in rules}
    draws = [
        draw_control(ids, control=0.0 if name in for_service else control, random_state=rng)
        for name, ids in members.items()
    ]
    drawn: Any = pd.Categorical(np.concatenate(draws), categories=list(DRAWN))
    table.insert(1, "draw", drawn)
    return table


def lists_of_rhythm(rhythm: pd.DataFrame, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Put the customers of a rhythm table on lists, as `action_lists` does, and draw nobody out."""
    place = first_list(rhythm, rules)
    rows = [np.flatnonzero(place == number) for number in range(len(rules))]
    table = rhythm.iloc[np.concatenate(rows)]
    codes: Any = np.repeat(np.arange(len(rules), dtype=np.int16), [len(part) for part in rows])
    lists: Any = pd.Categorical.from_codes(codes, pd.Index(list(rules)))
    table.insert(0, "list", lists)
    return table


def check_lists(rules: Mapping[str, Rule], for_service: Sequence[str] = ()) -> None:
    """Refuse lists without a name or a rule, and names that are no list."""
    if not rules:
        raise ValueError("rules is empty: name at least one list and its rule, such as {'late': overdue}.")
    if unnamed := [name for name in rules if not isinstance(name, str)]:
        raise ValueError(f"the names of lists must be text; found {listed(unnamed)}.")
    if strange := [name for name in for_service if name not in rules]:
        raise ValueError(f"for_service names {listed(strange)}; there are the lists {listed(rules)}.")


def first_list(rhythm: pd.DataFrame, rules: Mapping[str, Rule]) -> np.ndarray:
    """Give the number of the first list on which each customer is; -1 for none."""
    place = np.full(len(rhythm), -1, dtype=np.int16)  # of millions of customers
    for number, (name, rule) in enumerate(rules.items()):
        holds = rule(rhythm.copy(deep=WRITES_THROUGH))  # what a rule sets stays its own
        if not (isinstance(holds, pd.Series) and holds.index.equals(rhythm.index) and holds.dtype == bool):
            raise SchemaError(f"the rule of {name!r} must give a Series of True or False, one for each customer.")
        place[(place < 0) & holds.to_numpy()] = number
    return place
