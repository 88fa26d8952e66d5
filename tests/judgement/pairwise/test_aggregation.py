import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.judgement import (
    aggregate_judgements,
    aggregate_priorities,
    group_judgements,
    pairwise_matrix,
    priorities,
)
from custseg.judgement.pairwise.aggregation import expert_shares
from custseg.schema import SchemaError

ITEMS = list("abcd")


def matrix_of(logs):
    upper = np.full((4, 4), np.nan)
    upper[np.triu_indices(4, 1)] = np.exp(logs)
    return pairwise_matrix(upper, ITEMS)


logs_of_six = st.lists(st.floats(-2, 2), min_size=6, max_size=6)


@settings(max_examples=20)
@given(st.lists(logs_of_six, min_size=1, max_size=4), st.lists(st.floats(0.1, 1), min_size=4, max_size=4))
def test_judgements_merged_equal_priorities_merged_under_geometric_means(experts, raw):
    by_expert = {f"expert {number}": matrix_of(logs) for number, logs in enumerate(experts)}
    shares = np.array(raw[: len(experts)]) / sum(raw[: len(experts)])
    weights = dict(zip(by_expert, shares, strict=True))
    merged = priorities(aggregate_judgements(by_expert, weights), method="geometric_mean")
    np.testing.assert_allclose(merged, aggregate_priorities(by_expert, weights, method="geometric_mean"), rtol=1e-9)


@given(logs_of_six)
def test_experts_of_one_mind_are_one_expert(logs):
    matrix = matrix_of(logs)
    merged = aggregate_judgements({"first": matrix, "second": matrix, "third": matrix})
    pd.testing.assert_frame_equal(merged, matrix, rtol=1e-12)


def test_the_order_of_items_may_differ_between_experts():
    swapped = pairwise_matrix({"b": {"a": 2}})
    merged = aggregate_judgements({"first": {"a": {"b": 2}}, "second": swapped})
    assert merged.loc["a", "b"] == pytest.approx(1)


def test_a_heavier_expert_counts_more():
    by_expert = {"first": {"a": {"b": 2}}, "second": {"a": {"b": 8}}}
    assert aggregate_judgements(by_expert, {"first": 0.25, "second": 0.75}).loc["a", "b"] == pytest.approx(2**2.5)


def test_a_pair_left_out_by_some_is_the_mean_of_the_others():
    by_expert = {
        "first": pairwise_matrix({"a": {"b": 2}, "b": {"c": 3}}),
        "second": pairwise_matrix({"a": {"b": 8, "c": 5}, "b": {"c": 3}}),
    }
    merged = aggregate_judgements(by_expert)
    assert merged.loc["a", "c"] == pytest.approx(5)
    assert merged.loc["a", "b"] == pytest.approx(4)


def test_a_pair_left_out_by_all_stays_missing():
    chain = pairwise_matrix({"a": {"b": 2}, "b": {"c": 3}})
    assert np.isnan(aggregate_judgements({"first": chain, "second": chain}).loc["a", "c"])


def test_arithmetic_means_of_priorities():
    merged = aggregate_priorities({"first": {"a": {"b": 1}}, "second": {"a": {"b": 3}}}, mean="arithmetic")
    assert merged["a"] == pytest.approx((0.5 + 0.75) / 2)
    with pytest.raises(ValueError, match="one of 'geometric', 'arithmetic'; found 'median'"):
        aggregate_priorities({"first": {"a": {"b": 1}}}, mean="median")


def test_expert_weights_must_add_up():
    with pytest.raises(SchemaError, match=r"add up to 0\.9, expected 1\. Divide each of them by 0\.9"):
        expert_shares(["first", "second"], {"first": 0.5, "second": 0.4})


def test_expert_weights_all_problems_at_once():
    with pytest.raises(SchemaError) as caught:
        expert_shares(["first", "second"], {"first": -1, "third": 2})
    assert "'second' has no weight" in str(caught.value)
    assert "unknown expert 'third'" in str(caught.value)
    assert "weight of expert 'first' is -1" in str(caught.value)
    with pytest.raises(SchemaError, match="no expert"):
        expert_shares([], None)


def test_experts_must_compare_the_same_items():
    with pytest.raises(SchemaError, match="expert 'second' compares 'a', 'c', but expert 'first' compares 'a', 'b'"):
        aggregate_judgements({"first": {"a": {"b": 2}}, "second": {"a": {"c": 2}}})


def test_groups_of_nodes():
    by_expert = {
        "first": {"goal": {"a": {"b": 2}}, "a": {"x": {"y": 3}}},
        "second": {"goal": {"a": {"b": 8}}, "a": {"x": {"y": 3}}},
    }
    merged = group_judgements(by_expert, {"first": 0.5, "second": 0.5})
    assert list(merged) == ["goal", "a"]
    assert merged["goal"].loc["a", "b"] == pytest.approx(4)
    del by_expert["second"]["a"]
    with pytest.raises(SchemaError, match="expert 'second' did not judge 'a'"):
        group_judgements(by_expert)
