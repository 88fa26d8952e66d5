"""Does the interval of a customer hold as often as it says, without a word about how customers buy?"""

import numpy as np
import pandas as pd
import pytest

from custseg.resample import customer_intervals


def world(seed, n=4000):
    chance = np.random.default_rng(seed)
    expected = chance.gamma(0.5, 20.0, n)
    came = np.where(chance.random(n) < 0.4, expected * chance.gamma(1.5, 2.0, n), 0.0)
    return pd.Series(expected), pd.Series(came)


def test_it_holds_nine_in_ten_for_the_small_and_for_the_large():
    past, today = world(1), world(2)
    ends = customer_intervals(today[0], past_forecast=past[0], past_actual=past[1])
    held = today[1].between(ends["low"], ends["high"])
    for part in (today[0] < today[0].median(), today[0] >= today[0].median()):
        assert 0.88 < held[part].mean() < 0.985, f"held {held[part].mean():.3f} of 0.9: see the quantiles of a class"


def test_equal_forecasts_have_equal_intervals():
    past = world(3)
    ends = customer_intervals(pd.Series([3.0, 3.0, 50.0]), past_forecast=past[0], past_actual=past[1])
    assert ends.iloc[0].tolist() == ends.iloc[1].tolist()
    assert ends.loc[2, "high"] > ends.loc[0, "high"]


def test_nothing_expected_or_too_short_a_past_has_no_interval():
    past = world(4)
    assert customer_intervals(pd.Series([0.0]), past_forecast=past[0], past_actual=past[1]).isna().all(axis=None)
    short = customer_intervals(pd.Series([1.0]), past_forecast=past[0][:50], past_actual=past[1][:50])
    assert short.isna().all(axis=None)


@pytest.mark.parametrize("bad", [pd.Series([-1.0]), pd.Series([np.nan])])
def test_a_forecast_is_zero_or_more(bad):
    past = world(5)
    with pytest.raises(ValueError, match=r"below zero|missing"):
        customer_intervals(bad, past_forecast=past[0], past_actual=past[1])
