import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import list_index_systems, load_index_system
from custseg.catalogue.index_system_spec import GOAL, Criterion, IndexSystem, Indicator
from custseg.judgement import judgement_questions
from custseg.judgement.weighting.node_weights import (
    checked_matrices,
    checked_weights,
    coverage_problems,
    global_weights,
    local_weights,
)

FIVE = load_index_system("five_degrees")
LINE = {"kind": "linear", "worst": 1, "best": 5}


@pytest.mark.parametrize("name", list_index_systems())
@given(seed=st.integers(0, 1000))
def test_weights_add_to_one_at_every_level(name, seed):
    system = load_index_system(name)
    rng = np.random.default_rng(seed)
    series = {node: rng.dirichlet(np.ones(len(items))) for node, items in judgement_questions(system).items()}
    local = local_weights(system, {}, series, "eigenvector")
    assert all(weights.sum() == pytest.approx(1) for weights in local.values())
    criteria, indicators = global_weights(system, local)
    assert sum(criteria[key] for key in system.lowest) == pytest.approx(1)
    assert sum(criteria[key] for key in system.children()) == pytest.approx(1)
    assert sum(indicators.values()) == pytest.approx(1)


def test_weights_are_summed_over_paths():
    system = IndexSystem(
        "demo",
        "Demo",
        (Criterion("a", "A"), Criterion("b", "B")),
        (Indicator("x", "X", ("a", "b"), value=LINE), Indicator("y", "Y", ("b",), value=LINE)),
    )
    local = local_weights(system, {}, {GOAL: np.array([0.25, 0.75]), "b": np.array([0.4, 0.6])}, "eigenvector")
    _, indicators = global_weights(system, local)
    assert indicators["x"] == pytest.approx(0.25 * 1 + 0.75 * 0.4)
    assert indicators["y"] == pytest.approx(0.75 * 0.6)


def test_the_weight_of_a_side_with_one_degree_is_the_weight_of_that_degree():
    # the degeneracy of the source's two-node top level
    local = local_weights(FIVE, {}, {GOAL: np.array([0.3, 0.7])}, "eigenvector")
    criteria, _ = global_weights(FIVE, local)
    assert criteria["customer_side"] == criteria["dependence"] == pytest.approx(0.3)


def test_comparing_the_degrees_directly_gives_the_sides_their_sum():
    direct = np.array([0.1, 0.3, 0.2, 0.25, 0.15])
    criteria, _ = global_weights(FIVE, local_weights(FIVE, {}, {GOAL: direct}, "eigenvector"))
    assert [criteria[key] for key in FIVE.lowest] == pytest.approx(direct.tolist())
    assert criteria["firm_side"] == pytest.approx(0.9)


def test_sides_that_own_one_criterion_each_may_be_named_by_either():
    system = IndexSystem(
        "demo",
        "Demo",
        (
            Criterion("a", "A"),
            Criterion("b", "B"),
            Criterion("b1", "B1", parent="b"),
            Criterion("a1", "A1", parent="a"),
        ),
        (Indicator("x", "X", ("a1", "b1"), value=LINE),),
    )
    series, problems = checked_weights(system, {GOAL: {"b1": 0.2, "a1": 0.8}})
    assert not problems
    local = local_weights(system, {}, {node: weights.to_numpy() for node, weights in series.items()}, "eigenvector")
    criteria, _ = global_weights(system, local)
    assert criteria == pytest.approx({"a": 0.8, "b": 0.2, "b1": 0.2, "a1": 0.8})


def test_many_draws_at_once():
    rng = np.random.default_rng(0)
    draws = rng.dirichlet(np.ones(5), size=7)
    local = local_weights(FIVE, {}, {GOAL: draws}, "eigenvector")
    for draw in range(7):
        one = local_weights(FIVE, {}, {GOAL: draws[draw]}, "eigenvector")
        np.testing.assert_allclose(local[GOAL][draw], one[GOAL])
        np.testing.assert_allclose(local["firm_side"][draw], one["firm_side"])


def test_matrices_are_put_in_the_order_of_the_system():
    given_late_first = {
        "influence": {"trade_area": {"service_ability": 2}, "service_ability": {"management_standard": 3}}
    }
    matrices, problems = checked_matrices(FIVE, given_late_first)
    assert not problems
    assert list(matrices["influence"].index) == ["management_standard", "service_ability", "trade_area"]


def test_every_wrong_judgement_is_named():
    _, problems = checked_matrices(
        FIVE,
        {
            "goal": {"customer_side": {"firm_side": -1}},
            "nowhere": {"a": {"b": 2}},
            "influence": {"trade_area": {"weather": 2}},
            "growth": pd.DataFrame(np.eye(6) + np.nan, index=FIVE.children("growth"), columns=FIVE.children("growth")),
        },
    )
    text = "\n".join(problems)
    for words in (
        "judgements for 'goal': customer_side over firm_side is -1, not positive",
        "judgements for 'nowhere': there is no such node",
        "judgements for 'influence': unknown 'weather'",
        "judgements for 'influence': 'management_standard', 'service_ability' left out",
        "judgements for 'growth': disconnected comparisons",
    ):
        assert words in text


def test_every_wrong_weight_is_named():
    _, problems = checked_weights(
        FIVE,
        {
            "goal": {"customer_side": 0.5, "firm_side": 0.4},
            "influence": {"management_standard": -1, "service_ability": 1, "trade_area": 1},
        },
    )
    assert problems == [
        "weights for 'goal': the weights add up to 0.9, expected 1.",
        "weights for 'influence': weight of 'management_standard' is -1, expected 0 or more.",
    ]


def test_weights_may_be_a_series():
    series, problems = checked_weights(FIVE, {"goal": pd.Series({"firm_side": 0.6, "customer_side": 0.4})})
    assert not problems
    assert series["goal"].to_list() == [0.4, 0.6]


def test_nodes_without_weights_and_nodes_with_two():
    flat = {"goal": pd.DataFrame(np.ones((5, 5)), index=FIVE.lowest, columns=FIVE.lowest)}
    text = "\n".join(coverage_problems(FIVE, flat, {"firm_side": [0.25] * 4}, equal=False))
    assert "'firm_side' is compared although the goal compares its criteria directly" in text
    assert "'influence' has neither judgements nor weights; compare 'management_standard'" in text
    assert coverage_problems(FIVE, flat, {}, equal=True) == []
    both = coverage_problems(FIVE, flat, {"goal": [0.2] * 5}, equal=True)
    assert both == ["'goal' has judgements and weights; give one of them."]
