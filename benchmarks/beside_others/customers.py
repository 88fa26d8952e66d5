"""How fast is a row per customer? `customer_table` beside the same sums in SQL, polars and pandas."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import polars as pl

from custseg import customer_table

from .logs import AS_OF, as_engines, log
from .work import DUCK, Work, part

SQL = """
select customer_id, min("first") as "first", max("last") as "last", count("last") as frequency, sum(amount) as amount,
       sum(returned) as returned {checks}
from (select customer_id, date, min(case when amount >= 0 then date end) as "first",
             max(case when amount >= 0 then date end) as "last", sum(amount) as amount,
             sum(case when amount < 0 then -amount else 0 end) as returned {unfit}
      from log group by customer_id, date)
group by customer_id
"""
UNFIT_SQL = """, sum(case when amount is null or isnan(amount) or abs(amount) > 1e12 or date is null
or date > date '2023-12-31' or date < date '1678-01-01' then 1 else 0 end) as unfit"""


ONE_STEP_SQL = """
select customer_id, min(case when amount >= 0 then date end) as "first",
       max(case when amount >= 0 then date end) as "last",
       count(distinct case when amount >= 0 then date end) as frequency, sum(amount) as amount,
       sum(case when amount < 0 then -amount else 0 end) as returned
from log group by customer_id
"""


def duckdb_customers(checked: bool) -> pd.DataFrame:
    """Sum up in two steps of SQL: occasions, then customers. It is the plan that fits where the rows do not."""
    sql = SQL.format(checks=", sum(unfit) as unfit" if checked else "", unfit=UNFIT_SQL if checked else "")
    return DUCK.sql(sql).df().set_index("customer_id").sort_index()


def duckdb_in_one_step() -> pd.DataFrame:
    """Do the same in one step, with all days of a customer in memory at once; without checks."""
    return DUCK.sql(ONE_STEP_SQL).df().set_index("customer_id").sort_index()


def polars_customers(frame: pl.DataFrame, checked: bool) -> pd.DataFrame:
    """Do the same in polars, which is faster in one step."""
    amount, day = pl.col("amount"), pl.col("date")
    unfit = (
        amount.is_null() | amount.is_nan() | (amount.abs() > 1e12) | day.is_null() | (day > pl.lit(AS_OF).str.to_date())
    )
    sums = ["amount", "returned", *(["unfit"] if checked else [])]
    rows = frame.lazy().with_columns(
        returned=pl.when(amount < 0).then(-amount).otherwise(0.0),
        bought=pl.when(amount >= 0).then(day),
        **({"unfit": unfit.cast(pl.Int64)} if checked else {}),
    )
    people = rows.group_by("customer_id").agg(
        pl.col(sums).sum(),
        first=pl.col("bought").min(),
        last=pl.col("bought").max(),
        frequency=pl.col("bought").drop_nulls().n_unique(),
    )
    return people.collect().to_pandas().set_index("customer_id").sort_index()


def pandas_customers(table: pd.DataFrame) -> pd.DataFrame:
    """Do the least that gives the same in pandas."""
    grouped = table.groupby("customer_id", observed=True)
    return pd.DataFrame(
        {
            "first": grouped["date"].min(),
            "last": grouped["date"].max(),
            "frequency": grouped["date"].nunique(),
            "amount": grouped["amount"].sum(),
        }
    )


def customers_in_short(table: pd.DataFrame) -> np.ndarray:
    """Give what all ways must agree in: days, occasions and money of each customer, in the order of ids."""
    table = table.rename(columns={"first_purchase": "first", "last_purchase": "last"}).sort_index()
    days = [table[name].astype("datetime64[us]").astype("int64") / 8.64e10 for name in ("first", "last")]
    return np.column_stack([*days, table["frequency"], table["amount"]])


@part(
    "customer_table, pandas",
    "customer_table, polars, checks on both sides",
    "customer_table, polars, checks on our side",
    "customer_table, polars lazy",
    "customer_table, DuckDB, checks on both sides",
    "customer_table, DuckDB, checks on our side",
)
def customer_tables(rows: int, customers: int) -> Iterator[Work]:
    table = log(rows)
    frame, duck = as_engines(table)
    unchecked = {"polars": partial(polars_customers, frame, False), "DuckDB": duckdb_in_one_step}
    checked = {"polars": partial(polars_customers, frame, True), "DuckDB": partial(duckdb_customers, True)}
    plain = {"pandas": partial(pandas_customers, table)}
    short = customers_in_short
    ours = partial(customer_table, as_of=AS_OF)
    yield Work("customer_table, pandas", rows, partial(ours, table), plain | unchecked, short, seconds=1.2)
    on_polars, on_duckdb = partial(ours, frame), partial(ours, duck)
    for name, call, peer, bar in (
        ("polars, checks on both sides", on_polars, {"polars": checked["polars"]}, 1.0),
        ("polars, checks on our side", on_polars, {"polars": unchecked["polars"]}, 1.6),
        ("polars lazy", partial(ours, frame.lazy()), {"polars": checked["polars"]}, 1.0),
        ("DuckDB, checks on both sides", on_duckdb, {"DuckDB": checked["DuckDB"]}, 1.0),
        ("DuckDB, checks on our side", on_duckdb, {"DuckDB": unchecked["DuckDB"]}, 1.6),
    ):
        yield Work(f"customer_table, {name}", rows, call, peer, short, times_the_best=bar)


@part(*(f"customer_table, pandas, ids as {kind}" for kind in ("category", "number", "uuid")))
def other_ids(rows: int, customers: int) -> Iterator[Work]:
    for kind, bar in (("category", 0.5), ("number", 0.5), ("uuid", 1.0)):
        table = log(rows // 2, kind)
        frame, _ = as_engines(table)
        yield Work(
            f"customer_table, pandas, ids as {kind}",
            rows // 2,
            partial(customer_table, table, as_of=AS_OF),
            {
                "pandas": partial(pandas_customers, table),
                "polars": partial(polars_customers, frame, False),
                "DuckDB": duckdb_in_one_step,
            },
            lambda found: customers_in_short(found.set_axis(found.index.astype("str"))),
            times_the_best=bar,
        )
