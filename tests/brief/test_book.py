"""What does a book say of itself, and is one name for all of it enough?"""

import pandas as pd

from custseg.brief.book import QUARTER, YEAR, Book, Lookback
from tests.brief.by_hand import log_of

SALES = [("b", "2024-01-01", 1.0), ("a", "2024-02-01", 2.0), ("b", "2024-03-01", 3.0)]


def test_its_days_and_its_name():
    book = log_of(SALES)
    assert (book.days, book.dates[0], book.as_of) == (61, pd.Timestamp("2024-01-01").date(), pd.Timestamp("2024-03-01"))
    assert repr(book) == "<Book Corner shop: 2 customers, 3 rows, 1 January to 1 March 2024>"


def test_every_part_of_a_book_is_reached_through_it():
    parts = [one.__name__ for one in Book.__mro__]
    assert parts == ["Book", "BookAhead", "BookSigns", "BookLog", "BookFields", "object"]
    assert (QUARTER, YEAR, Lookback._fields) == (91, 365, ("cut", "known", "later"))
