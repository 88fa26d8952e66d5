"""What do checks and messages cost? Reading, checking, summing up and naming, beside plain pandas.

Run ``python benchmarks/foundation.py``; ``--rows`` makes it smaller. Each task runs in this process on one thread; the
best CPU time of three runs counts. The plain way does the least that gives the same numbers: it checks nothing.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from custseg import ValueGrid, customer_table, read_transactions
from custseg.schema import TRANSACTIONS, check_table


def cpu(task: Callable[[], object], repeats: int = 3) -> float:
    times = []
    for _ in range(repeats):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times)


def sales(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(0)
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 730, rows), unit="D")
    ids = pd.Series(random.integers(0, max(rows // 20, 1), rows)).astype(str)
    return pd.DataFrame({"customer_id": ids, "date": dates, "amount": random.gamma(2, 15, rows).round(2)})


def plain_table(log: pd.DataFrame) -> pd.DataFrame:
    grouped = log.groupby("customer_id")
    return pd.DataFrame(
        {"last": grouped["date"].max(), "frequency": grouped["date"].nunique(), "amount": grouped["amount"].sum()}
    )


def plain_names(customers: pd.DataFrame) -> pd.Series:
    columns = ["recency", "frequency", "amount"]
    scores = {name: pd.qcut(customers[name].rank(method="first"), 5, labels=False) for name in columns}
    return scores["recency"] * 25 + scores["frequency"] * 5 + scores["amount"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    log = sales(rows)
    customers = customer_table(log, as_of="2023-12-31")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sales.csv"
        log.to_csv(path, index=False)
        dtype = {"customer_id": str}
        tasks = {
            "read a CSV file": (
                lambda: read_transactions(path, duplicates="keep"),
                lambda: pd.read_csv(path, parse_dates=["date"], dtype=dtype),
            ),
            "check the table": (lambda: check_table(log, TRANSACTIONS), lambda: log.isna().sum()),
            "one row per customer": (lambda: customer_table(log, as_of="2023-12-31"), lambda: plain_table(log)),
            "RFM names": (lambda: ValueGrid("rfm").fit(customers).predict(customers), lambda: plain_names(customers)),
        }
        print(f"{rows:,} rows, {len(customers):,} customers; CPU seconds\n{'':22}custseg  pandas  pandas / custseg")
        for name, (ours, plain) in tasks.items():
            mine, theirs = cpu(ours), cpu(plain)
            print(f"{name:22}{mine:7.3f} {theirs:7.3f} {theirs / mine:10.2f}")


if __name__ == "__main__":
    main()
