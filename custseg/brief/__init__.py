"""What does a page about one's own customers say? A book in; claims, figures and lists out, or why there are none."""

from .answer import the_answer
from .book import Book, open_book
from .carriers import who_carries_it
from .coming_back import who_comes_back
from .folded import appendix
from .heading import Opening, opening
from .left_out import limits
from .monday import lists_for_monday
from .oddities import what_is_odd
from .sales import why_sales_moved
from .section import Section
from .workbook import customer_rows

__all__ = [
    "Book",
    "Opening",
    "Section",
    "appendix",
    "customer_rows",
    "limits",
    "lists_for_monday",
    "open_book",
    "opening",
    "the_answer",
    "what_is_odd",
    "who_carries_it",
    "who_comes_back",
    "why_sales_moved",
]
