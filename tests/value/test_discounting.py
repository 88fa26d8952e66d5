import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import annuity_factor, discount_factors, present_value, undiscounted_value

YEARLY_PROFIT = [45, 99, 121, 144, 168]  # Reichheld & Sasser 1990, industrial distribution, dollars by year
rates = st.floats(0, 1)


def test_five_yearly_profits():
    # Closed form: sum of payments / 1.1^t, at the year's end and from now on.
    assert present_value(YEARLY_PROFIT, 0) == 577
    assert present_value(YEARLY_PROFIT, 0.1) == pytest.approx(416.305, abs=5e-4)
    assert present_value(YEARLY_PROFIT, 0.1, first_payment=0) == pytest.approx(457.936, abs=5e-4)


def test_annuity():
    assert 100 * annuity_factor(0.1, 5) == pytest.approx(379.079, abs=5e-4)  # 100 (1 - 1.1^-5) / .1
    assert annuity_factor(0, 5) == 5


@given(rates, st.integers(1, 60), st.integers(0, 5))
def test_annuity_is_the_sum_of_its_factors(rate, periods, first):
    total = discount_factors(rate, periods, first_payment=first).sum()
    assert annuity_factor(rate, periods, first_payment=first) == pytest.approx(total, rel=1e-9)


@given(st.floats(0.001, 1), st.integers(0, 3))
def test_annuity_goes_to_the_perpetuity(rate, first):
    forever = annuity_factor(rate, np.inf, first_payment=first)
    assert forever == pytest.approx((1 + rate) ** (1 - first) / rate)
    assert annuity_factor(rate, 10**6, first_payment=first) == pytest.approx(forever, rel=1e-9)


def test_tiny_rates_keep_their_digits():
    # (1 - (1 + i)^-n) / i = n - n (n + 1) i / 2 + ...
    assert annuity_factor(1e-12, 1000) == pytest.approx(1000 - 1000 * 1001 / 2 * 1e-12, rel=1e-13)


def test_tables_and_series_keep_their_index():
    flows = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], index=["ann", "bob"])
    rate = pd.Series([0.0, 1.0], index=["ann", "bob"])
    expected = pd.Series([3.0, 2.5], index=["ann", "bob"], name="present_value")
    pd.testing.assert_series_equal(present_value(flows, rate), expected)
    assert annuity_factor(rate, 2).to_dict() == {"ann": 2.0, "bob": 0.75}
    assert annuity_factor(rate, pd.Series([1, 0], index=["ann", "bob"])).tolist() == [1, 0]
    assert present_value(flows.to_numpy(), np.array([0.0, 1.0])).tolist() == [3.0, 2.5]
    assert discount_factors(rate, 2).tolist() == [[1, 1], [0.5, 0.25]]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), rates, st.floats(0.01, 100))
def test_money_scale(flows, rate, factor):
    scaled = present_value(np.array(flows) * factor, rate)
    assert scaled == pytest.approx(factor * present_value(flows, rate), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("rate", [-0.1, 10, 1.0001])
def test_impossible_rate(rate):
    for value in (lambda: present_value([1], rate), lambda: annuity_factor(rate, 3), lambda: discount_factors(rate, 3)):
        with pytest.raises(ValueError, match=r"discount_rate is outside 0-1.*10 % as 0.10"):
            value()


def test_bad_payments_and_periods():
    with pytest.raises(ValueError, match="missing or infinite"):
        annuity_factor(np.nan, 3)
    with pytest.raises(ValueError, match="missing or infinite for 1 of 2 rows: 'bob'"):
        present_value(pd.DataFrame({1: [1.0, np.nan]}, index=["ann", "bob"]), 0.1)
    with pytest.raises(ValueError, match="at least one payment"):
        present_value([], 0.1)
    with pytest.raises(ValueError, match="not a whole number"):
        annuity_factor(0.1, 2.5)
    with pytest.raises(ValueError, match=r"periods must be a whole number of periods, 1 or more; found 2\.5"):
        discount_factors(0.1, 2.5)
    with pytest.raises(ValueError, match="first_payment"):
        present_value([1.0], 0.1, first_payment=-1)
    with pytest.raises(ValueError, match="perpetuity needs a rate above 0"):
        annuity_factor(0, np.inf)


def test_other_customers_rates_are_refused():
    flows = pd.DataFrame([[1.0], [2.0]], index=["ann", "bob"])
    with pytest.raises(
        ValueError, match=r"different indexes \(only in cash_flows: 'ann'; only in discount_rate: 'eve'\)"
    ):
        present_value(flows, pd.Series([0.1, 0.2], index=["bob", "eve"]))
    with pytest.raises(ValueError, match="2 discount rates do not fit"):
        present_value([1.0, 2.0], np.array([0.1, 0.2]))


def test_bags_and_pizza():
    assert undiscounted_value(8, 4, purchases_per_period=12) == 384  # 8 bags a month, 12 months, 4 years
    assert undiscounted_value(8, 20, purchases_per_period=50) == 8000  # one reading of the 8,000-dollar pizza guest
