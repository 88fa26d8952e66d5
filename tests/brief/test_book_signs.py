"""Does a book say between which days its money cannot be compared?"""

import pandas as pd

from tests.brief.by_hand import business


def test_a_hole_makes_what_it_touches_incomparable():
    book = business("two_months_missing")
    first, last = (pd.Timestamp(one) for one in book.signs.loc["hole", "about"].split())
    assert book.breaks(first - pd.Timedelta(days=30), last) == "hole"
    assert book.breaks(book.as_of - pd.Timedelta(days=9), book.as_of) == ""
