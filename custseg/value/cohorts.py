"""Do the customers won in one period come back, and how much do they spend when they do?

`cohort_table`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, Period, SchemaError, day_number
from ..tables._counted import counts_by_customer, plain_sums_by_customer, worked_out
from ..tables._log import last_complete, period_calendar
from ..tables._log_checks import open_log
from ..tables._sold import sold_log
from ._cohort_pieces import Counted, Pieces, pieces_in_memory, pieces_on_engine


def cohort_table(
    transactions: Any,
    *,
    observed_until: Day,
    period: Period = "M",
    acquired: pd.Series | None = None,
) -> pd.DataFrame:
    """Return, for customers won in the same period, how many buy and what they spend in each period after it.

    ``table["retention"].unstack("age")`` is the retention triangle, ``table["amount"].unstack("age")`` the revenue
    triangle. A period that the file covers only in part at its end is left out; the first one is kept as it is. The
    engine of the frame (polars, DuckDB, Spark …, eager or lazy) does the counting in one scan, with the checks; the
    cells come home, and the rows of those who gave something back. With `acquired` all rows do.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative. They are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`: they lower the amount of the period in
        which it was bought, and a purchase wholly given back is none.
    observed_until : str or date
        The last day on which the log was watched.
    period : {"D", "W", "M", "Q", "Y"}
        Calendar unit of cohorts and ages; weeks end on Sunday.
    acquired : Series of dates with index customer_id, optional
        When each customer was really won. Without it the first purchase in the file counts as the acquisition, which
        is wrong for everybody who bought before the file starts: its first cohorts are then old customers.

    Returns
    -------
    DataFrame
        Index ``cohort`` (Period) and ``age`` (periods since, 0 = the first), all combinations that the file covers.
        ``customers`` (won in the cohort), ``active`` (of them with a purchase), ``retention`` (active / customers,
        0-1), ``amount`` (net of returns, in money), ``amount_per_customer``. ``attrs["amount_left_out"]`` is the money
        that belongs to no cell: what is left of a cut last period. ``refund_amount_without_purchase`` is what came back
        and found no purchase: it is left out.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or hold no purchase in a complete period.
    ValueError
        If `period` is unknown or too short for the years that the log covers, or `acquired` lacks a customer or lies
        after the first purchase.
    TypeError
        If `acquired` is no Series of dates.

    See Also
    --------
    repeat_rate : The share who came back within so many days, with its interval.
    interpurchase_times : The days between purchases.
    sales_by_first_purchase : The same money by calendar period.
    custseg.repeat_buying.repeat_purchase_table : One row per customer, for a model.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import cohort_table
    >>> transactions = pd.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "bob", "ann", "eve"],
    ...         "date": pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03", "2024-02-10"]),
    ...         "amount": [10.0, 20.0, 5.0, 8.0],
    ...     }
    ... )
    >>> table = cohort_table(transactions, observed_until="2024-02-29")
    >>> table[["customers", "active", "retention", "amount"]]
                 customers  active  retention  amount
    cohort  age
    2024-01 0            2       2        1.0    30.0
            1            2       1        0.5     5.0
    2024-02 0            1       1        1.0     8.0
    """
    until = day_number(observed_until, "observed_until")
    last = last_complete(period_calendar(until, until + 1, period))
    frame = open_log(transactions)
    if acquired is not None or isinstance(frame, pd.DataFrame):
        found = sold_log(transactions, last_day=until, name="observed_until")
        counted = pieces_in_memory(found, until, period, acquired)
    else:
        counted = pieces_on_engine(transactions, frame, until, period)
    if last - counted.earliest >= _MOST_PERIODS:
        raise ValueError(
            f"{last - counted.earliest + 1:,} periods of one {period} make more cells than a table can show: take a "
            f"longer period, or a later start (at most {_MOST_PERIODS:,} periods)."
        )
    if (counted.won.cohort > last).all():
        raise SchemaError("transactions hold no purchase in a complete period: there is nobody to follow.")
    table = _table(counted, last, period)
    counted.refunded.warn(counted.purchased)
    return table


_MOST_PERIODS = 4_000  # of days, eleven years: sixteen million cells


def _table(counted: Counted, last: int, period: Period) -> pd.DataFrame:
    """Add up what falls into each cell of the square of cohorts by ages that the file covers."""
    start = int(counted.won.cohort.min())
    width = last - start + 1
    won, bought, money = (pieces.rows(_over(pieces, last)) for pieces in counted[:3])
    customers = np.repeat(np.bincount(won.cohort - start, weights=won.value, minlength=width), width)
    cohort, age = np.divmod(np.arange(width**2), width)
    when = cohort + age + start
    seen = (when < start + width) & (when >= counted.first_seen) & (customers > 0)
    # the stubs do not know it
    labels = pd.PeriodIndex.from_ordinals(cohort[seen] + start, freq=period)  # type: ignore[attr-defined]
    table = pd.DataFrame(
        {"customers": customers[seen], "active": _sums(bought, start, width)[seen]},
        index=pd.MultiIndex.from_arrays([labels, age[seen]], names=["cohort", "age"]),
        dtype=np.int64,
    )
    table["retention"] = table["active"] / table["customers"]
    table["amount"] = _sums(money, start, width)[seen]
    table = table.assign(amount_per_customer=table["amount"] / table["customers"])
    late = counted.money.rows(~_over(counted.money, last))
    table.attrs = {"amount_left_out": late.total, **counted.refunded.remarks}
    return table


def _sums(pieces: Pieces, start: int, width: int) -> np.ndarray:
    cell = worked_out(
        lambda cohort, when: (cohort - start) * width + (when - cohort), pieces.cohort, pieces.when, dtype=np.int64
    )
    if pieces.value is None:
        return counts_by_customer(cell, width**2)
    return plain_sums_by_customer(pieces.value, cell, width**2)


def _over(pieces: Pieces, last: int) -> np.ndarray:
    """Say what lies in periods that are over, of cohorts that are."""
    return worked_out(lambda cohort, when: (cohort <= last) & (when <= last), pieces.cohort, pieces.when)
