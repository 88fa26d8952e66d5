"""Does the interval of a customer hold as often as it says, without a word about how customers buy?"""

import numpy as np
import pandas as pd
import pytest

from custseg.resample import customer_intervals
from custseg.resample.like_forecasts import _cuts


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


def test_the_ends_are_quantiles_of_what_came_to_what_was_expected():
    past, came = pd.Series(np.full(101, 2.0)), pd.Series(np.arange(101.0) * 2)  # ratios 0 to 100
    ends = customer_intervals(pd.Series([3.0]), past_forecast=past, past_actual=came, level=0.5)
    assert ends.iloc[0].tolist() == [3 * 25, 3 * 75]


@pytest.mark.parametrize(("customers", "fewest", "classes"), [(4000, 1, 20), (450, 100, 4), (150, 100, 1)])
def test_classes_are_of_equal_size_none_below_the_fewest_and_at_most_twenty(customers, fewest, classes):
    expected = np.random.default_rng(0).permutation(customers) + 1.0
    sizes = np.bincount(np.searchsorted(_cuts(expected, fewest), expected, side="right"))
    assert len(sizes) == classes and np.ptp(sizes) <= 1 and sizes.min() >= fewest


def test_equal_forecasts_share_a_class_also_the_smallest():
    assert _cuts(np.repeat([1.0, 5.0], [300, 100]), 100).tolist() == [5.0]
    assert _cuts(np.full(400, 1.0), 100).tolist() == []


def test_earlier_days_on_which_nothing_was_expected_say_nothing():
    past, today = world(6), pd.Series([0.5, 30.0])
    none = pd.Series(0.0, index=range(4000, 4100))
    with_them = [pd.concat([part, none]) for part in past]
    expected = customer_intervals(today, past_forecast=past[0], past_actual=past[1])
    found = customer_intervals(today, past_forecast=with_them[0], past_actual=with_them[1])
    pd.testing.assert_frame_equal(found, expected)


def test_a_class_may_be_of_one_and_not_of_none():
    one, options = pd.Series([2.0]), {"past_forecast": pd.Series([4.0]), "past_actual": pd.Series([6.0])}
    assert customer_intervals(one, fewest=1, **options).iloc[0].tolist() == [3.0, 3.0]
    with pytest.raises(ValueError, match="fewest"):
        customer_intervals(one, fewest=0, **options)
    with pytest.raises(TypeError, match="forecast must be a pandas Series, found list"):
        customer_intervals([2.0], **options)


def test_between_two_customers_the_ends_are_the_outer_ones():
    expected, came = pd.Series(np.ones(100)), pd.Series(np.arange(100.0))
    ends = customer_intervals(pd.Series([1.0]), past_forecast=expected, past_actual=came, level=0.9)
    assert ends.to_numpy().tolist() == [[4.0, 95.0]], "4.95 and 94.05 customers from below"
