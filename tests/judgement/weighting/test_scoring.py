import numpy as np
import pandas as pd
import pytest

from custseg.catalogue.index_system_spec import GOAL, Criterion, IndexSystem, Indicator
from custseg.judgement.weighting.scoring import indicator_columns, node_scores, value_table
from custseg.schema import SchemaError

LINE = {"kind": "linear", "worst": 0, "best": 1}
SYSTEM = IndexSystem(
    "demo",
    "Demo",
    (Criterion("side", "Side"), Criterion("a", "A", parent="side"), Criterion("b", "B")),
    (Indicator("x", "X", ("a", "b"), value=LINE), Indicator("y", "Y", ("b",), value=LINE)),
)
LOCAL = {GOAL: np.array([0.4, 0.6]), "side": np.array([1.0]), "a": np.array([1.0]), "b": np.array([0.25, 0.75])}


def test_scores_from_the_indicators_to_the_goal():
    scores = node_scores(np.array([[1.0, 0.2], [0.0, 0.6]]), SYSTEM, LOCAL)
    assert scores["a"].tolist() == scores["side"].tolist() == [1.0, 0.2]
    assert scores["b"] == pytest.approx([0.25, 0.25 * 0.2 + 0.75 * 0.6])
    assert scores[GOAL] == pytest.approx([0.4 + 0.6 * 0.25, 0.4 * 0.2 + 0.6 * 0.5])


def test_missing_values_leave_their_weight_to_their_neighbours():
    values = np.array([[1.0, np.nan, np.nan], [np.nan, 0.6, np.nan]])
    scores = node_scores(values, SYSTEM, LOCAL, reweigh=True)
    assert scores["b"][:2].tolist() == [1.0, 0.6]
    assert scores["a"][0] == 1 and np.isnan(scores["a"][1])
    assert scores[GOAL][:2].tolist() == [1.0, 0.6]
    assert np.isnan(scores[GOAL][2])
    # x alone answers all of a and a quarter of b; y alone three quarters of b
    assert scores["answered"] == pytest.approx([0.4 + 0.6 * 0.25, 0.6 * 0.75, 0])


def test_complete_values_score_the_same_either_way():
    values = np.random.default_rng(0).random((2, 50))
    plain, reweighed = node_scores(values, SYSTEM, LOCAL), node_scores(values, SYSTEM, LOCAL, reweigh=True)
    np.testing.assert_allclose(plain[GOAL], reweighed[GOAL], rtol=1e-12)


def test_columns_may_have_other_names():
    customers = pd.DataFrame({"sim_x": [1], "y": [1]})
    named, problems = indicator_columns(SYSTEM, {"x": "sim_x"}, customers)
    assert named == {"x": "sim_x", "y": "y"}
    assert not problems


def test_missing_unknown_and_double_columns():
    customers = pd.DataFrame([[1, 2]], columns=["y", "y"])
    _, problems = indicator_columns(SYSTEM, {"z": "zed"}, customers)
    text = "\n".join(problems)
    assert "columns for unknown indicators 'z'" in text
    assert "customers lack column 'x'" in text
    assert "column 'y' more than once" in text


def test_missing_answers_are_counted_and_named():
    customers = pd.DataFrame({"x": [1.0, np.nan, np.nan], "y": [1.0, 1.0, np.inf]}, index=["c1", "c2", "c3"])
    columns = {"x": "x", "y": "y"}
    with pytest.raises(SchemaError) as caught:
        value_table(SYSTEM, columns, customers, missing_allowed=False)
    assert caught.value.problems == (
        "column 'x': 2 missing, for 'c2', 'c3'. Fill them in, or pass missing='reweigh'.",
        "column 'y': expected finite numbers, found inf for c3.",
    )
    allowed = value_table(SYSTEM, columns, customers.iloc[:2], missing_allowed=True)
    assert np.isnan(allowed[0, 1])
