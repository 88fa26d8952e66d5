import inspect

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import (
    circular_triads,
    comparison_groups,
    consistency_index,
    consistency_ratio,
    consistency_table,
    fill_missing,
    inconsistent_judgements,
    pairwise_matrix,
    priorities,
)
from custseg.schema import SchemaError


def test_the_house_of_the_paper(house):
    # Saaty (1990), European Journal of Operational Research 48: lambda 9.669, CI .238, CR .169 with his random index
    row = consistency_table(house, random_index="saaty").iloc[0]
    assert row["lambda_max"] == pytest.approx(9.6689, abs=5e-5)
    assert row["consistency_index"] == pytest.approx(0.2384, abs=5e-5)
    assert row["consistency_ratio"] == pytest.approx(0.169, abs=5e-4)
    assert not row["trusted"]
    assert "0.17 exceeds 0.1" in row["note"]


def test_two_items_are_consistent_but_unchecked():
    row = consistency_table({"pair": {"a": {"b": 9}}}).loc["pair"]
    assert row["trusted"]
    assert row["consistency_ratio"] == 0
    assert "nothing to check" in row["note"]


def test_a_chain_of_judgements_is_not_trusted():
    row = consistency_table({"chain": {"a": {"b": 9}, "b": {"c": 9}}}).loc["chain"]
    assert not row["trusted"]
    assert row["note"] == "2 judgements for 3 items: no judgement checks another"


def test_circular_preferences_are_counted(house):
    around = pairwise_matrix({"a": {"b": 2}, "b": {"c": 2}, "c": {"a": 2, "d": 2}, "d": {"a": 3, "b": "1/3"}})
    names = list(around.index)
    by_hand = sum(
        around.loc[x, y] > 1 and around.loc[y, z] > 1 and around.loc[z, x] > 1
        for x in names
        for y in names
        for z in names
    )
    assert circular_triads(around) == by_hand / 3 > 0
    assert circular_triads(house) == 1  # size over area over condition over size


def test_the_limit_is_a_parameter(house):
    assert consistency_table(house, limit=0.2).iloc[0]["trusted"]


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=8))
def test_a_perfectly_consistent_matrix_has_ratio_zero(weights):
    shares = np.array(weights)
    matrix = pd.DataFrame(shares[:, None] / shares[None, :])
    assert consistency_ratio(matrix) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.floats(-2, 2), min_size=6, max_size=6))
def test_the_index_is_never_negative_and_the_same_seen_from_the_other_side(logs):
    upper = np.full((4, 4), np.nan)
    upper[np.triu_indices(4, 1)] = np.exp(logs)
    matrix = pairwise_matrix(upper, list("abcd"))
    assert consistency_index(matrix) >= 0
    assert consistency_index(matrix.T) == pytest.approx(consistency_index(matrix), abs=1e-9)


def square(rows):
    return pd.DataFrame(rows, list("abc"), list("abc"), dtype=float)


def everybody_of(matrix):
    """Give the questions that may be asked of a matrix."""
    weights = pd.Series(1 / 3, index=list("abc"))
    asked = (consistency_index, consistency_ratio, consistency_table, circular_triads, comparison_groups)
    asked += (priorities, inconsistent_judgements)
    return [*(lambda function=function: function(matrix) for function in asked), lambda: fill_missing(matrix, weights)]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([[1, 1 / 9, 1 / 9], [1 / 9, 1, 1 / 9], [1 / 9, 1 / 9, 1]], ["a over b", "a over c", "b over c"]),
        (
            [[1, 2, 3], [0.5, 1, 2], [0.2, 0.5, 1]],
            ["not reciprocal: a over c is 3 but c over a is 0.2 (expected 0.3333)"],
        ),
        ([[5, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]], ["a over a is 5: an item against itself is 1."]),
        (
            [[1, 2, 0], [0.5, 5, 2], [0.25, 2, 1]],
            ["a over c is 0, not positive", "b over b is 5", "not reciprocal: b over c is 2 but c over b is 2"],
        ),
    ],
)
def test_whatever_is_asked_of_a_matrix_that_contradicts_itself_it_is_refused_with_every_problem(rows, problems):
    """Its principal eigenvalue may lie below its size: that is no consistency, and the first had a ratio of 0."""
    for asked in everybody_of(square(rows)):
        with pytest.raises(SchemaError) as caught:
            asked()
        assert all(problem in str(caught.value) for problem in problems), caught.value


def test_a_judgement_that_stands_on_one_side_is_taken_for_both():
    whole = square([[1, 2, 9], [0.5, 1, 2], [1 / 9, 0.5, 1]])
    half = whole.mask(np.tril(np.ones((3, 3)), -1) > 0)
    assert consistency_ratio(half) == pytest.approx(consistency_ratio(whole)) and consistency_ratio(half) > 0.05
    rounded = whole.round(2)  # a ninth typed as .11
    for matrix in (half, rounded, half.T):
        assert consistency_ratio(matrix) == consistency_table(matrix).loc["judgements", "consistency_ratio"]
    assert circular_triads(square([[1, 2, np.nan], [np.nan, 1, 2], [2, np.nan, 1]])) == 1


def test_items_may_be_called_as_the_columns_of_a_long_table():
    names = ["item", "over", "ratio"]
    matrix = pairwise_matrix([[1, 2, 9], [0.5, 1, 2], [1 / 9, 0.5, 1]], names)
    assert consistency_ratio(matrix) > 0.05 and comparison_groups(matrix) == [names]


@pytest.mark.parametrize("judged", [np.array([[1.0, 2.0], [0.5, 1.0]]), [[1, 2], [0.5, 1]], {"a": {"b": 2}}])
@pytest.mark.parametrize(
    "asked", [consistency_index, consistency_ratio, circular_triads, comparison_groups, consistency_table]
)
def test_what_is_no_table_is_told_the_call_that_makes_one(asked, judged):
    if asked is consistency_table and isinstance(judged, dict):
        return  # which it takes: a matrix by name
    name = next(iter(inspect.signature(asked).parameters))
    with pytest.raises(TypeError, match=rf"^{name} must be .*a pandas DataFrame, found .*\.") as caught:
        asked(judged)
    call = str(caught.value).partition(" Make it with ")[2].rstrip(".")
    assert call == f"pairwise_matrix({name})"
    asked(eval(call, {"pairwise_matrix": pairwise_matrix, name: judged}))


def test_what_no_matrix_can_be_made_of_is_told_what_makes_one():
    with pytest.raises(TypeError, match=r"found None\. Make it with pairwise_matrix\.$"):
        fill_missing(None, pd.Series({"a": 1.0}))
