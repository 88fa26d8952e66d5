"""Numbers for texts and rows: the same for the same, whatever else stands in the part."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.read.parts.row_keys import SHORT, row_keys, text_keys

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_keys_are_the_same_where_texts_are_the_same(texts):
    keys = text_keys(pd.Series(texts, dtype="str"))
    assert (keys[:, None] == keys).tolist() == [[one == other for other in texts] for one in texts]
    assert text_keys(pd.Series(texts[-1:], dtype=object))[0] == keys[-1]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 17, SHORT - 1, SHORT, SHORT + 1, 3 * SHORT])
def test_each_byte_counts(size):
    text = "x" * size
    others = [text[:place] + "y" + text[place + 1 :] for place in range(size)] + [text + "x", text + "\0"]
    keys = text_keys(pd.Series([text, *others]))
    assert len(set(keys.tolist())) == len(others) + 1


def test_no_two_of_a_million_ids_share_a_key():
    """By chance 3e-8 do; and half of all bits differ between neighbours."""
    keys = text_keys(pd.Series(np.arange(10**6)).astype(str))
    assert len(np.unique(keys)) == 10**6
    differ = np.bitwise_count(keys[1:] ^ keys[:-1])
    assert abs(differ.mean() - 32) < 0.1


def test_a_column_of_gaps_makes_no_difference():
    table = pd.DataFrame({"a": ["x", "y"]})
    with_gaps = table.assign(b="")
    assert (row_keys(table, True) == row_keys(with_gaps, True)).all()
    assert (row_keys(table, False) != row_keys(with_gaps, False)).any()
    assert (row_keys(table, False) == row_keys(table.assign(b=[None, None]), False)).all()


def test_cells_do_not_change_places_unnoticed():
    keys = row_keys(pd.DataFrame({"a": ["x", "y"], "b": ["y", "x"]}), True)
    assert (keys[0] != keys[1]).any()


def test_all_kinds_of_cells_have_keys():
    """What is no text is compared by what it is, and alike rows have the same keys."""
    table = pd.DataFrame(
        {
            "number": [1, 2, 1],
            "share": [0.5, np.nan, 0.5],
            "day": pd.to_datetime(["2024-01-05", None, "2024-01-05"]),
            "mixed": pd.Series([1, "1", 1], dtype=object),
            "sort": pd.Categorical(["a", "b", "a"]),
            "whole": pd.array([1, None, 1], dtype="Int64"),
        }
    )
    keys = row_keys(table, False)
    assert (keys[0] == keys[2]).all() and (keys[0] != keys[1]).all()
