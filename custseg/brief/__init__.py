"""What does a page about one's own customers say? One section a file: a book in; claims, figures and lists, or why not, out."""

from .book import Book, open_book
from .monday import lists_for_monday
from .section import Section

__all__ = ["Book", "Section", "lists_for_monday", "open_book"]
