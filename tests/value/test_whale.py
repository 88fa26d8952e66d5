import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest, norm

from custseg.value import top_share, whale_curve, whale_summary

profits = arrays(float, st.integers(2, 60), elements=st.integers(-(10**6), 10**6).map(lambda c: c / 100)).filter(
    lambda p: p.sum() > 1
)


@given(profits, st.randoms(use_true_random=False))
def test_curve_ends_at_one_hundred_percent_and_bends_once(profit, random):
    curve = whale_curve(profit)
    assert curve["share_of_profit"].iloc[0] == 0 and curve["share_of_profit"].iloc[-1] == 1
    assert curve["share_of_customers"].iloc[-1] == 1
    assert (np.diff(curve["cumulative_profit"], 2) <= 1e-6).all()
    pd.testing.assert_frame_equal(curve, whale_curve(random.sample(list(profit), len(profit))))


@given(profits, st.integers(2, 4), st.floats(0.01, 1000))
def test_summary_agrees_with_the_curve_and_keeps_scale_and_duplication(profit, times, factor):
    value = whale_summary(profit)["value"]
    curve = whale_curve(profit)
    assert value["peak"] == pytest.approx(curve["share_of_profit"].max())
    at_peak = curve["share_of_profit"].to_numpy().argmax()
    assert value["share_of_customers_at_peak"] == pytest.approx(curve["share_of_customers"].iloc[at_peak], abs=1e-9)
    assert value["tail_loss"] == pytest.approx(curve["cumulative_profit"].max() - profit.sum(), abs=1e-6)
    shares = ["peak", "share_of_customers_at_peak"]
    for other in (np.tile(profit, times), profit * factor):
        assert whale_summary(other)["value"][shares].tolist() == pytest.approx(value[shares].tolist())


def test_without_losses_the_whale_is_the_lorenz_curve_from_above():
    profit = np.array([5.0, 1.0, 3.0, 1.0])
    assert whale_curve(profit)["share_of_profit"].iloc[1] == top_share(profit, 0.25)
    value = whale_summary(profit)["value"]
    assert (value["peak"], value["share_of_customers_at_peak"], value["tail_loss"]) == (1, 1, 0)


def test_intervals_have_the_standard_errors_of_closed_forms():
    profit = pd.Series(np.random.default_rng(0).normal(20, 30, 500))
    table = whale_summary(profit)
    assert (table["low"] < table["value"]).all() and (table["value"] < table["high"]).all()
    assert (table["caveat"] == "").all()
    width = (table["high"] - table["low"]) / 2
    assert width["total_profit"] == pytest.approx(1.965 * profit.std() * 500**0.5, rel=0.01)  # a sum of 500
    residual = profit.clip(lower=0) - table.loc["peak", "value"] * profit  # a ratio of sums
    assert width["peak"] == pytest.approx(1.965 * residual.std() * 500**0.5 / profit.sum(), rel=0.02)
    assert width["tail_loss"] == pytest.approx(1.965 * profit.clip(upper=0).std() * 500**0.5, rel=0.04)  # skewed
    wilson = binomtest(int((profit > 0).sum()), 500).proportion_ci(method="wilson")
    assert table.loc["share_of_customers_at_peak", ["low", "high"]].tolist() == pytest.approx([wilson.low, wilson.high])


@pytest.mark.heavy
def test_intervals_cover_the_truth():
    # normal profit, mean 20, sd 30: E[max(X, 0)] = 20 Phi(2/3) + 30 phi(2/3); 150 customers, 100 lists
    gain = 20 * norm.cdf(2 / 3) + 30 * norm.pdf(2 / 3)
    truth = np.array([20 * 150, gain / 20, norm.cdf(2 / 3), (gain - 20) * 150])
    random, hits = np.random.default_rng(1), np.zeros(4)
    for _ in range(100):
        table = whale_summary(random.normal(20, 30, 150))
        hits += (table["low"] <= truth) & (truth <= table["high"])
    assert (hits >= 88).all()


def test_a_customer_at_exactly_zero_makes_no_profit_and_no_loss():
    table = whale_summary([20.0] * 10 + [0.0] * 5 + [-1.0] * 10)
    assert table.loc["share_of_customers_at_peak", "value"] == 10 / 25
    nine = whale_summary([20.0] * 9 + [0.0] + [-1.0] * 9 + [0.0])
    assert nine.loc[["total_profit", "tail_loss"], "caveat"].tolist() == ["rests on 9 customers, fewer than 10"] * 2


def test_peak_has_no_interval_when_the_total_may_be_zero():
    table = whale_summary([20.0] * 60 + [-30.0] * 39)
    assert table.loc["peak", ["low", "high"]].isna().all()
    assert table.loc["peak", "caveat"] == "the total profit may be zero"
    assert table.loc["total_profit", "low"] < 0 < table.loc["total_profit", "high"]
    thousands = whale_summary([0.02] * 60 + [-0.03] * 39)  # the same in thousands
    assert thousands["caveat"].tolist() == table["caveat"].tolist()


def test_peak_is_never_below_one_and_a_loss_never_below_zero():
    table = whale_summary([10.0] * 108 + [-0.001] * 11 + [-1.0])
    assert table.loc["peak", "low"] == 1 < table.loc["peak", "value"]
    assert table.loc["tail_loss", "low"] == 0 < table.loc["tail_loss", "value"]


def test_what_rests_on_few_customers_has_no_interval():
    table = whale_summary([10.0] * 60 + [20.0] * 60 + [-5.0] * 3)
    assert table.loc["tail_loss", ["low", "high"]].isna().all()
    assert table.loc["tail_loss", "caveat"] == "rests on 3 customers, fewer than 10"
    assert table.loc["total_profit", "low"] > 0 and table.loc["peak", "low"] >= 1
    assert whale_summary([10.0] * 60 + [20.0] * 60).loc["tail_loss", "caveat"] == "rests on no customer"


def test_a_total_that_rests_on_a_large_loss_says_so():
    profit = np.random.default_rng(0).lognormal(0, 0.5, 1000)
    table = whale_summary([*profit, -300.0])
    assert table.loc["total_profit", "caveat"] == "rests on one customer, who makes 100% of the variance"
    without = whale_summary(profit)
    assert without.loc["total_profit", "caveat"] == ""
    assert without.loc["peak"].isna().tolist() == [False, True, True, False], "nobody loses: it is 1, without spread"
    assert without.loc["peak", "caveat"] == "nothing in the list says how far it could vary"


def test_no_interval_of_the_total_holds_where_losses_have_a_heavy_tail():
    losses = -((1 - np.arange(300) / 300) ** (-1 / 1.3))  # a Pareto curve of 1.3
    total = whale_summary([*losses, *np.linspace(0.5, 1.5, 2500)]).loc["total_profit"]
    assert np.isnan(total["low"]) and np.isnan(total["high"]) and total["caveat"].startswith("tail exponent 1.")
    slight = whale_summary([*losses / 1000, *np.linspace(0.5, 1.5, 2500)])  # all of them together are nothing to it
    assert slight.loc["total_profit", "caveat"] == "" and slight.loc["tail_loss", "caveat"].startswith("tail exponent")


def test_what_takes_an_interval_away_is_said_before_what_makes_it_doubtful():
    """Three large profits alone leave an interval, with a caveat; the losses are why there is none."""
    profits = [*np.linspace(0.5, 1.5, 2500), 200.0, 210.0, 220.0]
    doubtful = whale_summary([*profits, *[-0.1] * 50]).loc["total_profit"]
    assert doubtful["low"] > 0 and doubtful["caveat"].startswith("rests on 3 customers, who make")
    losses = -((1 - np.arange(300) / 300) ** (-1 / 1.3))
    for row in ("total_profit", "peak"):
        without = whale_summary([*profits, *losses]).loc[row]
        assert np.isnan(without["low"]) and without["caveat"].startswith("tail exponent 1.")


def test_customers_who_lose_money_are_not_called_above_zero():
    table = whale_summary([20.0] * 150 + [-1.0] * 40)
    few = "only 40 customers below zero: whether a few could outweigh all others is not known"
    assert table.loc["tail_loss", "caveat"] == few


@pytest.mark.parametrize(
    ("profit", "message"),
    [
        ([], "empty"),
        ([-1.0, -2.0, 0.0], "none of 3 customers makes a profit"),
        ([1.0, -3.0], "together make no profit"),
        ([0.0, 0.0], "none of 2 customers"),
        ([1.0, -1.0], "together make no profit"),
        ([1.0, np.nan], "missing or infinite for 1 of 2 rows: 1"),
    ],
)
def test_bad_profit(profit, message):
    with pytest.raises(ValueError, match=message):
        whale_curve(profit)
    with pytest.raises(ValueError, match=message):
        whale_summary(profit)
