"""Sentences with blanks: filled at once in memory, and put together from parts."""

import pytest

from custseg.read.meaning.answers import OpenQuestion
from custseg.read.parts.wording import Count, Money, Places, Sentences, blank_sentences, key_of, written


@pytest.mark.parametrize(
    ("blank", "text"),
    [
        (Count(1, "{:,} rows", "{:,} row"), "1 row"),
        (Count(2000, "{:,} rows", "{:,} row"), "2,000 rows"),
        (Money(12.5, True, True), "12.50 net of refunds"),
        (Money(12.5, True, False), "12.50"),
        (Places(("3", "9"), None, 7, 2), "rows 3, 9 and 5 more"),
        (Places(("3",), ("abc",), 1, 5), "row 3: 'abc'"),
    ],
)
def test_a_blank_is_written_at_once_in_memory(blank, text):
    assert written(blank) == text


def said(*sentences):
    """Give the sentences of one part with what belongs into their blanks."""
    with blank_sentences() as blanks:
        return [sentence() for sentence in sentences], blanks


def test_sentences_of_parts_are_put_together():
    whole = Sentences()
    for number, rows in ((2, ("5", "6")), (1, ("9",))):
        count, places = Count(number, "{:,} rows", "{:,} row"), Places(rows, None, number, 2)
        whole.add(*said(lambda count=count, places=places: f"bad in {written(count)} ({written(places)})."))
    assert whole.filled() == ["bad in 3 rows (rows 5, 6 and 1 more)."]


def test_a_sentence_that_one_part_has_stands_where_it_has_it():
    whole = Sentences()
    for sentences in (["one", "three"], ["one", "two"], ["two", "three", "four"]):
        whole.add(sentences, [])
    assert set(whole.filled()) == {"one", "two", "three", "four"}
    assert whole.filled()[0] == "one" and whole.filled()[-1] == "four"


def test_questions_stay_questions_and_keys_do_not_hold_numbers():
    whole = Sentences()
    sentences, blanks = said(lambda: OpenQuestion(f"is it {written(Count(3))}?"))
    whole.add(sentences, blanks)
    assert isinstance(whole.filled()[0], OpenQuestion) and whole.filled() == ["is it 3?"]
    assert "3" not in key_of(sentences[0]) and sentences[0] in whole
