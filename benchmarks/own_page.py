"""How long does ``custseg report`` take for a large file, where does the time go, and how much memory does it hold?

Run ``python benchmarks/own_page.py``; ``--customers 261000`` says how large the shop is: three years, a million rows,
ids of text, two columns more. ``--customers 2610000 --parquet`` are ten million in a Parquet file. The whole command
runs once, as a reader would start it; then the parts of its notebook are called one after the other. Memory is the most
that any single process held (Linux only): the command has a kernel as its child, and that one a second process for the
forecasts, which holds less and whose seconds of CPU are not among those of the parts.

Seconds of CPU tell more than those of the clock where the machine has other work. The aim is 60 s and 2 GB for a
million rows on two cores, and three minutes for ten million in Parquet.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

DAYS = 1096


def write_orders(path: Path, customers: int, often: float = 1.0) -> int:
    """Write a shop whose customers differ in how often they buy and how long they stay; give the number of rows.

    ``often`` says how many times as often as usual they come again.
    """
    rng = np.random.default_rng(1)
    first = rng.integers(0, DAYS, customers)
    stays = np.minimum(rng.exponential(500.0, customers), DAYS - 1 - first)
    times = 1 + rng.poisson(often * rng.gamma(0.6, 5.6, customers) * stays / 365)
    who = np.repeat(np.arange(customers), times)
    later = rng.uniform(0, 1, len(who)) * stays[who]
    later[np.r_[0, np.cumsum(times)[:-1]]] = 0.0
    orders = pd.DataFrame(
        {
            "order_id": np.arange(1, len(who) + 1),
            "customer_id": pd.Series(who).map("C{:07d}".format),
            "date": pd.Timestamp("2021-01-01") + pd.to_timedelta(first[who] + later.astype(int), "D"),
            "amount": rng.gamma(2.0, 25.0, len(who)).round(2),
            "channel": np.array(["web", "shop"])[rng.integers(0, 2, len(who))],
        }
    )
    back = orders.sample(frac=0.03, random_state=1)
    back = back.assign(date=back["date"] + pd.Timedelta(days=9), amount=-back["amount"])
    table = pd.concat([orders, back[back["date"] < "2024-01-01"]]).sort_values("date", kind="stable")
    if path.suffix == ".parquet":
        table.astype({"order_id": "str"}).to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False)
    return len(table)


def whole(orders: Path, folder: Path) -> None:
    """Run the command once, and show what it says with the seconds since its start."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "custseg", "report", str(orders), "--out", str(folder), "--currency", "EUR"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        for line in run.stdout or ():
            print(f"  {time.perf_counter() - start:6.1f} s  {line.rstrip()}", flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked, most = used.ru_utime + used.ru_stime, used.ru_maxrss / 2**10
    print(f"whole command: {time.perf_counter() - start:.1f} s, {worked:.1f} s CPU, {most:,.0f} MB in one process")


def parts(orders: Path, folder: Path) -> None:
    """Call what the notebook calls, in its order, and show the seconds of each."""
    from custseg import brief
    from custseg.report.own.outline import SECTIONS
    from custseg.report.own.written import write_lists

    def timed(name: str, call, *given):
        start = time.process_time()
        made = call(*given)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(f"  {name:28} {time.process_time() - start:6.1f} s CPU {most:6,.0f} MB so far", flush=True)
        return made

    book = timed("open_book", lambda: brief.open_book(orders, currency="EUR"))
    timed("opening", brief.opening, book)
    for name in SECTIONS:
        timed(name, getattr(brief, name), book)
    timed("write_lists", write_lists, book, str(folder))


def main() -> None:
    """Make a shop, run the command over it, then its parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=261_000)
    parser.add_argument("--parquet", action="store_true", help="a Parquet file, not a CSV")
    parser.add_argument("--parts", action="store_true", help="only the parts, in this process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        orders = Path(place) / ("orders.parquet" if options.parquet else "orders.csv")
        rows = write_orders(orders, options.customers)
        print(f"{rows:,} rows, {options.customers:,} customers, {orders.stat().st_size / 2**20:.0f} MB")
        if not options.parts:
            whole(orders, Path(place) / "report")
        (Path(place) / "again").mkdir()
        parts(orders, Path(place))


if __name__ == "__main__":
    main()
