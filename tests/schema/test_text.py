import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import printable


def test_a_name_of_two_lines_is_one_line():
    assert printable("Ann\r\n\tLee") == "Ann Lee"


@given(st.text(st.characters()))
def test_nothing_but_plain_characters_is_left(text):
    kept = printable(text)
    assert not [mark for mark in kept if unicodedata.category(mark) in {"Cc", "Cs", "Zl", "Zp"}]
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert printable(kept) == kept


def test_ordinary_text_stays():
    for text in ("Café „Zur Post“", "王小明", "👩‍👩‍👧 family", "1,234.50 €", "a  b"):
        assert printable(text) == text
