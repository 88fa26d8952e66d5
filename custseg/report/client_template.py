"""Where does a bank write down its clients? A workbook with four sheets to fill in.

`write_client_template`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..read.clients.columns import kinds
from ..schema import typed
from ._atomic_write import whole_file
from ._sheet_cells import file_path
from .customer_sheets import WRITTEN_ON

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

SHEETS = ("clients", "statements", "income", "groups")
YEARS = ("2023", "2024", "2025")
HELP = (
    "Where does each corporate client stand? Please fill in the sheet clients; leave the first row as it is.",
    "clients: a row per client. Columns with a yellow head are needed; the others make indicators, as many as known.",
    "Money is in one currency, of the last year. Chances and losses given default are fractions or percent.",
    "income: interest less the cost of the money, and fees. cost: of selling and serving. exposure: what is owed.",
    "statements: a row per client and year, for three years.",
    "income: what each client brought in each year; write your own three years over the columns.",
    "groups: a row per membership; share only for a client in several groups, adding up to 1.",
    "Sheets that stay empty are left out.",
)


@typed
def write_client_template(path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Write the workbook in which a bank states its clients, their statements, their income by year and their groups.

    Parameters
    ----------
    path : path
        The file to write, ending in ``.xlsx``. Missing folders are made.
    overwrite : bool, default False
        Whether a file that is already there may be replaced.

    Returns
    -------
    Path
        The file written. If anything fails no file is left and an old one stays as it was.

    Raises
    ------
    FileExistsError
        When the file exists and `overwrite` is false.
    ValueError
        If the path does not end in ``.xlsx``.

    See Also
    --------
    custseg.read.read_client_tables : Reads the workbook back.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from custseg.report import write_client_template
    >>> write_client_template(pathlib.Path(tempfile.mkdtemp()) / "clients.xlsx").name
    'clients.xlsx'
    """
    path = file_path(path, ".xlsx")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists: pass overwrite=True to replace it, or choose another name.")
    import xlsxwriter  # needed for this alone

    with whole_file(path) as unfinished:
        book = xlsxwriter.Workbook(unfinished, {"in_memory": True})
        book.set_properties({"created": WRITTEN_ON})
        _fill(book)
        book.close()
    return path


def _fill(book: Workbook) -> None:
    bold, needed = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#FFF2CC"})
    start = book.add_worksheet("Start")
    start.set_column(0, 0, 120)
    for row, text in enumerate(HELP):
        start.write_string(row, 0, text, bold if row == 0 else None)
    for name in SHEETS:
        sheet = book.add_worksheet(name)
        columns = _columns(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(columns) - 1, 18)
        for place, (column, entry) in enumerate(columns.items()):
            sheet.write_string(0, place, column, needed if entry["needed"] else bold)
            chinese = next((one for one in entry["names"] if not one.isascii()), "")
            if chinese:
                sheet.write_comment(0, place, chinese, {"width": 160, "height": 30})


def _columns(name: str) -> dict[str, dict[str, Any]]:
    """Give the columns of a sheet; income has a column a year."""
    columns = kinds(name)
    if name != "income":
        return columns
    return {"client_id": columns["client_id"]} | {year: {"needed": True, "names": ()} for year in YEARS}
