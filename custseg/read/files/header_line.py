"""Which line is the header? The first one, unless a title stands above it.

Offers `header_place` for records of fields, `header_line` for lines of text, `two_lines` where a merged line stands
above the names, and `known_headers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from ...schema import TRANSACTIONS, header_key
from ..meaning.units import split_unit
from .accounting import split_records

_DIGIT = re.compile(r"\d")
SOUGHT = 60  # records below the first one among which the header is looked for
ENOUGH = 2  # columns of transactions that a header names


def header_place(records: Sequence[Sequence[object]]) -> int:
    """Return the place of the record that is the header.

    It is the first one that names at least two columns of transactions. If none does, it is the first record, unless
    that has one field only: then the first that has as many as most others.

    Parameters
    ----------
    records : sequence of sequences
        Fields of the first records of a file, the first one not blank.

    Examples
    --------
    >>> header_place([["Sales report", ""], ["", ""], ["customer_id", "date"], ["a", "2024-01-05"]])
    2
    """
    wide = (place for place, record in enumerate(records[:SOUGHT]) if len(record) >= ENOUGH)
    place = next((place for place in wide if _named(records[place]) >= ENOUGH), 0)
    if place or (records and _named(records[0])):
        return place
    filled = [sum(_filled(field) for field in record) for record in records[:SOUGHT]]
    if not filled or filled[0] > 1:
        return 0
    usual = Counter(count for count in filled if count > 1).most_common(1)
    if not usual or usual[0][1] < 2:
        return 0
    return next(place for place, count in enumerate(filled) if count >= usual[0][0])


def two_lines(top: Sequence[object], below: Sequence[object]) -> list[str] | None:
    """Return the names of columns whose header stands in two lines, the upper one with a word over several; else None.

    The lower line has no digit in it and more names than the upper one. A name is both words where that is a header of
    transactions, the lower one where that is, and else both.

    Examples
    --------
    >>> two_lines(["Customer", None, "Order", None, None], ["Number", "Name", "Date", "No.", "Gross"])
    ['Customer Number', 'Customer Name', 'Order Date', 'Order No.', 'Gross']
    >>> two_lines(["Customer", "Date", None], ["Ann", "2024-01-05", "5.00"]) is None
    True
    """
    words = [str(field).strip() if isinstance(field, str) and _filled(field) else "" for field in below]
    top, words = [[*line, *[""] * (max(len(top), len(below)) - len(line))] for line in (list(top), words)]
    if sum(map(_filled, top)) >= sum(map(bool, words)):
        return None
    if any(_filled(field) and not word for field, word in zip(below, words, strict=False)) or _DIGIT.search(
        "".join(words)
    ):
        return None
    names, above = [], ""
    for field, word in zip(top, words, strict=True):
        above = str(field).strip() if _filled(field) else above
        names.append(_best_name(above, word, alone=_filled(field)))
    apart = len(set(filter(None, names))) == len(list(filter(None, names)))
    return names if apart and _named(names) >= ENOUGH else None


def _best_name(above: str, word: str, *, alone: bool) -> str:
    if not word:
        return above if alone else ""
    both = f"{above} {word}".strip()
    return word if not _named([both]) and _named([word]) else both


def header_line(lines: Sequence[str], first: int, separators: Iterable[str]) -> int:
    """Return the line of the header, counted from 0; `first` is the first line with content.

    Examples
    --------
    >>> header_line(["Sales", "", "customer;date;total", "a;2024-01-05;5"], 0, ",;")
    2
    """
    below = list(lines[first : first + SOUGHT])
    places = {}
    for separator in separators:
        records = [next(iter(split_records([line], separator)), []) for line in below]
        place = header_place(records)
        places[separator] = (_named(records[place]) >= ENOUGH, len(records[place]), -place)
    _, width, place = max(places.values())
    return first - place if width > 1 else first


def _named(record: Sequence[object]) -> int:
    found = {known_headers().get(header_key(part)) for field in record for part in (field, split_unit(str(field))[0])}
    return len(found - {None})


@cache
def known_headers() -> dict[str, str]:
    """Return the columns of transactions by the keys of their headers, see `header_key`."""
    return {header_key(name): column.name for column in TRANSACTIONS.columns for name in (column.name, *column.aliases)}


def _filled(field: object) -> bool:
    return field is not None and bool(str(field).strip())
