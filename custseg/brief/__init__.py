"""What does a page about one's own customers say? A section a file: a book in; claims, lists, or why not, out."""

from .book import Book, open_book
from .folded import appendix
from .left_out import limits
from .monday import lists_for_monday
from .section import Section
from .workbook import customer_rows

__all__ = ["Book", "Section", "appendix", "customer_rows", "limits", "lists_for_monday", "open_book"]
