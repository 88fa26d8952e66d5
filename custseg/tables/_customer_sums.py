"""What do the rows of each customer add up to, in memory or on the engine that holds them?

`counted` adds up arrays, `summed_at_home` brings sums of an engine home, `with_returners` mends those of customers who
gave something back; `customers_on_engine` is the query.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ._counted import counts_by_customer, distinct_pairs, sums_by_customer
from ._customer_places import customer_index
from ._log_checks import check_rows, has_no_id, is_unfit
from ._slices import at_home
from ._sold import Refunded, SoldLog, rows_of_returners, sold_log


def counted(sold: SoldLog) -> pd.DataFrame:
    """Sum up arrays, in counting passes: money of all rows, occasions of those of which something is left."""
    log = sold.log
    who, n = log.customer, len(log.customers)
    bought = sold.sold.purchases
    start = int(log.day.min())
    owner, day = distinct_pairs(bought.customer, bought.day - start)
    times = counts_by_customer(owner, n)
    ends = np.cumsum(times)
    some = times > 0
    first, last = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    first[some], last[some] = day[(ends - times)[some]] + start, day[ends[some] - 1] + start
    if bought.order is not None:
        times = counts_by_customer(distinct_pairs(bought.customer, bought.order)[0], n)
    refunds = log.rows(log.amount < 0)
    sums = {
        "amount": sums_by_customer(sold.left, who, n),
        "returned": sums_by_customer(-refunds.amount, refunds.customer, n),
    }
    if log.cost is not None:
        sums["cost"] = sums_by_customer(log.cost * sold.placed, who, n)
    purchases = counts_by_customer(who, n) - counts_by_customer(refunds.customer, n)
    columns = {**sums, "first": first, "last": last, "frequency": times, "purchases": purchases}
    return pd.DataFrame(columns, index=log.customers, copy=False)


def with_returners(transactions: Any, summed: pd.DataFrame) -> tuple[pd.DataFrame, Refunded]:
    """Sum up again, in memory, the customers who gave something back."""
    if not summed["returned"].any():
        return summed, Refunded()
    rows = rows_of_returners(transactions, "cost")
    sold = sold_log(rows, "order_id", "cost")
    again = counted(sold)
    return pd.concat([summed.drop(index=again.index), again]).sort_index(), sold.refunded


def summed_at_home(frame: nw.LazyFrame[Any], last_day: int, *, in_memory: bool) -> pd.DataFrame:
    """Sum up on the engine in one scan, and bring the sums home."""
    ends = [nw.col(name).cast(nw.Datetime("us")) for name in ("first", "last")]
    summed = at_home(lambda part: customers_on_engine(part, last_day, in_memory=in_memory).with_columns(*ends), frame)
    ids = summed["customer_id"]
    if not len(summed) or summed["unfit"].sum() or has_no_id(ids):
        check_rows(frame, last_day, "as_of")
    days = {name: _day_numbers(summed[name]) for name in ("first", "last")}
    summed = summed.drop(columns=["customer_id", "unfit"]).assign(**days, purchases=summed["frequency"])
    return summed.set_index(customer_index(ids)).sort_index()


def customers_on_engine(frame: nw.LazyFrame[Any], last_day: int, *, in_memory: bool) -> nw.LazyFrame[Any]:
    """Sum up on the engine in one scan, the faults as a sum beside the money."""
    names = frame.collect_schema().names()
    amount, cost = nw.col("amount"), ["cost"] if "cost" in names else []
    sums = [nw.col(name).sum() for name in ("amount", "returned", *cost, "unfit")]
    rows = frame.with_columns(
        returned=nw.when(amount < 0).then(0.0 - amount).otherwise(0.0),
        sold=nw.when(amount >= 0).then(nw.col("date")),
        unfit=is_unfit(names, last_day),
    )
    occasion = "order_id" if "order_id" in names else "date"
    of_days = occasion == "date" and frame.implementation.is_polars()  # it keeps days of a group in half the memory
    return _in_one_step(rows, occasion, sums) if in_memory or of_days else _in_two_steps(rows, occasion, sums)


def _in_one_step(rows: nw.LazyFrame[Any], occasion: str, sums: list[nw.Expr]) -> nw.LazyFrame[Any]:
    """Count the occasions of each customer at once: a quarter faster, where all rows are in memory anyway."""
    sold, kinds = nw.col("sold"), nw.col("occasion")
    bought = rows.with_columns(occasion=nw.when(~sold.is_null()).then(nw.col(occasion)))
    customers = bought.group_by("customer_id").agg(*sums, first=sold.min(), last=sold.max(), frequency=kinds.n_unique())
    none = (nw.col("returned") > 0).cast(nw.Int64)  # rows without a purchase are a kind of their own
    return customers.with_columns(frequency=nw.col("frequency").cast(nw.Int64) - none)


def _in_two_steps(rows: nw.LazyFrame[Any], occasion: str, sums: list[nw.Expr]) -> nw.LazyFrame[Any]:
    """Sum up occasions, then customers: no list of a customer's occasions is kept, so it fits where rows do not."""
    sold, bought = nw.col("sold"), nw.when(nw.col("purchases") > 0).then(nw.col("date"))
    if occasion == "date":
        occasions = rows.group_by("customer_id", "date").agg(*sums, purchases=sold.count())
        occasions = occasions.with_columns(first=bought, last=bought)
    else:
        occasions = rows.group_by("customer_id", occasion).agg(*sums, first=sold.min(), last=sold.max())
    return occasions.group_by("customer_id").agg(
        *sums, nw.col("first").min(), nw.col("last").max(), frequency=nw.col("first").count()
    )


def _day_numbers(moments: pd.Series) -> np.ndarray:
    """Return days since 1970-01-01; any number for who never bought."""
    return moments.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(np.int64)
