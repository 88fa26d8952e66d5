"""What does a page about one's own customers say? One section a file: a book in; what is said, or why not, out."""

from .book import Book, open_book
from .heading import Opening, opening
from .section import Section

__all__ = ["Book", "Opening", "Section", "open_book", "opening"]
