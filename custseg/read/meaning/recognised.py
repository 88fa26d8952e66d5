"""Which column is it, where no header says so? What the cells hold: dates, amounts, identifiers that come again.

Offers `the_only_dates`, `may_hold_days`, `months_above`, `order_numbers`, `likely_headers` and `above_blocks`.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ...schema import header_key
from ..cells.amounts import read_numbers
from ..cells.dates import read_dates
from ..cells.months import MONTH_NUMBERS
from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.whole import counts
from .words import tokens

LOOKED_AT = 300  # cells with content of each column
MOST = 0.95  # share of them that must be of a kind
EXCEL_DAYS = (32874, 55153)  # 1990 to 2050
_ORDER = r"\s*(?:[A-Za-z]{0,5}-?#\s?[A-Za-z]{0,5}-?\d{2,}(?:[-.][A-Za-z0-9]{1,5})?)\s*"
FEW_MONTHS = 3
_MONTH = re.compile(
    r"(?:\d{4}年)?\d{1,2}月|(?:19|20)\d\d[-/.]?(?:0?[1-9]|1[0-2])(?:-01 00:00:00)?|\d{1,2}[-/.](?:19|20)\d\d"
)
_DATE_SIGNS = r"\d[-/.年月:]\d|[-/. ][A-Za-z]{3}|T\d|年|^\s*(?:19|20)\d{2}[01]\d[0-3]\d\s*$"


def the_only_dates(table: pd.DataFrame, headers: list[str]) -> str | None:
    """Return the header of the only column that holds dates, None if there is none or several.

    Numbers are no dates here, though Excel counts days: a column of them is left to the caller.

    Examples
    --------
    >>> table = pd.DataFrame({"when": ["2024-01-05", "2024-01-06"], "n": ["45296", "45297"]})
    >>> the_only_dates(table, ["when", "n"])
    'when'
    """
    dated = [header for header in headers if _holds_dates(_sample(table[header]))]
    return dated[0] if len(dated) == 1 else None


def may_hold_days(table: pd.DataFrame) -> bool:
    """Say whether any column could be the days: dates, or whole numbers as Excel counts the days since 1990.

    Examples
    --------
    >>> may_hold_days(pd.DataFrame({"n": ["45296", "45297"]})), may_hold_days(pd.DataFrame({"n": ["3", "45"]}))
    (True, False)
    """
    return any(_holds_dates(cells) or _counts_days(cells) for cells in map(_sample, (table[one] for one in table)))


def months_above(headers: list[str]) -> list[str]:
    """Return the headers that are months, where three or more are: a table in which each column sums up a month.

    Examples
    --------
    >>> months_above(["Customer", "Jan 2023", "Feb 2023", "2023-03", "Total"])
    ['Jan 2023', 'Feb 2023', '2023-03']
    >>> months_above(["Customer", "May", "Total"])
    []
    """
    found = [header for header in headers if _MONTH.fullmatch(header) or set(tokens(header)) & set(MONTH_NUMBERS)]
    return found if len(found) >= FEW_MONTHS else []


def order_numbers(table: pd.DataFrame, headers: list[str]) -> str | None:
    """Return the header *Name* if its cells are numbers of orders, as Shopify writes them: ``#1001``, ``EN#1001``.

    Examples
    --------
    >>> order_numbers(pd.DataFrame({"Name": ["#1001", "#1002"]}), ["Name"])
    'Name'
    >>> order_numbers(pd.DataFrame({"Name": ["Ann", "Bo"]}), ["Name"]) is None
    True
    """
    for header in headers:
        cells = _sample(table[header]).map(str) if header_key(header) == "name" else pd.Series(dtype=object)
        if len(cells) and cells.str.fullmatch(_ORDER).mean() >= MOST:
            return header
    return None


def likely_headers(table: pd.DataFrame, headers: list[str]) -> dict[str, list[str]]:
    """Return for customer and amount the headers whose cells look like it, the likeliest first.

    The amount is the only column of numbers with decimals; a customer is a column of words or of whole numbers of
    four digits or more, of which many come again. The one with the most different cells is the likeliest.

    Examples
    --------
    >>> table = pd.DataFrame({"who": ["a", "b", "a", "b"], "paid": ["1.50", "2.25", "3.00", "4.10"], "n": list("1112")})
    >>> likely_headers(table, list(table))
    {'amount': ['paid'], 'customer_id': ['who']}
    """
    samples = {header: _sample(table[header]) for header in headers}
    samples = {header: cells for header, cells in samples.items() if len(cells) and not _holds_dates(cells)}
    numbers = {header: values for header, cells in samples.items() if (values := _numbers(cells)) is not None}
    broken = [header for header, values in numbers.items() if (values % 1 != 0).any()]
    found = {"amount": broken} if len(broken) == 1 else {}
    counts = {header: cells.nunique() for header, cells in samples.items() if header not in broken}
    again = {
        header: count
        for header, count in counts.items()
        if 0.2 * len(samples[header]) <= count <= 0.9 * len(samples[header]) and _like_ids(samples[header])
    }
    if again:
        found["customer_id"] = sorted(again, key=again.__getitem__, reverse=True)
    return found


def above_blocks(table: pd.DataFrame, headers: list[str], dated: str) -> str | None:
    """Return the header whose words stand only in rows without a day, above the rows that belong to them.

    Examples
    --------
    >>> days = [None, "2024-01-05", "2024-01-06", None, "2024-01-05"]
    >>> table = pd.DataFrame({"": ["Ann", None, None, "Bo", None], "day": days})
    >>> above_blocks(table, [""], "day")
    ''
    """
    days = cell_text(plain_cells(table[dated])).notna().to_numpy()
    for header in headers:
        words = cell_text(plain_cells(table[header])).notna().to_numpy()
        above, beside = counts(f"words of {header}", words, words & days)
        if above > 1 and not beside:
            return header
    return None


def _sample(column: pd.Series) -> pd.Series:
    cells = plain_cells(column.iloc[: 20 * LOOKED_AT]).dropna()
    if not (pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(cells.dtype)):
        cells = cells[cells.map(lambda cell: bool(str(cell).strip())).astype(bool)]
    return cells.head(LOOKED_AT).reset_index(drop=True)


def _holds_dates(cells: pd.Series) -> bool:
    if not len(cells) or pd.api.types.is_numeric_dtype(cells.dtype):
        return False
    if not pd.api.types.is_datetime64_any_dtype(cells.dtype):
        text = cells.map(str)
        if text.str.contains(_DATE_SIGNS, regex=True).mean() < MOST:
            return False
    parsed, _ = read_dates(cells, np.arange(len(cells)), True)
    other, _ = read_dates(cells, np.arange(len(cells)), False)
    return bool((parsed.series.notna() | other.series.notna()).mean() >= MOST)


def _counts_days(cells: pd.Series) -> bool:
    numbers = pd.to_numeric(cells, errors="coerce")
    return bool(len(cells) and (numbers.between(*EXCEL_DAYS) & (numbers % 1 == 0)).mean() >= MOST)


def _like_ids(cells: pd.Series) -> bool:
    texts = cells.map(str)
    return bool(texts.str.contains("[^\\W\\d_]", regex=True).mean() > 0.5 or texts.str.len().median() >= 4)


def _numbers(cells: pd.Series) -> pd.Series | None:
    parsed, _, _ = read_numbers({"amount": cells}, np.arange(len(cells)), ".")
    values = parsed["amount"].series
    if values.notna().mean() < MOST:
        parsed, _, _ = read_numbers({"amount": cells}, np.arange(len(cells)), ",")
        values = parsed["amount"].series
    return values.dropna() if values.notna().mean() >= MOST else None
