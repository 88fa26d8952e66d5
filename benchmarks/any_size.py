"""Is anything that one would pick instead faster? Each piece of work beside pandas, polars, DuckDB or scikit-learn.

Run ``python benchmarks/any_size.py``: CPU seconds on one thread, ours and the others in turn in one process, the least
of the repeats. ``--rows`` (of the logs) and ``--customers`` make it smaller, ``--only`` picks rows of the table by a
word, ``--growth`` adds a quarter and a half of each size and gives the power of n with which the time grows. Ids are
text, because that is what `read_transactions` gives, unless a row says otherwise. An answer that differs from ours
stops the run before anything is timed.

Two aims: *seconds* are those of the stated size, on one core of a machine that does nothing else; *times the best* is
the ratio to the fastest of the others, which a loaded machine tells as well. Written to
``benchmarks/results/any_size.csv`` where the size is the usual one, or to ``--out``.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["POLARS_MAX_THREADS"] = "1"

import argparse
import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from custseg import ValueGrid, customer_table, read_transactions
from custseg.decide import answer_quality
from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ParetoNBD, repeat_purchase_counts, repeat_purchase_table
from custseg.resample import mean_intervals, share_intervals
from custseg.segment import CustomerSegmenter
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_gamma_gamma
from custseg.value import cohort_table, concentration_table

ROWS, CUSTOMERS = 4_000_000, 1_000_000
AS_OF = "2023-12-31"
RESULT = Path(__file__).with_name("results") / "any_size.csv"
DUCK = duckdb.connect(config={"threads": 1})

Task = Callable[[], Any]
Answer = Callable[[Any], Any]


class Work(NamedTuple):
    """One row of the table: what is done, our way, the others, what of the answers must be equal, and the aim."""

    name: str
    size: int
    ours: Task
    others: dict[str, Task]
    answer: Answer | None = None
    seconds: float | None = None
    times_the_best: float | None = None


def log(rows: int, ids: str = "text") -> pd.DataFrame:
    """Draw purchases of two years by a twelfth as many customers, without returns."""
    random = np.random.default_rng(4)
    n = max(rows // 12, 1)
    who = random.integers(0, n, rows)
    table = pd.DataFrame(
        {
            "customer_id": who,
            "date": pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 730, rows), unit="D"),
            "amount": random.gamma(2, 20, rows).round(2),
        }
    )
    if ids == "number":
        return table
    names = ("c" + pd.Series(np.arange(n)).astype("str").str.zfill(8)).array
    return table.assign(customer_id=pd.Categorical.from_codes(who, names) if ids == "category" else names.take(who))


def as_engines(table: pd.DataFrame) -> tuple[pl.DataFrame, duckdb.DuckDBPyRelation]:
    """Give the same log to polars and to DuckDB, which copies it into a table of its own."""
    frame = pl.from_pandas(table)
    DUCK.register("given", frame.to_arrow())
    DUCK.execute("create or replace table log as select * from given")
    DUCK.unregister("given")
    return frame, DUCK.table("log")


# ------------------------------------------------------------ one row per customer

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


def other_ids(rows: int, customers: int) -> Iterator[Work]:
    for kind in ("category", "number"):
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
            times_the_best=0.5,
        )


# ------------------------------------------------------------ other tables

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


def log_tables(rows: int, customers: int) -> Iterator[Work]:
    table = log(rows)
    frame, _ = as_engines(table)
    yield Work(
        "repeat_purchase_table, pandas",
        rows,
        partial(repeat_purchase_table, table, observed_until=AS_OF),
        {
            "polars": partial(polars_repeats, frame),
            "DuckDB": lambda: DUCK.sql(REPEAT_SQL).df().set_index("customer_id"),
        },
        lambda found: found[["x", "t_x", "T"]].sort_index().to_numpy(dtype=float),
        times_the_best=1.0,
    )
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


def reading(rows: int, customers: int) -> Iterator[Work]:
    n = rows // 4
    table = log(n)
    table["order_id"] = ("o" + pd.Series(np.arange(n)).astype("str").str.zfill(9)).array
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "sales.csv")
        table.to_csv(path, index=False)
        kinds = {"customer_id": str, "order_id": str}
        yield Work(
            "read_transactions, four columns",
            n,
            partial(read_transactions, path),
            {
                "pandas": lambda: pd.read_csv(path, parse_dates=["date"], dtype=kinds),
                "pandas, pyarrow": lambda: pd.read_csv(path, parse_dates=["date"], dtype=kinds, engine="pyarrow"),
                "DuckDB": lambda: DUCK.read_csv(path).df(),
            },
            lambda found: [len(found), round(float(found["amount"].sum()), 2), str(found["date"].max())[:10]],
            times_the_best=1.0,
        )


# ------------------------------------------------------------ columns of customers


def money(customers: int) -> pd.DataFrame:
    random = np.random.default_rng(1)
    ids = pd.Index("c" + pd.Series(np.arange(customers)).astype("str").str.zfill(8), name="customer_id")
    return pd.DataFrame(
        {
            "recency": random.integers(0, 730, customers),
            "frequency": random.geometric(0.1, customers),
            "amount": random.gamma(1.4, 50, customers).round(2) + 1,
            "group": pd.Categorical.from_codes(random.integers(0, 11, customers), [f"g{i}" for i in range(11)]),
        },
        index=ids,
    )


def pandas_names(table: pd.DataFrame) -> pd.Series:
    scores = {
        name: pd.qcut(table[name].rank(method="first"), 5, labels=False) for name in ("recency", "frequency", "amount")
    }
    return scores["recency"] * 25 + scores["frequency"] * 5 + scores["amount"]


def top_fifths(amount: np.ndarray, resamples: int) -> list[float]:
    """Draw the list again so many times and sort each, as a bootstrap of a thousand would."""
    random = np.random.default_rng(0)
    shares = []
    for _ in range(resamples):
        drawn = np.partition(random.choice(amount, len(amount)), len(amount) - len(amount) // 5)
        shares.append(float(drawn[len(amount) - len(amount) // 5 :].sum() / drawn.sum()))
    return shares


def group_means(table: pd.DataFrame, resamples: int) -> np.ndarray:
    random = np.random.default_rng(0)
    codes, amount = table["group"].cat.codes.to_numpy(), table["amount"].to_numpy()
    means = []
    for _ in range(resamples):
        drawn = random.integers(0, len(amount), len(amount))
        means.append(np.bincount(codes[drawn], amount[drawn]) / np.bincount(codes[drawn]))
    return np.mean(means, axis=0)


def columns(rows: int, customers: int) -> Iterator[Work]:
    table = money(customers)
    grid = ValueGrid("rfm").fit(table)
    yield Work(
        "RFM: fit and predict",
        customers,
        lambda: ValueGrid("rfm").fit(table).predict(table),
        {"pandas": partial(pandas_names, table)},
        seconds=0.25,
    )
    yield Work("RFM: predict", customers, lambda: grid.predict(table), {}, seconds=0.1)
    yield Work(
        "top share with its interval (theirs: 20 resamples of 1,000)",
        customers,
        lambda: concentration_table(table["amount"], (0.2,)),
        {"numpy": lambda: top_fifths(table["amount"].to_numpy(), 20)},
        lambda found: round(
            float(found["share_of_amount"].iloc[0] if isinstance(found, pd.DataFrame) else found[0]), 2
        ),
        seconds=1.0,
    )
    yield Work(
        "mean_intervals, 11 groups (theirs: 20 resamples of 1,000)",
        customers,
        lambda: mean_intervals(table["amount"], table["group"]),
        {"numpy": lambda: group_means(table, 20)},
        lambda found: np.round(found["mean"] if isinstance(found, pd.DataFrame) else found, 0),
        seconds=1.0,
    )
    yield Work(
        "share_intervals, 11 groups",
        customers,
        lambda: share_intervals(table["amount"], table["group"]),
        {},
        seconds=1.0,
    )


# ------------------------------------------------------------ models


def cohort(customers: int, grain: float) -> pd.DataFrame:
    """Draw customers like those of CDNOW, in weeks, seen on days (7) or in whole weeks (1)."""
    T = np.random.default_rng(1).integers(int(27 * grain), int(52 * grain) + 1, customers) / grain
    table = simulate_bg_nbd(T, r=0.243, alpha=4.414, a=0.793, b=2.426, random_state=2)[["x", "t_x", "T"]]
    table = table.assign(t_x=np.ceil(table["t_x"] * grain) / grain)
    table["m_x"] = simulate_gamma_gamma(table["x"], p=6.25, q=3.74, gamma=15.44, random_state=3)["m_x"]
    table.attrs["unit"] = "W"
    return table


def heavy(customers: int) -> pd.DataFrame:
    """Draw customers who buy every other day, seen on days: hardly two of them are alike."""
    T = np.random.default_rng(1).integers(27 * 7, 52 * 7 + 1, customers) / 7.0
    table = simulate_bg_nbd(T, r=2.0, alpha=0.6, a=0.8, b=8.0, random_state=2)[["x", "t_x", "T"]]
    table = table.assign(t_x=np.ceil(table["t_x"] * 7) / 7)
    table.attrs["unit"] = "W"
    return table


def models(rows: int, customers: int) -> Iterator[Work]:
    weekly, small = cohort(customers, 1.0), cohort(2_000, 1.0)
    yield Work("Gamma-Gamma", customers, lambda: GammaGamma().fit(weekly), {}, seconds=0.06)
    yield Work("Pareto/NBD, 2,000 customers", 2_000, lambda: ParetoNBD().fit(small), {}, seconds=0.015)
    yield Work("BG/NBD", customers, lambda: BetaGeoNBD().fit(weekly), {}, seconds=0.05)
    daily = heavy(customers // 50)
    yield Work("daily grain, heavy buyers: fit", len(daily), lambda: ParetoNBD().fit(daily), {}, seconds=0.5)
    fitted = ParetoNBD().fit(daily)
    yield Work("daily grain, heavy buyers: summary", len(daily), fitted.summary, {}, seconds=2.0)


def answers(rows: int, customers: int) -> Iterator[Work]:
    random = np.random.default_rng(0)
    n = customers // 20
    truth = random.beta(1, 12, n)
    table = pd.DataFrame({"answered": random.uniform(size=n) < truth}, index=pd.RangeIndex(n, name="customer_id"))
    for name, noise in (("a", 0.01), ("b", 0.05), ("c", 0.2), ("d", 1.0)):
        table[name] = truth + noise * random.normal(size=n)
    yield Work("answer_quality, 4 models, 200 resamples", n, lambda: answer_quality(table), {}, seconds=1.0)


def clusters(rows: int, customers: int) -> Iterator[Work]:
    n = customers // 5
    random = np.random.default_rng(0)
    places = random.normal(scale=4.0, size=(5, 3))
    table = pd.DataFrame(places[random.integers(0, 5, n)] + random.normal(size=(n, 3)), columns=list("abc"))
    scaled = ((table - table.mean()) / table.std(ddof=0)).to_numpy()
    theirs = make_pipeline(StandardScaler(), KMeans(5, n_init=10, random_state=0)).fit(table)
    ours = CustomerSegmenter(5).fit(table)

    def squares(labels: np.ndarray) -> float:
        """Give the sum of squares that is left, to a hundredth: ours are found on cells of equal customers."""
        return round(
            sum(float(scaled[labels == label].var(axis=0).sum() * (labels == label).sum()) for label in range(5)) / n, 2
        )

    yield Work(
        "k-means, 5 clusters",
        n,
        lambda: np.asarray(CustomerSegmenter(5).fit(table).labels_),
        {"scikit-learn, scaling too": lambda: clone(theirs).fit_predict(table)},
        squares,
        times_the_best=1.0,
    )
    yield Work(
        "k-means: predict",
        n,
        lambda: ours.predict(table).to_numpy(dtype=int),
        {"scikit-learn, scaling too": lambda: theirs.predict(table)},
        squares,
        times_the_best=1.0,
    )
    half, part = table.iloc[: n // 2], scaled[: n // 2]
    yield Work(
        "mixture, 5 components, 10 starts",
        n // 2,
        lambda: CustomerSegmenter(5, method="mixture").fit(half),
        {"scikit-learn": lambda: GaussianMixture(5, n_init=10, random_state=0).fit(part)},
        times_the_best=1.0,
    )


ALL = (customer_tables, other_ids, log_tables, reading, columns, models, answers, clusters)

# ------------------------------------------------------------ measuring


def in_turn(tasks: dict[str, Task], repeats: int) -> dict[str, float]:
    """Give the least CPU seconds of each task; all are run in turn, so that a slow minute is slow for all."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            gc.collect()
            start = time.process_time()
            task()
            times[name].append(time.process_time() - start)
    return {name: min(found) for name, found in times.items()}


def measured(work: Work, repeats: int) -> dict[str, Any]:
    """Check that the answers are equal, then time them."""
    own = work.ours()
    for name, other in work.others.items():
        theirs = other()  # run even where nothing is compared: the first call is the slow one
        if work.answer is not None:
            same(work.answer(own), work.answer(theirs), f"{work.name}: custseg and {name} disagree.")
    seconds = in_turn({"ours": work.ours, **work.others}, repeats)
    ours = seconds.pop("ours")
    peer = min(seconds, key=lambda name: seconds[name], default="")
    best = seconds.get(peer, float("nan"))
    reached = ours <= work.seconds if work.seconds is not None else ours <= work.times_the_best * best
    return {
        "work": work.name,
        "n": work.size,
        "ours": ours,
        "best": best,
        "peer": peer,
        "ratio": ours / best,
        "aim": f"{work.seconds:g} s" if work.seconds is not None else f"{work.times_the_best:g} x",
        "reached": reached,
        **{f"seconds of {name}": value for name, value in seconds.items()},
    }


def same(own: Any, other: Any, otherwise: str) -> None:
    """Stop the run unless two answers are equal, numbers but for rounding."""
    if isinstance(own, list):
        if own != other:
            raise SystemExit(f"{otherwise} {own} and {other}")
        return
    np.testing.assert_allclose(np.asarray(own, dtype=float), other, rtol=1e-9, err_msg=otherwise)


def table_of(rows: int, customers: int, repeats: int, only: str) -> pd.DataFrame:
    found = []
    for make in ALL:
        for work in make(rows, customers):
            if only.lower() in f"{make.__name__} {work.name}".lower():
                found.append(measured(work, repeats))
                print(line(found[-1]), flush=True)
    return pd.DataFrame(found)


def line(row: dict[str, Any]) -> str:
    ratio = "" if np.isnan(row["ratio"]) else f"{row['best']:8.3f} {row['ratio']:6.2f}  {row['peer']}"
    return f"{row['work']:60}{row['n']:>11,}{row['ours']:8.3f} {ratio:32}{row['aim']:>8}" + (
        "" if row["reached"] else "  MISSED"
    )


def with_growth(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Add to the last table the power of n with which seconds grew over all of them."""
    last = tables[-1]
    size = np.log([table["n"].to_numpy(float) for table in tables])
    for name in ("ours", "best"):
        seconds = np.log([table[name].to_numpy(float) for table in tables])
        moved = size - size.mean(axis=0)
        spread = (moved**2).sum(axis=0)
        last[f"growth of {name}"] = np.divide(
            (moved * seconds).sum(axis=0), spread, out=np.full(len(last), np.nan), where=spread > 0
        )
    return last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the logs")
    parser.add_argument("--customers", type=int, default=0, help="customers of the other work; a quarter of the rows")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="a word in the name of the work, or of what makes it")
    parser.add_argument("--growth", action="store_true", help="a quarter and a half of each size, too")
    parser.add_argument("--out", type=Path, help="a CSV file")
    options = parser.parse_args()
    parts = (4, 2, 1) if options.growth else (1,)
    customers = options.customers or options.rows * CUSTOMERS // ROWS
    if (options.rows, customers) != (ROWS, CUSTOMERS):
        print(f"aims in seconds are for {ROWS:,} rows and {CUSTOMERS:,} customers, and say nothing of this size")
    print(f"{'CPU seconds, one thread':60}{'n':>11}{'ours':>8} {'best':>8} {'ratio':>6}  {'of':14}{'aim':>8}")
    tables = [table_of(options.rows // part, customers // part, options.repeats, options.only) for part in parts]
    result = with_growth(tables) if options.growth else tables[-1]
    if options.growth:
        print(result[["work", "n", "growth of ours", "growth of best"]].round(2).to_string(index=False))
    usual = (options.rows, customers, options.only) == (ROWS, CUSTOMERS, "")
    if out := options.out or (RESULT if usual else None):
        result.round(4).to_csv(out, index=False)


if __name__ == "__main__":
    main()
