"""What do cells of a bank's tables say? Shares, in percent or as fractions, and years, however they are written.

`Note`, `as_share`, `in_fractions`, `open_unit`, `unit_above`, `currency_behind`, `as_years` and `year_headers`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ..schema import listed, printable
from .cells.number_text import CURRENCIES
from .meaning.units import factor, split_unit
from .meaning.words import key

PERCENT = re.compile(r"[%％]")
#: What stands for many of a currency, in a unit that is not known as a whole: EUR m, 1000, 万元/年.
_MANY = re.compile(r"(?<![^\W\d_])(?:k|m|mm|mn|mln|mio|mrd|b|bn|tsd|t)(?![^\W\d_])|(?<!\d)1?[,.' ]?000(?!\d)|"
                   r"thousand|million|billion|lakh|crore|[千百万亿萬億]", re.I)  # fmt: skip
#: A median chance of default above this is no book of a bank: it is in percent, or upside down.
USUAL = {"probability_of_default": 0.1}

#: How a line above the header states the unit of all money.
_STATED = re.compile(
    r"(?:(?:单位|單位|\bunits?|\beinheit)\s*:\s*|\b(?:amounts?|figures|money|betr[aä]ge|angaben)\b.*?\bin\s+)"
    r"(?P<unit>.+?)(?=[;,]|\s{2}|$)", re.I,
)  # fmt: skip


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


def open_unit(header: str) -> list[str]:
    """Ask what a unit behind a header is, where it is not known and stands for many.

    Parameters
    ----------
    header : str
        Of a column of money.

    Returns
    -------
    list of str
        The question, or nothing.
    """
    unit = split_unit(header)[1]
    if not unit or factor(unit) is not None or not _MANY.search(unit):
        return []
    return [
        f"the unit {printable(unit)!r} behind {printable(header)!r} is not known. Write k, million, 万元 ... there."
    ]


def unit_above(text: str) -> str:
    """Give the unit that a line above the header states: 单位：万元, Unit: TEUR, amounts in thousands.

    Parameters
    ----------
    text : str
        All lines above the header.

    Returns
    -------
    str
        The unit; empty where no line states one.
    """
    for line in text.splitlines():
        if found := _STATED.search(unicodedata.normalize("NFKC", line)):
            unit = re.sub(r"^(?:人民币|人民幣)(?=[千百万亿萬億])|\bof ", "", found["unit"].strip(" :;,.()[]【】"))
            return unit if ":" in found[0] or factor(unit) is not None or _MANY.search(unit) else ""
    return ""


def currency_behind(header: str) -> str | None:
    """Give the code of the currency that stands behind a header.

    Parameters
    ----------
    header : str
        Of a column of money.

    Returns
    -------
    str or None
        Its code.
    """
    unit = split_unit(header)[1]
    return next((code for written, code in CURRENCIES.items() if unit and key(written) == key(unit)), None)


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
