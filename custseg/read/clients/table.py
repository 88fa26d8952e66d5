"""What does one table of a client book say, in our names, numbers and units?

`read_table`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...schema import SchemaError, listed, printable
from .._faults import sentence
from ..cells.amounts import read_numbers
from ..cells.text import cell_text
from ..files.rows import Rows, plain_cells
from ..files.source import read_source
from .columns import headers_of, kinds, known_headers
from .currency import one_currency
from .ids import wrong_ids
from .reading import Note, Reading
from .shares import as_share, in_fractions
from .sums import without_sums
from .units import in_units
from .years import as_years

NUMBERS = ("money", "number", "share")
A_YEAR = {"kind": "money"}  # a column of income that is called after its year


def read_table(name: str, source: Any, sheet: str | None, reading: Reading) -> pd.DataFrame | None:
    """Read one table, or note what is wrong with it.

    Parameters
    ----------
    name : {"clients", "statements", "income", "groups"}
        Which one.
    source : path or DataFrame
        Where it is.
    sheet : str or None
        Of a workbook.
    reading : Reading
        What was stated; gets problems and notes.

    Returns
    -------
    DataFrame or None
        Index: numbers of rows; columns in our names. None where something is wrong.
    """
    try:
        rows = read_source(source, sheet=sheet, known=known_headers(name))
    except (SchemaError, OSError) as error:
        problems = error.problems if isinstance(error, SchemaError) else [str(error)]
        reading.problems += [f"{name}: {problem}" for problem in problems]
        return None
    if name == "clients":
        reading.name = str(rows.source["name"])
    if len(rows.header_rows) > 1:
        columns = listed([printable(str(header)) for header in rows.table], 20)
        reading.notes.append(
            Note("header", {"table": name, "rows": " and ".join(map(str, rows.header_rows)), "columns": columns})
        )
    table, problems = _understood(rows, name, reading)
    reading.problems += [f"{name}: {problem}" for problem in problems]
    return None if problems else table


def _understood(rows: Rows, name: str, reading: Reading) -> tuple[pd.DataFrame, list[str]]:
    headers, open_ones = headers_of(rows, name, reading)
    rows = without_sums(rows, name, headers.get("client_id"), reading)
    cells = {one: plain_cells(rows.table[header]) for one, header in headers.items()}
    kind = {one: str(kinds(name).get(one, A_YEAR)["kind"]) for one in cells}
    numeric = {one: of for one, of in kind.items() if of in NUMBERS}
    numbers, in_cells, faults = _numbers({one: cells[one] for one in numeric}, numeric, rows, reading)
    currency, several = one_currency(in_cells, {one: headers[one] for one in numeric})
    if name == "clients":
        reading.currency = currency
    scaled, units_asked, units = in_units(numbers, numeric, headers, rows.above)
    shares = {one: numbers[one] for one, of in numeric.items() if of == "share"}
    fractions, shares_asked, percents = in_fractions(
        shares, cells, {one: headers[one] for one in shares}, percent=reading.percent, fraction=reading.fraction
    )
    reading.notes += [*units, *percents]
    table = {one: numbers[one] if one in numbers else _text(cells[one]) for one in cells} | scaled | fractions
    problems = [*rows.problems, *_broken(rows), *open_ones, *faults, *several, *units_asked, *shares_asked]
    if "year" in table:
        table["year"], wrong = as_years(table["year"])
        problems += wrong
    frame = pd.DataFrame(table).set_axis(pd.Index(rows.numbers, name="row"))
    return frame, problems + wrong_ids(frame)


def _numbers(
    cells: dict[str, pd.Series], kind: dict[str, str], rows: Rows, reading: Reading
) -> tuple[dict[str, pd.Series], str | None, list[str]]:
    """Read numbers, shares by themselves, since they have no thousands; give the currency that the cells name, too."""
    of_shares = {one: as_share(cells[one]) for one in cells if kind[one] == "share"}
    others = {one: cells[one] for one in cells if one not in of_shares}
    parsed, found, questions = read_numbers(others, rows.numbers, reading.decimal, ())
    parsed |= read_numbers(of_shares, rows.numbers, ".", ())[0]
    faults = [
        sentence(fault._replace(remedy="Write a plain number"), rows.numbers)
        for column in parsed.values()
        for fault in column.faults
    ]
    return {one: column.series for one, column in parsed.items()}, found["currency"], questions + faults


def _broken(rows: Rows) -> list[str]:
    if not len(rows.broken):
        return []
    lines = listed([f"{row}" for row in rows.broken["row"]])
    return [f"rows {lines} do not fit under the header: mend or delete them."]


def _text(cells: pd.Series) -> pd.Series:
    return cell_text(cells, identifier=True).astype(object).reset_index(drop=True)
