"""Where does each table stand? In a file of its own, or in a sheet of the workbook of clients.

`in_sheets`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd


def in_sheets(given: dict[str, Any]) -> dict[str, tuple[Any, str | None]]:
    """Say where each table stands: in its own file, or in a sheet of the workbook of clients.

    Parameters
    ----------
    given : dict of str to path, DataFrame or None
        Table to what the caller passed; ``clients`` among them.

    Returns
    -------
    dict of str to (source, sheet)
        A source of None is no table; a sheet of None, the only one.
    """
    book = given["clients"]
    sheets: list[str] = []
    if not isinstance(book, pd.DataFrame) and Path(book).suffix.lower() in (".xlsx", ".xlsm") and Path(book).is_file():
        sheets = _sheet_names(Path(book))
    if "clients" not in sheets:
        return {name: (source, None) for name, source in given.items()}
    return {
        name: (book, name) if source is book or (source is None and name in sheets) else (source, None)
        for name, source in given.items()
    }


def _sheet_names(path: Path) -> list[str]:
    from openpyxl import load_workbook  # slow to import, needed for Excel only

    try:
        book = load_workbook(path, read_only=True)
    except Exception:
        return []
    names = [sheet.title for sheet in book.worksheets if sheet.max_row is None or sheet.max_row > 1]
    book.close()
    return names
