"""Is the rule of a list said with the numbers by which it was made?"""

from custseg.brief import open_book
from custseg.brief._lists_in_words import rule_in_words
from custseg.brief._ripe_buyers import ripe
from custseg.datasets import load_cdnow


def test_first_time_buyers_are_said_to_be_followed_as_long_as_they_were():
    book = open_book(load_cdnow(), as_of="1997-12-31")
    days = ripe(book).within
    assert days < 365
    for name in {"newcomers"} & set(book.rules):
        assert f"come back within {days} days" in rule_in_words(book, name)
