"""How do tables of customers become a workbook that is safe to open, whole, and the same each time?

`write_customers_workbook`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, printable, typed
from ._atomic_write import whole_file
from ._sheet_cells import cell_text, cell_texts, file_path

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 2**20 - 1  # below the header
MOST_COLUMNS = 2**14
LONGEST_NAME = 31  # characters in the name of a sheet
EXACT = 10**15  # a cell holds no larger whole number exactly
FORBIDDEN = frozenset("[]:*?/\\")
WRITTEN_ON = datetime(2000, 1, 1)  # a workbook says when it was made; a result must not read the clock
FORMATS = {
    "percent": "0%",
    "money": "#,##0.00",
    "count": "#,##0",
    "number": "0.00",
    "day": "yyyy-mm-dd",
}
LOOKED_AT = 500  # rows, for the width of a column
WIDEST = 48.0
AT_ONCE = 5_000  # rows
DAY_ZERO = pd.Timestamp("1899-12-30")  # a cell holds the days since then
FIRST_MOMENT = datetime(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was
WIDE_LETTERS = 0x2E7F  # those after it are Chinese


@typed
def write_customers_workbook(
    path: str | os.PathLike[str],
    sheets: Mapping[str, pd.DataFrame],
    *,
    labels: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> Path:
    """Write tables as the sheets of an Excel workbook: one row per customer, nothing in it that computes or calls out.

    Text stays text: an id of digits keeps its zeros, and a name that begins with an equals sign is no formula, not even
    after it was edited. The same tables make the same bytes; the file appears whole or not at all, and a file that was
    there stays until then. Rows are written one after another, so that a large table takes no more memory than a small
    one.

    Parameters
    ----------
    path : path
        The file to write, ending in ``.xlsx``. Missing folders are made.
    sheets : mapping of str to DataFrame
        Name of each sheet, up to 31 characters, and its table. A named index comes first and is text (or dates); an
        index without a name is left out.
    labels : mapping of str to str, optional
        What to write above a column or an index level, by its name.
    formats : mapping of str to str, optional
        How to show a column of numbers, by its name: ``"percent"``, ``"money"``, ``"count"``, ``"number"``. Without it
        whole numbers are counts and other numbers have two digits.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    SchemaError
        Listing every name of a sheet that Excel refuses, every table that is too large, and columns that are there
        twice.
    ValueError
        If the path does not end in ``.xlsx``, there is no sheet, or a format is unknown.
    OSError
        If the folder cannot be written; nothing is left.

    See Also
    --------
    write_customers_csv : For more rows than a sheet is good for.
    custseg.judgement.write_judgement_template : A workbook to be filled in by experts.

    Notes
    -----
    What is missing is an empty cell; infinite numbers are written as ∞; whole numbers of more than 15 digits, which a
    cell cannot hold exactly, as text. Text longer than a cell is cut and ends in an ellipsis; control characters are
    replaced. Which writer is fastest, and what it costs in memory: ``benchmarks/customers_workbook.py``.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd
    >>> from custseg.report import write_customers_workbook
    >>> table = pd.DataFrame({"amount": [12.5]}, index=pd.Index(["00012"], name="customer_id"))
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> path = write_customers_workbook(folder / "customers.xlsx", {"customers": table})
    >>> pd.read_excel(path, dtype={"customer_id": "str"}).to_dict("records")
    [{'customer_id': '00012', 'amount': 12.5}]
    """
    path, labels, formats = file_path(path, ".xlsx"), labels or {}, formats or {}
    _check(sheets, formats)
    import xlsxwriter  # needed for this alone

    with TemporaryDirectory() as scratch, whole_file(path) as unfinished:
        book = xlsxwriter.Workbook(unfinished, {"constant_memory": True, "tmpdir": scratch})
        with _closed(book):
            book.set_properties({"created": WRITTEN_ON})
            styles = _styles(book)
            for name, table in sheets.items():
                _fill(book.add_worksheet(name), _columns(table, labels, formats, styles), len(table), styles["head"])
    return path


@dataclass(frozen=True)
class _Column:
    """One column of a sheet: what stands above it, its cells, and the method of a sheet that writes one of them."""

    head: str
    cells: pd.Series
    method: str
    form: Format
    width: float


def _check(sheets: Mapping[str, pd.DataFrame], formats: Mapping[str, str]) -> None:
    if not sheets:
        raise ValueError("sheets is empty: pass at least one table.")
    if unknown := [form for form in formats.values() if form not in FORMATS]:
        raise ValueError(f"formats must be of {listed(FORMATS)}; found {listed(unknown)}.")
    problems, seen = [], set()
    for name, table in sheets.items():
        if (
            not 0 < len(name) <= LONGEST_NAME
            or FORBIDDEN & set(name)
            or name.strip("'") != name
            or printable(name) != name
        ):
            expected = f"1 to {LONGEST_NAME} characters without []:*?/\\, control characters and quotes around it"
            problems.append(f"sheet name {printable(repr(name))}: expected {expected}.")
        if name.casefold() in seen or name.casefold() == "history":
            problems.append(f"sheet name {name!r} is taken: Excel does not tell capitals apart.")
        seen.add(name.casefold())
        if len(table) > MOST_ROWS or len(table.columns) + table.index.nlevels > MOST_COLUMNS:
            size = f"{len(table):,} rows and {len(table.columns):,} columns"
            problems.append(f"sheet {name!r} has {size}: it holds {MOST_ROWS:,} and {MOST_COLUMNS:,}. Write a CSV.")
        names = [str(column) for column in table.columns]
        if len(set(names)) < len(names):
            problems.append(f"sheet {name!r} has columns that are called the same: {listed(names)}.")
    if problems:
        raise SchemaError(*problems)


def _styles(book: Workbook) -> dict[str, Format]:
    """Give the formats of the book; text is marked so that editing does not turn it into a formula."""
    styles = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}
    styles["text"] = book.add_format({"num_format": "@", "quote_prefix": True})
    styles["head"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "quote_prefix": True})
    return styles


def _columns(
    table: pd.DataFrame, labels: Mapping[str, str], formats: Mapping[str, str], styles: Mapping[str, Format]
) -> list[_Column]:
    """Give what a table shows, a named index first."""
    index = table.index.to_frame(index=False) if any(name is not None for name in table.index.names) else None
    parts = [] if index is None else [(name, index[name], True) for name in index.columns]
    parts += [(name, table[name], False) for name in table.columns]
    return [_column(str(name), values, is_index, labels, formats, styles) for name, values, is_index in parts]


def _column(
    name: str,
    values: pd.Series,
    is_index: bool,
    labels: Mapping[str, str],
    formats: Mapping[str, str],
    styles: Mapping[str, Format],
) -> _Column:
    head = cell_text(labels.get(name, name))
    kind = getattr(values.dtype, "kind", "O")
    if kind == "M":
        moments = values.dt.tz_localize(None) if getattr(values.dtype, "tz", None) else values
        if not (moments < FIRST_MOMENT).any():
            return _Column(head, (moments - DAY_ZERO) / pd.Timedelta(days=1), "write_number", styles["day"], 11.0)
        values = moments.dt.strftime("%Y-%m-%d")
    elif kind in "iuf" and not is_index:
        form = styles[formats.get(name, "number" if kind == "f" else "count")]
        return _Column(head, *_numbers(values), form, max(10.0, _wide([head]) / 2))
    elif kind == "b" and not is_index:
        return _Column(head, values, "write_boolean", styles["text"], 8.0)
    width = _wide([*cell_texts(values.iloc[:LOOKED_AT]), head[:12]])
    return _Column(head, values, "write_string", styles["text"], width)


def _numbers(values: pd.Series) -> tuple[pd.Series, str]:
    """Give the numbers and the method that writes them; those that a cell cannot hold become text."""
    whole = values.dtype.kind != "f"
    unfit = (values.abs() >= EXACT).fillna(False) if whole else values.isin([np.inf, -np.inf])
    if not unfit.any():
        return values, "write_number"
    return values.astype("object").where(~unfit, values.astype("str").str.replace("inf", "∞")), "write"


def _plain(column: _Column, start: int, end: int) -> list[Any]:
    """Give plain Python values of some rows, None for what is missing."""
    cells = column.cells.iloc[start:end]
    if column.method == "write_string":
        return cell_texts(cells)
    found: list[Any] = cells.astype("object").where(cells.notna(), None).tolist()
    return found


def _wide(texts: Sequence[str | None]) -> float:
    """Give the width of a column; Chinese letters are twice as wide."""
    lengths = [sum(1 + (ord(letter) > WIDE_LETTERS) for letter in text) for text in texts if text]
    return float(min(max(max(lengths, default=0) + 2, 8), WIDEST))


def _fill(sheet: Worksheet, columns: list[_Column], rows: int, head: Format) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.head, head)
    for start in range(0, rows, AT_ONCE):
        _write_rows(sheet, columns, start, min(start + AT_ONCE, rows))
    if columns:
        from xlsxwriter.utility import xl_range

        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
        # ids of digits are meant to be text: no green corner in each of them
        sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, max(rows, 1), len(columns) - 1)})


def _write_rows(sheet: Worksheet, columns: list[_Column], start: int, end: int) -> None:
    """Write some rows; only they are plain Python values at one time."""
    lists = [_plain(column, start, end) for column in columns]
    writers = [(place, getattr(sheet, column.method), column.form) for place, column in enumerate(columns)]
    for row, cells in enumerate(zip(*lists, strict=True), start=start + 1):
        for (place, write, form), cell in zip(writers, cells, strict=True):
            if cell is not None:
                write(row, place, cell, form)


@contextmanager
def _closed(book: Workbook) -> Iterator[None]:
    """Finish the file, and say as an OSError what hindered it; after a failure close it all the same."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except BaseException:
        with suppress(Exception):
            book.close()
        raise
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error
