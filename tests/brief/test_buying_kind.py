"""Does the page say of the rhythm what the log shows, and what it means for its models?"""

import numpy as np
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


def few_rows(rhythm):
    """120 customers in three years, too few purchases for a forecast that can be judged; day 0 is 1 January 2021."""
    rng = np.random.default_rng(2)
    if rhythm == "random":
        return np.cumsum(rng.exponential(150, (120, 3)), axis=1)
    first = rng.integers(0, 365, (120, 1)) if rhythm == "contract" else rng.integers(100, 115, (120, 1))
    day = first + 365 * np.arange(3) + rng.integers(0, 3, (120, 3))
    return day if rhythm == "contract" else np.where(rng.uniform(size=day.shape) < 0.8, day, 9_999)


@pytest.mark.parametrize(("rhythm", "said"), [("contract", True), ("yes or no", True), ("random", False)])
def test_the_calendar_is_told_where_no_forecast_can_be_judged_too(rhythm, said):
    day = few_rows(rhythm)
    date = pd.Timestamp("2021-01-01") + pd.to_timedelta(np.floor(day.ravel()), "D")
    rows = pd.DataFrame({"customer_id": np.repeat(np.arange(120), 3).astype(str), "date": date, "amount": 40.0})
    book = open_book(rows[date <= "2023-12-31"], as_of="2023-12-31")
    section = what_to_expect(book)
    assert section.aside and book.family.kind == rhythm
    assert ("expect.kind" in [one.id for one in section.more]) == said
