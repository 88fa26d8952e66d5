import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import acquisition_break_even, break_even_retention, clv_formula

timings = st.sampled_from([(0, 0), (1, 0), (1, 1), (2, 0)])
horizons = st.one_of(st.just(np.inf), st.integers(1, 60))


def test_five_eight_nine_and_twenty_five():
    # Closed form without discounting: 1 - 1/k
    table = acquisition_break_even()
    assert table["ratio"].tolist() == [5, 8, 9, 25]
    assert table["break_even_retention"].tolist() == pytest.approx([0.8, 0.875, 8 / 9, 0.96])
    assert table["retention_gain_to_pay"].tolist() == pytest.approx([0.2, 0.125, 1 / 9, 0.04])
    assert table["break_even_periods"].tolist() == pytest.approx([5, 8, 9, 25])


def test_keeping_for_a_life_costs_as_much_as_winning():
    row = acquisition_break_even([8], discount_rate=0.1).loc[0]
    assert clv_formula(1, row["break_even_retention"], 0.1, first_payment=0) == pytest.approx(8)


def test_no_break_even_when_keeping_for_ever_is_cheaper():
    row = acquisition_break_even([25], discount_rate=0.1).loc[0]  # a perpetuity due at 10 % is worth 11
    assert np.isnan(row["break_even_retention"]) and np.isinf(row["break_even_periods"])


def test_bad_ratios():
    with pytest.raises(ValueError, match="below 1"):
        acquisition_break_even([0.5])
    with pytest.raises(ValueError, match="discount_rate"):
        acquisition_break_even(discount_rate=10)


@given(st.floats(1, 1000), st.floats(0, 0.9), horizons, timings, st.floats(0.01, 0.99))
def test_break_even_retention_makes_the_value_zero(margin, i, n, timing, r):
    first, certain = timing
    settings = {"periods": n, "first_payment": first, "certain_until": certain}
    cost = clv_formula(margin, r, i, **settings)
    found = break_even_retention(margin, i, cost, **settings)
    assert clv_formula(margin, found, i, acquisition_cost=cost, **settings) == pytest.approx(0, abs=1e-6 * max(cost, 1))


def test_break_even_closed_form_and_limits():
    # m r / (1 + i - r) = AC, so r = AC (1 + i) / (m + AC)
    assert break_even_retention(100, 0.1, 400) == pytest.approx(400 * 1.1 / 500)
    assert np.isnan(break_even_retention(100, 0.1, 1001))  # even a perpetuity is worth only 1,000
    assert break_even_retention(100, 0.1, 90, first_payment=0) == 0  # the first margin alone pays
    assert break_even_retention(100, 0, 400, periods=4) == 1  # must never leave
    found = break_even_retention(pd.Series([100.0, 50.0], index=["ann", "bob"]), 0.1, 400)
    assert found.round(6).to_dict() == {"ann": 0.88, "bob": 0.977778}


def test_bad_break_even():
    with pytest.raises(ValueError, match="margin is not above zero"):
        break_even_retention(-1, 0.1, 400)
    with pytest.raises(ValueError, match="discount_rate"):
        break_even_retention(1, 10, 400)
