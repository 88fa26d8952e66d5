"""What does a page about one's own customers say? A book in; sections, one a file, or why they step aside, out."""

from .book import Book, open_book
from .expect import what_to_expect
from .groups import customer_groups, groups_that_mean_something
from .moved import band_moves, who_moved
from .section import Section

__all__ = [
    "Book",
    "Section",
    "band_moves",
    "customer_groups",
    "groups_that_mean_something",
    "open_book",
    "what_to_expect",
    "who_moved",
]
