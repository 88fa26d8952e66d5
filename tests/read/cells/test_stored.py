"""What the bytes of a whole column say at once."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.read.cells.stored import arrow_text, held_nowhere, last_bytes, stored_in_arrow
from custseg.read.cells.text import TEXT

COLUMNS = st.lists(st.text("01aé#=", max_size=3) | st.none())


@given(texts=COLUMNS, first=st.integers(0, 3), sign=st.sampled_from(["#", "é", '="', "a"]))
def test_a_sign_that_is_held_nowhere_is_in_no_text(texts, first, sign):
    cells = pd.Series(texts, dtype=TEXT).iloc[first:]
    if held_nowhere(cells, sign):
        assert not cells.str.contains(sign, regex=False, na=False).any()
    elif len(sign) == 1:  # two signs may also meet where one text ends and the next begins
        assert cells.str.contains(sign, regex=False, na=False).any()


@given(texts=COLUMNS, first=st.integers(0, 3))
def test_last_bytes_are_those_of_the_texts(texts, first):
    cells = pd.Series(texts, dtype=TEXT).iloc[first:]
    expected = [text.encode()[-1] if isinstance(text, str) and text else 0 for text in cells]
    assert last_bytes(cells).tolist() == expected


def test_parts_of_a_column_are_put_together():
    cells = pd.concat([pd.Series(["a", "b#"], dtype=TEXT), pd.Series(["c"], dtype=TEXT)], ignore_index=True)
    assert arrow_text(cells).to_pylist() == ["a", "b#", "c"]
    assert last_bytes(cells).tolist() == [97, 35, 99]


@pytest.mark.parametrize("dtype", [object, "float"])
def test_of_other_columns_nothing_is_said(dtype):
    cells = pd.Series([1.5, None], dtype=dtype)
    assert not stored_in_arrow(cells)
    assert not held_nowhere(cells, "#")
    assert last_bytes(cells) is None
