"""Which cells does an Excel workbook have? One sheet of them, with the row numbers that Excel shows."""

from __future__ import annotations

import difflib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed
from .header_line import header_place
from .rows import Rows, as_rows

if TYPE_CHECKING:
    from openpyxl import Workbook

Cells = list[tuple[int, tuple[object, ...]]]  # row number, cells; rows without content are left out


def read_workbook(path: Path, sheet: str | int | None = None) -> Rows:
    """Read one sheet of an Excel workbook.

    Parameters
    ----------
    path : Path
        A ``.xlsx`` or ``.xlsm`` file. Formulas give the values that Excel stored with them.
    sheet : str or int, optional
        Name or position (the first is 0). Needed only if more than one sheet has content.

    Returns
    -------
    Rows
        Cells as Excel types them: text, numbers, dates.

    Raises
    ------
    SchemaError
        The file is empty or no workbook, has several sheets with content, or no such sheet, or no content.
    """
    workbook = _open(path)
    try:
        title, cells = _sheet(workbook, sheet, path.name)
    finally:
        workbook.close()
    place = header_place([row for _, row in cells])
    (number, header), *body = cells[place:]
    width = max(len(row) for _, row in cells)
    header, table = _padded([header], width)[0], pd.DataFrame(_padded([row for _, row in body], width), dtype=object)
    table = table.reindex(columns=range(width))
    numbers = np.array([number for number, _ in body], dtype=int)
    source = {**({"header_row": number} if place else {}), "kind": "excel", "name": path.name, "sheet": title}
    return as_rows(table, header, numbers, source)


def _open(path: Path) -> Workbook:
    from openpyxl import load_workbook  # slow to import, needed for Excel only

    if path.stat().st_size == 0:
        raise SchemaError(f"{path.name} is empty (0 bytes). Save the workbook again.")
    try:
        return load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        start = path.read_bytes()[:100]
        text = b"\0" not in start and start[:1].isascii()
        advice = (
            "It looks like text: give it the ending .csv." if text else "Open it in Excel and save it again as .xlsx."
        )
        raise SchemaError(f"{path.name} is not an Excel workbook ({error}). {advice}") from error


def _sheet(workbook: Workbook, sheet: str | int | None, name: str) -> tuple[str, Cells]:
    titles = [worksheet.title for worksheet in workbook.worksheets]
    if sheet is not None:
        title = _chosen(titles, sheet, name)
        filled = {title: _cells(workbook, title)}
    else:
        filled = {title: _cells(workbook, title) for title in titles}
    filled = {title: cells for title, cells in filled.items() if cells}
    if not filled:
        raise SchemaError(f"{name} has no content in {listed(titles if sheet is None else [title])}.")
    if len(filled) > 1:
        raise SchemaError(
            f"{name} has {len(filled)} sheets with content: {listed(filled)}. "
            f"Say which one holds the transactions: sheet={next(iter(filled))!r}.{_all_of(filled)}"
        )
    return next(iter(filled.items()))


def _all_of(filled: dict[str, Cells]) -> str:
    headers = {cells[header_place([row for _, row in cells])][1] for cells in filled.values()}
    return f" They have the same headers: sheet={list(filled)} reads them all." if len(headers) == 1 else ""


def _chosen(titles: list[str], sheet: str | int, name: str) -> str:
    if isinstance(sheet, int) and 0 <= sheet < len(titles):
        return titles[sheet]
    if sheet in titles:
        return str(sheet)
    near = difflib.get_close_matches(str(sheet), titles, n=1)
    advice = f" Did you mean sheet={near[0]!r}?" if near else ""
    raise SchemaError(f"{name} has no sheet {sheet!r} (found: {listed(titles)}).{advice}")


def _cells(workbook: Workbook, title: str) -> Cells:
    worksheet = workbook[title]
    worksheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
    rows: Iterable[tuple[object, ...]] = worksheet.iter_rows(values_only=True)
    return [(number, row) for number, row in enumerate(rows, start=1) if any(_has_content(cell) for cell in row)]


def _has_content(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _padded(rows: list[tuple[object, ...]], width: int) -> list[tuple[object, ...]]:
    return [row + (None,) * (width - len(row)) for row in rows]
