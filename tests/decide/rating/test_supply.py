"""Is every unit that comes in given, left over or kept, and does nobody get what he cannot sell?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.decide import allocate_supply
from custseg.schema import SchemaError

RULES = ("pro rata", "by tier", "by weight", "quota")
CUSTOMERS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), min_size=1, max_size=12)


def shops(rows):
    index = pd.Index([f"shop {n:02}" for n in range(len(rows))], name="customer_id")
    return pd.Series([row[0] for row in rows], index), pd.Series([row[1] for row in rows], index)


class TestConservation:
    @given(CUSTOMERS, st.integers(0, 300), st.sampled_from(RULES), st.sampled_from(["unsold", "shared again"]))
    def test_no_unit_is_lost_or_made(self, rows, supply, rule, leftover):
        demand, tiers = shops(rows)
        table = allocate_supply(demand, supply, rule=rule, tiers=tiers, leftover=leftover)
        assert (table >= 0).all(axis=None) and set(table.dtypes) == {np.dtype("int64")}
        assert (table["given"] + table["unmet"] == demand).all()
        if rule == "quota":
            assert table["quota"].sum() == supply
            assert (table["leftover"] == (table["quota"] - demand).clip(lower=0)).all()
        else:
            assert table["leftover"].sum() == 0
        if rule != "quota" or leftover == "shared again":
            assert table["given"].sum() == min(supply, demand.sum())
        else:
            assert table["given"].sum() + table["leftover"].sum() == supply

    @given(CUSTOMERS, st.integers(0, 300), st.sampled_from(RULES), st.randoms(use_true_random=False))
    def test_the_order_of_the_rows_does_not_matter(self, rows, supply, rule, random):
        demand, tiers = shops(rows)
        order = random.sample(range(len(demand)), len(demand))
        table = allocate_supply(demand, supply, rule=rule, tiers=tiers, leftover="shared again")
        again = allocate_supply(demand.iloc[order], supply, rule=rule, tiers=tiers.iloc[order], leftover="shared again")
        pd.testing.assert_frame_equal(again.sort_index(), table)

    @given(CUSTOMERS, st.integers(0, 300))
    def test_pro_rata_is_within_a_unit_of_the_same_part(self, rows, supply):
        demand, _ = shops(rows)
        part = min(1.0, supply / max(demand.sum(), 1))
        assert (np.abs(allocate_supply(demand, supply)["given"] - part * demand) < 1 + 1e-9).all()

    @given(CUSTOMERS, st.integers(0, 300))
    def test_a_lower_tier_gets_nothing_while_a_higher_one_wants_more(self, rows, supply):
        demand, tiers = shops(rows)
        table = allocate_supply(demand, supply, rule="by tier", tiers=tiers).assign(tier=tiers)
        short = table.loc[table["unmet"] > 0, "tier"]
        served = table.loc[table["given"] > 0, "tier"]
        assert short.empty or served.empty or served.min() >= short.max()

    @given(CUSTOMERS, st.integers(0, 300))
    def test_more_supply_never_gives_fewer_units_in_all(self, rows, supply):
        demand, tiers = shops(rows)
        less, more = (
            allocate_supply(demand, n, rule="by weight", tiers=tiers)["given"].sum() for n in (supply, supply + 7)
        )
        assert less <= more


class TestByHand:
    def test_a_weight_counts_until_demand_is_met(self):
        demand, tiers = shops([(10, 2), (10, 1)])
        assert allocate_supply(demand, 9, rule="by weight", tiers=tiers)["given"].tolist() == [6, 3]
        assert allocate_supply(demand, 18, rule="by weight", tiers=tiers)["given"].tolist() == [10, 8]

    def test_weights_may_be_stated(self):
        demand, tiers = shops([(100, 2), (100, 1)])
        table = allocate_supply(demand, 100, rule="quota", tiers=tiers, weights={1: 1, 2: 4})
        assert table["quota"].tolist() == [80, 20]

    def test_the_last_unit_goes_to_the_largest_remainder_then_to_the_first(self):
        demand, _ = shops([(5, 1), (5, 1), (5, 1)])
        assert allocate_supply(demand, 7)["given"].tolist() == [3, 2, 2]

    def test_wrong_classes_leave_quota_over_and_right_ones_do_not(self):
        """S1-21: the mechanism, with made-up units; no size of an effect is claimed."""
        demand, right = shops([(30, 3)] * 5 + [(20, 2)] * 5 + [(10, 1)] * 10)
        wrong = right.where(right != 1, 2)  # too many in class 2
        before, after = (allocate_supply(demand, 350, rule="quota", tiers=tiers) for tiers in (wrong, right))
        assert (wrong == 2).sum() == 15 and (right == 2).sum() == 5
        assert before["leftover"].sum() > 0 and before["unmet"].sum() > 0
        assert after["leftover"].sum() == after["unmet"].sum() == 0
        again = allocate_supply(demand, 350, rule="quota", tiers=wrong, leftover="shared again")
        assert again["given"].sum() == 350 and again["leftover"].equals(before["leftover"])

    def test_nothing_to_give_and_nobody_who_wants(self):
        demand, tiers = shops([(0, 1), (0, 2)])
        for rule in RULES:
            assert allocate_supply(demand, 0, rule=rule, tiers=tiers)["given"].sum() == 0
        assert allocate_supply(demand, 9, rule="quota", tiers=tiers)["leftover"].sum() == 9


class TestProblems:
    def test_all_at_once(self):
        demand = pd.Series([1.5, -1, 3], index=["ann", "ann", "bob"])
        with pytest.raises(SchemaError) as caught:
            allocate_supply(demand, 5, rule="by tier")
        said = "\n".join(caught.value.problems)
        assert "'ann'" in said and "whole units" in said and "needs tiers" in said

    def test_weights_that_do_not_fit(self):
        demand, tiers = shops([(5, 1), (5, 2)])
        with pytest.raises(SchemaError) as caught:
            allocate_supply(demand, 5, rule="quota", tiers=tiers, weights={2: -1})
        assert len(caught.value.problems) == 2
        with pytest.raises(SchemaError, match="tiers must have the index"):
            allocate_supply(demand, 5, rule="quota", tiers=tiers.iloc[::-1])

    @pytest.mark.parametrize("supply", [-1, 2.5])
    def test_a_supply_is_whole(self, supply):
        with pytest.raises((ValueError, TypeError), match="supply must be a whole number"):
            allocate_supply(shops([(5, 1)])[0], supply)

    def test_an_unknown_rule(self):
        with pytest.raises(ValueError, match="rule must be one of"):
            allocate_supply(shops([(5, 1)])[0], 1, rule="fair")


def test_a_customer_without_a_name_and_weights_that_nobody_reads_are_refused():
    with pytest.raises(SchemaError, match="names no customer in 1 rows") as found:
        allocate_supply(pd.Series([3, 4], index=["a", None]), 5, weights={1: 2.0})
    assert "weights belong to the rules 'by weight', 'quota', not to 'pro rata'" in str(found.value)
