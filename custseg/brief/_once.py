"""How is a part of the page made once, though the page, its workbook and other parts ask for it?

`once_a_book`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .book import Book
    from .section import Section


def once_a_book(part: Callable[[Book], Section]) -> Callable[[Book], Section]:
    """Keep what a part says of a book with the book: nothing in it changes from one call to the next."""

    @wraps(part)
    def made(book: Book) -> Section:
        if part.__name__ not in book.said:
            book.said[part.__name__] = part(book)
        return book.said[part.__name__]

    return made
