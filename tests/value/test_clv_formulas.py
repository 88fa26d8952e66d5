import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import ccv, clv_by_period, clv_formula, cpv, present_value, survival_curve, undiscounted_value

YEARLY_PROFIT = [45, 99, 121, 144, 168]  # Reichheld & Sasser 1990, industrial distribution, dollars by year
money = st.floats(-1e5, 1e5)
rates = st.floats(0, 1)


@pytest.mark.parametrize(
    ("retention", "multiples"),
    [
        # margin multiples r / (1 + i - r) at i = 10, 12, 14, 16 %, recomputed from the closed form
        (0.6, [1.20, 1.15, 1.11, 1.07]),
        (0.7, [1.75, 1.67, 1.59, 1.52]),
        (0.8, [2.67, 2.50, 2.35, 2.22]),
        (0.9, [4.50, 4.09, 3.75, 3.46]),
    ],
)
def test_margin_multiples(retention, multiples):
    found = clv_formula(1, retention, np.array([0.10, 0.12, 0.14, 0.16]))
    assert found == pytest.approx(multiples, abs=0.005 + 1e-9)


def test_margin_multiple_closed_forms():
    assert clv_formula(1, 0.8, 0.1) == pytest.approx(0.8 / (1 + 0.1 - 0.8))
    assert clv_formula(1, 0.8, 0.1, first_payment=0) == pytest.approx((1 + 0.1) / (1 + 0.1 - 0.8))


def test_worked_case_of_the_formula():
    # P = 100, C = 60, r_t = .8^t, i = 10 %, AC = 50, t = 0..5: sum of 40 (.8 / 1.1)^t - 50 = 74.964
    assert clv_formula(40, 0.8, 0.1, periods=6, first_payment=0, acquisition_cost=50) == pytest.approx(74.964, abs=5e-4)
    by_period = clv_by_period([40] * 6, 0.8 ** np.arange(6), 0.1, first_payment=0, acquisition_cost=50)
    assert by_period == pytest.approx(74.964, abs=5e-4)


def test_five_yearly_profits_with_survival():
    # Closed forms at 10 %, year-end: survival .8^(t-1) gives 257.630, survival .8^t 206.104, no leaving 416.305
    assert clv_by_period(YEARLY_PROFIT, survival_curve(0.8, 5, certain_until=1), 0.1) == pytest.approx(
        257.630, abs=5e-4
    )
    assert clv_by_period(YEARLY_PROFIT, survival_curve(0.8, 5), 0.1) == pytest.approx(206.104, abs=5e-4)
    assert clv_by_period(YEARLY_PROFIT, np.ones(5), 0.1) == pytest.approx(416.305, abs=5e-4)


def test_current_value():
    assert ccv(100, 5, 0.1) == pytest.approx(379.079, abs=5e-4)  # p (1 - 1.1^-5) / .1
    assert ccv(100, 5, 0) == 500  # n p at d = 0
    assert ccv(100, 5, 0.1, first_payment=0) == pytest.approx(379.079 * 1.1, abs=5e-4)


def test_lifetime_value_is_current_plus_potential_value():
    before, after, investment = 100.0, np.array([100.0, 150.0, 180.0]), np.array([40.0, 10.0, 10.0])
    total = ccv(before, 3, 0.1) + cpv(after - before, investment, 0.1)
    assert total == pytest.approx(present_value(after - investment, 0.1))


def brute_force(m, r, i, n, first, certain, cost):
    return sum(m * r ** (t - certain) / (1 + i) ** t for t in range(first, first + n)) - cost


@given(
    money,
    rates,
    rates,
    st.integers(1, 40),
    st.sampled_from([(0, 0), (1, 0), (1, 1), (3, 1)]),
    st.floats(0, 1e4),
)
def test_closed_form_is_the_sum(m, r, i, n, timing, cost):
    first, certain = timing
    found = clv_formula(m, r, i, periods=n, first_payment=first, certain_until=certain, acquisition_cost=cost)
    assert found == pytest.approx(brute_force(m, r, i, n, first, certain, cost), rel=1e-9, abs=1e-6)


@given(st.floats(0, 0.99), rates, st.sampled_from([(0, 0), (1, 0), (1, 1)]))
def test_long_horizon_goes_to_the_perpetuity(r, i, timing):
    first, certain = timing
    finite = clv_formula(1, r, i, periods=5000, first_payment=first, certain_until=certain)
    assert finite == pytest.approx(clv_formula(1, r, i, first_payment=first, certain_until=certain), rel=1e-9)


@given(money, rates, st.floats(0, 1e4))
def test_nobody_stays(m, i, cost):
    assert clv_formula(m, 0, i, acquisition_cost=cost) == -cost  # the first margin is at risk and never comes
    assert clv_formula(m, 0, i, first_payment=0, acquisition_cost=cost) == pytest.approx(m - cost)
    assert clv_formula(m, 0, i, certain_until=1) == pytest.approx(m / (1 + i))


@given(money, st.floats(0.001, 1), st.integers(1, 50))
def test_everybody_stays(m, i, n):
    assert clv_formula(m, 1, i, periods=n) == pytest.approx(ccv(m, n, i), rel=1e-9, abs=1e-9)
    assert clv_formula(m, 1, i) == pytest.approx(m / i, rel=1e-9, abs=1e-9)
    assert clv_formula(m, 1 - 1e-12, i) == pytest.approx(m / i, rel=1e-6, abs=1e-6)
    assert clv_formula(m, 1, 0, periods=n) == m * n


@given(money, rates, st.floats(0.001, 1), st.floats(0.01, 100), st.floats(0, 1e4))
def test_money_scale(m, r, i, factor, cost):
    scaled = clv_formula(m * factor, r, i, acquisition_cost=cost * factor)
    assert scaled == pytest.approx(factor * clv_formula(m, r, i, acquisition_cost=cost), rel=1e-9, abs=1e-6)


def test_customers_keep_their_index_and_order_does_not_matter():
    customers = pd.DataFrame({"margin": [10.0, 20.0], "retention": [0.5, 0.9], "life": [2, 3]}, index=["ann", "bob"])
    found = clv_formula(customers["margin"], customers["retention"], 0.1, periods=customers["life"])
    assert found["bob"] == pytest.approx(clv_formula(20, 0.9, 0.1, periods=3))
    other = customers[::-1]
    swapped = clv_formula(other["margin"], other["retention"], 0.1, periods=other["life"])
    pd.testing.assert_series_equal(swapped[::-1], found)
    assert ccv(customers["margin"], customers["life"], 0.1).index.tolist() == ["ann", "bob"]
    assert clv_formula([10.0, 20.0], 0.5, 0.1).tolist() == [clv_formula(10, 0.5, 0.1), clv_formula(20, 0.5, 0.1)]


def test_margins_by_customer_and_period():
    margins = pd.DataFrame([[10.0, 20.0], [30.0, 40.0]], index=["ann", "bob"])
    found = clv_by_period(margins, [1.0, 0.5], 0.0, acquisition_cost=pd.Series([5.0, 0.0], index=["ann", "bob"]))
    assert found.to_dict() == {"ann": 15.0, "bob": 50.0}
    assert cpv(margins, margins / 2, 0.0).to_dict() == {"ann": 15.0, "bob": 35.0}
    with pytest.raises(ValueError, match="different indexes"):
        clv_by_period(margins, [1.0, 0.5], 0.0, acquisition_cost=pd.Series([5.0, 0.0], index=["ann", "eve"]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"retention": 80}, r"retention is outside 0-1.*80 % as 0.8"),
        ({"retention": -0.1}, "retention is outside 0-1"),
        ({"discount_rate": 10}, r"discount_rate is outside 0-1.*10 % as 0.10"),
        ({"discount_rate": -0.01}, "discount_rate is outside 0-1"),
        ({"periods": 2.5}, "periods is not a whole number, 1 or more"),
        ({"periods": 0}, "periods is not a whole number, 1 or more"),
        ({"margin": np.nan}, "margin is missing or infinite"),
        ({"retention": 1, "discount_rate": 0}, "endless"),
        ({"certain_until": 2}, r"certain_until \(2\) lies after the first payment \(1\)"),
        ({"first_payment": 0.5}, "first_payment must be a whole number"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        clv_formula(**({"margin": 100, "retention": 0.8, "discount_rate": 0.1} | arguments))


def test_bad_customers_are_named():
    margin = pd.Series([1.0, np.nan, 3.0], index=["ann", "bob", "eve"])
    with pytest.raises(ValueError, match="margin is missing or infinite for 1 of 3 rows: 'bob'"):
        clv_formula(margin, 0.8, 0.1)
    with pytest.raises(ValueError, match="retention is outside 0-1 for 1 of 2 rows: 'eve'"):
        clv_formula(margin.dropna(), pd.Series([0.8, 80], index=["ann", "eve"]), 0.1)
    with pytest.raises(ValueError, match=r"margin and retention have different indexes \(only in margin: 'eve'"):
        clv_formula(margin.dropna(), pd.Series([0.8, 0.9], index=["ann", "bob"]), 0.1)
    with pytest.raises(ValueError, match="empty"):
        ccv(margin[:0], 5, 0.1)
    with pytest.raises(ValueError, match="periods is not a whole number"):
        ccv(100, 2.5, 0.1)
    with pytest.raises(ValueError, match="negative or endless"):
        undiscounted_value(8, np.inf)


def test_survival_that_cannot_be():
    with pytest.raises(ValueError, match="survival rises"):
        clv_by_period([1, 1], [0.5, 0.8], 0.1)
    with pytest.raises(ValueError, match="survival is outside 0-1"):
        clv_by_period([1, 1], [80, 60], 0.1)
    with pytest.raises(ValueError, match="does not fit"):
        clv_by_period([1, 1, 1], [0.8, 0.5], 0.1)


def test_investment_that_does_not_fit():
    with pytest.raises(ValueError, match="does not fit"):
        cpv([1, 1, 1], [1, 1], 0.1)
    table = pd.DataFrame([[1.0, 2.0]], index=["ann"])
    with pytest.raises(ValueError, match="different indexes or columns"):
        cpv(table, table.set_axis(["bob"]), 0.1)
