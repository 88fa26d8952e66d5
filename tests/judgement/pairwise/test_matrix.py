import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import pairwise_matrix, priorities
from custseg.schema import SchemaError

NESTED = {"price": {"service": 2, "range": 4}, "service": {"range": 2}}


def test_dict_table_long_table_and_array_give_the_same_matrix():
    matrix = pairwise_matrix(NESTED)
    long = pd.DataFrame(
        [("price", "service", 2), ("price", "range", 4), ("service", "range", 2)], columns=["item", "over", "ratio"]
    )
    pd.testing.assert_frame_equal(pairwise_matrix(matrix), matrix)
    pd.testing.assert_frame_equal(pairwise_matrix(long), matrix)
    pd.testing.assert_frame_equal(pairwise_matrix(matrix.to_numpy(), list(matrix.index)), matrix)
    upper = matrix.where(np.triu(np.ones((3, 3), dtype=bool), 1))
    pd.testing.assert_frame_equal(pairwise_matrix(upper), matrix)


def test_the_lower_half_is_the_exact_reciprocal_even_if_it_was_rounded():
    matrix = pairwise_matrix([[1, 3], [0.33, 1]], ["a", "b"])
    assert matrix.loc["b", "a"] == 1 / 3
    matrix = pairwise_matrix([[1, 0.14], [7, 1]], ["a", "b"])
    assert matrix.loc["a", "b"] == 1 / 7


def test_columns_in_another_order_are_the_same_matrix():
    matrix = pairwise_matrix(NESTED)
    pd.testing.assert_frame_equal(pairwise_matrix(matrix[["range", "price", "service"]]), matrix)


def test_items_give_the_order_and_admit_items_not_judged():
    matrix = pairwise_matrix({"a": {"b": 2}}, ["c", "b", "a"])
    assert list(matrix.index) == ["c", "b", "a"]
    assert matrix.loc["c"].isna().sum() == 2


def test_the_input_is_left_alone():
    table = pd.DataFrame([[1, 3], [0.33, 1]], index=["a", "b"], columns=["a", "b"])
    before = table.copy()
    pairwise_matrix(table)
    pd.testing.assert_frame_equal(table, before)


def test_all_problems_come_at_once():
    with pytest.raises(SchemaError) as caught:
        pairwise_matrix({"a": {"b": 0, "c": 3, "a": 2}, "c": {"a": 3, "x": 1}, "b": {"c": "much"}}, ["a", "b", "c"])
    text = str(caught.value)
    assert len(caught.value.problems) == 5
    assert "a over b is 0, not positive" in text
    assert "not reciprocal: a over c is 3 but c over a is 3 (expected 0.3333)" in text
    assert "a over a is 2" in text
    assert "unknown items ['x']" in text
    assert "b over c is 'much'" in text


def test_a_pair_given_twice_must_agree():
    twice = pd.DataFrame({"item": ["a", "a"], "over": ["b", "b"], "ratio": [2, 3]})
    with pytest.raises(SchemaError, match="given twice, 2 and 3"):
        pairwise_matrix(twice)


def test_tables_that_are_not_square_are_explained():
    with pytest.raises(SchemaError, match="same items in rows and columns"):
        pairwise_matrix(pd.DataFrame([[1, 2]], index=["a"], columns=["a", "b"]))
    with pytest.raises(ValueError, match="must be square"):
        pairwise_matrix(np.ones((2, 3)), ["a", "b"])
    with pytest.raises(SchemaError, match="each of the 2 rows of the array once; found 3 names"):
        pairwise_matrix(np.ones((2, 2)), ["a", "b", "c"])
    with pytest.raises(SchemaError, match="must be square"):
        pairwise_matrix([[1, 2], [1]])
    with pytest.raises(TypeError, match="judgements must be a mapping, a pandas DataFrame, an array or a list"):
        pairwise_matrix("much")


def test_an_array_without_names_has_numbered_items():
    matrix = np.array([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]])
    assert pairwise_matrix(matrix).index.to_list() == ["item 1", "item 2", "item 3"]
    weights = priorities(matrix, items=["price", "service", "range"])
    assert weights.index.to_list() == ["price", "service", "range"]
    np.testing.assert_array_equal(weights, priorities(matrix))


def test_weights_are_not_judgements():
    with pytest.raises(TypeError, match=r"Hierarchy\(weights="):
        pairwise_matrix({"a": 0.5, "b": 0.5})


def test_no_judgement_and_repeated_items_are_refused():
    with pytest.raises(SchemaError, match="no item is compared"):
        pairwise_matrix({})
    with pytest.raises(SchemaError, match="more than once"):
        pairwise_matrix({"a": {"b": 2}}, ["a", "a", "b"])


@given(st.lists(st.floats(0.05, 20), min_size=6, max_size=6))
def test_every_matrix_is_reciprocal(ratios):
    upper = np.full((4, 4), np.nan)
    upper[np.triu_indices(4, 1)] = ratios
    matrix = pairwise_matrix(upper, list("abcd")).to_numpy()
    np.testing.assert_allclose(matrix * matrix.T, 1, rtol=1e-15)
