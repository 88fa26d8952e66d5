import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import comparison_groups, consistency_index, fill_missing, pairwise_matrix, priorities
from custseg.judgement.pairwise._weight_methods import principal_eigenpair
from custseg.judgement.pairwise.incomplete import harker_matrix
from custseg.schema import SchemaError

METHODS = ["eigenvector", "geometric_mean", "log_least_squares", "least_squares"]


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_judgement_follows_from_the_others(method):
    # Harker (1987): a12 = 2, a23 = 2, a13 missing gives (4/7, 2/7, 1/7) and lambda 3
    matrix = pairwise_matrix({"first": {"second": 2}, "second": {"third": 2}})
    weights = priorities(matrix, method=method)
    assert weights.to_list() == pytest.approx([4 / 7, 2 / 7, 1 / 7], abs=1e-12)
    assert float(principal_eigenpair(matrix.to_numpy())[0]) == pytest.approx(3, abs=1e-12)
    assert fill_missing(matrix, weights).loc["first", "third"] == pytest.approx(4)


def test_harker_counts_the_gaps_on_the_diagonal():
    matrix = pairwise_matrix({"a": {"b": 2}, "b": {"c": 2}})
    expected = [[2, 2, 0], [0.5, 1, 2], [0, 0.5, 2]]
    np.testing.assert_allclose(harker_matrix(matrix.to_numpy()), expected)


def test_disconnected_comparisons_are_refused_by_name():
    matrix = pairwise_matrix({"a": {"b": 2}, "c": {"d": 3}})
    assert comparison_groups(matrix) == [["a", "b"], ["c", "d"]]
    for refused in (priorities, consistency_index):
        with pytest.raises(SchemaError, match=r"a, b \| c, d. Judge for example a over c"):
            refused(matrix)


def test_an_item_never_judged_is_disconnected():
    with pytest.raises(SchemaError, match=r"a, b \| c"):
        priorities(pairwise_matrix({"a": {"b": 2}}, ["a", "b", "c"]))


def test_least_squares_on_a_graph_with_one_loop_has_a_closed_form():
    # a square a-b-c-d with one contradiction: the log residual is shared evenly by the four edges
    matrix = pairwise_matrix({"a": {"b": 2, "d": 16}, "b": {"c": 2}, "c": {"d": 2}})
    weights = priorities(matrix, method="log_least_squares")
    step = 2 * 2 ** (1 / 4)
    assert weights["a"] / weights["b"] == pytest.approx(step)
    assert weights["a"] / weights["d"] == pytest.approx(step**3)


@given(
    weights=st.lists(st.floats(0.05, 1), min_size=3, max_size=7),
    seed=st.integers(0, 10_000),
    method=st.sampled_from(METHODS),
)
def test_methods_agree_on_consistent_judgements_however_many_are_missing(weights, seed, method):
    truth = np.array(weights) / sum(weights)
    matrix = pd.DataFrame(truth[:, None] / truth[None, :])
    rng = np.random.default_rng(seed)
    for item in range(2, len(truth)):
        # a chain of neighbours always stays, so that everything remains connected
        left_out = rng.random(item - 1) < 0.5
        matrix.iloc[item, np.flatnonzero(left_out)] = np.nan
        matrix.iloc[np.flatnonzero(left_out), item] = np.nan
    found = priorities(matrix, method=method)
    np.testing.assert_allclose(found, truth, rtol=1e-8)
    assert found.attrs["consistency_ratio"] == pytest.approx(0, abs=1e-8)
