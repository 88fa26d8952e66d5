"""What does a purchase log look like as numbers: who, on which day, how much?

`PurchaseLog`, `purchase_log`, `refuse_later_rows`, `period_calendar`, `last_complete`, `distinct_pairs`,
`first_days` and `log_until`.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from ..schema import TRANSACTIONS, Day, Period, SchemaError, check_choice, check_table, day_name, day_number, listed


class PurchaseLog(NamedTuple):
    """Transactions as arrays, one entry per row; a row with an amount of zero or more is a purchase."""

    customers: pd.Index  # names, sorted
    customer: np.ndarray  # position in `customers`, int32
    day: np.ndarray  # days since 1970-01-01, int32
    amount: np.ndarray

    @property
    def purchases(self) -> "PurchaseLog":
        """The same log without returns."""
        return self.rows(self.amount >= 0)

    def rows(self, kept: np.ndarray) -> "PurchaseLog":
        """Return the same log with some of its rows; all customers keep their place."""
        return PurchaseLog(self.customers, self.customer[kept], self.day[kept], self.amount[kept])


def purchase_log(transactions: pd.DataFrame) -> PurchaseLog:
    """Check transactions and turn them into arrays."""
    if not _plainly_valid(transactions):
        check_table(transactions, TRANSACTIONS)
    codes, names = pd.factorize(transactions["customer_id"], sort=True)
    if len(names) and names[0] == "":
        check_table(transactions, TRANSACTIONS)
    return PurchaseLog(
        customers=pd.Index(names, name="customer_id"),
        customer=codes.astype(np.int32),
        day=transactions["date"].to_numpy().astype("datetime64[D]").astype(np.int32),
        amount=transactions["amount"].to_numpy(dtype=float),
    )


def _plainly_valid(transactions: pd.DataFrame) -> bool:
    """Say whether there is nothing to complain about, ten times faster than finding out what to complain about."""
    needed = ["customer_id", "date", "amount"]
    if not isinstance(transactions, pd.DataFrame) or not transactions.columns.is_unique or len(transactions) == 0:
        return False
    if not set(needed) <= set(transactions.columns):
        return False
    who, when, paid = (transactions[name] for name in needed)
    kinds = isinstance(who.dtype, pd.StringDtype) and when.dtype.kind == "M" and paid.dtype.kind in "fiu"
    return bool(
        kinds
        and isinstance(when.dtype, np.dtype)
        and isinstance(paid.dtype, np.dtype)
        and not (who.isna().any() or when.isna().any())
        and np.isfinite(paid.to_numpy()).all()
    )


def refuse_later_rows(log: PurchaseLog, last_day: int, name: str) -> None:
    """Refuse rows that lie after the last day that the file is said to cover."""
    late = log.day > last_day
    if late.any():
        raise SchemaError(
            f"{int(late.sum()):,} of {len(late):,} rows lie after {name} {day_name(last_day)}, the last on "
            f"{day_name(log.day.max())} (customers {listed(log.customers[np.unique(log.customer[late])])}). "
            f"Pass a later {name}, or only the rows up to that day."
        )


def period_calendar(first_day: int, last_day: int, period: Period) -> np.ndarray:
    """Return the number of the calendar period in which each day from the first to the last lies."""
    check_choice(period, "period", Period)
    return pd.date_range(day_name(first_day), day_name(last_day), freq="D").to_period(period).asi8.astype(np.int32)


def last_complete(calendar: np.ndarray) -> int:
    """Return the last period that is over, in a calendar that ends one day after the last day observed."""
    return int(calendar[-2] - (calendar[-1] == calendar[-2]))


def distinct_pairs(row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each combination of a row and a column number once, sorted by row, then column.

    A sparse matrix finds them in two counting passes, several times faster than sorting or a group-by.
    """
    ones = np.ones(len(row), dtype=bool)
    shape = (int(row.max(initial=-1)) + 1, int(column.max(initial=-1)) + 1)
    matrix = sparse.coo_matrix((ones, (row, column)), shape=shape).tocsr()
    matrix.sort_indices()
    return np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(matrix.indptr)), matrix.indices


def first_days(log: PurchaseLog) -> np.ndarray:
    """Return the first day on which each customer has a row; the largest int32 for those who have none."""
    first = np.full(len(log.customers), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, log.customer, log.day)
    return first


def log_until(transactions: pd.DataFrame, observed_until: Day) -> tuple[PurchaseLog, int]:
    """Check transactions against the last day on which they were watched; give the log and that day."""
    until = day_number(observed_until, "observed_until")
    log = purchase_log(transactions)
    refuse_later_rows(log, until, "observed_until")
    return log, until
