"""Are shares in percent or fractions? What is certain is taken, what is open is asked.

`as_share` and `in_fractions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from ...schema import printable
from .reading import Note

PERCENT = re.compile(r"[%％]")
#: A median chance of default above this is no book of a bank: it is in percent, or upside down.
USUAL = {"probability_of_default": 0.1}


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
    signed = {one: _signed(cells[one]) for one in values}
    said = {one: one in percent or bool(PERCENT.search(headers[one])) for one in values}
    rest = {one: column[~signed[one]] for one, column in values.items()}
    largest = {one: float(column.abs().max()) for one, column in rest.items()}
    found, problems, notes = dict(values), [], []
    for one, column in values.items():
        found[one] = column / 100
        if one in percent or not largest[one] > 0:
            continue
        beside = any(signed[other].any() or largest[other] > 1 for other in values if other != one and not said[other])
        question = "" if one in fraction else _question(one, rest[one], headers[one], largest[one], signed[one], beside)
        if question:
            problems.append(question)
        elif one in fraction or not (said[one] or largest[one] > 1):
            found[one] = column.where(~signed[one], column / 100)
    for one, column in values.items():
        by_hundred = column[(found[one] != column) & column.notna()]
        if len(by_hundred):
            notes.append(Note("percent", {"column": one.replace("_", " "), "largest": float(by_hundred.abs().max())}))
    return found, problems, notes


def _question(one: str, column: pd.Series, header: str, largest: float, signed: pd.Series, beside: bool) -> str:
    """Ask what a share that carries no sign is; empty where one reading alone is likely."""
    ways = f"pass percent=['{one}'], or fraction=['{one}']"
    if largest > 100:
        return f"{one} goes up to {largest:g}: a share is 0 to 1, or 0 to 100 in percent."
    if signed.any():
        return (
            f"{one} has the sign % in {signed.sum():,} cells, and {len(column):,} without it up to {largest:g}: {ways}."
        )
    if PERCENT.search(header):
        return f"{printable(header)} goes up to {largest:g}, as fractions do: {ways}." if largest <= 1 else ""
    if largest > 1 and (column[column > 0] > 1).mean() < 0.5:
        return f"{one} goes up to {largest:g}, and most of it is below 1: {ways}, and mend what does not fit."
    if largest <= 1 and beside:
        return f"{one} goes up to {largest:g} beside shares in percent: {ways}."
    if largest <= 1 and column.median() > USUAL.get(one, 1.0):
        return f"half of {one} is above {column.median():g}, which is high for a fraction: {ways}."
    return ""


def _signed(cells: pd.Series) -> pd.Series:
    """Say which cells carry the sign of percent: they are certain, whatever the others are."""
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return pd.Series(data=False, index=cells.index)
    return cells.map(lambda cell: isinstance(cell, str) and bool(PERCENT.search(cell))).astype(bool)
