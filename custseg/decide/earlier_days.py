"""What was known of each customer on earlier days, and what did each of them do then?

`rhythm_at_cuts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, check_whole, day_name, day_number, listed, typed
from ..tables._counted import counts_by_customer, distinct_pairs, inside, plain_sums_by_customer, worked_out
from ..tables._customer_blocks import customer_blocks
from ..tables._log import PurchaseLog
from ..tables._read_once import ReadOnceLog
from ..tables._shelf import taken
from ..tables._sold import sold_log
from ..tables._stacked import Stacked
from .rhythm import rhythm_table


@typed
def rhythm_at_cuts(transactions: Any, *, cuts: Sequence[Day], ahead: int, observed_until: Day) -> pd.DataFrame:
    """Give everybody's rhythm at past days, each of which sees nothing younger, and what they did afterwards.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; see :func:`rhythm_table`.
    cuts : sequence of str or date
        The past days. One before which nobody had bought gives no row.
    ahead : int
        How many days after a cut are watched.
    observed_until : str or date
        The last day on which the log was watched.

    Returns
    -------
    DataFrame
        Index ``cut`` and ``customer_id``. The columns of :func:`rhythm_table`, and what was done in the `ahead` days
        after the cut: ``came_back``, ``purchase_days_later`` (how many days), ``amount_later`` (money, net of returns).

    Raises
    ------
    SchemaError
        If the transactions are not valid, or lie after `observed_until`.
    ValueError
        If there is no cut, or one leaves fewer than `ahead` days.

    See Also
    --------
    list_prospects : What a list can expect, from such a table.
    comeback_of_alike : How many like each customer came back.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import rhythm_at_cuts
    >>> past = rhythm_at_cuts(load_cdnow(), cuts=["1998-03-31"], ahead=91, observed_until="1998-06-30")
    >>> len(past), int(past["came_back"].sum())
    (2357, 300)
    """
    ahead = check_whole(ahead, "ahead", at_least=1)
    until = day_number(observed_until, "observed_until")
    days = sorted({day_number(cut, "cuts") for cut in cuts})
    late = [day_name(day) for day in days if day + ahead > until]
    if not days or late:
        raise ValueError(
            f"cuts must be days that leave {ahead} days until {day_name(until)}; found {listed(late) or 'none'}."
        )
    table = _in_pandas(transactions)  # a lazy frame is collected once
    found = sold_log(table, last_day=until, name="observed_until")
    log, names = found.sold, found.log.customers
    # the names are read once: each cut works with their places
    numbered = table.assign(customer_id=pd.Series(found.log.customer, table.index, copy=False))
    start = int(log.day.min()) if len(log.day) else until + 1
    days = [day for day in days if day >= start]
    if not days:
        raise ValueError("nobody had bought anything by the last of the cuts: choose later ones.")
    rhythms = _on_days(days, numbered, len(names))
    parts = [_with_later(rhythm, log, day, ahead) for day, rhythm in zip(days, rhythms, strict=True)]
    cuts_of = np.repeat(np.arange(len(days), dtype=np.int32), [len(part) for part in parts])
    people = np.concatenate([part.index.to_numpy(dtype=np.int32) for part in parts])
    columns = [str(name) for name in parts[0]]  # a column at a time: all of it is never there twice
    table = pd.DataFrame({name: _joined([part.pop(name) for part in parts]) for name in columns}, copy=False)
    moments = pd.DatetimeIndex(np.array(days, dtype="datetime64[D]").astype("datetime64[ns]"))
    levels: Any = [moments, names]
    codes: Any = [cuts_of, people]
    table.index = pd.MultiIndex(levels, codes, names=["cut", "customer_id"])
    return table


def _joined(columns: list[pd.Series]) -> np.ndarray:
    return columns[0].to_numpy() if len(columns) == 1 else np.concatenate(columns)


def _on_days(days: list[int], numbered: pd.DataFrame, customers: int) -> Iterator[pd.DataFrame]:
    """Give the rhythm of each past day; of a long log some customers are worked on after others."""
    places = numbered["customer_id"].to_numpy()
    tables = [Stacked(places, customers) for _ in days]
    for rows in customer_blocks(places):
        some = ReadOnceLog(numbered.iloc[rows])
        for day, table in zip(days, tables, strict=True):
            with suppress(SchemaError):  # none of them had bought
                table.add_table(rhythm_table(some, as_of=day_name(day)))
    yield from (table.table() for table in tables)


def _in_pandas(transactions: Any) -> pd.DataFrame:
    native: Any = nw.to_native(transactions, pass_through=True)
    if isinstance(native, pd.DataFrame):
        return native
    table: pd.DataFrame = nw.from_native(native).lazy().collect().to_pandas()
    return table


def _with_later(rhythm: pd.DataFrame, log: PurchaseLog, day: int, ahead: int) -> pd.DataFrame:
    """Add what each customer did in the days after the cut."""
    young = inside(log.day, day + 1, day + ahead)
    n, places = len(log.customers), rhythm.index.to_numpy()  # of the log, by which the table is numbered
    some = log.rows(young)
    who, _ = distinct_pairs(some.customer, some.day - day)
    times = taken(counts_by_customer(who, n), places)
    money = taken(plain_sums_by_customer(some.amount, some.customer, n), places)
    came_back = worked_out(lambda some: some > 0, times)
    later = {"came_back": came_back, "purchase_days_later": times, "amount_later": money}
    columns: dict[Any, Any] = {**{name: rhythm[name] for name in rhythm}, **later}
    return pd.DataFrame(columns, index=rhythm.index, copy=False)
