"""Texts that are numbers in disguise get places as sorting gives them, and no others are read."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.tables import _text_numbers, customer_table
from custseg.tables._customer_places import customer_places
from custseg.tables._text_numbers import numbers_of_text

MOST = 2**31


def text(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="str")


def by_sorting(values: list[str]) -> tuple[list[int], list[str]]:
    """Sort by UTF-8, as Arrow and every engine do."""
    names = sorted(set(values), key=str.encode)
    return [names.index(value) for value in values], names


@given(st.lists(st.text(alphabet="019a~ ", max_size=4), min_size=1, max_size=30))
def test_numbers_are_in_the_order_of_texts_and_equal_where_these_are(values):
    numbers = numbers_of_text(text(values), MOST)
    if numbers is None:
        assert not any(values)  # nothing but empty texts
        return
    assert numbers.min() >= 0
    places, _ = by_sorting(values)
    assert np.unique(numbers, return_inverse=True)[1].tolist() == places


@pytest.mark.parametrize("form", ["c{:08d}", "{}", "shop {}", "é{:05d}", "{:x}"])
def test_customers_of_a_column_are_those_of_sorting(form, monkeypatch):
    random = np.random.default_rng(0)
    values = [form.format(number) for number in random.integers(0, 500, 3_000)]
    monkeypatch.setattr(_text_numbers, "BLOCK", 100)  # several blocks, the last one short
    codes, names = customer_places(text(values))
    places, expected = by_sorting(values)
    assert codes.tolist() == places
    assert codes.dtype == np.int32
    pd.testing.assert_index_equal(names, pd.Index(expected, dtype="str", name="customer_id"))


def test_pieces_of_a_column_and_parts_of_it_are_read_where_they_lie():
    pieces = pa.chunked_array([pa.array(["c9", "c1"]), pa.array([], pa.string()), pa.array(["c2", "c1", "c3"])])
    column = pd.Series(pd.array(pieces, dtype=pd.StringDtype("pyarrow")))
    assert numbers_of_text(column, MOST).tolist() == [8, 0, 1, 0, 2]
    assert numbers_of_text(column.iloc[1:4], MOST).tolist() == [0, 1, 0]
    assert numbers_of_text(text(["zz", "c9", "c1", "c12"]).iloc[1:3], MOST).tolist() == [8, 0]


def test_a_piece_of_empty_texts_is_left_to_others_with_the_rest():
    for pieces in ([["c1", "c2"], ["", ""]], [["", ""], ["c1", "c2"]], [["c1", "c2"], [""], ["c2"]]):
        column = pd.concat([text(piece) for piece in pieces], ignore_index=True)
        codes, names = customer_places(column)
        places, expected = by_sorting(column.tolist())
        assert (codes.tolist(), names.tolist()) == (places, expected)


@pytest.mark.parametrize(
    "column",
    [
        text(["c1", None]),
        text(["c1", "c\0"]),
        text(["", ""]),
        text([]),
        text(["x" * 33, "x" * 32 + "y"]),
        text([f"{number:08d}" for number in range(0, 10**8, 9_999_999)]),  # one of 800 million: too far apart
        pd.Series(["c1", "c2"], dtype=object),
        pd.Series([1, 2]),
        pd.Series(["c1", "c2"], dtype="category"),
    ],
)
def test_what_is_no_number_is_left_to_others(column):
    assert numbers_of_text(column, 10**6) is None


def test_a_first_part_of_close_numbers_does_not_hide_that_others_lie_far_apart(monkeypatch):
    monkeypatch.setattr(_text_numbers, "SAMPLE", 2)
    assert numbers_of_text(text(["c01", "c02", "c91"]), 5) is None


def test_blank_ids_are_still_refused():
    log = pd.DataFrame({"customer_id": ["11", "  "], "date": pd.to_datetime(["2024-01-01"] * 2), "amount": 1.0})
    with pytest.raises(ValueError, match="1 row has no customer_id"):
        customer_table(log.astype({"customer_id": "str"}), as_of="2024-01-31")
