import numpy as np
import pandas as pd
import pytest

from custseg.judgement import consistency_ratio, inconsistent_judgements, pairwise_matrix, priorities


def test_the_house_has_one_bad_judgement(house):
    # Saaty (2003), European Journal of Operational Research 145: area over condition, 6, should be about 1/2, CR .083
    found = inconsistent_judgements(house, random_index="saaty")
    worst = found.iloc[0]
    assert (worst["item"], worst["over"], worst["judged"]) == ("area", "condition", 6)
    assert worst["repair_on_scale"] == 0.5
    assert worst["consistency_ratio"] == pytest.approx(0.083, abs=0.001)
    assert found.attrs["consistency_ratio"] == pytest.approx(0.169, abs=5e-4)
    assert len(found) == 28


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(5))
def test_a_slip_is_found_and_its_repair_restores_consistency(seed):
    rng = np.random.default_rng(seed)
    weights = rng.uniform(1, 4, 5)
    matrix = pd.DataFrame(weights[:, None] / weights[None, :], index=list("abcde"), columns=list("abcde"))
    row, column = rng.choice(5, 2, replace=False)
    truth = matrix.iloc[row, column]
    matrix.iloc[row, column], matrix.iloc[column, row] = 6 * truth, 1 / (6 * truth)
    worst = inconsistent_judgements(matrix).iloc[0]
    assert {worst["item"], worst["over"]} == {matrix.index[row], matrix.index[column]}
    assert worst["factor"] == pytest.approx(6)
    assert worst["consistency_ratio"] == pytest.approx(0, abs=1e-9)
    matrix.loc[worst["item"], worst["over"]] = worst["repair"]
    matrix.loc[worst["over"], worst["item"]] = 1 / worst["repair"]
    assert consistency_ratio(matrix) == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(priorities(matrix), weights / weights.sum())


def test_a_judgement_that_nothing_checks_has_no_repair():
    found = inconsistent_judgements({"a": {"b": 2, "c": 8}, "b": {"c": 2}, "c": {"d": 3}})
    unchecked = found.loc[(found["item"] == "c") & (found["over"] == "d")].iloc[0]
    assert np.isnan(unchecked["repair"])
    assert unchecked["consistency_ratio"] == found.attrs["consistency_ratio"]


def test_missing_judgements_are_not_listed():
    matrix = pairwise_matrix({"a": {"b": 2}, "b": {"c": 2}, "c": {"d": 2}, "d": {"a": 3}})
    assert len(inconsistent_judgements(matrix)) == 4


@pytest.mark.parametrize("nudge", [-1e-15, 0.0, 1e-15])
def test_rounding_does_not_choose_among_repairs_that_are_equally_good(nudge):
    """Of three items each judgement can be mended to full consistency, by the same factor: the first stands first."""
    found = inconsistent_judgements({"a": {"b": 2.0 * (1 + nudge), "c": 9.0}, "b": {"c": 0.5 * (1 - nudge)}})
    assert found[["item", "over"]].iloc[0].tolist() == ["a", "b"]
    assert found["factor"].to_numpy() == pytest.approx(9.0)  # 9 / (2 * .5)
