import numpy as np
import pandas as pd
import pytest

from custseg.segment.clustering.categories import category_codes, learn_categories, without_words, words_of

TABLE = pd.DataFrame({"spend": [1.0, 2, 3], "town": ["B", "A", "B"], "age": ["old", "young", "old"]})


def test_words_are_numbered_in_their_order_columns_by_name():
    words = learn_categories(TABLE, ["town", "age"])
    assert list(words) == ["age", "town"]
    assert category_codes(TABLE, words).tolist() == [[0, 1], [1, 0], [0, 1]]


def test_unseen_words_are_all_named():
    words = learn_categories(TABLE, ["town", "age"])
    with pytest.raises(
        ValueError, match=r"not seen in fit: column 'age' holds 'new' in 1 rows; column 'town' holds 'C'"
    ):
        category_codes(TABLE.assign(town=["B", "C", "C"], age=["old", "old", "new"]), words)


def test_missing_words_and_columns_are_named():
    with pytest.raises(ValueError, match=r"'town' \(1 rows\)"):
        learn_categories(TABLE.assign(town=["B", None, "A"]), ["town"])
    with pytest.raises(ValueError, match="'city'"):
        learn_categories(TABLE, ["city"])
    with pytest.raises(ValueError, match="at least one column of numbers"):
        learn_categories(TABLE[["town"]], ["town"])


def test_arrays_name_columns_by_position():
    rows = np.array([[1.0, "x"], [2.0, "y"]], dtype=object)
    assert category_codes(rows, learn_categories(rows, [1])).tolist() == [[0], [1]]


def test_no_column_of_words_gives_no_codes():
    assert category_codes(TABLE, learn_categories(TABLE, None)) is None


def test_words_of_their_numbers_are_the_words():
    words = learn_categories(TABLE, ["town", "age"])
    pd.testing.assert_frame_equal(words_of(category_codes(TABLE, words), words).astype(str), TABLE[["age", "town"]])


def test_without_words_the_numbers_are_left():
    pd.testing.assert_frame_equal(without_words(TABLE, ["town", "age"]), TABLE[["spend"]])
    rows = np.array([[1.0, "x"], [2.0, "y"]], dtype=object)
    assert without_words(rows, [1]).tolist() == [[1.0], [2.0]]
    assert without_words(TABLE, None) is TABLE
