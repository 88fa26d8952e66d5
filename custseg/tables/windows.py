"""What did known customers bring in a later window?

`amount_between`.
"""

from typing import Any

import narwhals as nw
import pandas as pd

from ..schema import Day, as_day, listed
from ._engine import as_frame, check_columns, check_rows, next_day


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
        As for :func:`custseg.tables.customer_table`; rows outside the window are not looked at.
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
    after, until = as_day(after, "after"), as_day(until, "until")
    if until <= after:
        raise ValueError(f"until must be later than after; found until {until:%Y-%m-%d} and after {after:%Y-%m-%d}.")
    if twice := customer_ids[customer_ids.duplicated()].unique().tolist():
        raise ValueError(f"customer_ids must be unique; these come more than once: {listed(twice)}.")
    frame = as_frame(transactions)
    check_columns(frame.collect_schema())
    window = frame.filter(nw.col("date") >= next_day(after), nw.col("date") < next_day(until))
    check_rows(window, frame.collect_schema().names(), until)
    sums = window.group_by("customer_id").agg(nw.col("amount").sum()).collect().to_pandas()
    found = pd.Series(sums["amount"].to_numpy("float64"), index=sums["customer_id"].astype("str"))
    return found.reindex(customer_ids, fill_value=0.0).rename("amount").rename_axis(customer_ids.name)
