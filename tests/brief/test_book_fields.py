"""Does a book write money in the currency of its file?"""

import pandas as pd

from custseg.brief import open_book
from tests.brief.by_hand import log_of

SALES = [("b", "2024-01-01", 1.0), ("a", "2024-02-01", 2.0), ("b", "2024-03-01", 3.0)]


def test_money_without_a_code_is_a_number():
    assert open_book(pd.DataFrame(SALES, columns=["customer_id", "date", "amount"])).money(1234.4) == "1,234"


def test_what_was_given_stays_as_it_was_given():
    book = log_of(SALES)
    assert (book.margin, book.by, book.costs, book.days_ahead, book.seed) == (None, None, None, 91, 1)
    assert book.said == {} and book.said is book.said, "each part of a page is said once"
