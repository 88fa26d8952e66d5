"""How fast is sales taken apart? The bridge of two years, gaps between purchases and baskets, beside three engines."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import polars as pl

from custseg.tables import amount_between, transactions_summary
from custseg.value import basket_table, interpurchase_times, revenue_bridge

from .customers import UNFIT_SQL
from .logs import as_engines, log
from .work import DUCK, Work, part

YEARS = {"before": ("2022-01-01", "2022-12-31"), "after": ("2023-01-01", "2023-12-31")}
BRIDGE_SQL = """
with years as (select customer_id, coalesce(sum(case when year(date) = 2022 then amount end), 0) as b,
                      coalesce(sum(case when year(date) = 2023 then amount end), 0) as a,
                      count(case when year(date) = 2022 then 1 end) as rows_b,
                      count(case when year(date) = 2023 then 1 end) as rows_a {each} from log group by customer_id)
select case when rows_b = 0 then 0 when rows_a = 0 then 3 when a >= b then 1 else 2 end as part,
       count(*) as customers, sum(a - b) as change {all}
from years group by part order by part
"""
GAPS_SQL = """
select customer_id, date_diff('day', lag(day) over (partition by customer_id order by day), day) as days
from (select distinct customer_id, cast(date as date) as day from log where amount >= 0)
qualify days is not null order by customer_id, day
"""
BASKETS_SQL = """
with orders as (select customer_id, date, year(date) * 12 + month(date) as period, sum(amount) as amount {each}
                from log group by customer_id, date)
select period, count(distinct customer_id) as buyers, count(*) as orders, sum(amount) as amount {all}
from orders group by period order by period
"""
NOBODY = "case when customer_id is null or trim(customer_id) = '' then 1 else 0 end"
CHECKS = {
    "each": UNFIT_SQL + ", sum(case when amount < 0 then 1 else 0 end) as back",
    "all": f", sum(unfit + {NOBODY}) as unfit, sum(back) as back",
}
NO_CHECKS = {"each": "", "all": ""}
SUMMARY_SQL = """
select count(distinct customer_id) as customers, count(*) as transactions, min(date) as "first", max(date) as "last",
       sum(amount) as amount, count(case when amount = 0 then 1 end) as zero,
       count(case when amount < 0 then 1 end) as n
from log
"""
WINDOW_SQL = """
select sum(case when date > date '2022-12-31' then amount else 0 end) as amount
from log where customer_id in (select customer_id from wanted) group by customer_id order by customer_id
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


def duckdb(sql: str) -> pd.DataFrame:
    return DUCK.sql(sql).df()


@part(
    *("revenue_bridge, pandas", "revenue_bridge, polars", "revenue_bridge, DuckDB, checks on both sides"),
    "interpurchase_times, pandas",
    *("basket_table, pandas", "basket_table, polars", "basket_table, DuckDB, checks on both sides"),
)
def sales_tables(rows: int, customers: int) -> Iterator[Work]:
    table = log(rows)
    table["amount"] = (4.0 * table["amount"]).round() / 4.0  # sums without rounding: who spent as much again is no tie
    frame, duck = as_engines(table)
    for name, ours, in_pandas, in_polars, sql, short in (
        ("revenue_bridge", partial(revenue_bridge, **YEARS), pandas_bridge, polars_bridge, BRIDGE_SQL, bridge_in_short),
        ("interpurchase_times", interpurchase_times, pandas_gaps, polars_gaps, GAPS_SQL, gaps_in_short),
        ("basket_table", basket_table, pandas_baskets, polars_baskets, BASKETS_SQL, baskets_in_short),
    ):
        polars = {"polars": partial(in_polars, frame)}
        others = {"pandas": partial(in_pandas, table), **polars, "DuckDB": partial(duckdb, sql.format(**NO_CHECKS))}
        yield Work(f"{name}, pandas", rows, partial(ours, table), others, short, times_the_best=1.0)
        if name == "interpurchase_times":
            continue
        checked = {"DuckDB": partial(duckdb, sql.format(**CHECKS))}
        yield Work(f"{name}, polars", rows, partial(ours, frame), polars, short, times_the_best=1.6)
        on_duckdb = partial(ours, duck)
        yield Work(f"{name}, DuckDB, checks on both sides", rows, on_duckdb, checked, short, times_the_best=1.0)


def summary_in_short(found: pd.DataFrame) -> np.ndarray:
    row = found.iloc[0]
    days = [pd.Timestamp(row.iloc[place]).toordinal() for place in (2, 3)]
    return np.array([*row.iloc[:2], *days, *row.iloc[4:]], dtype=float)


def pandas_summary(table: pd.DataFrame) -> pd.DataFrame:
    amount = table["amount"]
    ends = [table["date"].min(), table["date"].max()]
    counts = [table["customer_id"].nunique(), len(table)]
    return pd.DataFrame([[*counts, *ends, amount.sum(), (amount == 0).sum(), (amount < 0).sum()]])


def pandas_window(table: pd.DataFrame, ids: pd.Index) -> pd.Series:
    later = table[table["date"] > "2022-12-31"]
    return later.groupby("customer_id")["amount"].sum().reindex(ids, fill_value=0.0)


@part(
    *("transactions_summary, pandas", "transactions_summary, DuckDB"),
    *("amount_between, pandas", "amount_between, DuckDB"),
)
def short_answers(rows: int, customers: int) -> Iterator[Work]:
    table = log(rows)
    _, duck = as_engines(table)
    ids = pd.Index(np.sort(table["customer_id"].unique()))
    DUCK.register("wanted", pd.DataFrame({"customer_id": ids}))
    window = {"after": "2022-12-31", "until": "2023-12-31"}
    for name, ours, in_pandas, sql, short in (
        (
            "transactions_summary",
            lambda given: transactions_summary(log=given),
            partial(pandas_summary, table),
            SUMMARY_SQL,
            summary_in_short,
        ),
        (
            "amount_between",
            lambda given: amount_between(given, ids, **window),
            partial(pandas_window, table, ids),
            WINDOW_SQL,
            lambda found: found.to_numpy(dtype=float).ravel(),
        ),
    ):
        others = {"pandas": in_pandas, "DuckDB": partial(duckdb, sql)}
        yield Work(f"{name}, pandas", rows, partial(ours, table), others, short, times_the_best=1.0)
        on_duckdb, peer = partial(ours, duck), {"DuckDB": partial(duckdb, sql)}
        yield Work(f"{name}, DuckDB", rows, on_duckdb, peer, short, times_the_best=1.6)
