"""How fast is the value room on a million customers? Each task beside the same task in plain pandas.

Run ``python benchmarks/value.py``; ``--customers`` and ``--rows`` make it smaller. Every task runs in a process of its
own, on data that is already there: CPU seconds (minimum of the repeats) and the memory that it needs on top of them
(Linux only). Both sides must agree on the answer before their times are printed.
"""

from __future__ import annotations

import argparse
import ctypes
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from custseg.catalogue import load_grid
from custseg.segment import ValueGrid
from custseg.value import (
    ccv,
    clv_formula,
    cohort_table,
    concentration_table,
    gini,
    lorenz_curve,
    revenue_bridge,
    whale_curve,
)

FIRST_DAY, LAST_DAY = pd.Timestamp("2022-01-01"), pd.Timestamp("2023-12-31")
YEARS = {"before": ("2022-01-01", "2022-12-31"), "after": ("2023-01-01", "2023-12-31")}


def make_customers(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    ids = pd.Index("c" + pd.Series(np.arange(n)).astype("str").str.zfill(8), name="customer_id")
    return pd.DataFrame(
        {
            "recency": rng.integers(0, 730, n),
            "frequency": rng.geometric(0.1, n),
            "amount": rng.pareto(1.4, n).round(2) + 1,
            "profit": rng.pareto(1.4, n).round(2) - 1,
            "retention": rng.beta(8, 2, n),
        },
        index=ids,
    )


def make_transactions(rows: int, customers: int) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    names = ("c" + pd.Series(np.arange(customers)).astype("str").str.zfill(8)).array
    return pd.DataFrame(
        {
            "customer_id": names.take(rng.integers(0, customers, rows)),
            "date": FIRST_DAY + pd.to_timedelta(rng.integers(0, 730, rows), "D"),
            "amount": rng.gamma(2, 20, rows).round(2),
        }
    )


def pandas_rfm(table: pd.DataFrame) -> pd.Series:
    ranks = {"recency": -table["recency"], "frequency": table["frequency"], "amount": table["amount"]}
    codes = {
        name: ((column.rank(method="min") - 1) / len(table) * 5 + 1e-12).astype(int) for name, column in ranks.items()
    }
    cells = load_grid("rfm").cells()
    return pd.Series(
        cells.to_numpy()[codes["recency"] * 25 + codes["frequency"] * 5 + codes["amount"]], index=table.index
    )


def pandas_lorenz(table: pd.DataFrame) -> pd.Series:
    return table["amount"].sort_values().cumsum() / table["amount"].sum()


def pandas_whale(table: pd.DataFrame) -> pd.Series:
    return table["profit"].sort_values(ascending=False).cumsum() / table["profit"].sum()


def pandas_gini(table: pd.DataFrame) -> float:
    ranks, amount = table["amount"].rank(), table["amount"]
    return float((2 * ranks - len(table) - 1).mul(amount).sum() / (len(table) * amount.sum()))


def pandas_top_share(amount: pd.Series, seed: int) -> float:
    drawn = amount.sample(frac=1, replace=True, random_state=seed)
    return drawn.nlargest(len(drawn) // 5).sum() / drawn.sum()


def pandas_cohorts(rows: pd.DataFrame) -> pd.DataFrame:
    months = rows["date"].dt.year * 12 + rows["date"].dt.month
    cohort = months.groupby(rows["customer_id"]).transform("min")
    cells = rows.assign(cohort=cohort, age=months - cohort).groupby(["cohort", "age"])
    return pd.DataFrame({"active": cells["customer_id"].nunique(), "amount": cells["amount"].sum()})


def pandas_bridge(rows: pd.DataFrame) -> pd.Series:
    yearly = rows.assign(year=rows["date"].dt.year)
    money = yearly.pivot_table(values="amount", index="customer_id", columns="year", aggfunc="sum")
    change = money[2023].fillna(0) - money[2022].fillna(0)
    kept = money.notna().all(axis=1)
    part = np.select([money[2022].isna(), kept & (change >= 0), kept], ["new", "kept, more", "kept, less"], "lost")
    return change.groupby(part).sum()


def same(ours: object, theirs: object) -> bool:
    return bool(np.allclose(np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float), rtol=1e-6))


def customer_tasks(table: pd.DataFrame) -> dict[str, tuple[Callable, Callable, Callable]]:
    """Return our way, the plain way and the test that they agree, for each task."""
    return {
        "RFM cells, 11 segments": (
            lambda: ValueGrid("rfm").fit(table).predict(table),
            lambda: pandas_rfm(table),
            lambda a, b: (a.astype(str) == b.astype(str)).mean() > 0.9999,
        ),
        "current value (CCV)": (
            lambda: ccv(table["profit"], 5, 0.1),
            lambda: table["profit"] * (1 - 1.1**-5) / 0.1,
            same,
        ),
        "lifetime value (CLV)": (
            lambda: clv_formula(table["profit"], table["retention"], 0.1, acquisition_cost=5),
            lambda: table["profit"] * table["retention"] / (1.1 - table["retention"]) - 5,
            same,
        ),
        "Lorenz curve": (
            lambda: lorenz_curve(table["amount"]),
            lambda: pandas_lorenz(table),
            lambda a, b: same(a["share_of_amount"].iloc[1:], b),
        ),
        "Gini": (lambda: gini(table["amount"]), lambda: pandas_gini(table), same),
        "whale curve": (
            lambda: whale_curve(table["profit"]),
            lambda: pandas_whale(table),
            lambda a, b: same(a["share_of_profit"].iloc[1:], b),
        ),
        "top fifth: interval, 20 draws": (
            lambda: concentration_table(table["amount"], (0.2,)),
            lambda: [pandas_top_share(table["amount"], seed) for seed in range(20)],
            lambda a, b: abs(a.loc[0, "share_of_amount"] - np.mean(b)) < 0.05,
        ),
    }


def log_tasks(rows: pd.DataFrame) -> dict[str, tuple[Callable, Callable, Callable]]:
    return {
        "monthly cohorts": (
            lambda: cohort_table(rows, observed_until=LAST_DAY),
            lambda: pandas_cohorts(rows),
            lambda a, b: same(a[["active", "amount"]][a["active"] > 0], b),
        ),
        "revenue bridge": (
            lambda: revenue_bridge(rows, **YEARS),
            lambda: pandas_bridge(rows),
            lambda a, b: same(a["change"].reindex(b.index), b),
        ),
    }


def measure(work: Callable, repeats: int) -> tuple[float, float, object]:
    """Run a task in a copy of this process; return CPU seconds, megabytes on top and the answer."""
    parent, child = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=_run, args=(work, repeats, child))
    process.start()
    answer = parent.recv()
    process.join()
    return answer


def _run(work: Callable, repeats: int, pipe) -> None:
    _memory("VmRSS", reset=True)
    before, seconds, result = _memory("VmRSS"), [], None
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    pipe.send((min(seconds), _memory("VmHWM") - before, result))


def _memory(field: str, *, reset: bool = False) -> float:
    """Read this process's memory in megabytes; NaN where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    if reset:
        ctypes.CDLL(None).malloc_trim(0)  # give back what making the data left over, or it would hide what a task needs
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    line = next(line for line in status.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def compare(tasks: dict[str, tuple[Callable, Callable, Callable]], repeats: int) -> None:
    print(f"{'':26}{'custseg':>18}{'plain pandas':>18}{'pandas / custseg':>22}")
    for name, (ours, theirs, agree) in tasks.items():
        (cpu, peak, found), (other_cpu, other_peak, expected) = measure(ours, repeats), measure(theirs, repeats)
        if not agree(found, expected):
            raise SystemExit(f"{name}: custseg and plain pandas disagree.")
        print(
            f"{name:26}{cpu:8.2f} s {peak:5.0f} MB{other_cpu:8.2f} s {other_peak:5.0f} MB"
            f"{other_cpu / cpu:10.1f} x CPU {other_peak / peak:4.1f} x memory"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="customers in the customer tasks")
    parser.add_argument(
        "--rows", type=int, default=10_000_000, help="rows in the log tasks, of a tenth as many customers"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs of each task; the fastest counts")
    options = parser.parse_args()
    print(f"{options.customers:,} customers")
    compare(customer_tasks(make_customers(options.customers)), options.repeats)
    print(f"\n{options.rows:,} rows, {options.rows // 10:,} customers")
    compare(log_tasks(make_transactions(options.rows, max(options.rows // 10, 1))), options.repeats)


if __name__ == "__main__":
    main()
