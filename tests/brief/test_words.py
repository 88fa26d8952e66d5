"""Do words that sections share fit into a sentence?"""

from dataclasses import replace

from custseg.brief._words import in_languages, people, short_name
from tests.brief.by_hand import log_of


def test_one_customer_is_one():
    assert (people(1), people(1204)) == ("1 customer", "1,204 customers")


def test_a_long_name_is_cut_and_stays_on_one_line():
    assert short_name("a\nb") == "a b"
    assert len(short_name("x" * 100)) == 32


def test_the_chinese_term_behind_an_english_one_is_left_out_where_that_was_asked():
    book = log_of([("a", "2024-01-01", 1.0)])
    assert in_languages(book, "The answer 结论") == "The answer 结论"
    assert in_languages(replace(book, english_only=True), "The answer 结论") == "The answer"
