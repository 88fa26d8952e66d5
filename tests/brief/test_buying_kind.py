"""Does the page say of the rhythm what the log shows, and what it means for its models?"""

import pandas as pd
import pytest

from custseg.brief import open_book, what_to_expect
from custseg.brief._buying_kind import kind_of_buying
from custseg.datasets import load_cdnow
from custseg.simulate import business_kinds, simulate_business


@pytest.mark.parametrize(
    ("kind", "rhythm", "words"),
    [
        ("plain", "random", "No rhythm shows that the models here would miss"),
        ("every_thirty_days", "contract", "They keep to a beat, as by contract"),
        ("forty_accounts", "regular", "They buy more regularly than the models here assume"),
        ("donors", "yes or no", "They buy in a season or period, or do not"),
        ("thirty_customers", "random", "of 21 customers"),
        ("three_weeks", "cannot tell", "this file cannot say"),
    ],
)
def test_each_rhythm_is_told_with_its_number(kind, rhythm, words):
    assert kind in business_kinds().index
    shop = simulate_business(kind, random_state=1)
    book = open_book(shop.rows, as_of=shop.as_of)
    (said,) = kind_of_buying(book)
    assert book.family.kind == rhythm
    assert words in str(said) and book.family.reason in str(said)


def test_nothing_is_said_where_nothing_was_sold():
    days = pd.to_datetime(["2024-01-01", "2024-01-05", "2024-02-01", "2024-02-03"])
    rows = pd.DataFrame({"customer_id": ["ann", "ann", "bob", "bob"], "date": days, "amount": [9.0, -9.0, 5.0, -5.0]})
    book = open_book(rows, as_of="2024-03-31")
    assert book.family is None and kind_of_buying(book) == ()


@pytest.mark.heavy
def test_the_section_says_it_folded():
    said = [one for one in what_to_expect(open_book(load_cdnow())).more if getattr(one, "id", "") == "expect.kind"]
    assert len(said) == 1 and "0.91" in str(said[0])
