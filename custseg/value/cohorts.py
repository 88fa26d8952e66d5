"""Do the customers won in one period come back, and how much do they spend when they do?

`cohort_table`.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import Day, Period, SchemaError, listed
from ..tables._log import (
    PurchaseLog,
    customer_index,
    distinct_pairs,
    first_days,
    last_complete,
    period_calendar,
)
from ..tables._sold import sold_until


def cohort_table(
    transactions: Any,
    *,
    observed_until: Day,
    period: Period = "M",
    acquired: pd.Series | None = None,
) -> pd.DataFrame:
    """Return, for customers won in the same period, how many buy and what they spend in each period after it.

    ``table["retention"].unstack("age")`` is the retention triangle, ``table["amount"].unstack("age")`` the revenue
    triangle. A period that the file covers only in part at its end is left out; the first one is kept as it is.

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
    found, until = sold_until(transactions, observed_until)
    log = found.sold
    customer, won = _base(log, acquired)
    first_day = int(min(found.log.day.min(), won.min()))
    calendar = period_calendar(first_day, until + 1, period)
    last = last_complete(calendar)
    if last - int(calendar[0]) >= _MOST_PERIODS:
        raise ValueError(
            f"{last - int(calendar[0]) + 1:,} periods of one {period} make more cells than a table can show: take a "
            f"longer period, or a later start (at most {_MOST_PERIODS:,} periods)."
        )
    cohort = np.where(won > until, last + 1, calendar[np.minimum(won, until) - first_day])
    if (cohort > last).all():
        raise SchemaError("transactions hold no purchase in a complete period: there is nobody to follow.")
    when = calendar[log.day - first_day]
    kept = (when >= cohort[customer]) & (when <= last)
    bought = kept & (log.amount >= 0)
    start = int(cohort.min())
    cells = _Cells(start, last - start + 1)
    who, bought_when = distinct_pairs(customer[bought], when[bought] - start)
    table = cells.table(
        customers=np.repeat(np.bincount(cohort[cohort <= last] - start, minlength=cells.width), cells.width),
        active=cells.sum(cohort[who], bought_when + start),
        amount=cells.sum(cohort[customer[kept]], when[kept], log.amount[kept]),
        first_seen=int(calendar[found.log.day.min() - first_day]),
        period=period,
    )
    found.warn()
    table.attrs = {"amount_left_out": float(log.amount[~kept].sum()), **found.refunded.remarks}
    return table


_MOST_PERIODS = 4_000  # of days, eleven years: sixteen million cells


class _Cells(NamedTuple):
    """The square of cohorts by ages, from the first cohort on."""

    start: int
    width: int

    def sum(self, cohort: np.ndarray, when: np.ndarray, amount: np.ndarray | None = None) -> np.ndarray:
        """Add up what falls into each cell: rows, or their amounts."""
        cell = (cohort - self.start) * self.width + (when - cohort)
        return np.bincount(cell, weights=amount, minlength=self.width**2)

    def table(
        self, *, customers: np.ndarray, active: np.ndarray, amount: np.ndarray, first_seen: int, period: Period
    ) -> pd.DataFrame:
        """Write the cells that the file covers as a table."""
        cohort, age = np.divmod(np.arange(self.width**2), self.width)
        when = cohort + age + self.start
        seen = (when < self.start + self.width) & (when >= first_seen) & (customers > 0)
        # the stubs do not know it
        labels = pd.PeriodIndex.from_ordinals(cohort[seen] + self.start, freq=period)  # type: ignore[attr-defined]
        table = pd.DataFrame(
            {"customers": customers[seen], "active": active[seen]},
            index=pd.MultiIndex.from_arrays([labels, age[seen]], names=["cohort", "age"]),
        )
        table["retention"] = table["active"] / table["customers"]
        table["amount"] = amount[seen]
        return table.assign(amount_per_customer=table["amount"] / table["customers"])


def _base(log: PurchaseLog, acquired: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's customer and the day on which each customer was won."""
    first = first_days(log.purchases)
    if acquired is None:
        return log.customer, first
    if not isinstance(acquired, pd.Series) or acquired.dtype.kind != "M" or getattr(acquired.dtype, "tz", None):
        found = acquired.dtype if isinstance(acquired, pd.Series) else type(acquired).__name__
        raise TypeError(
            f"acquired must be a Series of dates without a zone, index customer_id; found {found}. "
            "Convert it: pd.to_datetime(acquired)."
        )
    if acquired.isna().any() or not acquired.index.is_unique:
        raise ValueError("acquired must hold one date for each customer, none missing and none twice.")
    place = customer_index(acquired.index).get_indexer(log.customers)
    if (place < 0).any():
        raise ValueError(f"acquired lacks customers of the transactions: {listed(log.customers[place < 0])}.")
    won = acquired.to_numpy().astype("datetime64[D]").astype(np.int32)
    late = won[place] > first
    if late.any():
        raise ValueError(f"acquired lies after the first purchase: {listed(log.customers[late])}.")
    return place[log.customer].astype(np.int32), won
