"""Does the sum of all customers count nobody twice?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.segment import ValueGrid
from custseg.value import referral_value, sift_referrals, total_value

from .conftest import referrals_of


@given(st.integers(1, 30), st.integers(0, 500), st.sampled_from([0.0, 0.4]))
def test_the_sum_is_that_of_the_lifetime_values_and_what_referrals_saved(n, seed, pass_up):
    edges, value = referrals_of(n, seed)
    found = total_value(edges, value, acquisition_cost=20.0, pass_up=pass_up)
    counted = sift_referrals(edges, value.index).query("rule == 'counted'")
    saved = 20.0 * len(counted) - counted["reward"].sum()
    assert found["total"].sum() == pytest.approx(value.sum() + saved, abs=1e-8)
    assert found["lifetime_value"].tolist() == value.tolist()
    brings = referral_value(edges, value, acquisition_cost=20.0, pass_up=pass_up)
    assert found["referral_value"].tolist() == brings["referral_value"].tolist()
    assert found["credited"].sum() == pytest.approx(brings["future_value"].sum(), abs=1e-8)


def test_by_hand(chain):
    edges, value = chain
    found = total_value(edges, value)
    assert found["credited"].tolist() == [0.0, 60.0, 80.0]
    assert found["total"].tolist() == [160.0, 80.0, 0.0]
    naive = (found["lifetime_value"] + found["referral_value"]).sum()
    assert naive - found["total"].sum() == 140.0  # b and c, counted twice


def test_its_columns_are_the_axes_of_the_grid():
    edges, value = referrals_of(40, 1)
    found = total_value(edges, value, acquisition_cost=20.0)
    names = set(ValueGrid("clv_crv").fit(found).predict(found))
    assert names <= {"champions", "affluents", "advocates", "misers"}
    assert len(names) > 2
