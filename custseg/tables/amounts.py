"""What did known customers bring in a later window?

`amount_between`.
"""

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, day_name, day_number, listed
from ._calendar_numbers import date_of
from ._counted import appearing, plain_sums_by_customer, worked_out
from ._customer_places import customer_index
from ._log_checks import check_rows, open_log
from ._sold import Refunded, SoldLog, rows_of_returners, sold_log


def amount_between(
    transactions: Any,
    customer_ids: pd.Index,
    *,
    after: Day,
    until: Day,
) -> pd.Series:
    """Sum up what known customers brought in a later window; nobody is lost.

    Returns are set against what they undo by the rule of :func:`net_refunds`, as far as ``until`` they are known: money
    that came back in the window for an earlier purchase does not lower the window.

    Parameters
    ----------
    transactions : dataframe
        As for :func:`custseg.tables.customer_table`; rows outside the window are checked and not counted.
    customer_ids : Index
        Whom to look for, such as the index of an earlier :func:`custseg.tables.customer_table`.
    after, until : str or date
        The window: later than the day ``after``, up to and including the day ``until``.

    Returns
    -------
    Series
        ``amount``, indexed like ``customer_ids``: what is left of the purchases in the window; 0 for a customer without
        any. ``attrs`` say what came back up to ``until`` and found no purchase: it is left out.

    Raises
    ------
    SchemaError
        As for :func:`custseg.tables.customer_table`, or a window in which nobody bought anything.
    ValueError
        The window is empty or not made of dates, or an id comes twice.

    Warns
    -----
    UnsafeValueWarning
        If more than one percent of the money came back for purchases that are not in the log.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.tables import customer_table
    >>> transactions = pd.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b", "a"],
    ...         "date": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-02-11"]),
    ...         "amount": [10.0, 5.0, 30.0],
    ...     }
    ... )
    >>> before = customer_table(transactions.head(2), as_of="2024-01-31")
    >>> amount_between(transactions, before.index, after="2024-01-31", until="2024-03-31").tolist()
    [30.0, 0.0]
    """
    start, end = day_number(after, "after"), day_number(until, "until")
    if end <= start:
        raise ValueError(f"until must be later than after; found until {day_name(end)} and after {day_name(start)}.")
    customer_ids = _ids(customer_ids)
    if twice := customer_ids[customer_ids.duplicated()].unique().tolist():
        raise ValueError(f"customer_ids must be unique; these come more than once: {listed(twice)}.")
    frame = open_log(transactions)
    if isinstance(frame, pd.DataFrame):
        sold = sold_log(transactions, known_until=end)
        found, refunded, bought = _window(sold, start), sold.refunded, sold.bought
    else:
        found, refunded, bought = _summed_on_engine(transactions, frame, start, end)
    refunded.warn(bought)
    if not len(found):
        raise SchemaError(f"nobody bought or returned anything after {day_name(start)}, up to {day_name(end)}.")
    sums = found.reindex(customer_index(customer_ids), fill_value=0.0).to_numpy()
    amounts = pd.Series(sums, index=customer_ids, name="amount")
    amounts.attrs = refunded.remarks
    return amounts


def _ids(customer_ids: Any) -> pd.Index:
    if isinstance(customer_ids, pd.DataFrame | str) or not isinstance(customer_ids, Iterable):
        raise TypeError(f"customer_ids must be ids, such as table.index; found {type(customer_ids).__name__}.")
    return pd.Index(customer_ids)


def _window(found: SoldLog, start: int) -> pd.Series:
    """Sum up the window for each customer who has a row in it."""
    log, sold = (some.rows(worked_out(lambda day: day > start, some.day)) for some in (found.log, found.sold))
    active = np.flatnonzero(appearing(log.customer, len(log.customers)))
    sums = plain_sums_by_customer(sold.amount, sold.customer, len(sold.customers))
    return pd.Series(sums[active], index=sold.customers[active])


def _summed_on_engine(
    transactions: Any, frame: nw.LazyFrame[Any], start: int, end: int
) -> tuple[pd.Series, Refunded, float]:
    """Do the same on the engine; what was bought is that of all customers, not of those alone who come home."""
    check_rows(frame)
    first, last = (date_of(day) for day in (start, end))
    inside = (nw.col("date") > first) & (nw.col("date") <= last)
    known = frame.filter(nw.col("date") <= last).with_columns(
        inside=inside.cast(nw.Int64),
        back=nw.when(nw.col("amount") < 0).then(nw.col("amount")).otherwise(0.0),
        bought=nw.when(nw.col("amount") > 0).then(nw.col("amount")).otherwise(0.0),
    )
    sums = (
        known.group_by("customer_id")
        .agg((nw.col("amount") * nw.col("inside")).sum(), nw.col("inside", "back", "bought").sum())
        .collect()
        .to_pandas()
        .set_index("customer_id")
    )
    found = sums["amount"][sums["inside"] > 0].set_axis(customer_index(sums.index[sums["inside"] > 0]))
    if not sums["back"].any():
        return found, Refunded(), 0.0
    sold = sold_log(rows_of_returners(transactions, until=last))
    again = _window(sold, start)
    return pd.concat([found.drop(index=again.index), again]), sold.refunded, float(sums["bought"].sum())
