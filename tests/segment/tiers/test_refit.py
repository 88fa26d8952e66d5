import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import TierRule, rule_against_refit, tier_panel

SCORES = pd.DataFrame(
    {1: [10.0, 20.0, 30.0, 40.0, np.nan], 2: [25.0, 35.0, 45.0, 55.0, 5.0], 3: [25.0, 35.0, np.nan, 55.0, 60.0]}
)


def test_where_all_rise_alike_only_the_definition_moves():
    table = rule_against_refit(SCORES.iloc[:4, :2], rule=TierRule(n_tiers=2))
    assert table.loc[2].to_dict() == {
        "customers": 4, "moved_frozen": 1, "moved_refitted": 0, "moved_both": 0, "by_definition": 0, "hidden": 1,
        "elsewhere": 1, "cuts": 1, "cuts_moved": 1, "largest_change": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize("rule", [TierRule(n_tiers=3), TierRule("quota", quota=[0.3, 0.1], hysteresis=4, grace=1)])
def test_counts_are_those_of_both_panels(rule):
    rng = np.random.default_rng(1)
    scores = pd.DataFrame(rng.gamma(1.0, 10.0, (150, 4)) * [1, 1.2, 1.5, 1.1])
    scores = scores.mask(rng.random(scores.shape) < 0.1)
    table = rule_against_refit(scores, rule=rule)
    tiers = [
        tier_panel(scores, cuts=TierRule(**{**rule.get_params(), "frozen": frozen}))["tier"].unstack()
        for frozen in (True, False)
    ]
    for window in (1, 2, 3):
        here = (tiers[0][window] > 0) & (tiers[0][window - 1] > 0)
        kept, anew = (here & (one[window] != one[window - 1]) for one in tiers)
        row = table.loc[window]
        assert row["customers"] == here.sum()
        assert (row["moved_frozen"], row["moved_refitted"]) == (kept.sum(), anew.sum())
        assert row["moved_frozen"] == row["moved_both"] + row["hidden"]
        assert row["moved_refitted"] == row["moved_both"] + row["by_definition"]
        assert row["elsewhere"] == (tiers[0][window] != tiers[1][window]).sum()


def test_a_rule_that_was_fitted_keeps_its_cuts():
    rule = TierRule(n_tiers=2).fit([[50.0], [60.0]])
    table = rule_against_refit(SCORES, rule=rule)
    assert table["moved_frozen"].tolist() == [0, 1] and rule.cuts_.tolist() == [60.0] and rule.frozen


def test_stated_cuts_never_move():
    table = rule_against_refit(SCORES, rule=TierRule("fixed", cuts=[22, 44]))
    assert (table["cuts_moved"] == 0).all() and (table["by_definition"] == 0).all() and (table["elsewhere"] == 0).all()


def test_how_much_a_cut_must_change_is_a_choice():
    assert rule_against_refit(SCORES, rule=TierRule(n_tiers=2), tolerance=0.6)["cuts_moved"].tolist()[0] == 0


def test_one_window_and_a_negative_tolerance_are_refused():
    with pytest.raises(SchemaError, match="one window"):
        rule_against_refit(SCORES[[1]])
    with pytest.raises(ValueError, match="tolerance must"):
        rule_against_refit(SCORES, tolerance=-1.0)
