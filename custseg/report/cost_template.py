"""Where does a firm write down what serving its customers costs? A workbook with three sheets to fill in.

`write_cost_template`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..schema import ACTIVITIES, COST_POOLS, DRIVERS, Column, Schema, SchemaError, listed, printable, typed
from ._atomic_write import whole_file
from ._sheet_cells import file_path
from .customer_sheets import WRITTEN_ON

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TO_FILL = 40  # rows with a yellow ground below the names
ROWS = 5_000  # rows in which numbers are checked as they are typed
HELP = (
    "What does it cost to serve each customer? Please fill in the yellow cells; leave the first row as it is.",
    "pools: people and machines paid together, what they cost in the period, and how many minutes they can work.",
    "activities: what is done for customers, by which pool, once for what (the driver), and how long it takes.",
    "An activity with several drivers has several rows; their times add up: 3 minutes an order, 2 more each line.",
    "minutes_low and minutes_high: between which minutes the truth may lie, where nobody has measured it.",
    "drivers: how often each driver happened for each customer in the period.",
)


@typed
def write_cost_template(
    path: str | os.PathLike[str],
    *,
    pools: Sequence[str] = (),
    activities: Sequence[str] = (),
    drivers: Sequence[str] = (),
    overwrite: bool = False,
) -> Path:
    """Write the workbook in which a firm states its cost pools, activities and drivers.

    Parameters
    ----------
    path : path
        The file to write, ending in ``.xlsx``. Missing folders are made.
    pools, activities : sequence of str
        Names to begin with; more may be typed below them.
    drivers : sequence of str
        Columns of the sheet of drivers; without them there is none, and the drivers come from a log.
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
    SchemaError
        Listing names that occur twice, are empty or cannot stand in a cell.
    ValueError
        If the path does not end in ``.xlsx``.

    See Also
    --------
    custseg.read.read_cost_tables : Reads the workbook back.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from custseg.report import write_cost_template
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_cost_template(folder / "costs.xlsx", pools=["desk"], activities=["order"], drivers=["orders"]).name
    'costs.xlsx'
    """
    path = file_path(path, ".xlsx")
    named = {"pools": list(pools), "activities": list(activities), "drivers": list(drivers)}
    _check(named)
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists: pass overwrite=True to replace it, or choose another name.")
    import xlsxwriter  # needed for this alone

    with whole_file(path) as unfinished:
        book = xlsxwriter.Workbook(unfinished, {"in_memory": True})
        book.set_properties({"created": WRITTEN_ON})
        _fill_book(book, named)
        book.close()
    return path


def _check(named: dict[str, list[str]]) -> None:
    problems = []
    for what, names in named.items():
        if len(set(names)) < len(names) or not all(str(name).strip() for name in names):
            problems.append(f"{what} must be different names; found {listed(names)}.")
        if unfit := [name for name in names if printable(name) != name]:
            problems.append(f"{what}: a cell cannot hold line ends and control characters: found {listed(unfit)}.")
    if problems:
        raise SchemaError(*problems)


def _fill_book(book: Workbook, named: dict[str, list[str]]) -> None:
    head, fill = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFF2CC", "border": 1})
    start = book.add_worksheet("Start")
    start.set_column(0, 0, 110)
    for row, text in enumerate(HELP):
        start.write_string(row, 0, text, head if row == 0 else None)
    for schema in (COST_POOLS, ACTIVITIES):
        columns = [*((schema.index,) if schema.index else ()), *schema.columns]
        _meanings(start, schema, columns, head)
        _fill_sheet(book.add_worksheet(schema.name), columns, named[schema.name], head, fill)
    if named["drivers"] and DRIVERS.index:
        counted = [Column(name, "number", True, "how often") for name in named["drivers"]]
        _fill_sheet(book.add_worksheet("drivers"), [DRIVERS.index, *counted], [], head, fill)


def _meanings(start: Worksheet, schema: Schema, columns: list[Column], head: Format) -> None:
    row = len(HELP) + 1 if schema is COST_POOLS else len(HELP) + 3 + len(COST_POOLS.columns) + 1
    start.write_string(row, 0, schema.name, head)
    for place, column in enumerate(columns, start=1):
        unit = f" ({column.unit})" if column.unit else ""
        start.write_string(row + place, 0, f"{column.name}: {column.meaning}{unit}")


def _fill_sheet(sheet: Worksheet, columns: list[Column], names: list[str], head: Format, fill: Format) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(columns) - 1, 18)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, head)
        for row in range(1, 1 + max(TO_FILL, len(names))):
            if place == 0 and row <= len(names):
                sheet.write_string(row, place, names[row - 1], fill)
            else:
                sheet.write_blank(row, place, None, fill)
        if column.kind == "number":
            rule = {"validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True}
            said = {"error_title": "Not a number", "error_message": "Type a number of 0 or more."}
            sheet.data_validation(1, place, ROWS, place, rule | said)
