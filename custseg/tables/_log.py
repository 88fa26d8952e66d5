"""What does a purchase log look like as numbers: who, on which day, how much?

`PurchaseLog` and `purchase_log` read one; `first_days`, `period_calendar` and `last_complete` are about its days.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import Period, SchemaError, check_choice, day_name
from ..schema.argument_checks import LARGEST
from ..schema.days import FIRST_DAY, LAST_DAY
from ._blank_names import blank_names, without_blanks
from ._counted import worked_out
from ._customer_places import customer_places
from ._log_checks import fault_sentences, in_memory, open_log
from ._read_once import once
from ._shelf import STEP, beside, taken


class PurchaseLog(NamedTuple):
    """Transactions as arrays, one entry per row; a row with an amount of zero or more is a purchase."""

    customers: pd.Index  # ids, sorted: whole numbers where the log has whole numbers, else text
    customer: np.ndarray  # position in `customers`, int32
    day: np.ndarray  # days since 1970-01-01, int32
    amount: np.ndarray
    order: np.ndarray | None = None  # number of the order, where orders were asked for and the log has them
    cost: np.ndarray | None = None

    @property
    def purchases(self) -> "PurchaseLog":
        """The same log without returns."""
        bought = self.amount >= 0
        return self if bought.all() else self.rows(bought)

    def rows(self, kept: np.ndarray) -> "PurchaseLog":
        """Return the same log with some of its rows; all customers keep their place."""
        columns: list[Any] = [None if column is None else taken(column, kept) for column in self[1:]]
        return PurchaseLog(self.customers, *columns)


def purchase_log(transactions: Any, *more: str, last_day: int = LAST_DAY, name: str = "") -> PurchaseLog:
    """Check transactions, whatever dataframe holds them, and turn them into arrays.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``.
    *more : {"order_id", "cost"}
        Columns to take along where the log has them.
    last_day, name : int, str
        Until when the log was watched, in days since 1970-01-01, and the argument that said so.
    """
    log, counts = once(transactions, ("log", more), lambda: _read(transactions, *more))
    if counts.get("last", 0) > last_day:
        counts = {**counts, "after": int((log.day > last_day).sum())}
    if problems := fault_sentences(counts, last_day, name):
        raise SchemaError(*problems)
    return log


def _read(transactions: Any, *more: str) -> tuple[PurchaseLog, dict[str, int]]:
    """Turn transactions into arrays, and count what is wrong with them, whatever day was the last."""
    table = open_log(transactions, *more)
    if not isinstance(table, pd.DataFrame):
        table = in_memory(table)
    bare = once(transactions, "bare", lambda: _without_more(table))
    cost = _money(table["cost"]) if "cost" in table else None
    order = _told_numbers(table["order_id"]) if "order_id" in table else None
    log = bare._replace(order=order, cost=cost)
    counts = _faults(log, LAST_DAY)
    return (log if fault_sentences(counts) else log._replace(day=log.day.astype(np.int32, copy=False))), counts


def _without_more(table: pd.DataFrame) -> PurchaseLog:
    customer, customers = customer_places(table["customer_id"])
    day = _days(table["date"])
    if len(day) and day.min() >= FIRST_DAY and day.max() <= LAST_DAY:
        day = _narrow(day)
    return PurchaseLog(customers, customer, day, _money(table["amount"]))


def _narrow(day: np.ndarray) -> np.ndarray:
    found = beside(day, len(day), np.int32)
    found[:] = day
    return found


_NO_DAY = np.iinfo(np.int64).min


def _faults(log: PurchaseLog, last_day: int) -> dict[str, int]:
    """Count what is wrong with the rows, as `custseg.tables._log_checks.count_faults` does on an engine."""
    counts = {"rows": len(log.day)}
    if not counts["rows"]:
        return counts
    days = log.day if log.day.min() > _NO_DAY else log.day[log.day > _NO_DAY]
    counts |= {"no_customer_id": int((log.customer < 0).sum()), "no_date": len(log.day) - len(days)}
    if len(days):
        counts |= {"first": int(days.min()), "last": int(days.max())}
        counts["after"] = int((days > last_day).sum()) if counts["last"] > last_day else 0
    if len(log.customers) and log.customers.dtype.kind not in "iu":
        blank = np.flatnonzero(blank_names(log.customers))
        counts["blank"] = int(np.isin(log.customer, blank).sum()) if len(blank) else 0
    if log.order is not None:
        counts["no_order_id"] = int((log.order < 0).sum())
    for name, money in (("amount", log.amount), ("cost", log.cost)):
        if money is not None and not worked_out(lambda some: np.abs(some) <= LARGEST, money).all():
            counts[f"no_{name}"] = int(np.isnan(money).sum())
            counts[f"infinite_{name}"] = int((np.abs(money) > LARGEST).sum())
    if log.cost is not None:
        counts["costly_returns"] = int(((log.amount < 0) & (log.cost > 0)).sum())
    return counts


def _told_numbers(names: pd.Series) -> np.ndarray:
    """Give each row the number of its order, -1 where it names none; whole numbers that are small are numbers already.

    Small are those below the number of rows: as many as they could stand for.
    """
    if isinstance(names.dtype, np.dtype) and names.dtype.kind == "i" and len(names):
        numbers = names.to_numpy()
        if numbers.min() >= 0 and numbers.max() < len(numbers):
            return numbers
    codes, found = pd.factorize(names)
    return without_blanks(codes, found)


def _days(dates: pd.Series) -> np.ndarray:
    """Return days since 1970, the smallest number where there is none; dividing ticks is four times numpy's speed."""
    if not (isinstance(dates.dtype, np.dtype) and dates.dtype.kind == "M"):
        dates = dates.astype("datetime64[us]")
    moments = dates.to_numpy()
    ticks = moments.view(np.int64)
    unit: Any = np.datetime_data(moments.dtype)[0]
    length = int(np.timedelta64(1, "D") // np.timedelta64(1, unit))
    days = beside(moments, len(ticks), np.int64)
    for start in range(0, len(ticks), STEP):
        np.floor_divide(ticks[start : start + STEP], length, out=days[start : start + STEP])
    if dates.hasnans:
        days[ticks == _NO_DAY] = _NO_DAY
    return days


def _money(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype=float, na_value=np.nan)


def period_calendar(first_day: int, last_day: int, period: Period) -> np.ndarray:
    """Return the number of the calendar period in which each day from the first to the last lies."""
    check_choice(period, "period", Period)
    return pd.date_range(day_name(first_day), day_name(last_day), freq="D").to_period(period).asi8.astype(np.int32)


def last_complete(calendar: np.ndarray) -> int:
    """Return the last period that is over, in a calendar that ends one day after the last day observed."""
    return int(calendar[-2] - (calendar[-1] == calendar[-2]))


def first_days(log: PurchaseLog) -> np.ndarray:
    """Return the first day on which each customer has a row; for those who have none one that no file reaches.

    That day is the largest int32, in an int64: days that are added to it lead to no earlier one.
    """
    first = np.full(len(log.customers), np.iinfo(np.int32).max, dtype=np.int32)
    for start in range(0, len(log.day), STEP):
        part = slice(start, start + STEP)
        np.minimum.at(first, log.customer[part], log.day[part])
    return first.astype(np.int64)
