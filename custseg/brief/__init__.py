"""What does a page about one's own customers say? A book in; claims, figures and lists out, or why there are none."""

from .book import Book, open_book
from .heading import Opening, opening
from .oddities import what_is_odd
from .section import Section

__all__ = ["Book", "Opening", "Section", "open_book", "opening", "what_is_odd"]
