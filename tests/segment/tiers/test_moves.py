import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import TierRule, tier_moves, twin_scores, window_scores

SCORES = pd.DataFrame(
    {1: [5.0, 1.0, np.nan, np.nan, 9.0], 2: [np.nan, 3.0, 2.0, np.nan, 9.0], 3: [4.0, 8.0, np.nan, 1.0, 3.0]},
    index=list("abcde"),
)


def test_who_moved_and_how():
    moves = tier_moves(SCORES, n_tiers=2)
    assert moves["move"].to_dict() == {"a": "came back", "b": "rose", "c": "left", "d": "joined", "e": "fell"}
    assert moves["change"].to_dict() == {"a": 4.0, "b": 5.0, "c": -2.0, "d": 1.0, "e": -6.0}
    assert moves["steps"].isna().to_dict() == {"a": True, "b": False, "c": True, "d": True, "e": False}


def test_any_two_windows_can_be_compared_and_who_is_in_neither_is_not_there():
    moves = tier_moves(SCORES, n_tiers=2, start=1, end=2)
    assert moves.index.tolist() == ["a", "b", "c", "e"]
    assert moves.loc["a", "move"] == "left" and moves.loc["c", "move"] == "joined"


def test_the_share_of_twins_says_how_rare_a_move_is():
    scores = pd.DataFrame({1: [1.0, 2.0, 3.0, 4.0], 2: [4.0, 3.0, 2.0, 1.0]})
    still = pd.DataFrame({1: scores[1], 2: scores[1]})
    moves = tier_moves(scores, n_tiers=4, twins=[scores, still, still, still])
    assert moves["steps"].tolist() == [3, 1, -1, -3]
    assert moves["as_far_in_twins"].tolist() == [0.25, 0.25, 0.25, 0.25]
    assert tier_moves(still, n_tiers=4, twins=[scores])["as_far_in_twins"].isna().all()


@pytest.mark.heavy
def test_a_household_that_truly_changes_stands_out(grocer_weeks, quarters, shuffled):
    weeks = grocer_weeks[:300].copy()
    middle = int(np.argsort(weeks.sum(axis=1))[150])
    weeks[middle, :13], weeks[middle, 39:] = 1.0, 500.0
    moves = tier_moves(
        pd.DataFrame(quarters(weeks)), start=0, end=3, twins=(quarters(twin) for twin in shuffled(weeks, 100))
    )
    assert moves.loc[middle, "steps"] == 4 and moves.loc[middle, "as_far_in_twins"] < 0.05


def test_wrong_windows_and_twins_are_refused():
    with pytest.raises(SchemaError, match="is no window"):
        tier_moves(SCORES, start=7)
    with pytest.raises(ValueError, match="start must lie before end"):
        tier_moves(SCORES, start=3, end=2)
    with pytest.raises(SchemaError, match="one window"):
        tier_moves(SCORES[[1]])
    with pytest.raises(ValueError, match="a twin has the shape"):
        tier_moves(SCORES, twins=[SCORES[[1, 2]]])
    with pytest.raises(ValueError, match="twins is empty"):
        tier_moves(SCORES, twins=[])


def test_a_rule_says_who_moved():
    scores = pd.DataFrame({1: [5.0, 15.0, 15.0], 2: [11.0, 9.0, 2.0]}, index=list("abc"))
    rule = TierRule("fixed", cuts=[10.0], hysteresis=2.0, hysteresis_in="score")
    assert tier_moves(scores, cuts=rule)["move"].tolist() == ["kept", "kept", "fell"]
    assert tier_moves(scores, cuts=[10.0])["move"].tolist() == ["rose", "fell", "fell"]
    still = scores.assign(**{"2": 0.0}).iloc[:, :2].set_axis([1, 2], axis=1)
    assert tier_moves(scores, cuts=rule, twins=[still, scores]).loc["c", "as_far_in_twins"] == 1.0


def test_planted_promotions_stand_out():
    """Of thirty who rise by two tiers for good, most move farther than in one twin of twenty."""
    rng = np.random.default_rng(6)
    weeks = rng.gamma(1.0, rng.gamma(4.0, 5.0, (300, 1)), (300, 52))
    weeks[:30, 26:] *= 4.0
    table = pd.DataFrame(weeks)
    moves = tier_moves(window_scores(table), start=12, end=51, twins=twin_scores(table, n_twins=60, random_state=1))
    beyond = (moves["steps"] > 0) & (moves["as_far_in_twins"] <= 0.1)
    assert beyond[:30].mean() > 0.5 > 0.15 > beyond[30:].mean()
