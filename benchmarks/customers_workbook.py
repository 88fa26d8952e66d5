"""How long does a workbook with one row per customer take, and how much memory? Several writers side by side.

Run ``python benchmarks/customers_workbook.py``; ``--customers 10000 200000`` says how many. Each writer works in a
process of its own: seconds (the least of the repeats), memory on top of the table (Linux only), size of the file.
Writers that are not installed are left out: ``pip install pyexcelerate rustpy-xlsxwriter``.

Chosen is XlsxWriter in constant memory: alive since 2013, BSD-2, no dependencies, half the time of openpyxl, the
same memory for any number of rows, and the same bytes each time. openpyxl and rustpy-xlsxwriter write the clock into
the file; the latter, five times as fast, is young, and takes the whole table as a list of dictionaries.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd


def make_customers(n: int) -> pd.DataFrame:
    """Give fifteen columns as a page about one's own customers lists them."""
    rng = np.random.default_rng(1)
    expected = rng.gamma(0.5, 80.0, n).round(2)
    words = np.array(["bought on 3 days or more, silent over twice the usual gap", "among the ten largest", ""])
    return pd.DataFrame(
        {
            "customer_id": "0" + pd.Series(np.arange(n)).astype("str").str.zfill(8),
            "first_purchase": pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 700, n), "D"),
            "last_purchase": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, n), "D"),
            "recency": rng.integers(0, 400, n),
            "frequency": rng.geometric(0.3, n),
            "amount": rng.gamma(0.8, 120.0, n).round(2),
            "mean_amount": rng.gamma(2.0, 20.0, n).round(2),
            "group": np.array(["champions", "loyal", "about to sleep", "lost"])[rng.integers(0, 4, n)],
            "rule": words[rng.integers(0, 3, n)],
            "expected_purchases": rng.gamma(0.5, 2.0, n).round(2),
            "expected_amount": expected,
            "low": (expected * 0.6).round(2),
            "high": (expected * 1.7).round(2),
            "came_back_of_100": rng.integers(0, 100, n),
            "list": np.array(["late", "look after", ""])[rng.integers(0, 3, n)],
        }
    )


def rows_of(table: pd.DataFrame) -> Iterator[tuple]:
    columns = [
        column.dt.to_pydatetime() if column.dtype.kind == "M" else column.tolist() for _, column in table.items()
    ]
    return zip(*columns, strict=True)


def with_openpyxl(table: pd.DataFrame, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("customers")
    sheet.append(list(table.columns))
    for row in rows_of(table):
        sheet.append(row)
    book.save(path)


def with_xlsxwriter(table: pd.DataFrame, path: Path, **options: object) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, **options})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("customers")
    sheet.write_row(0, 0, table.columns)
    writers = {"M": lambda *cell: sheet.write_datetime(*cell, day), "O": sheet.write_string, "U": sheet.write_string}
    kinds = [writers.get(column.dtype.kind, sheet.write_number) for _, column in table.items()]
    for number, row in enumerate(rows_of(table), start=1):
        for place, (write, value) in enumerate(zip(kinds, row, strict=True)):
            write(number, place, value)
    book.close()


def with_xlsxwriter_streaming(table: pd.DataFrame, path: Path) -> None:
    with_xlsxwriter(table, path, constant_memory=True)


def with_pyexcelerate(table: pd.DataFrame, path: Path) -> None:
    from pyexcelerate import Workbook

    book = Workbook()
    book.new_sheet("customers", data=[list(table.columns), *map(list, rows_of(table))])
    book.save(str(path))


def with_rustpy(table: pd.DataFrame, path: Path) -> None:
    import rustpy_xlsxwriter

    names = list(table.columns)
    rustpy_xlsxwriter.write_worksheet([dict(zip(names, row, strict=True)) for row in rows_of(table)], str(path))


def with_custseg(table: pd.DataFrame, path: Path) -> None:
    from custseg.report import write_customers_workbook

    write_customers_workbook(path, {"customers": table.set_index("customer_id")})


def with_pandas_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False)


WRITERS: dict[str, tuple[str, Callable[[pd.DataFrame, Path], None]]] = {
    "openpyxl, write only": ("openpyxl", with_openpyxl),
    "XlsxWriter": ("xlsxwriter", with_xlsxwriter),
    "XlsxWriter, constant memory": ("xlsxwriter", with_xlsxwriter_streaming),
    "pyexcelerate": ("pyexcelerate", with_pyexcelerate),
    "rustpy-xlsxwriter": ("rustpy_xlsxwriter", with_rustpy),
    "write_customers_workbook": ("custseg", with_custseg),
    "pandas, CSV": ("pandas", with_pandas_csv),
}


def peak_mb() -> float:
    """Give the largest memory that this process ever held; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


def measure(name: str, customers: int, repeats: int, answers: multiprocessing.Queue) -> None:
    table = make_customers(customers)
    before, seconds = peak_mb(), []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.xlsx"
        for _ in range(repeats):
            start = time.process_time()
            WRITERS[name][1](table, path)
            seconds.append(time.process_time() - start)
        size = path.stat().st_size / 2**20
    answers.put((min(seconds), peak_mb() - before, size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--repeats", type=int, default=2)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    for customers in options.customers:
        print(f"{customers:,} customers, 15 columns")
        for name, (module, _) in WRITERS.items():
            if importlib.util.find_spec(module) is None:
                print(f"  {name:30} not installed")
                continue
            answers = context.Queue()
            process = context.Process(target=measure, args=(name, customers, options.repeats, answers))
            process.start()
            seconds, memory, size = answers.get()
            process.join()
            print(f"  {name:30} {seconds:6.2f} s CPU  {memory:6.0f} MB more  {size:5.1f} MB file")


if __name__ == "__main__":
    main()
