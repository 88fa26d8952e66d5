"""Which cells does an Excel workbook have? One sheet of them, with the row numbers that Excel shows."""

from __future__ import annotations

import difflib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed, sound_file
from .header_line import Known, header_place, header_rows
from .rows import Rows, as_rows

if TYPE_CHECKING:
    from openpyxl import Workbook

AGAIN = "Open it in Excel and save it again as .xlsx, or fetch the original once more."
Cells = list[tuple[int, tuple[object, ...]]]  # row number, cells; rows without content are left out


def read_workbook(path: Path, sheet: str | int | None = None, known: Known | None = None) -> Rows:
    """Read one sheet of an Excel workbook.

    Parameters
    ----------
    path : Path
        A ``.xlsx`` or ``.xlsm`` file. Formulas give the values that Excel stored with them;
        a formula without a value stays a formula, as text that begins with ``=``.
    sheet : str or int, optional
        Name or position (the first is 0). Needed only if more than one sheet has content.
    known : mapping of str to str, optional
        Columns by the keys of their headers, by which the header is found; those of transactions by default.

    Returns
    -------
    Rows
        Cells as Excel types them: text, numbers, dates.

    Raises
    ------
    SchemaError
        The file is empty, damaged or no workbook, has several sheets with content, or no such sheet, or no content.
    """
    workbook = _open(path)
    try:
        title, cells = _sheet(workbook, sheet, path.name)
    finally:
        workbook.close()
    cells = _with_formulas(path, title, cells)
    place, last, header = header_rows([row for _, row in cells], known)
    number, body, notes = cells[place][0], cells[last + 1 :], []
    if last > place:
        notes = [
            f"the header stands in two rows, {number} and {cells[last][0]}: its columns are {listed(header, shown=20)}."
        ]
    width = max(len(row) for _, row in cells)
    header, table = (
        _padded([tuple(header)], width)[0],
        pd.DataFrame(_padded([row for _, row in body], width), dtype=object),
    )
    table = table.reindex(columns=range(width))
    numbers = np.array([number for number, _ in body], dtype=int)
    source = {**({"header_row": number} if place else {}), "kind": "excel", "name": path.name, "sheet": title}
    above = "\n".join(str(field) for _, row in cells[:place] for field in row if field is not None)
    rows = as_rows(table, header, numbers, source, notes=notes)
    return rows._replace(above=above, header_rows=tuple(number for number, _ in cells[place : last + 1]))


def _open(path: Path) -> Workbook:
    from openpyxl import load_workbook  # slow to import, needed for Excel only

    if path.stat().st_size == 0:
        raise SchemaError(f"{path.name} is empty (0 bytes). Save the workbook again.")
    with path.open("rb") as file:
        start = file.read(100)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise SchemaError(
            f"{path.name} is locked with a password, or is an old workbook (.xls). Open it in Excel and save it as "
            ".xlsx without a password."
        )
    text = b"\0" not in start and start[:1].isascii() and not start.startswith(b"PK")
    advice = "It looks like text: give it the ending .csv." if text else AGAIN
    with sound_file(f"{path.name} is not an Excel workbook, or is damaged", advice):
        _refuse_damaged_parts(path)
        return load_workbook(path, read_only=True, data_only=True)


def _refuse_damaged_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if part := archive.testzip():  # compares the check sums of all parts
            raise SchemaError(f"{path.name} is damaged: the check sum of its part {part!r} is wrong. {AGAIN}")


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
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 0 <= sheet < len(titles):
        return titles[sheet]
    if sheet in titles:
        return str(sheet)
    near = difflib.get_close_matches(str(sheet), titles, n=1)
    advice = f" Did you mean sheet={near[0]!r}?" if near else ""
    raise SchemaError(f"{name} has no sheet {sheet!r} (found: {listed(titles)}).{advice}")


def _cells(workbook: Workbook, title: str) -> Cells:
    with sound_file(f"sheet {title!r} is damaged", AGAIN):
        worksheet = workbook[title]
        worksheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
        rows: Iterable[tuple[object, ...]] = worksheet.iter_rows(values_only=True)
        return [(number, row) for number, row in enumerate(rows, start=1) if any(_has_content(cell) for cell in row)]


def _with_formulas(path: Path, title: str, cells: Cells) -> Cells:
    """Put the formula where a workbook holds one without a value: programs write these, Excel never does."""
    if all(None not in row for _, row in cells) or not _has_formulas(path):
        return cells
    from openpyxl import load_workbook

    with sound_file(f"{path.name} is damaged", AGAIN):
        workbook = load_workbook(path, read_only=True)
        written = dict(_cells(workbook, title))
        workbook.close()
    return [(number, tuple(map(_or_formula, row, written.get(number, row)))) for number, row in cells]


def _or_formula(cell: object, written: object) -> object:
    return written if cell is None and isinstance(written, str) and written.startswith("=") else cell


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [part for part in archive.namelist() if "worksheets/" in part and part.endswith(".xml")]
        return any(re.search(rb"<(?:\w+:)?f[ />]", archive.read(part)) for part in sheets)


def _has_content(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _padded(rows: list[tuple[object, ...]], width: int) -> list[tuple[object, ...]]:
    return [row + (None,) * (width - len(row)) for row in rows]
