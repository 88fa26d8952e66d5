"""What did each customer spend in each window of time?

`amount_by_window`.
"""

from typing import Any, Literal, NamedTuple, overload

import narwhals as nw
import numpy as np
import pandas as pd

from ...schema import Day, Period, SchemaError, check_whole, day_name, day_number, typed
from ...tables._calendar_numbers import date_of, day_number_of, period_number_of
from ...tables._counted import appearing, day_places, plain_sums_by_customer
from ...tables._customer_blocks import sorted_places
from ...tables._engine_log import summed_log
from ...tables._log import PurchaseLog, last_complete, period_calendar
from ...tables._log_checks import open_log
from ...tables._native import handed_back, on_engine_of
from ...tables._native_log import checked_on_engine, without_returners
from ...tables._sold import SoldLog, rows_of_returners, sold_log

UNSEEN = 0.05  # of the first window may lie before the first row: a shop is closed on New Year's Day


@overload
def amount_by_window(
    transactions: Any,
    *,
    observed_until: Day,
    period: Period | None = None,
    days: int | None = None,
    every: int | None = None,
    native: Literal[False] = False,
) -> pd.DataFrame: ...
@overload
def amount_by_window(
    transactions: Any,
    *,
    observed_until: Day,
    period: Period | None = None,
    days: int | None = None,
    every: int | None = None,
    native: bool,
) -> Any: ...
@typed
def amount_by_window(
    transactions: Any,
    *,
    observed_until: Day,
    period: Period | None = None,
    days: int | None = None,
    every: int | None = None,
    native: bool = False,
) -> Any:
    """Return what each customer spent in each whole window: calendar periods, or so many days that roll on.

    Only windows that the log covers whole are here. The first one may lack a twentieth of its days at its start.
    Windows up to `observed_until` in which nobody bought are here, too, everybody absent: the clock is never read, and
    a day to come makes everybody leave. An engine (polars, DuckDB, Spark …, eager or lazy) adds up in one scan, with
    the checks; what comes home is a row for each customer and window in which something was bought.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; they are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`.
    observed_until : str or date
        The last day on which the log was watched.
    period : {"D", "W", "M", "Q", "Y"}, optional
        Calendar windows. Either this or `days`.
    days : int, optional
        Windows of so many days; the last one ends on `observed_until`.
    every : int, optional
        Days from the end of one window to that of the next; `days` by default, so that they do not overlap.
    native : bool, default False
        Whether the table stays on the engine of the frame, as that of :func:`custseg.tables.customer_table` does:
        ``customer_id`` is a column, those of the windows are text (2024-01, or the last day), rows are in no order, and
        there are no ``attrs``. The log is checked in one scan; a lazy engine reads it again when the table is used.

    Returns
    -------
    DataFrame, or with ``native=True`` a frame of the engine
        Index ``customer_id``, one row for everybody who bought in one of the windows; columns are the periods, or the
        last days of the windows, in order. Money in the currency of the log; NaN where the customer bought nothing.
        ``attrs["refund_amount_without_purchase"]`` is what came back and found no purchase: it is left out.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or cover no whole window.
    ValueError
        If not exactly one of `period` and `days` is given, or a number of days is below 1.

    See Also
    --------
    tier_panel : Places these scores in tiers.
    custseg.value.cohort_table : The money of all customers won in the same period.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import amount_by_window
    >>> log = pd.DataFrame({
    ...     "customer_id": ["ann", "bob", "ann"],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-02-20", "2024-02-21"]),
    ...     "amount": [10.0, 20.0, 5.0],
    ... })
    >>> amount_by_window(log, observed_until="2024-02-29", period="M")
                 2024-01  2024-02
    customer_id
    ann             10.0      5.0
    bob              NaN     20.0
    """
    if (period is None) is (days is None):
        raise ValueError("pass period, such as 'Q', or days, such as 91: one of the two.")
    if every is not None and days is None:
        raise ValueError("every belongs to days: calendar periods follow each other by themselves.")
    if days is not None:
        days = check_whole(days, "days", at_least=1, of="days")
    until = day_number(observed_until, "observed_until")
    frame, given = open_log(transactions), nw.to_native(transactions, pass_through=True)
    settings = _Windows(until, period, days, every)
    if isinstance(frame, pd.DataFrame):
        table = _in_memory(transactions, settings)
        return table if not native or isinstance(given, pd.DataFrame) else on_engine_of(_in_columns(table), given)
    if native:
        return _on_engine(given, frame, settings)
    return _in_memory(summed_log(transactions, frame, settings.cell(), until, "observed_until"), settings)


class _Windows(NamedTuple):
    """Which windows are asked for."""

    until: int
    period: Period | None
    days: int | None
    every: int | None

    def since(self, first_day: int) -> tuple[pd.Index, np.ndarray, np.ndarray]:
        """Give the windows that a log from this day on covers whole, with their first and last days."""
        if self.period is not None:
            return _calendar(first_day, self.until, self.period)
        return _rolling(first_day, self.until, int(self.days or 1), self.every)

    def cell(self) -> nw.Expr:
        """Give the number of the window where each day lies in one of them; else the day."""
        day = nw.col("date")
        if self.period is not None:
            return period_number_of(day, self.period)
        alone = self.every in (None, self.days)
        return (self.until - day_number_of(day)) // int(self.days or 1) if alone else day


def _in_memory(transactions: pd.DataFrame, settings: _Windows) -> pd.DataFrame:
    """Add up a log in memory."""
    found = sold_log(transactions, last_day=settings.until, name="observed_until")
    windows = settings.since(int(found.log.day.min()))
    found.warn()
    return _table(found, windows)


def _table(found: SoldLog, windows: tuple[pd.Index, np.ndarray, np.ndarray]) -> pd.DataFrame:
    """Put the money of each customer who bought in one of the windows into a table."""
    labels, starts, ends = windows
    money = _money(found.sold, starts, ends)
    bought = ~np.isnan(money).all(axis=1)
    table = pd.DataFrame(money[bought], index=found.log.customers[bought], columns=labels)
    table.attrs = dict(found.refunded.remarks)
    return table


def _in_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Name the windows in text, and put the customers into a column."""
    return table.set_axis(_names(table.columns), axis=1).reset_index()


def _names(labels: pd.Index) -> list[str]:
    days = isinstance(labels, pd.DatetimeIndex)
    return [f"{label:%Y-%m-%d}" if days else str(label) for label in labels]


def _on_engine(given: Any, frame: nw.LazyFrame[Any], settings: _Windows) -> Any:
    """Write the table as a query, and add up in memory the customers who gave something back."""
    checked = checked_on_engine(frame, settings.until, "observed_until")
    windows = settings.since(checked.first_day)
    others = pd.DataFrame()
    if checked.refunds:
        found = sold_log(rows_of_returners(given), last_day=settings.until, name="observed_until")
        found.refunded.warn(bought=checked.bought)
        others = _in_columns(_table(found, windows))
    day, amount = nw.col("date"), nw.col("amount")
    inside = [(day >= date_of(start)) & (day <= date_of(end)) for start, end in zip(*windows[1:], strict=True)]
    names = _names(windows[0])
    money = {f"money {name}": nw.when(rule).then(amount) for name, rule in zip(names, inside, strict=True)}
    sums = without_returners(frame, checked).with_columns(**money).group_by("customer_id")
    summed = sums.agg(
        *[nw.col(name).sum() for name in money], **{f"n {name}": nw.col(f"money {name}").count() for name in names}
    )
    bought = [nw.col(f"n {name}") for name in names]
    some = summed.filter(nw.max_horizontal(bought[0], *bought) > 0)  # of two at least; a sum is deeper with each one
    kept = some.select(
        "customer_id",
        **{name: nw.when(n > 0).then(nw.col(f"money {name}")) for name, n in zip(names, bought, strict=True)},
    )
    return handed_back(kept, others, given)


def _calendar(first_day: int, until: int, period: Period) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Give the calendar periods that are covered whole, with their first and last days."""
    calendar = period_calendar(first_day, until + 1, period)
    # the stubs do not know it
    labels = pd.PeriodIndex.from_ordinals(  # type: ignore[attr-defined]
        np.arange(calendar[0], last_complete(calendar) + 1), freq=period
    )
    starts = labels.start_time.to_numpy().astype("datetime64[D]").astype(np.int64)
    ends = labels.end_time.to_numpy().astype("datetime64[D]").astype(np.int64)
    if len(starts) and first_day - starts[0] > UNSEEN * (ends[0] - starts[0] + 1):
        labels, starts, ends = labels[1:], starts[1:], ends[1:]
    if not len(starts):
        raise SchemaError(
            f"transactions from {day_name(first_day)} to {day_name(until)} cover no whole period {period!r}: "
            "take a shorter one."
        )
    return labels, starts, ends


def _rolling(first_day: int, until: int, days: int, every: int | None) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Give the windows of so many days back from the last day, with their first and last days."""
    step = days if every is None else check_whole(every, "every", at_least=1, of="days")
    earliest = first_day + days - 1 - int(UNSEEN * days)
    ends = np.arange(until, earliest - 1, -step, dtype=np.int64)[::-1]
    if not len(ends):
        raise SchemaError(
            f"transactions from {day_name(first_day)} to {day_name(until)} cover no window of {days:,} days: "
            "take a shorter one."
        )
    return pd.DatetimeIndex(ends.astype("datetime64[D]"), name="until"), ends - days + 1, ends


def _money(log: PurchaseLog, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Add up each customer's money in each window; NaN where there is no purchase."""
    if (log.day[1:] < log.day[:-1]).any():
        log = log.rows(sorted_places(log.day))
    n = len(log.customers)
    money = np.full((n, len(starts)), np.nan)
    edges = zip(day_places(log.day, starts), day_places(log.day, ends, "right"), strict=True)
    for column, edge in enumerate(edges):
        rows = slice(*edge)
        sums, bought = plain_sums_by_customer(log.amount[rows], log.customer[rows], n), appearing(log.customer[rows], n)
        money[bought, column] = sums[bought]
    return money
