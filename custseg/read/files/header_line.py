"""Which line is the header? The first one, unless a title stands above it.

Offers `header_place` for records of fields, `header_line` for lines of text, `header_rows` and `two_lines` where the
names stand in two of them, and `known_headers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ...schema import TRANSACTIONS, header_key
from ..meaning.units import split_unit
from .accounting import split_records

_DIGIT = re.compile(r"\d")
SOUGHT = 60  # records below the first one among which the header is looked for
ENOUGH = 2  # columns that a header names
Known = Mapping[str, str]  # columns of a table by the keys of their headers; None: those of transactions


def header_place(records: Sequence[Sequence[object]], known: Known | None = None) -> int:
    """Return the place of the record that is the header.

    It is the first one that names at least two columns. If none does, it is the first record, unless
    that has one field only: then the first that has as many as most others.

    Parameters
    ----------
    records : sequence of sequences
        Fields of the first records of a file, the first one not blank.
    known : mapping of str to str, optional
        The table's columns by the keys of their headers; those of transactions by default.

    Examples
    --------
    >>> header_place([["Sales report", ""], ["", ""], ["customer_id", "date"], ["a", "2024-01-05"]])
    2
    """
    wide = (place for place, record in enumerate(records[:SOUGHT]) if len(record) >= ENOUGH)
    place = next((place for place in wide if _named(records[place], known) >= ENOUGH), 0)
    if place or (records and _named(records[0], known)):
        return place
    filled = [sum(_filled(field) for field in record) for record in records[:SOUGHT]]
    if not filled or filled[0] > 1:
        return 0
    usual = Counter(count for count in filled if count > 1).most_common(1)
    if not usual or usual[0][1] < 2:
        return 0
    return next(place for place, count in enumerate(filled) if count >= usual[0][0])


def header_rows(records: Sequence[Sequence[object]], known: Known | None = None) -> tuple[int, int, Sequence[object]]:
    """Return the places of the first and of the last record of the header, and its names: those of two, if it has two.

    The first of two is the one that names columns, or one above that which names a column where it has none: a cell
    that is merged over both.

    Examples
    --------
    >>> header_rows([["Report"], ["customer_id", "Order", None], [None, "date", "amount"], ["a", "2024-01-05", 5]])
    (1, 2, ['customer_id', 'Order date', 'Order amount'])
    >>> header_rows([["customer_id", "date"], ["a", "2024-01-05"]])
    (0, 0, ['customer_id', 'date'])
    """
    place = header_place(records, known)
    firsts = [place - 1] if place and _lies_over(records[place - 1], records[place], known) else []
    for first in (place, *firsts):
        if first + 1 < len(records) and (names := two_lines(records[first], records[first + 1], known)):
            return first, first + 1, names
    return place, place, records[place]


def _lies_over(top: Sequence[object], below: Sequence[object], known: Known | None) -> bool:
    gaps = [field for place, field in enumerate(top) if not (place < len(below) and _filled(below[place]))]
    return _named([field for field in gaps if _filled(field)], known) > 0


def two_lines(top: Sequence[object], below: Sequence[object], known: Known | None = None) -> list[str] | None:
    """Return the names of columns whose header stands in two lines, the upper one with a word over several; else None.

    The lower line has no digit in it, and more names than the upper one or two columns that are known. A name is both
    words where that is a known header, the lower one where that is, and else both.

    Examples
    --------
    >>> two_lines(["Customer", None, "Order", None, None], ["Number", "Name", "Date", "No.", "Gross"])
    ['Customer Number', 'Customer Name', 'Order Date', 'Order No.', 'Gross']
    >>> two_lines(["Customer", "Date", None], ["Ann", "2024-01-05", "5.00"]) is None
    True
    """
    words = [str(field).strip() if isinstance(field, str) and _filled(field) else "" for field in below]
    top, words = [[*line, *[""] * (max(len(top), len(below)) - len(line))] for line in (list(top), words)]
    if sum(map(_filled, top)) >= sum(map(bool, words)) and _named(words, known) < ENOUGH:
        return None
    if any(_filled(field) and not word for field, word in zip(below, words, strict=False)) or _DIGIT.search(
        "".join(words)
    ):
        return None
    names, above = [], ""
    for field, word in zip(top, words, strict=True):
        above = str(field).strip() if _filled(field) else above
        names.append(_best_name(above, word, known, alone=_filled(field)))
    apart = len(set(filter(None, names))) == len(list(filter(None, names)))
    return names if apart and _named(names, known) >= ENOUGH else None


def _best_name(above: str, word: str, known: Known | None, *, alone: bool) -> str:
    if not word:
        return above if alone else ""
    both = f"{above} {word}".strip()
    return word if not _named([both], known) and _named([word], known) else both


def header_line(lines: Sequence[str], first: int, separators: Iterable[str], known: Known | None = None) -> int:
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
        place = header_place(records, known)
        places[separator] = (_named(records[place], known) >= ENOUGH, len(records[place]), -place)
    _, width, place = max(places.values())
    return first - place if width > 1 else first


def _named(record: Sequence[object], known: Known | None = None) -> int:
    columns = known_headers() if known is None else known
    found = {columns.get(header_key(part)) for field in record for part in (field, split_unit(str(field))[0])}
    return len(found - {None})


@cache
def known_headers() -> dict[str, str]:
    """Return the columns of transactions by the keys of their headers, see `header_key`."""
    return {header_key(name): column.name for column in TRANSACTIONS.columns for name in (column.name, *column.aliases)}


def _filled(field: object) -> bool:
    return field is not None and bool(str(field).strip())
