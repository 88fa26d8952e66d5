"""What does a page about one's own customers say? A book in; claims, figures and lists out, or why there are none."""

from .book import Book, open_book
from .folded import appendix
from .heading import Opening, opening
from .left_out import limits
from .monday import lists_for_monday
from .oddities import what_is_odd
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
    "what_is_odd",
]
