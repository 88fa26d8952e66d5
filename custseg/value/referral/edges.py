"""Which referrals count? Each row of a list of who brought whom, and the rule that it falls under.

`sift_referrals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...schema import Column, Day, Schema, SchemaError, as_day, check_table, listed, typed
from ...schema.argument_checks import LARGEST
from .circles import closing_links, depths

EDGES = Schema(
    "referrals",
    (
        Column("referrer_id", "label", True, "who recommended"),
        Column("referred_id", "label", True, "who came"),
        Column("date", "date", False, "when they came"),
        Column("joined_anyway", "share", False, "chance that they would have come without", "fraction"),
        Column("acquisition_cost", "number", False, "what winning them otherwise costs", "currency of the file"),
        Column("reward", "number", False, "what was paid to both sides for the referral", "currency of the file"),
    ),
)
RULES = (
    "counted",
    "outside the window",
    "self-referral",
    "unknown referrer",
    "unknown referred",
    "second referrer",
    "closes a circle",
    "was there before",
)
COUNTED, OUTSIDE, SELF, NO_REFERRER, NO_REFERRED, SECOND, CIRCLE, BEFORE = range(len(RULES))
MISSING = -1

Whole = NDArray[np.int32]


@dataclass(frozen=True)
class Forest:
    """Who was brought by whom once everything odd is set aside: each customer by one at most, and no circle."""

    parent: Whole  # place of the customer who brought each; -1 for nobody
    row: Whole  # row of the list that says so; -1 for none
    rules: NDArray[np.int8]  # of each row of the list

    @cached_property
    def depth(self) -> Whole:
        """Count the links up to the first of the chain."""
        return depths(self.parent)


@typed
def sift_referrals(
    edges: pd.DataFrame, customers: pd.Index, *, after: Day | None = None, until: Day | None = None
) -> pd.DataFrame:
    """Say of each referral whether it counts, and why not.

    Each customer came by one referral at most, and nobody before who brought them. So the first rule that fits holds:

    - "self-referral": referrer and referred are the same.
    - "unknown referrer", "unknown referred": not among the customers; there is nobody to credit, or no value to.
    - "second referrer": the referred customer came earlier by another row: the earliest date counts, then the first
      row; a missing date is the latest.
    - "closes a circle": with it, customers would have brought each other in a ring; the latest row of the ring, by
      date, then by place, is set aside.
    - "was there before": the referred customer had brought somebody on an earlier day, by a row that no rule
      above sets aside, and so had come already. Within one day, and where a date is missing, nobody can tell.
    - "outside the window": its money is not of these days. It still links a chain.
    - "counted": everything else.

    Parameters
    ----------
    edges : DataFrame
        One row a referral: ``referrer_id``, ``referred_id`` (text or whole numbers, as in `customers`); ``date``, if
        days matter. Other columns are carried along.
    customers : Index
        Everybody who is known, each once.
    after, until : str, date or Timestamp, optional
        The window of days: `after` does not belong to it, `until` does. Both need ``date``.

    Returns
    -------
    DataFrame
        The rows of `edges` in their order, with ``rule`` (categorical).

    Raises
    ------
    SchemaError
        If columns are missing or hold something else, dates are missing where they are needed, customers occur twice,
        or ids of both are of different kinds.

    See Also
    --------
    referral_value : What those that count are worth.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import sift_referrals
    >>> edges = pd.DataFrame({"referrer_id": ["ann", "bob", "eve", "eve", "who"],
    ...                       "referred_id": ["bob", "ann", "eve", "bob", "eve"]})
    >>> sift_referrals(edges, pd.Index(["ann", "bob", "eve"]))["rule"].tolist()
    ['counted', 'closes a circle', 'self-referral', 'second referrer', 'unknown referrer']
    """
    table = checked_edges(edges, customers, after, until)
    rules = forest_of(table, customers, after, until).rules
    kind = pd.CategoricalDtype(list(RULES))
    return table.assign(rule=pd.Categorical.from_codes(rules.tolist(), dtype=kind))


def checked_edges(edges: pd.DataFrame, customers: pd.Index, after: Day | None, until: Day | None) -> pd.DataFrame:
    """Hold the list to its schema and to the customers."""
    table = check_table(edges, EDGES.requiring("referrer_id", "referred_id", *_dated(after, until)))
    problems = []
    if not customers.is_unique:
        problems.append(f"customers names some twice: {listed(customers[customers.duplicated()].unique())}.")
    known = pd.api.types.infer_dtype(customers, skipna=False)
    problems += [
        f"{name} holds {found} values and the customers' index {known} ones: make both text."
        for name in ("referrer_id", "referred_id")
        if (found := pd.api.types.infer_dtype(table[name])) != known
    ]
    problems += [
        f"referrals column '{name}' is negative or too large in {wrong:,} rows: write costs as 0 or more."
        for name in ("acquisition_cost", "reward")
        if name in table and (wrong := int(((table[name] < 0) | (table[name] > LARGEST)).sum()))
    ]
    if after is not None and until is not None and as_day(after, "after") >= as_day(until, "until"):
        problems.append(f"the window is empty: after ({after}) must lie before until ({until}).")
    if problems:
        raise SchemaError(*problems)
    return table


def forest_of(table: pd.DataFrame, customers: pd.Index, after: Day | None, until: Day | None) -> Forest:
    """Apply the rules, one after the other, to checked rows."""
    giver, taker = places(table["referrer_id"], table["referred_id"], customers)
    rules = np.zeros(len(table), dtype=np.int8)
    rules[taker == MISSING] = NO_REFERRED
    rules[giver == MISSING] = NO_REFERRER
    rules[_same(table, giver, taker)] = SELF
    order = np.flatnonzero(rules == COUNTED)
    if "date" in table:
        order = order[np.argsort(table["date"].to_numpy()[order], kind="stable")]
    row = np.full(len(customers), MISSING, dtype=np.int32)
    row[taker[order[::-1]]] = order[::-1]  # of several for one customer the earliest is written last
    rules[order] = np.where(row[taker[order]] == order, COUNTED, SECOND)
    parent = np.where(row == MISSING, np.int32(MISSING), giver[row])
    dated = "date" in table
    _cut(closing_links(parent, _ranks(order, len(table))[row] if dated else row), CIRCLE, parent, row, rules)
    if dated:
        _cut(_there_before(table, order[rules[order] == COUNTED], giver, row), BEFORE, parent, row, rules)
    rules[(rules == COUNTED) & ~_inside(table, after, until)] = OUTSIDE
    return Forest(parent, row, rules)


def _ranks(order: NDArray[np.intp], rows: int) -> Whole:
    """Give the place of each row in time."""
    rank = np.empty(rows, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


def _cut(customers: NDArray[np.intp], rule: int, parent: Whole, row: Whole, rules: NDArray[np.int8]) -> None:
    """Set aside the rows by which these came; what they themselves brought stays with them."""
    rules[row[customers]] = rule
    parent[customers], row[customers] = MISSING, MISSING


def _there_before(table: pd.DataFrame, kept: NDArray[np.intp], giver: Whole, row: Whole) -> NDArray[np.intp]:
    """Name the customers who had brought somebody before the day on which their own row says that they came."""
    day = table["date"].to_numpy().astype("datetime64[D]")
    first = np.full(len(row), MISSING, dtype=np.int32)
    first[giver[kept[::-1]]] = kept[::-1]  # rows come in the order of time: the earliest is written last
    both = np.flatnonzero((row != MISSING) & (first != MISSING))
    early: NDArray[np.intp] = both[day[first[both]] < day[row[both]]]
    return early


def places(givers: pd.Series, takers: pd.Series, customers: pd.Index) -> tuple[Whole, Whole]:
    """Find both ids among the customers, -1 where they are not.

    By Arrow, which makes no Python object of each, and in one go, so that the customers are put in order once.
    """
    known = pa.array(customers, from_pandas=True)
    if pa.types.is_integer(known.type):  # small ones cannot hold what the list may name
        known = known.cast(pa.int64())
    parts = [pa.array(ids, from_pandas=True).cast(known.type) for ids in (givers, takers)]
    chunks = [chunk for part in parts for chunk in (part.chunks if isinstance(part, pa.ChunkedArray) else [part])]
    found = pc.index_in(pa.chunked_array(chunks, type=known.type), value_set=known)
    both = np.asarray(pc.fill_null(found, MISSING)).astype(np.int32, copy=False)
    return both[: len(givers)], both[len(givers) :]


def _same(table: pd.DataFrame, giver: Whole, taker: Whole) -> NDArray[np.bool_]:
    """Say who recommended themselves, unknown ones too."""
    same: NDArray[np.bool_] = (giver == taker) & (giver != MISSING)
    both = np.flatnonzero((giver == MISSING) & (taker == MISSING))
    same[both] = (table["referrer_id"].iloc[both] == table["referred_id"].iloc[both]).to_numpy(dtype=bool)
    return same


def _inside(table: pd.DataFrame, after: Day | None, until: Day | None) -> NDArray[np.bool_]:
    inside = np.ones(len(table), dtype=bool)
    if after is not None:  # a day is over at its midnight
        inside &= (table["date"] >= as_day(after, "after") + pd.Timedelta(days=1)).to_numpy()
    if until is not None:
        inside &= (table["date"] < as_day(until, "until") + pd.Timedelta(days=1)).to_numpy()
    return inside


def _dated(after: Day | None, until: Day | None) -> tuple[str, ...]:
    return () if after is None and until is None else ("date",)
