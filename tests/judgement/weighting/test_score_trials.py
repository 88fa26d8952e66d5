import numpy as np
import pandas as pd
import pytest

from custseg.judgement import Hierarchy, group_judgements, score_trials, turning_value
from custseg.simulate import simulate_judgements, simulate_outlets, tilted_weights
from custseg.simulate.outlets import OUTLET_VALUES

DEGREES = ["dependence", "contribution", "credit", "growth", "influence"]


@pytest.mark.heavy
def test_the_scores_are_those_of_the_hierarchy_and_of_plain_ranks():
    tried = score_trials({"usual": {}}, n_sets=1, random_state=4).set_index(["target", "method"])["rank_correlation"]
    outlets, truth = simulate_outlets(300, random_state=5)
    judged, weights = simulate_judgements(5, random_state=5)
    columns = {column.removeprefix("sim_"): column for column in outlets}
    told = {"value_functions": OUTLET_VALUES, "columns": columns}
    for method, given in {
        "expert score": {"judgements": group_judgements(judged)},
        "true weights": {"weights": weights},
        "equal weights": {"weights": "equal"},
    }.items():
        hierarchy = Hierarchy("five_degrees_survey", **given, **told).fit(outlets)
        scores = hierarchy.transform(outlets)
        for target in ["total", *DEGREES]:
            expected = scores[target].corr(truth[f"sim_true_{target}"], method="spearman")
            assert tried[target, method] == pytest.approx(expected, abs=1e-9), f"{method} of {target}"
    plain = hierarchy.values(outlets).rank().mean(axis=1)
    assert tried["total", "mean of ranks"] == pytest.approx(plain.corr(truth["sim_true_total"], method="spearman"))


@pytest.mark.heavy
def test_a_mean_of_ranks_wins_in_the_usual_world_and_loses_where_one_degree_is_most():
    worlds = {"usual": {}, "credit": {"degree_weights": tilted_weights("credit", 0.6)}}
    tried = score_trials(worlds, n_sets=4, random_state=0)
    total = tried[tried["target"] == "total"].pivot_table(index="world", columns="method", values="rank_correlation")
    gap = total["expert score"] - total["mean of ranks"]
    assert gap["usual"] < 0 < gap["credit"]
    assert tried["right_band"].between(0, 1).all()


def test_sets_of_one_number_are_the_same_in_all_worlds():
    tried = score_trials({"one": {}, "two": {}}, n_sets=1, n_outlets=50, random_state=0)
    one, two = (tried[tried["world"] == world].drop(columns="world") for world in ("one", "two"))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_the_turn_is_the_last_way_up_through_zero():
    assert turning_value(pd.Series([0.1, -0.1, 0.1], index=[0.0, 1.0, 2.0])) == pytest.approx(1.5)
    assert np.isnan(turning_value(pd.Series([0.1, 0.2], index=[0, 1])))
    assert np.isnan(turning_value(pd.Series([-0.1, 0.0], index=[0, 1])))
    with pytest.raises(ValueError, match="an index that rises"):
        turning_value(pd.Series([0.1, 0.2], index=[1, 0]))


def test_bad_trials_are_refused():
    with pytest.raises(ValueError, match="one or more worlds"):
        score_trials({})
    with pytest.raises(ValueError, match="two or more bands; found 1, 1 and 1"):
        score_trials({"usual": {}}, n_sets=1, n_bands=1)
