"""How fast are histories and cohorts? `repeat_purchase_table` and `cohort_table` beside polars, pandas and SQL."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import polars as pl

from custseg.repeat_buying import repeat_purchase_counts, repeat_purchase_table
from custseg.value import cohort_table

from .logs import AS_OF, as_engines, log
from .work import DUCK, Work, part

REPEAT_SQL = """
select customer_id, count(*) - 1 as x, date_diff('day', min(day), max(day)) / 7.0 as t_x,
       date_diff('day', min(day), date '2023-12-31') / 7.0 as "T"
from (select distinct customer_id, cast(date as date) as day from log where amount >= 0) group by customer_id
"""
COUNTS_SQL = f"""
select x, t_x, "T", count(*) as customers from ({REPEAT_SQL}) group by x, t_x, "T" order by x, t_x, "T"
"""
COHORT_SQL = """
with months as (select customer_id, year(date) * 12 + month(date) as month, amount from log),
     won as (select customer_id, min(month) as cohort from months group by customer_id)
select cohort, month - cohort as age, count(distinct customer_id) as active, sum(amount) as amount
from months join won using (customer_id) group by cohort, age order by cohort, age
"""


def polars_repeats(frame: pl.DataFrame) -> pd.DataFrame:
    days = frame.lazy().filter(pl.col("amount") >= 0).select("customer_id", pl.col("date").cast(pl.Date)).unique()
    day = pl.col("date")
    end = pl.lit(AS_OF).str.to_date()
    found = days.group_by("customer_id").agg(
        x=day.count() - 1,
        t_x=(day.max() - day.min()).dt.total_days() / 7.0,
        T=(end - day.min()).dt.total_days() / 7.0,
    )
    return found.collect().to_pandas().set_index("customer_id")


def polars_cohorts(frame: pl.DataFrame) -> pd.DataFrame:
    month = pl.col("date").dt.year().cast(pl.Int32) * 12 + pl.col("date").dt.month()
    months = frame.lazy().select("customer_id", "amount", month=month)
    won = months.group_by("customer_id").agg(cohort=pl.col("month").min())
    cells = (
        months.join(won, on="customer_id")
        .group_by("cohort", age=pl.col("month") - pl.col("cohort"))
        .agg(active=pl.col("customer_id").n_unique(), amount=pl.col("amount").sum())
    )
    return cells.sort("cohort", "age").collect().to_pandas()


def pandas_cohorts(table: pd.DataFrame) -> pd.DataFrame:
    months = table["date"].dt.year * 12 + table["date"].dt.month
    cohort = months.groupby(table["customer_id"]).transform("min")
    cells = table.assign(cohort=cohort, age=months - cohort).groupby(["cohort", "age"])
    return pd.DataFrame({"active": cells["customer_id"].nunique(), "amount": cells["amount"].sum()})


def cells_in_short(table: pd.DataFrame) -> np.ndarray:
    return table.loc[table["active"] > 0, ["active", "amount"]].to_numpy(dtype=float)


def repeats_in_short(found: pd.DataFrame) -> np.ndarray:
    return found[["x", "t_x", "T"]].sort_index().to_numpy(dtype=float)


@part(
    *(f"repeat_purchase_table, {name}" for name in ("pandas", "polars", "DuckDB")),
    "repeat_purchase_counts, DuckDB",
    "cohort_table, pandas",
)
def log_tables(rows: int, customers: int) -> Iterator[Work]:
    table = log(rows)
    frame, duck = as_engines(table)
    others = {
        "polars": partial(polars_repeats, frame),
        "DuckDB": lambda: DUCK.sql(REPEAT_SQL).df().set_index("customer_id"),
    }
    for name, given in (("pandas", table), ("polars", frame), ("DuckDB", duck)):
        ours = partial(repeat_purchase_table, given, observed_until=AS_OF)
        yield Work(f"repeat_purchase_table, {name}", rows, ours, others, repeats_in_short, times_the_best=1.0)
    yield Work(
        "repeat_purchase_counts, DuckDB",
        rows,
        lambda: repeat_purchase_counts(DUCK.table("log"), observed_until=AS_OF),
        {"DuckDB": lambda: DUCK.sql(COUNTS_SQL).df()},
        lambda found: found[["x", "t_x", "T", "customers"]].to_numpy(dtype=float),
        times_the_best=1.6,
    )
    yield Work(
        "cohort_table, pandas",
        rows,
        partial(cohort_table, table, observed_until=AS_OF),
        {
            "pandas": partial(pandas_cohorts, table),
            "polars": partial(polars_cohorts, frame),
            "DuckDB": lambda: DUCK.sql(COHORT_SQL).df(),
        },
        cells_in_short,
        times_the_best=1.0,
    )
