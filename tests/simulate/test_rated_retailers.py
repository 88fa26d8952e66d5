"""Does the simulated rating do what its mechanism says, and is the clerk who cheats found by an audit?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import audit_classes, class_codes
from custseg.simulate import simulate_rated_retailers
from custseg.simulate.rated_retailers import CUTS


@pytest.fixture(scope="module")
def world():
    return simulate_rated_retailers(1200, random_state=1)


def audited(panel):
    table = panel.rename(columns=lambda name: name.removeprefix("sim_"))
    return audit_classes(table, cuts=CUTS, within=["market", "format"])


class TestMechanism:
    def test_every_shop_is_there_in_every_quarter(self, world):
        panel, truth = world
        assert len(panel) == len(truth) == 1200 * 8
        assert not panel.duplicated(["customer_id", "period"]).any() and panel["period"].nunique() == 8

    def test_sales_are_demand_cut_off_by_the_quota(self, world):
        panel, truth = world
        assert (panel["sim_quantity"] == np.fmin(truth["sim_demand"], panel["sim_quota"])).all()
        assert panel.loc[panel["period"] == "2024Q1", "sim_quota"].isna().all()

    def test_levels_change_by_true_moves_only(self, world):
        _, truth = world
        levels = truth["sim_level"].to_numpy().reshape(8, -1)
        moved = truth["sim_moved"].to_numpy().reshape(8, -1)
        assert np.log(levels[1:] / levels[:-1]) == pytest.approx(moved[1:].astype(float))
        assert (moved[0] == 0).all() and np.abs(moved[1:]).mean() == pytest.approx(0.03, abs=0.006)

    def test_without_cheats_and_slips_the_tier_is_that_of_the_rule(self):
        panel, truth = simulate_rated_retailers(300, n_cheats=0, slips=0.0)
        assert (panel["sim_tier"] == truth["sim_rule_tier"]).all()
        assert (panel["sim_score"] == panel["sim_locked_score"]).all()

    def test_the_quota_hides_demand_of_those_whose_tier_is_too_low(self, world):
        panel, truth = world
        short = truth["sim_demand"] > panel["sim_quota"]
        before = panel.groupby("customer_id")["sim_tier"].shift()  # the quota goes by it
        too_low = truth["sim_true_tier"] > before
        assert short[too_low].mean() > 2 * short[before.notna() & ~too_low].mean()

    def test_the_letters_are_those_of_the_national_code(self, world):
        panel, _ = world
        last = panel[panel["period"] == "2025Q4"].rename(columns=lambda name: name.removeprefix("sim_"))
        assert class_codes(last, "national_2008", quantity="quantity")["code"].str.fullmatch("[CX][ZBSNYFQ][123]").all()

    def test_a_seed_gives_the_same_retailers(self):
        for one, other in zip(simulate_rated_retailers(50), simulate_rated_retailers(50), strict=True):
            pd.testing.assert_frame_equal(one, other)


class TestAudit:
    def test_the_clerk_who_cheats_is_named_alone(self, world):
        panel, truth = world
        found = audited(panel)
        named = found.loc[found["finding"] == "clerk who favours", "clerk"].tolist()
        assert named == panel.loc[truth["sim_clerk_cheats"], "sim_clerk"].unique().tolist()

    def test_every_score_changed_by_hand_is_found(self, world):
        panel, truth = world
        found = audited(panel)
        hand = panel[panel["sim_score"] != panel["sim_locked_score"]]
        assert (found["finding"] == "score changed by hand").sum() == len(hand) > 20
        assert truth.loc[hand.index, "sim_cheated"].all()

    def test_honest_offices_are_left_in_peace(self):
        named = 0
        for seed in range(40):
            panel, _ = simulate_rated_retailers(200, n_cheats=0, n_quarters=2, slips=0.03, random_state=seed)
            named += (audited(panel)["finding"] == "clerk who favours").any()
        assert named <= 6, f"somebody was named in {named} of 40 honest offices; at 5 % two are expected"


def test_all_problems_at_once():
    with pytest.raises(SchemaError) as caught:
        simulate_rated_retailers(5, true_moves=2.0, noise=-1.0, n_cheats=30)
    assert len(caught.value.problems) == 4
