"""Which files besides the page? The workbook, everybody as CSV, the rows set aside, and what was decided.

`write_lists`, the last cell of the notebook; `decided`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ...brief import Book, customer_rows
from ...exhibit import Sentence, count, sentence
from ...exhibit._heads import label
from ...schema import typed
from .._atomic_write import write_whole
from ..customer_csv import write_customers_csv
from ..customer_sheets import write_customers_workbook
from .reporting import WORKBOOK

MOST_IN_SHEET = 500_000  # cells: some seconds to write, and as long to open; nobody reads more of them by hand
AGAIN = "again"
EVERYBODY = "customers"  # a CSV, however many they are


@typed
def write_lists(book: Book, out: str | os.PathLike[str] | None) -> Sentence:
    """Write what belongs to a page about one's own customers: the workbook, and what it takes to make it again.

    Parameters
    ----------
    book : Book
        The file.
    out : path or None
        The folder of the report; None writes nothing. ``customers.xlsx`` has a sheet for each list and one row per
        customer; in ``again/`` lie ``customers.csv`` (everybody, with the heads of the workbook but for
        ``customer_id``), ``set-aside.csv`` and ``settings.json``. A sheet of more than half a million cells is a CSV
        in ``again/`` and not in the workbook. Each file appears whole or not at all.

    Returns
    -------
    Sentence
        How many rows were written where.

    Raises
    ------
    OSError
        If the folder cannot be written.

    See Also
    --------
    custseg.brief.customer_rows : The sheets.
    write_customers_workbook : Writes them.

    Examples
    --------
    >>> from custseg.brief import open_book
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.report import write_lists
    >>> write_lists(open_book(load_cdnow()), None)
    'No list is written here: the setting out names no folder.'
    """
    if out is None:
        return sentence("No list is written here: the setting out names no folder.")
    folder = Path(out)
    sheets = customer_rows(book)
    everybody = next(iter(sheets))
    again = folder / AGAIN
    write_customers_csv(again / "set-aside.csv", book.set_aside)
    heads = sheets[everybody].attrs["heads"]
    small = write_sheets(folder / WORKBOOK, sheets, heads)
    if sheets[everybody].size <= MOST_IN_SHEET or file_name(everybody) != EVERYBODY:
        write_customers_csv(again / f"{EVERYBODY}.csv", sheets[everybody].rename(columns=lambda one: label(one, heads)))
    write_whole(again / "settings.json", json.dumps(decided(book), ensure_ascii=False, indent=1) + "\n")
    return sentence(
        "customers.xlsx has {sheets} sheets; again/customers.csv has {n} customers.",
        sheets=small,
        n=count(len(sheets[everybody])),
    )


def write_sheets(
    path: Path, sheets: Mapping[str, pd.DataFrame], heads: Mapping[str, str] | None = None, *, most: int | None = None
) -> int:
    """Write a workbook; a sheet with too many cells becomes a CSV in ``again/``, and a sheet says so.

    Parameters
    ----------
    path : Path
        The workbook, in the folder of the report.
    sheets : mapping of str to DataFrame
        Name and table.
    heads : mapping of str to str, optional
        Heads of columns that go before those of the dictionary.
    most : int, optional
        Cells in a sheet; half a million by default.

    Returns
    -------
    int
        How many sheets the workbook has.
    """
    own, most = dict(heads or {}), MOST_IN_SHEET if most is None else most
    large = {name: table for name, table in sheets.items() if table.size > most}
    for name, table in large.items():
        headed = table.rename(columns=lambda column: label(column, own))
        write_customers_csv(path.parent / AGAIN / f"{file_name(name)}.csv", headed)
    small = {name: table for name, table in sheets.items() if name not in large}
    small |= {"not in this workbook": _pointer(large)} if large else {}
    names = {name for table in small.values() for name in [*table.columns, *table.index.names]}
    write_customers_workbook(path, small, labels={str(name): str(label(name, own)) for name in names})
    return len(small)


def decided(book: Book) -> dict[str, Any]:
    """Give everything that was decided about a file, for the next file of the same shape.

    Parameters
    ----------
    book : Book
        The file.

    Returns
    -------
    dict
        For JSON. The day of the answers is not among them: next month's file has its own.
    """
    source = book.log.attrs.get("source", {})
    code = book.facts.currency_code
    return {
        "name": None if book.name == source.get("name") else book.name,
        "currency": None if code in (source.get("currency"), source.get("currency_code")) else code or None,
        "margin": book.margin,
        "by": book.by,
        "days_ahead": book.days_ahead,
        "seed": book.seed,
        **book.who_counts,
        "english_only": book.english_only,
        "reading": source.get("decided", {}),
    }


def _pointer(large: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.DataFrame(
        {"list": list(large), "rows": [len(table) for table in large.values()]}
        | {"file": [f"{AGAIN}/{file_name(name)}.csv" for name in large]}
    )


def file_name(sheet: str) -> str:
    """Make a name of a file of the name of a sheet, or of a branch.

    Parameters
    ----------
    sheet : str
        Any text.

    Returns
    -------
    str
        Letters, digits and hyphens, in small letters; "list" if none is left.
    """
    return re.sub(r"[\W_]+", "-", sheet).strip("-").lower() or "list"
