"""Which words do several sections share? How many customers, a name that fits into a sentence, Chinese or none.

`people`, `short_name`, `a_length` and `in_languages`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..exhibit import Sentence, phrase
from ..theme import breadth, cut

if TYPE_CHECKING:
    from .book import Book

LONGEST = 32  # letters of an id in a sentence
_CHINESE = re.compile(r"\s*[\u3400-\u9fff]+$")


def people(n: int) -> Sentence:
    """Say how many customers: "1 customer", "1,204 customers"."""
    return phrase("own_words.customer") if n == 1 else phrase("own_words.customers", n=int(n))


def short_name(name: object) -> str:
    """Give an id or a label so that it fits into a sentence; the list has it in full."""
    line = " ".join(str(name).split())
    return line if breadth(line) <= LONGEST else f"{cut(line, LONGEST - 1).rstrip()}…"


def a_length(window: str) -> str:
    """Give the length of a window so that it can stand alone: "a quarter", "13 weeks"."""
    return str(phrase("own_words.one_length", window=window)) if " " not in window else window


def in_languages(book: Book, text: str) -> str:
    """Leave the Chinese term out that stands behind an English one, where a book is English only."""
    return _CHINESE.sub("", text) if book.english_only else text
