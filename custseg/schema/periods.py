"""Which period is meant, however it is written, and is none missing between the first and the last?

`read_periods`; `order_problems` for periods that are sorted as they are written.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from .errors import listed
from .signatures import typed
from .text import printable

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_FORMS = (
    ("quarter", re.compile(r"(?P<year>\d{4})\s*[-/年]?\s*(?:[Qq]\s*|第?)(?P<part>[1-4一二三四])(?:\s*季度?)?")),
    ("quarter", re.compile(r"[Qq](?P<part>[1-4])\s*[-/ ]?\s*(?P<year>\d{4})")),
    ("month", re.compile(r"(?P<year>\d{4})\s*[-/.年Mm]\s*(?P<part>0[1-9]|1[0-2]|[1-9])月?")),
    ("month", re.compile(r"(?P<year>\d{4})[-/.](?P<part>0[1-9]|1[0-2])[-/.]\d{2}(?:[ T]00:00:00)?")),
    ("year", re.compile(r"(?P<year>\d{4})年?(?P<part>)")),
)
_AS_QUARTER = re.compile(r"[Qq季]")


@typed
def read_periods(column: pd.Series) -> tuple[pd.Series, list[str]]:
    """Read quarters, months and years, in English or Chinese, into texts that sort as time goes.

    Parameters
    ----------
    column : Series
        "2024Q1", "Q1 2024", "2024年第一季度", "2024-03", "2024-03-31", "2024" or dates. Days stand for their month;
        months that are all a whole number of quarters or years apart stand for these.

    Returns
    -------
    Series of str
        "2024Q1", "2024-03" or "2024"; missing where a text is no period.
    list of str
        What is wrong: texts that are no period, periods of several lengths, a period that nobody has. Empty if nothing.

    See Also
    --------
    order_problems : For periods that are sorted as they are written.

    Examples
    --------
    >>> read_periods(pd.Series(["Q4 2024", "2025年第一季度"]))[0].tolist()
    ['2024Q4', '2025Q1']
    >>> read_periods(pd.Series(["2024Q1", "2024Q3"]))[1]
    ['the period 2024Q2 is missing between 2024Q1 and 2024Q3: add its rows, or rate from the period after it on.']
    """
    texts = column.map(_text)
    known = {text: _read(text) for text in texts.dropna().unique()}
    unread = [printable(text) for text, found in known.items() if found is None]
    problems = []
    if unread:
        problems.append(f"{listed(unread)} are no periods: write quarters as 2024Q1, months as 2024-03, years as 2024.")
    read = {text: found for text, found in known.items() if found is not None}
    if kinds := sorted({kind for kind, _ in read.values()}):
        if len(kinds) > 1:
            problems.append(f"periods must be of one length, else they have no order; found a {' and a '.join(kinds)}.")
            return texts.map(dict.fromkeys(known)), problems
        read, width = _at_their_length(read)
        problems += _gap([month for _, month in read.values()], width)
        return texts.map({text: _written(month, width) for text, (_, month) in read.items()}), problems
    return texts.map(dict.fromkeys(known)), problems


@typed
def order_problems(periods: pd.Series | pd.Index, name: str) -> list[str]:
    """Say whether periods have no order, or one as text that is not that of time.

    Parameters
    ----------
    periods : Series or Index
        As they will be sorted: periods, dates and numbers have their order, and so has text such as "2024Q1".
    name : str
        What they are called in the message.

    Returns
    -------
    list of str
        What is wrong; empty if nothing, or where the texts are no periods that are known.

    See Also
    --------
    read_periods : Gives texts that sort as time goes.

    Examples
    --------
    >>> order_problems(pd.Index(["2024Q4", "2025Q1"]), "period")
    []
    >>> order_problems(pd.Index(["Q4 2024", "Q1 2025"]), "period")
    ["period sorts as text, and 'Q1 2025' before 'Q4 2024': write 2024Q1 or 2024-03, or pass periods or numbers."]
    """
    found = list(pd.unique(periods))
    try:
        rising = sorted(found)
    except TypeError:
        kinds = sorted({type(one).__name__ for one in found})
        return [f"{name} must be of one kind, else it has no order; found {listed(kinds)}."]
    if isinstance(periods.dtype, pd.CategoricalDtype) or not all(isinstance(one, str) for one in rising):
        return []
    if all(text.strip().isdecimal() for text in rising):
        in_time = sorted(rising, key=int)
    else:
        read = dict(zip(rising, read_periods(pd.Series(rising))[0], strict=True))
        in_time = rising if pd.isna(list(read.values())).any() else sorted(rising, key=lambda text: read[text])
    wrong = next((pair for pair in pairwise(rising) if in_time.index(pair[0]) > in_time.index(pair[1])), None)
    if wrong is None:
        return []
    early, late = map(printable, wrong)
    return [
        f"{name} sorts as text, and '{early}' before '{late}': write 2024Q1 or 2024-03, or pass periods or numbers."
    ]


def _text(value: Any) -> str | None:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a year in a column with gaps
    return str(value).strip()


def _read(text: str) -> tuple[str, int] | None:
    """Give the kind of a period and its first month, counted from the year 0."""
    for kind, form in _FORMS:
        found = form.fullmatch(text)
        if found is None or (kind == "quarter" and not _AS_QUARTER.search(text)):
            continue
        year, part = int(found["year"]) * 12, found["part"]
        if kind == "quarter":
            return kind, year + 3 * (_QUARTERS[part] - 1)
        return kind, year + (int(part) - 1 if part else 0)
    return None


def _at_their_length(read: dict[str, tuple[str, int]]) -> tuple[dict[str, tuple[str, int]], int]:
    """Take months for quarters or years where all lie so far apart."""
    kind = next(iter(read.values()))[0]
    months = np.unique([month for _, month in read.values()])
    width = {"quarter": 3, "month": 1, "year": 12}[kind]
    if kind == "month" and len(months) > 1:
        apart = int(np.gcd.reduce(np.diff(months)))
        width = 12 if apart % 12 == 0 else 3 if apart % 3 == 0 else 1
    return {text: (kind, month - month % width) for text, (kind, month) in read.items()}, width


def _gap(months: list[int], width: int) -> list[str]:
    here = np.unique(months)
    lost = [_written(month, width) for month in np.setdiff1d(np.arange(here[0], here[-1], width), here)]
    if not lost:
        return []
    many = f"periods {listed(lost)} are" if len(lost) > 1 else f"period {lost[0]} is"
    ends = f"{_written(int(here[0]), width)} and {_written(int(here[-1]), width)}"
    return [f"the {many} missing between {ends}: add its rows, or rate from the period after it on."]


def _written(month: int, width: int) -> str:
    year, rest = divmod(int(month), 12)
    return f"{year}Q{rest // 3 + 1}" if width == 3 else f"{year}-{rest + 1:02d}" if width == 1 else f"{year}"
