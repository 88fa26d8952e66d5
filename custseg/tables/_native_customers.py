"""Can the table of customers stay on the engine that holds the log?

`native_customers` sums up there and brings home only what refunds need.
"""

from typing import Any, NamedTuple

import narwhals as nw
import pandas as pd

from ._calendar_numbers import day_number_of
from ._customer_sums import counted, customers_on_engine
from ._engine_log import nobody
from ._log_checks import check_rows
from ._native import handed_back
from ._slices import at_home
from ._sold import Refunded, rows_of_returners, sold_log

_TOTALS = ("amount", "returned", "unfit", "customers")


class NativeCustomers(NamedTuple):
    """Sums of customers who gave nothing back, on the engine; in memory those of the others; and of all together."""

    kept: nw.LazyFrame[Any]
    returners: pd.DataFrame
    customers: int
    bought: float
    refunded: Refunded


def native_customers(transactions: Any, frame: nw.LazyFrame[Any], last_day: int, *, in_memory: bool) -> NativeCustomers:
    """Write the sums of customers as a query on the engine of the log, which is checked in one scan before."""
    sums = customers_on_engine(frame, last_day, in_memory=in_memory)
    row = at_home(lambda part: _totals(part, last_day, in_memory=in_memory), frame).astype(float).sum()
    if not row["customers"] > 0 or row["unfit"]:
        check_rows(frame, last_day, "as_of")
    kept = sums.filter(nw.col("returned") == 0).drop("unfit")
    bought = float(row["amount"] + row["returned"])
    if not row["returned"]:
        return NativeCustomers(kept, pd.DataFrame(), int(row["customers"]), bought, Refunded())
    sold = sold_log(rows_of_returners(transactions, "cost"), "order_id", "cost")
    return NativeCustomers(kept, counted(sold), int(row["customers"]), bought, sold.refunded)


def _totals(frame: nw.LazyFrame[Any], last_day: int, *, in_memory: bool) -> nw.LazyFrame[Any]:
    """Add up all customers: their number, their money, and what is no row of a log."""
    sums = customers_on_engine(frame, last_day, in_memory=in_memory)
    marked = sums.with_columns(unfit=nw.col("unfit") + nobody(frame), customers=nw.lit(1).cast(nw.Int64))
    return marked.select(*[nw.col(name).sum() for name in _TOTALS])


def written_natively(kept: nw.LazyFrame[Any], returners: pd.DataFrame, last_day: int, native: Any) -> Any:
    """Write the columns of `customer_table` on the engine: from its sums, and from the finished rows of the others."""
    first, last = (day_number_of(nw.col(name)) for name in ("first", "last"))
    costs = {"cost": nw.col("cost"), "margin": nw.col("amount") - nw.col("cost")}
    table = kept.select(
        nw.col("customer_id"),
        first_purchase=nw.col("first"),
        last_purchase=nw.col("last"),
        recency=(last_day - last).cast(nw.Int64),
        tenure=(last_day - first).cast(nw.Int64),
        frequency=nw.col("frequency").cast(nw.Int64),
        amount=nw.col("amount"),
        mean_amount=nw.col("amount") / nw.col("frequency"),
        returned=nw.col("returned"),
        **(costs if "cost" in kept.collect_schema().names() else {}),
    )
    return handed_back(table, returners.reset_index(), native)
