"""Is anything that one would pick instead faster? Each piece of work beside pandas, polars, DuckDB or scikit-learn.

Run ``python benchmarks/any_size.py``: CPU seconds on one thread, ours and the others in turn in one process, the least
of the repeats. An answer that differs from ours stops the run before anything is timed. Each piece of work is done at
n, and then at a quarter and at half of it: the power of n with which the seconds grow stands beside them. ``--rows``
(of the logs) and ``--customers`` make all of it smaller, ``--only`` picks pieces by a word, ``--no-growth`` leaves the
smaller sizes out. Ids are text, because that is what `read_transactions` gives, unless a row says otherwise.

Two aims: *seconds* are those of the stated size, on one core of a machine that does nothing else; *times the best* is
the ratio to the fastest of the others, which a loaded machine tells as well.

Rows are written to ``benchmarks/results/any_size.csv`` where the size is the usual one, or to ``--out``, after each
piece: a run that was stopped goes on where it stopped, and ``--again`` measures what is stored once more. The manual
shows them in *Beyond one machine*. What is measured stands in ``benchmarks/beside_others``.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["POLARS_MAX_THREADS"] = "1"

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from beside_others.clusters import clusters
from beside_others.columns import exact_shares, intervals, names
from beside_others.customers import customer_tables, other_ids
from beside_others.log_tables import log_tables
from beside_others.measuring import measured
from beside_others.models import answers, models
from beside_others.reading import reading
from beside_others.sales_tables import sales_tables, short_answers
from beside_others.stored import load, stored_rows, with_growth, with_row, write_rows
from beside_others.work import Part

ROWS, CUSTOMERS = 4_000_000, 1_000_000
RESULT = Path(__file__).with_name("results") / "any_size.csv"
ALL = (
    customer_tables,
    other_ids,
    log_tables,
    sales_tables,
    short_answers,
    reading,
    names,
    exact_shares,
    intervals,
    models,
    answers,
    clusters,
)
HEAD = f"{'CPU seconds, one thread':62}{'n':>10}{'ours':>8} {'best':>8} {'ratio':>6}  {'of':24}{'aim':>7}"


def line(row: dict[str, Any]) -> str:
    """Write a row for the reader who waits."""
    other = "" if pd.isna(row["ratio"]) else f"{row['best']:8.3f} {row['ratio']:6.2f}  {row['peer']}"
    missed = "" if row["reached"] else "  MISSED"
    return f"{row['work']:62}{row['n']:>10,}{row['ours']:8.3f} {other:41}{row['aim']:>7}{missed}"


def run(rows: int, customers: int, options: argparse.Namespace, out: Path | None) -> pd.DataFrame:
    """Measure what is not stored yet at one size, and store each row as soon as it is there."""
    found = stored_rows(out)
    done = set() if options.again else set(found.loc[found["rows"] == rows, "work"])
    for part in ALL:
        wanted = [name for name in part.works if options.only.lower() in f"{part.name} {name}".lower()]
        for row in measured_of(part, [name for name in wanted if name not in done], rows, customers, options.repeats):
            print(line(row), flush=True)
            found = with_row(found, {**row, "rows": rows, "load": load()})
            if out is not None:
                write_rows(found, out)
    return found


def measured_of(part: Part, wanted: list[str], rows: int, customers: int, repeats: int) -> Iterator[dict[str, Any]]:
    """Draw the data of a part if any of its work is wanted, and measure that."""
    works = part.make(rows, customers) if wanted else iter(())
    while wanted:
        work = next(works)
        if work.name in wanted:
            wanted.remove(work.name)
            yield measured(work, repeats)


def settings() -> argparse.Namespace:
    """Read what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the logs")
    parser.add_argument("--customers", type=int, default=0, help="customers of the other work; a quarter of the rows")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="a word in the name of the work, or of what makes it")
    parser.add_argument("--growth", action=argparse.BooleanOptionalAction, default=True, help="smaller sizes too")
    parser.add_argument("--again", action="store_true", help="measure again what is stored")
    parser.add_argument("--out", type=Path, help="a CSV file")
    return parser.parse_args()


def main() -> None:
    """Measure at n, a quarter and a half of it, and print the growth."""
    options = settings()
    customers = options.customers or options.rows * CUSTOMERS // ROWS
    usual = (options.rows, customers) == (ROWS, CUSTOMERS)
    if not usual:
        print(f"aims in seconds are for {ROWS:,} rows and {CUSTOMERS:,} customers, and say nothing of this size")
    print(HEAD)
    out = options.out or (RESULT if usual else None)
    tables = [
        run(options.rows // part, customers // part, options, out) for part in ((1, 4, 2) if options.growth else (1,))
    ]
    rows = with_growth(tables[-1] if out else pd.concat(tables, ignore_index=True))
    if options.growth and len(rows):
        largest = rows.loc[rows.groupby("work", sort=False)["n"].idxmax()]
        print(largest[["work", "n", "growth of ours", "growth of best"]].round(2).to_string(index=False))


if __name__ == "__main__":
    main()
