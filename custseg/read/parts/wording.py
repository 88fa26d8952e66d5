"""How is a sentence written whose numbers are not all known yet? With blanks, which are filled when they are.

Offers `written`, for a count, a sum or places within a sentence, `blank_sentences`, within which they stay
blank, `key_of`, the sentence without them, and `Sentences`, which puts those of several parts together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, Protocol, TypeVar

_OPEN, _CLOSE = chr(0xE000), chr(0xE001)  # no text has these
_BLANK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BLANKS: ContextVar[list[Blank] | None] = ContextVar("blanks", default=None)
Text = TypeVar("Text", bound=str)


class Blank(Protocol):
    """What is written into a sentence, as far as one part of a file knows it."""

    def written(self) -> str:
        """Write it."""
        ...

    def joined(self, later: Any) -> Blank:
        """Put it together with what a later part knows."""
        ...


class Count(NamedTuple):
    """A number of rows, and the form of the words around it: ``{:,} rows``, or two for one row and for several."""

    number: float
    several: str = "{:,}"
    one: str = ""

    def written(self) -> str:
        """Write the number."""
        return (self.one if self.one and self.number == 1 else self.several).format(self.number)

    def joined(self, later: Any) -> Count:
        """Add up."""
        return self._replace(number=self.number + later.number)


class Money(NamedTuple):
    """A sum of money of rows, of which some may be refunds."""

    total: float
    paid: bool
    back: bool

    def written(self) -> str:
        """Write the sum, and whether refunds were taken off."""
        return f"{self.total:,.2f}{' net of refunds' if self.paid and self.back else ''}"

    def joined(self, later: Any) -> Money:
        """Add up."""
        return Money(self.total + later.total, self.paid or later.paid, self.back or later.back)


class Places(NamedTuple):
    """The first of some rows, with what stands in them if that is to be shown, and how many there are."""

    labels: tuple[str, ...]
    cells: tuple[str, ...] | None
    rows: int
    shown: int

    def written(self) -> str:
        """Write ``rows 3, 5``, or ``row 3: 'abc', row 9: '?' and 2 more``."""
        if self.cells is None:
            text = f"{'row' if self.rows == 1 else 'rows'} {', '.join(self.labels)}"
        else:
            text = ", ".join(f"row {label}: '{cell}'" for label, cell in zip(self.labels, self.cells, strict=True))
        return text if self.rows <= self.shown else f"{text} and {self.rows - self.shown:,} more"

    def joined(self, later: Any) -> Places:
        """Put the rows of a later part behind these."""
        cells = None if self.cells is None else (*self.cells, *(later.cells or ()))[: self.shown]
        return Places((*self.labels, *later.labels)[: self.shown], cells, self.rows + later.rows, self.shown)


@contextmanager
def blank_sentences() -> Iterator[list[Blank]]:
    """Leave blank what is written within, and give the list of what belongs there."""
    blanks: list[Blank] = []
    token = _BLANKS.set(blanks)
    try:
        yield blanks
    finally:
        _BLANKS.reset(token)


def written(blank: Blank) -> str:
    """Write what belongs into a sentence, or a mark in its place.

    Examples
    --------
    >>> written(Count(2, "{:,} rows", "{:,} row")), written(Places(("3", "9"), None, 2, 5))
    ('2 rows', 'rows 3, 9')
    """
    blanks = _BLANKS.get()
    if blanks is None:
        return blank.written()
    blanks.append(blank)
    return f"{_OPEN}{len(blanks) - 1}{_CLOSE}"


def key_of(sentence: str) -> str:
    """Give a sentence without what stands in its blanks: it is the same in all parts."""
    return _BLANK.sub(_OPEN, sentence)


class Sentences:
    """Sentences of several parts, each once, in the order in which any part has them."""

    def __init__(self) -> None:
        self._order: list[str] = []
        self._found: dict[str, tuple[str, list[Blank]]] = {}

    def add(self, sentences: Iterable[str], blanks: list[Blank]) -> None:
        """Put the sentences of a later part to those that are there; `blanks` belong into them."""
        place = 0
        for sentence in sentences:
            key = key_of(sentence)
            inside = [blanks[int(number)] for number in _BLANK.findall(sentence)]
            if key in self._found:
                first, before = self._found[key]
                self._found[key] = first, [one.joined(other) for one, other in zip(before, inside, strict=True)]
                place = max(place, self._order.index(key) + 1)
            else:
                self._found[key] = sentence, inside
                self._order.insert(place, key)
                place += 1

    def __contains__(self, sentence: object) -> bool:
        """Say whether a sentence is among them."""
        return isinstance(sentence, str) and key_of(sentence) in self._found

    def __len__(self) -> int:
        """How many different sentences there are."""
        return len(self._order)

    def whole(self, sentence: Text) -> Text:
        """Fill the blanks of a sentence with what all parts know."""
        first, blanks = self._found[key_of(sentence)]
        numbers = iter(blanks)
        return type(sentence)(_BLANK.sub(lambda _: next(numbers).written(), first))

    def filled(self) -> list[str]:
        """Give all sentences, with nothing left blank."""
        return [self.whole(self._found[key][0]) for key in self._order]
