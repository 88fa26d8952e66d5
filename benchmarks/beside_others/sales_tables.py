"""How fast is sales taken apart? The bridge of two years, gaps between purchases and baskets, beside three engines."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import polars as pl

from custseg.value import basket_table, interpurchase_times, revenue_bridge

from .logs import as_engines, log
from .work import DUCK, Work, part

YEARS = {"before": ("2022-01-01", "2022-12-31"), "after": ("2023-01-01", "2023-12-31")}
BRIDGE_SQL = """
with years as (select customer_id, coalesce(sum(case when year(date) = 2022 then amount end), 0) as b,
                      coalesce(sum(case when year(date) = 2023 then amount end), 0) as a,
                      count(case when year(date) = 2022 then 1 end) as rows_b,
                      count(case when year(date) = 2023 then 1 end) as rows_a from log group by customer_id)
select case when rows_b = 0 then 0 when rows_a = 0 then 3 when a >= b then 1 else 2 end as part,
       count(*) as customers, sum(a - b) as change
from years group by part order by part
"""
GAPS_SQL = """
select customer_id, date_diff('day', lag(day) over (partition by customer_id order by day), day) as days
from (select distinct customer_id, cast(date as date) as day from log where amount >= 0)
qualify days is not null order by customer_id, day
"""
BASKETS_SQL = """
with orders as (select customer_id, date, year(date) * 12 + month(date) as period, sum(amount) as amount
                from log group by customer_id, date)
select period, count(distinct customer_id) as buyers, count(*) as orders, sum(amount) as amount
from orders group by period order by period
"""


def pandas_bridge(table: pd.DataFrame) -> pd.DataFrame:
    years = table.assign(year=table["date"].dt.year)
    money = years.pivot_table(values="amount", index="customer_id", columns="year", aggfunc="sum")
    change = money[2023].fillna(0) - money[2022].fillna(0)
    kept = money.notna().all(axis=1)
    part = np.select([money[2022].isna(), kept & (change >= 0), kept], [0, 1, 2], 3)
    return change.groupby(part).agg(customers="size", change="sum")


def polars_bridge(frame: pl.DataFrame) -> pd.DataFrame:
    first, amount = pl.col("date").dt.year() == 2022, pl.col("amount")
    money = (
        frame.lazy()
        .group_by("customer_id")
        .agg(b=amount.filter(first).sum(), a=amount.filter(~first).sum(), rows=first.sum(), both=pl.len())
    )
    part = (
        pl.when(pl.col("rows") == 0)
        .then(0)
        .when(pl.col("rows") == pl.col("both"))
        .then(3)
        .when(pl.col("a") >= pl.col("b"))
        .then(1)
        .otherwise(2)
    )
    parts = money.group_by(part=part).agg(customers=pl.len(), change=(pl.col("a") - pl.col("b")).sum())
    return parts.sort("part").collect().to_pandas()


def bridge_in_short(table: pd.DataFrame) -> np.ndarray:
    """Give customers and change of the parts that the log has: new, more, less and lost."""
    if "before" in table:
        table = table.loc[["new", "kept, more", "kept, less", "lost"]]
        table = table[table["customers"] > 0]
    return table[["customers", "change"]].to_numpy(dtype=float)


def pandas_gaps(table: pd.DataFrame) -> pd.DataFrame:
    days = (
        table.loc[table["amount"] >= 0, ["customer_id", "date"]].drop_duplicates().sort_values(["customer_id", "date"])
    )
    days["days"] = days.groupby("customer_id")["date"].diff().dt.days
    return days.dropna()


def polars_gaps(frame: pl.DataFrame) -> pd.DataFrame:
    days = frame.lazy().filter(pl.col("amount") >= 0).select("customer_id", day=pl.col("date").cast(pl.Date)).unique()
    gaps = days.sort("customer_id", "day").select(
        "customer_id", days=pl.col("day").diff().over("customer_id").dt.total_days()
    )
    return gaps.drop_nulls().collect().to_pandas()


def gaps_in_short(found: pd.Series | pd.DataFrame) -> np.ndarray:
    return (found if isinstance(found, pd.Series) else found["days"]).to_numpy(dtype=float)


def pandas_baskets(table: pd.DataFrame) -> pd.DataFrame:
    orders = table.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    months = orders.groupby(orders["date"].dt.year * 12 + orders["date"].dt.month)
    return pd.DataFrame(
        {"buyers": months["customer_id"].nunique(), "orders": months.size(), "amount": months["amount"].sum()}
    )


def polars_baskets(frame: pl.DataFrame) -> pd.DataFrame:
    orders = frame.lazy().group_by("customer_id", "date").agg(pl.col("amount").sum())
    month = pl.col("date").dt.year().cast(pl.Int32) * 12 + pl.col("date").dt.month()
    months = orders.group_by(period=month).agg(
        buyers=pl.col("customer_id").n_unique(), orders=pl.len(), amount=pl.col("amount").sum()
    )
    return months.sort("period").collect().to_pandas()


def baskets_in_short(table: pd.DataFrame) -> np.ndarray:
    return table[["buyers", "orders", "amount"]].to_numpy(dtype=float)


@part("revenue_bridge, pandas", "interpurchase_times, pandas", "basket_table, pandas")
def sales_tables(rows: int, customers: int) -> Iterator[Work]:
    table = log(rows)
    table["amount"] = (4.0 * table["amount"]).round() / 4.0  # sums without rounding: who spent as much again is no tie
    frame, _ = as_engines(table)
    for name, ours, in_pandas, in_polars, sql, short in (
        ("revenue_bridge", partial(revenue_bridge, **YEARS), pandas_bridge, polars_bridge, BRIDGE_SQL, bridge_in_short),
        ("interpurchase_times", interpurchase_times, pandas_gaps, polars_gaps, GAPS_SQL, gaps_in_short),
        ("basket_table", basket_table, pandas_baskets, polars_baskets, BASKETS_SQL, baskets_in_short),
    ):
        others = {
            "pandas": partial(in_pandas, table),
            "polars": partial(in_polars, frame),
            "DuckDB": lambda sql=sql: DUCK.sql(sql).df(),
        }
        yield Work(f"{name}, pandas", rows, partial(ours, table), others, short, times_the_best=1.0)
