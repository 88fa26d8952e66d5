"""What do cells of a bank's tables say? Shares, in percent or as fractions, and years, however they are written.

`Note`, `as_share`, `in_fractions`, `as_years` and `year_headers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ..schema import listed, printable

PERCENT = re.compile(r"[%％]")
#: A median chance of default above this is no book of a bank: it is in percent, or upside down.
USUAL = {"probability_of_default": 0.1}


class Note(NamedTuple):
    """Something that was decided while reading: its key in the wordings, and the numbers in it."""

    key: str
    told: dict[str, Any]


def as_share(cells: pd.Series) -> pd.Series:
    """Take the sign of percent off, and write a decimal comma as a point: no share has thousands.

    Parameters
    ----------
    cells : Series
        Of a column of shares.

    Returns
    -------
    Series
        Numbers as they are, texts without the sign.
    """
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return cells
    return cells.map(lambda cell: PERCENT.sub("", cell).strip().replace(",", ".") if isinstance(cell, str) else cell)


def in_fractions(
    values: Mapping[str, pd.Series],
    cells: Mapping[str, pd.Series],
    headers: Mapping[str, str],
    *,
    percent: Sequence[str],
    fraction: Sequence[str],
) -> tuple[dict[str, pd.Series], list[str], list[Note]]:
    """Turn percent into fractions where that is certain, and ask where it is not.

    Parameters
    ----------
    values : mapping of str to Series
        Columns of shares as numbers.
    cells : mapping of str to Series
        The same as they stand in the file.
    headers : mapping of str to str
        Their headers.
    percent, fraction : sequence of str
        Columns of which the caller says it.

    Returns
    -------
    dict of str to Series
        Fractions.
    list of str
        Questions.
    list of Note
        Columns that were read as percent.
    """
    said = {one: one in percent or bool(PERCENT.search(headers[one])) or _in_percent(cells[one]) for one in values}
    largest = {one: float(column.abs().max()) for one, column in values.items()}
    found, problems, notes = dict(values), [], []
    for one, column in values.items():
        if one in fraction or not largest[one] > 0:
            continue
        beside = any(largest[other] > 1 and not said[other] for other in values if other != one)
        question = "" if said[one] else _question(one, column, largest[one], beside)
        if question:
            problems.append(question)
        elif said[one] or largest[one] > 1:
            found[one] = column / 100
            notes.append(Note("percent", {"column": one.replace("_", " "), "largest": largest[one]}))
    return found, problems, notes


def _question(one: str, column: pd.Series, largest: float, beside: bool) -> str:
    """Ask what a share that carries no sign is; empty where one reading alone is likely."""
    ways = f"pass percent=['{one}'], or fraction=['{one}']"
    if largest > 100:
        return f"{one} goes up to {largest:g}: a share is 0 to 1, or 0 to 100 in percent."
    if largest > 1 and (column[column > 0] > 1).mean() < 0.5:
        return f"{one} goes up to {largest:g}, and most of it is below 1: {ways}, and mend what does not fit."
    if largest <= 1 and beside:
        return f"{one} goes up to {largest:g} beside shares in percent: {ways}."
    if largest <= 1 and column.median() > USUAL.get(one, 1.0):
        return f"half of {one} is above {column.median():g}, which is high for a fraction: {ways}."
    return ""


def _in_percent(cells: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return False
    filled = cells.dropna().astype(str)
    return bool(len(filled)) and bool(filled.str.contains(PERCENT).mean() > 0.5)


def year_headers(headers: Sequence[str]) -> dict[str, str]:
    """Give the headers that name one year each: 2023, income_2023, 2023年收入.

    Parameters
    ----------
    headers : sequence of str
        Those that are nothing else.

    Returns
    -------
    dict of str to str
        Year to header.
    """
    found = {header: re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", header) for header in headers}
    return {years[0]: header for header, years in found.items() if len(years) == 1}


def as_years(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Read years: 2023, FY2023, 2023年, 2023-12-31.

    Parameters
    ----------
    values : Series
        Texts or numbers.

    Returns
    -------
    Series
        Whole numbers, or what was given where some cannot be read.
    list of str
        Which cannot.
    """
    found = values.astype("string").str.extract(r"(?<!\d)((?:19|20)\d\d)(?!\d{5})", expand=False)
    wrong = found.isna()
    if wrong.any():
        return values, [f"year cannot be read: {listed([printable(str(one)) for one in values[wrong].unique()])}."]
    return found.astype("int64"), []
