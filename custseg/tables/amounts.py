"""What did known customers bring in a later window?

`amount_between`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from ..schema import Day, SchemaError, day_name, day_number, listed
from ._log import customer_index, purchase_log
from ._log_checks import check_rows, open_log


def amount_between(
    transactions: Any,
    customer_ids: pd.Index,
    *,
    after: Day,
    until: Day,
) -> pd.Series:
    """Sum up what known customers brought in a later window; nobody is lost.

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
        ``amount``, indexed like ``customer_ids``: the sum net of returns, 0 for a customer without transactions.

    Raises
    ------
    SchemaError
        As for :func:`custseg.tables.customer_table`, or a window in which nobody bought anything.
    ValueError
        The window is empty or not made of dates, or an id comes twice.

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
    found = _counted(frame, start, end) if isinstance(frame, pd.DataFrame) else _summed_on_engine(frame, start, end)
    if not len(found):
        raise SchemaError(f"nobody bought or returned anything after {day_name(start)}, up to {day_name(end)}.")
    sums = found.reindex(customer_index(customer_ids), fill_value=0.0).to_numpy()
    return pd.Series(sums, index=customer_ids, name="amount")


def _ids(customer_ids: Any) -> pd.Index:
    if isinstance(customer_ids, pd.DataFrame | str) or not isinstance(customer_ids, Iterable):
        raise TypeError(f"customer_ids must be ids, such as table.index; found {type(customer_ids).__name__}.")
    return pd.Index(customer_ids)


def _counted(table: pd.DataFrame, start: int, end: int) -> pd.Series:
    log = purchase_log(table)
    log = log.rows((log.day > start) & (log.day <= end))
    sums = pd.Series(log.amount).groupby(log.customer).sum()
    return sums.set_axis(log.customers[sums.index])


def _summed_on_engine(frame: nw.LazyFrame[Any], start: int, end: int) -> pd.Series:
    check_rows(frame)
    first, last = (date.fromisoformat(day_name(day)) for day in (start, end))
    window = frame.filter(nw.col("date") > first, nw.col("date") <= last)
    sums = window.group_by("customer_id").agg(nw.col("amount").sum()).collect().to_pandas()
    return pd.Series(sums["amount"].to_numpy(), index=customer_index(sums["customer_id"]))
