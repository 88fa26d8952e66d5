"""What does a page about one's own customers say? One section a file: a book in, claims and lists out, or why not.

`open_book` reads a file; `the_answer`, `why_sales_moved`, `who_carries_it` and `who_comes_back` look back.
"""

from .answer import the_answer
from .book import Book, open_book
from .carriers import who_carries_it
from .coming_back import who_comes_back
from .sales import why_sales_moved
from .section import Section

__all__ = ["Book", "Section", "open_book", "the_answer", "who_carries_it", "who_comes_back", "why_sales_moved"]
