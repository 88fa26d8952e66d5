"""Valid data that are too weak for the answer: one warning of our own, at the fit and at the prediction."""

import warnings

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    base_value,
    frequency_table,
    holdout_scores,
    lifetime_value,
    repeat_purchase_table,
    tracking_table,
)
from custseg.repeat_buying._unsafe import far_horizon, hole_in, late_end, price_break, silent_end
from custseg.schema import UnsafeValueWarning
from custseg.simulate.repeat_buying import simulate_gamma_gamma

STAYING = pd.DataFrame({"x": [3, 4, 1, 9, 2, 5], "t_x": [38.0, 37, 30, 38, 33, 36], "T": [39.0] * 6})


@pytest.fixture(scope="module")
def log():
    return load_cdnow()


def messages(action):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        action()
    assert all(issubclass(one.category, UnsafeValueWarning) for one in caught)
    return [str(one.message) for one in caught]


def test_the_fits_and_forecasts_of_a_sound_log_say_nothing(cdnow):
    for family in (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD):
        model = family().fit(cdnow)
        assert model.unsafe_ == () and model.expected_purchases(cdnow, horizon=52).notna().all()


@pytest.mark.heavy
@pytest.mark.parametrize("family", [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD])
def test_a_limit_says_what_it_means_at_the_fit_and_at_the_prediction(family):
    with pytest.warns(UnsafeValueWarning, match=f"{family.__name__} rests on a limit .*no dropout.*too high"):
        model = family().fit(STAYING)
    with pytest.warns(UnsafeValueWarning, match=r"P\(alive\) is 1 for everybody"):
        model.probability_alive(STAYING)


def test_the_warning_points_at_the_callers_line():
    with pytest.warns(UnsafeValueWarning) as caught:
        BetaGeoNBD().fit(STAYING)
    assert {one.filename for one in caught} == {__file__}


def test_every_limit_says_what_it_means():
    for family in (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD, GammaGamma):
        assert all(limit.answer.endswith(".") for limit in family.limits)


def test_a_spend_without_a_mean():
    table = simulate_gamma_gamma(np.full(800, 3), p=2.0, q=0.6, gamma=10.0, random_state=0)
    with pytest.warns(UnsafeValueWarning, match=r"q = 0\.\d+, not above 1.*infinite.*value of the whole base"):
        model = GammaGamma().fit(table)
    with pytest.warns(UnsafeValueWarning, match="infinite"):
        model.expected_spend(table)
    known = GammaGamma.from_params(p=2.0, q=0.6, gamma=10.0)
    assert len(messages(lambda: known.expected_spend(table))) == 1


@pytest.mark.heavy
def test_an_interval_says_it_once_and_not_for_every_draw(cdnow):
    buying, spend = BetaGeoNBD().fit(cdnow), GammaGamma().fit(cdnow)
    said = messages(
        lambda: base_value(buying, spend, cdnow, horizon=520, discount_rate=0.1, level=0.8, n_draws=10, random_state=1)
    )
    assert len(said) == 1 and "520 units of time ahead" in said[0]


@pytest.mark.heavy
def test_an_export_that_ends_long_before_the_day_asked_for(log):
    cut = log[log["date"] <= "1998-03-31"]
    with pytest.warns(UnsafeValueWarning, match=r"ends on 1998-03-31, 91 days before observed_until .*far too low"):
        table = repeat_purchase_table(cut, observed_until="1998-06-30")
    said = messages(lambda: ParetoNBD().fit(table).probability_alive(table))
    assert sum("nobody bought in the last 13 units of time" in sentence for sentence in said) == 2
    assert not messages(lambda: repeat_purchase_table(cut, observed_until="1998-03-31"))
    assert not messages(lambda: repeat_purchase_table(cut, observed_until="1998-04-05"))


def test_a_holdout_that_ends_after_the_data(log):
    cut = log[log["date"] <= "1998-03-31"]
    dates = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}
    with pytest.warns(UnsafeValueWarning, match=r"91 days before holdout_until .*count against every forecast"):
        repeat_purchase_table(cut, **dates)


@pytest.mark.heavy
def test_three_weeks_cannot_tell_who_stays(log):
    short = log[log["date"] <= "1997-01-21"]
    table = repeat_purchase_table(short, observed_until="1997-01-21")
    said = messages(
        lambda: lifetime_value(
            ModifiedBetaGeoNBD().fit(table), GammaGamma().fit(table), table, horizon=52, discount_rate=0.1
        )
    )
    assert any("52 units of time ahead, more than 5 times as far" in sentence for sentence in said)
    ever = messages(lambda: ModifiedBetaGeoNBD().fit(table).discounted_purchases(table, discount_rate=0.1))
    assert any("379.5 units of time ahead" in sentence for sentence in ever)  # until half of the worth is in


def test_ordinary_gaps_are_no_late_end():
    weekdays = np.array([day for day in range(300) if day % 7 < 5])
    assert late_end(weekdays, 304, "observed_until") == ()
    assert late_end(weekdays, 330, "observed_until")
    assert late_end(np.arange(0, 90, 10), 500, "observed_until") == ()  # nine days say nothing about usual gaps
    assert late_end(np.arange(0, 600, 30), 640, "observed_until") == ()


def test_tables_of_a_model_at_its_limit_say_it_once(log):
    with pytest.warns(UnsafeValueWarning):
        model = BetaGeoNBD(unit="W").fit(STAYING)
    dates = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}
    assert len(messages(lambda: tracking_table(log, {"m": model}, **dates))) == 1
    assert len(messages(lambda: frequency_table(STAYING, {"m": model}))) == 1
    assert len(messages(lambda: model.new_customer_purchases(horizon=39))) == 1
    held = STAYING.assign(x_holdout=1, T_holdout=10.0)
    assert len(messages(lambda: holdout_scores({"m": model}, held, hiatus=13))) == 1
    late = messages(lambda: tracking_table(log[log["date"] <= "1998-03-31"], {}, **dates))
    assert len(late) == 1 and "91 days before holdout_until" in late[0]


def test_few_customers_are_no_silent_end():
    assert silent_end(np.array([13.0, 14.0, 15.0])) == () and silent_end(np.arange(40) / 7) == ()
    assert silent_end(13 + np.arange(60) / 7)


@pytest.mark.parametrize("silence", [0.0, 0.3, 13.0])
@pytest.mark.parametrize("weights", [None, "the last buyers count for nobody"])
def test_a_fit_says_of_the_end_what_the_silence_of_all_customers_says(silence, weights):
    since = silence + np.repeat(np.arange(60) / 7, 3)
    x = np.random.default_rng(2).integers(1, 9, len(since))
    table = pd.DataFrame({"x": x, "t_x": 39.0 - since, "T": 39.0})
    times = np.ones(len(since)) if weights is None else (since > silence + 2).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)
        model = BetaGeoNBD().fit(table, sample_weight=times)
    expected = (*model.unsafe_parameters(), *silent_end(since[times > 0]))
    assert model.unsafe_[len(model.limits_reached_) :] == expected
    assert bool(expected) == (silence + (0 if weights is None else 2) > 1.5)


def test_a_hole_of_months_is_named(log):
    rows = log[~log["date"].between("1997-06-01", "1997-07-31")]
    with pytest.warns(UnsafeValueWarning, match=r"nobody bought from 1997-06-01 to 1997-07-31 \(61 days\).*too low"):
        repeat_purchase_table(rows, observed_until="1998-06-30")


def test_closed_days_and_sparse_shops_are_no_hole():
    every_day = np.arange(400)
    assert hole_in(every_day) == () and hole_in(np.arange(0, 4000, 45)) == ()
    assert hole_in(np.delete(every_day, slice(200, 229))) == ()  # holidays
    assert "200 days" not in hole_in(np.delete(every_day, slice(200, 231)))[0]
    assert hole_in(np.arange(9)) == ()


def test_a_break_in_prices_is_named(log):
    dear = log.assign(amount=log["amount"].where(log["date"] < "1997-06-15", log["amount"] * 5))
    with pytest.warns(
        UnsafeValueWarning, match=r"amounts rise [3-6]\.\d-fold around 1997-0[56].*mixes old and new.*low"
    ):
        repeat_purchase_table(dear, observed_until="1998-06-30")
    cheap = log.assign(amount=log["amount"].where(log["date"] < "1997-06-15", log["amount"] / 5))
    with pytest.warns(UnsafeValueWarning, match=r"amounts fall [3-6]\.\d-fold.*too high"):
        repeat_purchase_table(cheap, observed_until="1998-06-30")


def test_dearer_customers_later_are_no_break_in_prices():
    rng = np.random.default_rng(1)
    day = np.sort(rng.integers(0, 400, 4_000))
    amount = rng.gamma(5, 10, 4_000) * np.where(day < 200, 1.0, 5.0)
    assert price_break(np.arange(4_000), day, amount) == ()  # nobody bought before and after
    assert price_break(np.where(day < 200, 0, 1000) + rng.integers(0, 900, 4_000), day, amount) == ()
    assert price_break(rng.integers(0, 900, 4_000), day, amount)
    assert price_break(rng.integers(0, 900, 4_000), day, -amount) == ()


def test_how_far_is_far():
    assert far_horizon(52.0, 10.4) == () and "52 units" in far_horizon(52.0, 10.3)[0]
