"""In which unit is the money? 万元 behind a header, or a line above all of them.

`in_units`, `open_unit` and `unit_above`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from ...schema import printable
from ..meaning.units import factor, split_unit
from .reading import Note

MILLION = 1e6
#: What stands for many of a currency, in a unit that is not known as a whole: EUR m, 1000, 万元/年.
_MANY = re.compile(r"(?<![^\W\d_])(?:k|m|mm|mn|mln|mio|mrd|b|bn|tsd|t)(?![^\W\d_])|(?<!\d)1?[,.' ]?000(?!\d)|"
                   r"thousand|million|billion|lakh|crore|[千百万亿萬億]", re.I)  # fmt: skip
#: How a line above the header states the unit of all money.
_STATED = re.compile(
    r"(?:(?:单位|單位|\bunits?|\beinheit)\s*:\s*|\b(?:amounts?|figures|money|betr[aä]ge|angaben)\b.*?\bin\s+)"
    r"(?P<unit>.+?)(?=[;,]|\s{2}|$)", re.I,
)  # fmt: skip


def in_units(
    table: Mapping[str, pd.Series], kinds: Mapping[str, str], headers: Mapping[str, str], above: str
) -> tuple[dict[str, pd.Series], list[str], list[Note]]:
    """Multiply money by what its unit says: 万元 is 10,000. Turnover is in millions, whatever its unit.

    Parameters
    ----------
    table : mapping of str to Series
        Columns as numbers.
    kinds : mapping of str to str
        Those of numbers, with what they are: "money", "number" or "share".
    headers : mapping of str to str
        Their headers.
    above : str
        What stands above the header; a unit there counts for all money that has none of its own.

    Returns
    -------
    dict of str to Series
        The columns that were multiplied.
    list of str
        Questions.
    list of Note
        What was multiplied by what.
    """
    stated, found, problems, notes = unit_above(above), {}, [], []
    if stated and factor(stated) is None:
        problems.append(
            f"the unit {printable(stated)!r} above the header is not known. Write k, million, 万元 ... there."
        )
    for one, kind in kinds.items():
        if kind == "money":
            problems += open_unit(headers[one])
            times = _multiplier(headers[one], stated=stated)
        else:
            times = _multiplier(headers[one], MILLION) if one == "turnover" else 1.0
        if times != 1.0:
            found[one] = table[one] * times
            notes.append(Note("unit", {"header": printable(headers[one]), "times": times}))
    return found, problems, notes


def _multiplier(header: str, of: float = 1.0, *, stated: str = "") -> float:
    unit = split_unit(header)[1]
    if stated and (not unit or factor(unit) is None):
        unit = stated
    times = factor(unit) if unit else None
    return 1.0 if times is None or times in (1.0, of) else times / of


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
