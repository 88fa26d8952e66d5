"""Is the rule of a list said with the numbers by which it was made, and do the largest who are late come first?"""

import pandas as pd

from custseg.brief import lists_for_monday, open_book
from custseg.brief._lists_in_words import rule_in_words
from custseg.brief._ripe_buyers import ripe
from custseg.datasets import load_cdnow


def test_first_time_buyers_are_said_to_be_followed_as_long_as_they_were():
    book = open_book(load_cdnow(), as_of="1997-12-31")
    days = ripe(book).within
    assert days < 365
    for name in {"newcomers"} & set(book.rules):
        assert f"come back within {days} days" in rule_in_words(book, name)


def test_the_largest_customers_who_are_late_are_called_first():
    """Of ninety who buy every ten days the nine largest are listed, c81 to c89; the odd ones are silent for 40 days."""
    days = pd.date_range("2024-01-01", periods=20, freq="10D")
    rows = [
        (f"c{n:02}", day, 100.0 + n if n > 80 else 10.0)
        for n in range(90)
        for day in (days[:16] if n > 80 and n % 2 else days)
    ]
    book = open_book(pd.DataFrame(rows, columns=["customer_id", "date", "amount"]), as_of="2024-07-09")
    section = lists_for_monday(book)
    sheet = section.lists["largest customers"]
    assert (sheet["recency"] > 20).tolist() == [True] * 5 + [False] * 4
    assert sheet["amount_last_year"].iloc[:5].is_monotonic_decreasing
    assert sheet["amount_last_year"].iloc[5:].is_monotonic_decreasing
    first = sheet["why"].iloc[0]
    assert (
        "Late by their own rhythm, so call first. Bought on 16 days, usually 10 days apart (10.0 on average)" in first
    )
    assert not sheet["why"].iloc[5:].str.contains("Late").any()
    assert section.table.loc["Largest customers", "what to do"] == "call each, first the late: 5"
