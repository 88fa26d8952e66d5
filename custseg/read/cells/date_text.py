"""Which day and time does a piece of text name? The patterns, and the numbers in each text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from .months import MONTH_NUMBERS, WEEKDAYS
from .text import raised_digits

PIVOT = 69  # two-digit years: 69 is 1969, 68 is 2068, as in POSIX
DAY_FIELDS = ["year", "month", "day", "first", "second", "short_year"]
CLOCK_FIELDS = ["hour", "minute", "sec", "nano", "zone"]

ERAS = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}  # the year before their first
HALVES = {"上午": "a", "早上": "a", "凌晨": "a", "下午": "p", "晚上": "p", "中午": "p"}
ZONES = "Z|UTC|GMT|[ECMP][SD]T|CES?T|MES?Z|BST|WES?T|EES?T|AE[SD]T|AC[SD]T|AWST|NZ[SD]T|JST|KST|HKT|SGT|SAST|IST"

_CLOCK = (
    rf"(?:(?:T|,?\s+|(?<=[日号號]))(?P<half>{'|'.join(HALVES)}|am|pm)?\s*(?P<hour>\d{{1,2}})\s*[:时時点點]\s*"
    r"(?:(?P<minute>\d{1,2})(?:\s*[:分]\s*(?:(?P<sec>\d{1,2})(?:[.,](?P<nano>\d{1,9}))?\s*秒?)?)?)?"
    rf"\s*(?P<ampm>[ap]\.?m\.?)?\s*(?P<zone>{ZONES}|[+-]\d{{2}}(?::?\d{{2}}(?::\d{{2}})?)?)?)?"
)
_TRADITIONAL = f"{chr(0x9031)}|{chr(0x79AE)}拜"  # 周 and 礼拜 as Taiwan writes them
_CHINESE_WEEKDAY = rf"(?:\s*\(?(?:星期|周|礼拜|{_TRADITIONAL})[一二三四五六日天]\)?)?"
_WEEKDAY = rf"(?:(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.?,?\s+)?"
_WORD = rf"(?P<word>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°)?"
_BETWEEN = r"(?:\s+del?\s+|[-/.,\s]*)"  # 1 de febrero de 2024
_PATTERNS = [
    re.compile(pattern + _CLOCK, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号號]?" + _CHINESE_WEEKDAY,
        r"(?P<first>\d{1,2})\s*(?P<mark>[-/. ])\s*(?P<second>\d{1,2})\s*(?P=mark)\s*(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        _WEEKDAY + _DAY + _BETWEEN + _WORD + _BETWEEN + r"(?P<year>\d{4}|\d{2})",
        _WEEKDAY + _WORD + r"[-/.,\s]*" + _DAY + r"[-/.,\s]+(?P<year>\d{4}|\d{2})",
        rf"(?P<era>{'|'.join(ERAS)})\s*(?P<count>\d{{1,3}}|元)\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日",
    )
]
_RUN_TOGETHER = re.compile(r"^(\d{8})T?(\d{2})(\d{2})(\d{2})$")  # 20240105103000


def date_numbers(texts: Sequence[str]) -> pd.DataFrame:
    """Find the numbers in each text.

    Names of months are those of `MONTH_NUMBERS`, whatever the locale of the computer. Where it is open which number
    is the day, the two stand under `first` and `second`, and `month` and `day` are missing.

    Parameters
    ----------
    texts : sequence of str
        Without blanks around.

    Returns
    -------
    DataFrame
        One row per text, all columns float: ``year``, ``month``, ``day``, ``first``, ``second``, ``short_year`` (1 if
        the year has two digits), ``hour`` (0 to 23), ``minute``, ``sec``, ``nano``, ``zone`` (1 if one is named).
        Missing throughout where no pattern fits.

    Examples
    --------
    >>> found = date_numbers(["2024年1月5日", "Jan 5, 2024", "5/1/24 8:30 pm", "soon"])
    >>> found[["year", "month", "day", "first", "second", "hour"]].fillna(-1).astype(int).to_numpy().tolist()
    [[2024, 1, 5, -1, -1, 0], [2024, 1, 5, -1, -1, 0], [2024, -1, -1, 5, 1, 20], [-1, -1, -1, -1, -1, -1]]
    """
    if not len(texts):
        return _table([])
    # a million moments have few days and few times of day: each of these is matched once
    pieces = [text.partition(" ") for text in texts]
    head_codes, heads = pd.factorize(np.array([piece[0] for piece in pieces], dtype=object))
    tail_codes, tails = pd.factorize(np.array([piece[2] for piece in pieces], dtype=object))
    days = _table(heads.tolist()).take(head_codes).reset_index(drop=True)
    clocks = _table([f"2000-01-01 {tail}" for tail in tails])[CLOCK_FIELDS].take(tail_codes).reset_index(drop=True)
    two = np.array([bool(piece[2]) for piece in pieces], dtype=bool)
    odd = np.flatnonzero(days["year"].isna() | (two & (days["hour"].notna() | clocks["hour"].isna())))
    days.loc[two, CLOCK_FIELDS] = clocks[two]
    if len(odd):
        days.iloc[odd] = _table([texts[place] for place in odd.tolist()]).to_numpy()
    found = days["year"].notna()
    days.loc[found, CLOCK_FIELDS] = days.loc[found, CLOCK_FIELDS].fillna(0.0)
    return days


def century(short: float | np.ndarray) -> float | np.ndarray:
    """Complete years of two digits: 69 to 99 are 1900s, the others 2000s."""
    return short + np.where(np.asarray(short) >= PIVOT, 1900, 2000)


def _table(texts: Sequence[str]) -> pd.DataFrame:
    rows = [_numbers(_match(text)) for text in texts]
    return pd.DataFrame(rows, columns=DAY_FIELDS + CLOCK_FIELDS, dtype=float)


def _match(text: str) -> dict[str, str | None]:
    if raised_digits(text):
        return {}
    text = _RUN_TOGETHER.sub(r"\1 \2:\3:\4", unicodedata.normalize("NFKC", text)).lower()
    return next((match.groupdict() for pattern in _PATTERNS if (match := pattern.fullmatch(text))), {})


def _numbers(found: dict[str, str | None]) -> tuple[float, ...]:
    if not found or (found["half"] == "晚上" and found["hour"] == "12"):  # which midnight?
        return (np.nan,) * (len(DAY_FIELDS) + len(CLOCK_FIELDS))

    def number(field: str) -> float:
        return float(found.get(field) or np.nan)

    short = len(found.get("year") or "") == 2
    year = float(century(number("year"))) if short else number("year")
    if era := found.get("era"):
        year = ERAS[era] + (1.0 if found["count"] == "元" else number("count"))
    word = found.get("word")
    month = MONTH_NUMBERS[word] if word else number("month")
    hour = _hour(number("hour"), found["half"] or "", found["ampm"] or "")
    nano = float((found["nano"] or "").ljust(9, "0"))
    days = (year, month, number("day"), number("first"), number("second"), float(short))
    return (*days, hour, number("minute"), number("sec"), nano, float(found["zone"] is not None))


def _hour(hour: float, half: str, ampm: str) -> float:
    """Count the hours of a day from 0 to 23."""
    side = HALVES.get(half) or (ampm or half)[:1]
    if not side or not 1 <= hour <= 12 or (half == "中午" and hour == 11):
        return hour
    return hour % 12 + (12 if side == "p" else 0)
