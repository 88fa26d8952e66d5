"""How much memory and CPU time does a file take that is read in parts? The same memory at 1, 4 and 10 million rows.

Run ``python benchmarks/reading_in_parts.py``; ``--rows 1000000`` (several times) and ``--only`` pick files, of which
nothing is stored; ``--memory`` reads each of them with `read_transactions`, too, which holds all of it. Files are
written a piece at a time into the folder for temporary files, one at a time, and taken away again: ten million rows of
CSV are about 310 MB, and as much again is laid aside while it is read. Each reading runs in a process of its own, whose
largest resident memory `/proc` tells (Linux only; what `getrusage` tells counts the process that started it, too). CPU
seconds are of one thread.

Both kinds of files in the usual sizes, and CSV in memory up to four million rows, are stored in
``benchmarks/results/reading_in_parts.csv``; the manual shows them in *Beyond one machine*.

Rows: a customer of 20 purchases on average, the day, the amount and the order number, which nobody shares.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

RESULT = Path(__file__).with_name("results") / "reading_in_parts.csv"
SIZES = (1_000_000, 4_000_000, 10_000_000)
HELD = 4_000_000  # rows of the longest CSV that is read in memory, where results are stored
PIECE = 250_000
RUN = """
import sys, time
from custseg.read import convert_transactions, read_transactions
path, into = sys.argv[1:]
convert_transactions(path, into) if into else read_transactions(path)
seconds = time.process_time()
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) / 1024, seconds)
"""


def piece_of_log(start: int, rows: int, customers: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw purchases from an order number on."""
    days = np.datetime64("2022-01-01") + rng.integers(0, 1000, rows)
    return pd.DataFrame(
        {
            "customer_id": [f"c{number:08}" for number in rng.integers(0, customers, rows)],
            "date": np.datetime_as_string(days),
            "amount": (rng.gamma(2, 20, rows) + 0.5).round(2),
            "order_id": np.arange(start, start + rows) + 10_000_000,
        }
    )


def write_log(path: Path, rows: int) -> None:
    """Write a file a piece at a time: CSV, or Parquet with days as such."""
    rng, writer = np.random.default_rng(0), None
    for start in range(0, rows, PIECE):
        piece = piece_of_log(start, min(PIECE, rows - start), max(rows // 20, 10), rng)
        if path.suffix == ".csv":
            piece.to_csv(path, mode="a", header=not start, index=False)
            continue
        table = pa.Table.from_pandas(piece.assign(date=pd.to_datetime(piece["date"])), preserve_index=False)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def measured(path: Path, into: str) -> tuple[float, float]:
    """Read a file in a process of its own: largest memory in MB, CPU seconds; in memory if there is no target."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), into],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **threads},
    )
    memory, seconds = map(float, done.stdout.split())
    return memory, seconds


def measured_log(path: Path, rows: int, how: str) -> dict[str, object]:
    """Measure one way to read a file that was written, and print it."""
    memory, seconds = measured(path, str(path.with_name("read.parquet")) if how != "in memory" else "")
    row = {"file": path.suffix[1:], "rows": rows, "how": how, "MB on disk": round(path.stat().st_size / 1e6)}
    row |= {"MB": round(memory), "CPU s": round(seconds, 1), "CPU s a million rows": round(seconds / rows * 1e6, 1)}
    print(row, flush=True)
    return row


def results(endings: Sequence[str], sizes: Sequence[int], held: Mapping[str, int]) -> list[dict[str, object]]:
    """Write and read each file; in memory, too, up to a number of rows of its kind."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for ending in endings:
            for rows in sizes:
                write_log(path := Path(folder) / f"log.{ending}", rows)
                ways = ["in parts", "in memory"] if rows <= held.get(ending, 0) else ["in parts"]
                found += [measured_log(path, rows, how) for how in ways]
                path.unlink()
    return found


def main() -> None:
    """Measure what is asked for; store it where that is everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="of a file; several times for several")
    parser.add_argument("--only", choices=("csv", "parquet"), help="files of one kind")
    parser.add_argument("--memory", action="store_true", help="read each file in memory, too")
    asked = parser.parse_args()
    everything = not (asked.rows or asked.only or asked.memory)
    held = {"csv": HELD} if everything else dict.fromkeys(("csv", "parquet"), 10**12 if asked.memory else 0)
    with tempfile.TemporaryDirectory() as folder:
        write_log(path := Path(folder) / "log.csv", 3)
        bare = measured_log(path, 3, "three rows: the package itself")
    found = results([asked.only] if asked.only else ["csv", "parquet"], asked.rows or SIZES, held)
    if everything:
        table = pd.DataFrame([bare | {"CPU s a million rows": None}, *found])
        table.to_csv(RESULT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
