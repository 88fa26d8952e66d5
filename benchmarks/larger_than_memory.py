"""Is a table of customers made of a log that does not fit, and at what cost beside the same by hand? 30 million rows.

Run ``python benchmarks/larger_than_memory.py``; ``--rows`` makes the log smaller, ``--only`` picks ways by a word, and
neither is stored then. A Parquet file of two years (text ids, no returns, twelve rows a customer) is written a piece at
a time into the folder for temporary files, 250 MB. Each way runs in a process of its own, on one thread; what is told
are CPU seconds and the largest resident memory of that process (Linux only), 150 MB of which are the libraries.

DuckDB may hold 500 MB and lays aside what it can; polars has no limit and streams. By hand means: the same eight
columns and the same checks (a missing id, a day out of range, an amount that is none), in two steps (days of customers,
then customers) or in one; on DuckDB also with less of both. Ways that end must agree in the number of customers, of
occasions and in the money.

Rows are written to ``benchmarks/results/larger_than_memory.csv``. ``--growth`` measures `customer_table` of other logs
alone, where DuckDB may hold 200 MB, two that differ in rows and two that differ in customers, and writes them to
``benchmarks/results/larger_than_memory_growth.csv``. The manual shows both in *Beyond one machine*.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ROWS, PIECE, AS_OF = 30_000_000, 1_000_000, "2023-12-31"
RESULT = Path(__file__).with_name("results") / "larger_than_memory.csv"
GROWTH = RESULT.with_name("larger_than_memory_growth.csv")
GROWING = ((4_000_000, 500_000), (8_000_000, 500_000), (8_000_000, 2_000_000))  # rows, customers
LIMIT = "500MB"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
BY_CUSTOMER = {
    "two steps": """
with days as (
    select customer_id, cast(date as date) as day, sum(amount) as amount, sum({returned}) as returned,
           count(case when amount >= 0 then 1 end) as purchases, sum({unfit}) as unfit
    from log group by all)
select customer_id, sum(amount) as amount, sum(returned) as returned, sum(unfit) as unfit,
       min(day) filter (purchases > 0) as first_purchase, max(day) filter (purchases > 0) as last_purchase,
       count(*) filter (purchases > 0) as frequency
from days group by customer_id""",
    "one step": """
select customer_id, sum(amount) as amount, sum({returned}) as returned, sum({unfit}) as unfit,
       min(cast(date as date)) filter (amount >= 0) as first_purchase,
       max(cast(date as date)) filter (amount >= 0) as last_purchase,
       count(distinct cast(date as date)) filter (amount >= 0) as frequency
from log group by customer_id""",
}
RETURNED = "case when amount < 0 then -amount else 0 end"
UNFIT = f"""case when customer_id is not null and trim(customer_id) <> '' and date >= date '1678-01-01'
and date <= date '{AS_OF}' and abs(amount) <= 1e15 then 0 else 1 end"""
SHORT = """
with days as (
    select customer_id, cast(date as date) as day, sum(amount) as amount from log where amount >= 0 group by all)
select customer_id, min(day) as first_purchase, max(day) as last_purchase, count(*) as frequency, sum(amount) as amount
from days group by customer_id"""
TABLE = f"""
select customer_id, first_purchase, last_purchase, date '{AS_OF}' - last_purchase as recency,
       date '{AS_OF}' - first_purchase as tenure, frequency, amount, amount / frequency as mean_amount, returned, unfit
from ({{sums}}) order by customer_id"""


def write_log(path: Path, rows: int, customers: int | None = None) -> None:
    """Write purchases of two years, by a twelfth as many customers if nothing else is said."""
    random, n = np.random.default_rng(4), customers or max(rows // 12, 1)
    names = pa.array([f"c{number:08}" for number in range(n)])
    fields = [("customer_id", pa.string()), ("date", pa.timestamp("us")), ("amount", pa.float64())]
    with pq.ParquetWriter(path, schema := pa.schema(fields)) as writer:
        for start in range(0, rows, PIECE):
            k = min(PIECE, rows - start)
            days = np.datetime64("2022-01-01", "us") + random.integers(0, 730, k).astype("timedelta64[D]")
            columns = [names.take(pa.array(random.integers(0, n, k))), days, random.gamma(2, 20, k).round(2)]
            writer.write_table(pa.table(list(map(pa.array, columns)), schema=schema))


def duckdb_log(path: Path, limit: str = LIMIT) -> Any:
    import duckdb

    settings = {"threads": 1, "memory_limit": limit, "temp_directory": str(path.parent / "aside")}
    connection = duckdb.connect(config=settings)
    connection.execute(f"create view log as select * from read_parquet('{path}')")
    return connection


def on_duckdb(path: Path, limit: str = LIMIT) -> pd.DataFrame:
    from custseg import customer_table

    return customer_table(duckdb_log(path, limit).table("log"), as_of=AS_OF)


def by_sql(path: Path, steps: str) -> pd.DataFrame:
    sums = BY_CUSTOMER[steps].format(returned=RETURNED, unfit=UNFIT)
    return duckdb_log(path).sql(TABLE.format(sums=sums)).df().set_index("customer_id")


def by_short_sql(path: Path) -> pd.DataFrame:
    return duckdb_log(path).sql(SHORT).df().set_index("customer_id")


def on_polars(path: Path) -> pd.DataFrame:
    import polars as pl

    from custseg import customer_table

    pl.Config.set_engine_affinity("streaming")
    return customer_table(pl.scan_parquet(path), as_of=AS_OF)


def by_polars(path: Path, steps: str) -> pd.DataFrame:
    import polars as pl

    who, amount, day = pl.col("customer_id"), pl.col("amount"), pl.col("date").cast(pl.Date)
    last = date.fromisoformat(AS_OF)
    fit = (who.str.strip_chars() != "") & (day >= date(1678, 1, 1)) & (day <= last) & (amount.abs() <= 1e15)
    rows = pl.scan_parquet(path).select(
        who,
        amount,
        date=day,
        bought=pl.when(amount >= 0).then(day),
        returned=pl.when(amount < 0).then(-amount).otherwise(0.0),
        unfit=pl.when(fit).then(0).otherwise(1),
    )
    bought, sums = pl.col("bought"), pl.col("amount", "returned", "unfit").sum()
    times = bought.drop_nulls().n_unique()
    if steps == "two steps":
        rows = rows.group_by("customer_id", "date").agg(sums, bought=bought.max())
        times = bought.count()
    table = rows.group_by("customer_id").agg(
        sums, first_purchase=bought.min(), last_purchase=bought.max(), frequency=times
    )
    table = table.with_columns(
        recency=(last - pl.col("last_purchase")).dt.total_days(),
        tenure=(last - pl.col("first_purchase")).dt.total_days(),
        mean_amount=amount / pl.col("frequency"),
    )
    return table.sort("customer_id").collect(engine="streaming").to_pandas().set_index("customer_id")


WAYS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "DuckDB, 500 MB: custseg": on_duckdb,
    "DuckDB, 500 MB: two steps by hand": lambda path: by_sql(path, "two steps"),
    "DuckDB, 500 MB: one step by hand": lambda path: by_sql(path, "one step"),
    "DuckDB, 500 MB: two steps by hand, four columns of eight, no checks": by_short_sql,
    "polars, streamed: custseg": on_polars,
    "polars, streamed: two steps by hand": lambda path: by_polars(path, "two steps"),
    "polars, streamed: one step by hand": lambda path: by_polars(path, "one step"),
}
TIGHT = "DuckDB, 200 MB: custseg"  # is asked of smaller logs


def go(way: str, path: Path) -> None:
    """Go one way in this process, and print what it gave and took."""
    import time

    for library in ("custseg", "duckdb", "polars"):  # before the clock starts
        import_module(library)
    start = time.process_time()
    table = on_duckdb(path, "200MB") if way == TIGHT else WAYS[way](path)
    used = {"CPU s": time.process_time() - start, "MB": largest_memory()}
    sums = table[["frequency", "amount"]].sum()
    found = {"customers": len(table), "occasions": int(sums["frequency"]), "amount": float(sums["amount"])}
    print(json.dumps({**used, **found}))


def largest_memory() -> float:
    """Give the largest resident memory of this process in MB; what `getrusage` tells counts who started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def measured(way: str, path: Path) -> dict[str, Any]:
    """Go one way in a process of its own; a way that ends with an error says which."""
    command = [sys.executable, __file__, "--way", way, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines() or [f"with {done.returncode}"]
        said = next((line for line in reversed(last) if "Error" in line or "Exception" in line), last[-1])
        return {"way": way, "ended": said.partition(":")[0].rpartition(".")[2]}
    return {"way": way, "ended": "yes", **json.loads(done.stdout)}


def compared(ways: list[str], rows: int) -> pd.DataFrame:
    """Go each way, and hold the answers against each other."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        write_log(path, rows)
        for way in ways:
            found.append({"rows": rows, **measured(way, path)})
            print(found[-1], flush=True)
    table = pd.DataFrame(found)
    ended = table[table["ended"] == "yes"].round({"amount": -1})
    if len(ended[["customers", "occasions", "amount"]].drop_duplicates()) > 1:
        raise SystemExit("the ways do not agree")
    return table


def grown(sizes: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """Make the table of logs of other sizes."""
    found = []
    for rows, customers in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_log(path := Path(folder) / "log.parquet", rows, customers)
            found.append({"rows": rows, **measured(TIGHT, path)})
            print(found[-1], flush=True)
    return pd.DataFrame(found)[["rows", "customers", "CPU s", "MB"]].round({"CPU s": 1, "MB": 0}).astype({"MB": int})


def main() -> None:
    """Measure all ways and store them, or go one in this process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", default="", help="ways with this word; nothing is stored")
    parser.add_argument("--growth", action="store_true", help="how time and memory grow, alone")
    parser.add_argument("--way", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        go(options.way[0], Path(options.way[1]))
        return
    if options.growth:
        grown(GROWING).to_csv(GROWTH, index=False, lineterminator="\n")
        return
    table = compared([way for way in WAYS if options.only in way], options.rows)
    if options.rows == ROWS and not options.only:
        stored = table[["way", "rows", "ended", "CPU s", "MB"]].round({"CPU s": 1, "MB": 0}).astype({"MB": "Int64"})
        stored.to_csv(RESULT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
