"""How much memory and CPU time does a file take that is read in parts? The same memory at 1, 4 and 10 million rows.

Run ``python benchmarks/reading_in_parts.py``; ``--rows 1000000`` (several times) picks sizes, ``--memory`` reads each
file with `read_transactions`, too, which holds all of it. Files are written a piece at a time into the folder for
temporary files, one at a time, and taken away again: ten million rows of CSV are about 310 MB, and as much again is
laid aside while it is read. Each reading runs in a process of its own, whose largest resident memory the operating
system tells (Linux only); ``import`` is what a process holds that has read three rows. CPU seconds are of one thread.

Rows: a customer of 20 purchases on average, the day, the amount and the order number, which nobody shares.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

SIZES = (1_000_000, 4_000_000, 10_000_000)
PIECE = 250_000
RUN = """
import resource, sys, time
from custseg.read import convert_transactions, read_transactions
path, into = sys.argv[1:]
convert_transactions(path, into) if into else read_transactions(path)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time())
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


def main(endings: list[str], sizes: tuple[int, ...], in_memory: bool) -> None:
    print(f"{'file':9}{'rows':>12}{'how':>11}{'MB on disk':>12}{'peak MB':>9}{'CPU s':>8}{'s per million':>15}")
    with tempfile.TemporaryDirectory() as folder:
        for ending in endings:
            path, into = Path(folder) / f"log.{ending}", Path(folder) / "read.parquet"
            for rows in (3, *sizes):
                write_log(path, rows)
                for how in ("in parts", "in memory") if in_memory and rows > 3 else ("in parts",):
                    memory, seconds = measured(path, str(into) if how == "in parts" else "")
                    name, disk = (how if rows > 3 else "import"), path.stat().st_size / 1e6
                    print(
                        f"{ending:9}{rows:12,}{name:>11}{disk:12.0f}{memory:9.0f}{seconds:8.1f}"
                        f"{seconds / rows * 1e6 if rows > 3 else 0:15.2f}",
                        flush=True,
                    )
                path.unlink()
                into.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="of a file; several times for several")
    parser.add_argument("--only", choices=("csv", "parquet"), help="files of one kind")
    parser.add_argument("--memory", action="store_true", help="read each file in memory, too")
    asked = parser.parse_args()
    main([asked.only] if asked.only else ["csv", "parquet"], tuple(asked.rows or SIZES), asked.memory)
