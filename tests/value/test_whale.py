import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

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
    value = whale_summary(profit, n_resamples=2)["value"]
    curve = whale_curve(profit)
    assert value["peak"] == pytest.approx(curve["share_of_profit"].max())
    at_peak = curve["share_of_profit"].to_numpy().argmax()
    assert value["share_of_customers_at_peak"] == pytest.approx(curve["share_of_customers"].iloc[at_peak], abs=1e-9)
    assert value["tail_loss"] == pytest.approx(curve["cumulative_profit"].max() - profit.sum(), abs=1e-6)
    shares = ["peak", "share_of_customers_at_peak"]
    for other in (np.tile(profit, times), profit * factor):
        assert whale_summary(other, n_resamples=2)["value"][shares].tolist() == pytest.approx(value[shares].tolist())


def test_without_losses_the_whale_is_the_lorenz_curve_from_above():
    profit = np.array([5.0, 1.0, 3.0, 1.0])
    assert whale_curve(profit)["share_of_profit"].iloc[1] == top_share(profit, 0.25)
    value = whale_summary(profit, n_resamples=5)["value"]
    assert (value["peak"], value["share_of_customers_at_peak"], value["tail_loss"]) == (1, 1, 0)


def test_intervals_hold_the_estimate_and_are_reproducible():
    profit = pd.Series(np.random.default_rng(0).normal(20, 30, 500))
    table = whale_summary(profit, n_resamples=200)
    assert (table["low"] < table["value"]).all() and (table["value"] < table["high"]).all()
    pd.testing.assert_frame_equal(table, whale_summary(profit, n_resamples=200))


def test_peak_has_no_interval_when_a_resample_makes_no_profit():
    table = whale_summary([100.0, -30.0, -30.0, -30.0], n_resamples=200)
    assert table.loc["peak", ["low", "high"]].isna().all()
    assert table.loc["total_profit", "low"] < 0 < table.loc["total_profit", "high"]


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
