import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.value import gini, gini_interval, lorenz_curve, pareto_top_share

cents = st.integers(0, 10**7).map(lambda cents: cents / 100)
spend = arrays(float, st.integers(5, 60), elements=cents).filter(lambda a: a.sum() > 0)


def test_interpolated_lorenz_curve_is_another_counting_rule(online_retail_spend):
    curve = lorenz_curve(online_retail_spend)
    lower = np.interp([0.8, 0.99], curve["share_of_customers"], curve["share_of_amount"])
    assert 1 - lower == pytest.approx([0.7461, 0.3186], abs=5e-5)


def test_gini_of_a_pareto_curve():
    # Gini of Pareto(a) = 1 / (2a - 1); the customers of a fine grid on the curve of a = 1.5 have it to 4 digits.
    theta = 1 - 1 / 1.5
    edges = np.linspace(0, 1, 200_001)
    customers = np.diff(pareto_top_share(edges, through=(0.1, 0.1**theta)))
    assert gini(customers) == pytest.approx(1 / (2 * 1.5 - 1), abs=1e-4)


@given(spend)
def test_lorenz_curve_is_convex_and_ends_at_one(amounts):
    curve = lorenz_curve(amounts)
    assert curve.iloc[0].tolist() == [0, 0] and curve.iloc[-1].tolist() == [1, 1]
    assert np.diff(curve["share_of_amount"], 2).min(initial=0) >= -1e-12


def test_gini_interval_is_as_wide_as_the_jackknife_says():
    amounts = np.random.default_rng(3).gamma(0.7, size=300).round(1)  # with ties and zeros
    left_out = np.array([gini(np.delete(amounts, i)) for i in range(300)])
    error = np.sqrt(299 / 300 * ((left_out - left_out.mean()) ** 2).sum())  # Efron & Stein (1981)
    row = gini_interval(amounts).loc[0]
    assert row["gini"] == gini(amounts) and row["caveat"] == ""
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.96 * error, rel=0.03)


def test_a_hundred_customers_are_enough_to_judge_a_tail():
    amounts = np.random.default_rng(0).uniform(1, 2, 100)
    assert gini_interval(amounts).loc[0, "caveat"] == ""
    assert gini_interval(amounts[1:]).loc[0, "caveat"].startswith("only 99 customers")


@pytest.mark.parametrize(
    ("amounts", "error", "message"),
    [
        ([], ValueError, "empty"),
        ([0.0, 0.0], ValueError, "all amounts are zero"),
        ([1.0, np.nan], ValueError, "missing or infinite for 1 of 2 rows: 1"),
        (["much", "little"], TypeError, "must be numbers"),
        (pd.DataFrame({"amount": [1.0]}), TypeError, "one column"),
    ],
)
def test_bad_amounts(amounts, error, message):
    with pytest.raises(error, match=message):
        gini(amounts)


def test_weights_belong_by_label_or_by_place():
    amounts = pd.Series([1.0, 3.0], index=["ann", "bob"])
    for weights in (pd.Series([3, 1], index=["ann", "bob"]), [3, 1], np.array([3.0, 1.0])):
        assert gini(amounts, weights) == pytest.approx(0.25)  # three who bring 1 and one who brings 3
    with pytest.raises(ValueError, match=r"weights \(3 rows\) do not belong to the same customers as amounts \(2\)"):
        gini(amounts, [1, 1, 1])


@pytest.mark.parametrize("amount", [0.1, 1 / 3, 5.0])
def test_equal_amounts_have_no_interval_of_the_gini(amount):
    found = gini_interval(pd.Series([amount] * 120)).iloc[0]
    assert np.isnan(found["low"]) and np.isnan(found["high"])
