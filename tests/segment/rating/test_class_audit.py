"""Is what was tampered with found, with its evidence, and what was not left alone?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import audit_classes

CUTS = [40, 60]


def honest(n_customers=60, n_periods=4, seed=0):
    random = np.random.default_rng(seed)
    panel = pd.DataFrame(
        {
            "customer_id": np.repeat([f"shop {n:02}" for n in range(n_customers)], n_periods),
            "period": np.tile([f"2024Q{n}" for n in range(1, n_periods + 1)], n_customers),
            "score": random.uniform(0, 100, n_customers * n_periods).round(2),
            "clerk": np.repeat([f"clerk {n % 3}" for n in range(n_customers)], n_periods),
        }
    )
    return panel.assign(tier=np.searchsorted(CUTS, panel["score"], side="right") + 1, locked_score=panel["score"])


class TestFindings:
    def test_where_the_rule_was_kept_nothing_is_found(self):
        found = audit_classes(honest(), cuts=CUTS)
        assert found.empty and len(found.attrs["looked_for"]) == 4

    def test_a_tier_that_no_score_explains(self):
        panel = honest()
        row = panel.index[panel["tier"] == 1][0]
        panel.loc[row, "tier"] = 3
        found = audit_classes(panel, cuts=CUTS).set_index("finding").loc["tier not explained by the score"]
        assert found["customer_id"] == panel.loc[row, "customer_id"] and found["period"] == panel.loc[row, "period"]
        assert found["steps"] == 2 and found["evidence"] == "tier 3 given, the rule gives 1."

    def test_a_locked_score_that_was_changed(self):
        panel = honest()
        panel.loc[7, "score"] += 5
        found = audit_classes(panel, cuts=CUTS)
        assert found["finding"].tolist() == ["score changed by hand"]
        assert found.loc[0, "given"] - found.loc[0, "expected"] == pytest.approx(5)

    def test_the_locked_score_makes_the_expected_tier(self):
        panel = honest()
        panel["score"] = 100.0
        assert set(audit_classes(panel, cuts=CUTS)["finding"]) == {"score changed by hand"}

    def test_a_move_against_the_score(self):
        panel = pd.DataFrame({"customer_id": "ann", "period": [1, 2], "score": [80.0, 60.0], "tier": [1, 2]})
        found = audit_classes(panel)
        assert found["evidence"].tolist() == ["from tier 1 to 2 against the score: 80 to 60."]
        assert found.attrs["looked_for"] == ["implausible change"]

    def test_a_move_that_is_too_long(self):
        panel = pd.DataFrame({"customer_id": "ann", "period": [1, 2], "tier": [1, 5]})
        assert audit_classes(panel, most_steps=3)["evidence"].tolist() == ["from tier 1 to 5 at once."]
        assert audit_classes(panel, most_steps=4).empty

    def test_a_period_that_is_missing_is_passed_over(self):
        panel = pd.DataFrame({"customer_id": ["ann", "ann", "bob"], "period": [1, 4, 2], "tier": [1, 5, 1]})
        assert audit_classes(panel)["customer_id"].tolist() == ["ann"]

    def test_a_clerk_who_favours_comes_first(self):
        panel = honest(n_customers=300)
        lifted = (panel["clerk"] == "clerk 1") & (panel["tier"] < 3) & (panel["period"] == "2024Q2")
        panel.loc[lifted, "tier"] += 1
        found = audit_classes(panel, cuts=CUTS)
        assert found.loc[0, "finding"] == "clerk who favours" and found.loc[0, "clerk"] == "clerk 1"
        assert (found["finding"] == "clerk who favours").sum() == 1
        assert "of 100 customers stand above what the rule gives, 0.0% of the other clerks'" in found.loc[0, "evidence"]
        assert set(found.loc[found["finding"] == "tier not explained by the score", "clerk"]) == {"clerk 1"}

    def test_mistakes_in_both_directions_accuse_nobody(self):
        random = np.random.default_rng(1)
        panel = honest(n_customers=300)
        panel["tier"] = (panel["tier"] + random.choice([-1, 0, 1], len(panel), p=[0.05, 0.9, 0.05])).clip(1, 3)
        found = audit_classes(panel, cuts=CUTS)
        assert (found["finding"] == "tier not explained by the score").sum() > 50
        assert not (found["finding"] == "clerk who favours").any()

    def test_what_the_rule_expects_may_be_given(self):
        panel = honest().assign(expected_tier=lambda table: table["tier"])
        panel["score"] = panel["locked_score"] = 0.0
        assert audit_classes(panel, cuts=CUTS).empty


class TestOrder:
    def test_the_order_of_the_rows_does_not_matter(self):
        panel = honest(n_customers=90)
        panel.loc[::7, "tier"] = 3
        panel.loc[::11, "score"] += 1
        shuffled = panel.sample(frac=1, random_state=1)
        pd.testing.assert_frame_equal(audit_classes(panel, cuts=CUTS), audit_classes(shuffled, cuts=CUTS))

    def test_the_panel_is_not_changed(self):
        panel = honest()
        before = panel.copy()
        audit_classes(panel, cuts=CUTS, within=["clerk"])
        pd.testing.assert_frame_equal(panel, before)


class TestProblems:
    def test_all_at_once(self):
        panel = honest().drop(columns=["period"]).assign(tier="three", clerk=None, score=np.inf)
        with pytest.raises(SchemaError) as caught:
            audit_classes(panel, cuts=CUTS)
        said = "\n".join(caught.value.problems)
        for problem in (
            "lacks column 'period'",
            "panel['tier']",
            "panel['clerk'] is missing",
            "panel['score'] is infinite",
        ):
            assert problem in said, said

    def test_a_customer_in_two_tiers(self):
        panel = pd.concat([honest(), honest().head(1).assign(tier=3)])
        with pytest.raises(SchemaError, match="'shop 00' stand twice in one period"):
            audit_classes(panel, cuts=CUTS)

    def test_cuts_that_fall_or_have_nothing_to_cut(self):
        with pytest.raises(ValueError, match="cuts must be a rising list"):
            audit_classes(honest(), cuts=[60, 40])
        with pytest.raises(SchemaError, match="cuts need something to cut"):
            audit_classes(honest()[["customer_id", "period", "tier"]], cuts=CUTS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"period": ["Q4 2024", "Q1 2025"]}, "'Q1 2025' before 'Q4 2024'"),
        ({"period": [1, "2024Q1"]}, "of one kind"),
        ({"tier": [1.5, 2.0]}, "must be whole numbers"),
    ],
)
def test_periods_out_of_time_and_half_tiers_are_refused(change, said):
    rows = pd.DataFrame({"customer_id": ["a", "a"], "period": ["2024Q1", "2024Q2"], "tier": [1, 2]})
    with pytest.raises(SchemaError, match=said):
        audit_classes(rows.assign(**change))
