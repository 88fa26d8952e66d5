"""Is every referral credited once, by its kind, and handed up the chain without loss?"""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.value import referral_value, sift_referrals

from .conftest import referrals_of

COSTS = {"acquisition_cost": 20.0, "reward": 5.0}


def test_a_chain_by_hand_type_one(chain):
    found = referral_value(*chain, **COSTS)
    # a: 60 + 20 - 5 for b; b: 80 + 20 - 5 for c
    assert found["referral_value"].to_dict() == {"a": 75.0, "b": 95.0, "c": 0.0}
    assert found["type_one"].tolist() == [75.0, 95.0, 0.0]
    assert found["type_two"].tolist() == [0.0, 0.0, 0.0]
    assert found["referrals"].tolist() == [1, 1, 0]


def test_a_chain_by_hand_type_two(chain):
    found = referral_value(*chain, **COSTS, joined_anyway=1.0)
    assert found["type_two"].tolist() == [15.0, 15.0, 0.0]  # 20 - 5 each, whatever they will buy
    assert found["type_one"].tolist() == [0.0, 0.0, 0.0]
    assert found["future_value"].tolist() == [0.0, 0.0, 0.0]


def test_a_chain_by_hand_both_types_and_handed_up(chain):
    edges, value = chain
    both = edges.assign(joined_anyway=[0.0, 1.0])  # b would not have come, c would have
    assert referral_value(both, value, **COSTS)["referral_value"].tolist() == [75.0, 15.0, 0.0]
    # b hands .4 of the 15 for c up to a
    up = referral_value(both, value, **COSTS, pass_up=0.4)
    assert up["referral_value"].tolist() == pytest.approx([75 + 6, 9, 0])
    assert up["type_two"].tolist() == pytest.approx([6, 9, 0])
    assert up["type_one"].tolist() == pytest.approx([75, 0, 0])
    # who would have come anyway owes nothing to who brought them
    owes = edges.assign(joined_anyway=[1.0, 0.0])
    assert referral_value(owes, value, **COSTS, pass_up=0.4)["referral_value"].tolist() == [15.0, 95.0, 0.0]
    half = edges.assign(joined_anyway=[0.5, 0.0])  # b hands up .4 times .5 of 95
    assert referral_value(half, value, **COSTS, pass_up=0.4)["referral_value"].tolist() == pytest.approx(
        [45 + 19, 76, 0]
    )


@given(st.integers(1, 30), st.integers(0, 500), st.sampled_from([0.0, 0.3, 0.95]))
def test_the_sum_over_customers_is_the_sum_over_referrals(n, seed, pass_up):
    edges, value = referrals_of(n, seed)
    found = referral_value(edges, value, acquisition_cost=20.0, pass_up=pass_up)
    counted = sift_referrals(edges, value.index).query("rule == 'counted'")
    worth = counted["referred_id"].map(value).astype(float) * (1 - counted["joined_anyway"]) + 20.0 - counted["reward"]
    assert found["referral_value"].sum() == pytest.approx(worth.sum(), abs=1e-8)
    assert found["referrals"].sum() == len(counted)
    assert np.allclose(found["type_one"] + found["type_two"], found["referral_value"])
    whole = found["future_value"] + found["acquisition_saving"] - found["reward"]
    assert np.allclose(whole, found["referral_value"])


@given(st.integers(1, 30), st.integers(0, 500), st.floats(-1e6, 1e6))
def test_type_two_never_counts_future_value(n, seed, other):
    edges, value = referrals_of(n, seed)
    edges["joined_anyway"] = 1.0
    one = referral_value(edges, value, acquisition_cost=20.0, pass_up=0.3)
    assert (one["future_value"] == 0).all()
    pd.testing.assert_frame_equal(one, referral_value(edges, value + other, acquisition_cost=20.0, pass_up=0.3))


def test_columns_take_the_place_of_arguments_where_they_stand(chain):
    edges, value = chain
    mixed = edges.assign(acquisition_cost=[np.nan, 50.0], reward=[1.0, np.nan], joined_anyway=[None, 1.0])
    found = referral_value(mixed.astype({"joined_anyway": float}), value, **COSTS)
    assert found["referral_value"].tolist() == [60 + 20 - 1, 50 - 5, 0]


def test_a_referral_a_year_later_is_worth_a_year_less(chain):
    edges, value = chain
    dated = edges.assign(date=pd.to_datetime(["2024-01-01", "2024-12-31"]))
    found = referral_value(dated, value, after="2023-12-31", discount_rate=0.1, acquisition_cost=10.0)
    assert found.loc["a", "referral_value"] == pytest.approx(70 / 1.1 ** (1 / 365.25))
    assert found.loc["b", "referral_value"] == pytest.approx(90 / 1.1 ** (366 / 365.25))


def test_a_link_outside_the_window_still_hands_up(chain):
    edges, value = chain
    dated = edges.assign(date=pd.to_datetime(["2023-05-01", "2024-05-01"]))
    found = referral_value(dated, value, after="2023-12-31", pass_up=0.25)
    assert found["referral_value"].tolist() == [20.0, 60.0, 0.0]
    assert found["referrals"].tolist() == [0, 1, 0]


def test_somebody_who_makes_a_loss_is_no_gain(chain):
    edges, value = chain
    assert referral_value(edges, value.replace(60.0, -30.0))["referral_value"].tolist() == [-30.0, 80.0, 0.0]


def test_input_stays_and_the_order_of_customers_does_not_matter(chain):
    edges, value = chain
    before = edges.copy()
    found = referral_value(edges, value[::-1], pass_up=0.5)
    pd.testing.assert_frame_equal(edges, before)
    pd.testing.assert_frame_equal(found[::-1], referral_value(edges, value, pass_up=0.5))


def test_a_long_chain_loses_nothing():
    names = pd.Index([f"c{place}" for place in range(3_000)])
    edges = pd.DataFrame({"referrer_id": names[:-1], "referred_id": names[1:]})
    found = referral_value(edges, pd.Series(1.0, names), pass_up=0.9)
    assert found["referral_value"].sum() == pytest.approx(2_999)
    assert found["referral_value"].iloc[0] == pytest.approx(10, rel=1e-6)  # 1 + .9 + .81 + ...


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pass_up": 1.0}, "pass_up is outside 0 to below 1"),
        ({"joined_anyway": 30.0}, "write 30 % as 0.3"),
        ({"acquisition_cost": -1.0}, "acquisition_cost is negative"),
        ({"reward": float("inf")}, "reward is negative or too large"),
        ({"discount_rate": 0.1}, "pass after="),
        ({"discount_rate": 10.0}, "write 10 % as 0.10"),
    ],
)
def test_what_cannot_be_is_refused(chain, settings, message):
    with pytest.raises(ValueError, match=message):
        referral_value(*chain, **settings)


def test_a_missing_value_is_refused(chain):
    edges, value = chain
    with pytest.raises(ValueError, match="value is missing or infinite"):
        referral_value(edges, value.replace(60.0, np.nan))
    with pytest.raises(SchemaError, match="lacks column 'referrer_id'"):
        referral_value(edges.drop(columns="referrer_id"), value)


def test_a_setting_of_another_type_of_number_changes_nothing_in_the_list(chain):
    edges, value = chain
    edges = edges.assign(acquisition_cost=[np.nan, 3.0], joined_anyway=[0.5, np.nan])
    before = edges.copy()
    settings = {"acquisition_cost": 20.0, "joined_anyway": 0.25, "pass_up": 0.5}
    exact = {name: Decimal(str(number)) for name, number in settings.items()}
    pd.testing.assert_frame_equal(referral_value(edges, value, **exact), referral_value(edges, value, **settings))
    pd.testing.assert_frame_equal(edges, before)
