"""How is a part of the page made once, in the languages asked for, though the page and other parts ask for it?

`once_a_book`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from ._words import in_languages

if TYPE_CHECKING:
    from .book import Book
    from .section import Section


def once_a_book(part: Callable[[Book], Section]) -> Callable[[Book], Section]:
    """Keep what a part says of a book with the book: nothing in it changes from one call to the next."""

    @wraps(part)
    def made(book: Book) -> Section:
        if part.__name__ not in book.said:
            section = part(book)
            book.said[part.__name__] = replace(section, topic=in_languages(book, section.topic))
        return book.said[part.__name__]

    return made
