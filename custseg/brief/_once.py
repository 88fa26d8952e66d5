"""How is a part of the page made once, in the languages asked for, though the page and other parts ask for it?

`once_a_book`; `lists_of` gives the lists of such a part as the tables of the book are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from ._words import in_languages

if TYPE_CHECKING:
    import pandas as pd

    from .book import Book
    from .section import Section


def once_a_book(part: Callable[[Book], Section]) -> Callable[[Book], Section]:
    """Keep what a part says of a book with the book: nothing in it changes from one call to the next."""

    @wraps(part)
    def made(book: Book) -> Section:
        if part.__name__ not in book.said:
            section = part(book)
            book.said[f"lists of {part.__name__}"] = section.lists
            named = {name: book.held(book.named(listed)) for name, listed in section.lists.items()}
            book.said[part.__name__] = replace(section, topic=in_languages(book, section.topic), lists=named)
            book.rest()
        return book.said[part.__name__]

    return made


def lists_of(part: Callable[[Book], Section], book: Book) -> Mapping[str, pd.DataFrame]:
    """Give the lists of a part, with customers as all tables of the book have them."""
    part(book)
    lists: Mapping[str, pd.DataFrame] = book.said[f"lists of {part.__name__}"]
    return lists
