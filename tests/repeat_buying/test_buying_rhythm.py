"""Do the measures of a rhythm find what a log was made with, and nothing in a log made by chance?"""

import numpy as np
import pytest

from custseg.repeat_buying._buying_rhythm import YEAR, find_beat, find_evenness, find_once, find_season
from custseg.repeat_buying._purchase_days import PurchaseDays


def log_of(day, end=None):
    """One customer per row, days as whole numbers; one of each day, as a log has them."""
    pairs = np.unique(np.stack([np.repeat(np.arange(len(day)), day.shape[1]), np.floor(day).ravel()], axis=1), axis=0)
    owner, when = pairs.astype(np.int64).T
    return PurchaseDays(owner, when, len(day), int(when.max()) if end is None else end)


def renewals(k, gap, n=2_000, purchases=8, seed=1):
    """Erlang gaps of customers of very different pace."""
    rng = np.random.default_rng(seed)
    pace = rng.gamma(2.0, 0.5, (n, 1))
    return np.cumsum(np.maximum(rng.gamma(k, gap / k, (n, purchases)) / np.maximum(pace, 0.05), 1e-3), axis=1)


@pytest.mark.parametrize("gap", [2, 5, 20, 100])
def test_chance_has_a_k_of_one_however_often_people_buy(gap):
    found = find_evenness(log_of(renewals(1, gap, purchases=8 + 100 // gap)))
    assert found.k == pytest.approx(1.0, abs=0.08), "whole days must not look like a rhythm"
    assert found.low - 0.02 < 1.0 < found.high + 0.02


@pytest.mark.parametrize("within", [0, 6])
def test_regular_buyers_are_well_above_the_limit(within):
    assert find_evenness(log_of(renewals(2, 60)), within).low > 1.35
    assert find_evenness(log_of(renewals(4, 60)), within).k > 2.2


def test_orders_in_parts_are_seen_through_within_a_week():
    rng = np.random.default_rng(3)
    day = renewals(2, 90)
    parts = np.where(rng.uniform(size=day.shape) < 0.1, day + rng.uniform(1, 6, day.shape), day)
    log = log_of(np.concatenate([day, parts], axis=1))
    assert find_evenness(log).k < 1.35 < find_evenness(log, 6).k


def test_a_weekday_of_ones_own_is_no_rhythm():
    rng = np.random.default_rng(4)
    day = np.floor(renewals(1, 45) / 7) * 7 + rng.integers(0, 7, (2_000, 1))
    assert find_evenness(log_of(day)).k == pytest.approx(1.0, abs=0.1)


def test_too_few_pairs_give_no_number():
    found = find_evenness(log_of(np.array([[0.0, 3.0]])))
    assert np.isnan(found.k) and found.customers == 0


def test_seasons_and_what_is_left_out_between_them():
    # ann buys in the Decembers of years 0, 1 and 3, bob twice in that of year 2
    december = np.arange(6) * YEAR + 350
    log = log_of(np.stack([december[[0, 1, 3, 5]], np.append(december[[2, 2]] + [0, 9], december[[3, 4]])]), end=2_200)
    found = find_season(log)
    assert found.per_year == 1 and found.crowding > 0.99
    assert found.skipped == pytest.approx(2 / 5) and found.between == 5, "ann left out 2 of 4, bob 0 of 1"
    assert found.several == pytest.approx(1 / 7)
    assert found.returns == 5 and found.returned > 0.99, "a second purchase in one season is no return"


@pytest.mark.parametrize("per_year", [1, 2, 3, 4, 12])
def test_seasons_of_a_year_are_told_from_each_other(per_year):
    rng = np.random.default_rng(per_year)
    turn = np.sort(rng.integers(0, 4 * per_year, (400, 4)), axis=1)
    day = (turn + rng.uniform(0.1, 0.4, turn.shape)) * YEAR / per_year
    assert find_season(log_of(day, end=round(4 * YEAR))).per_year == per_year


def test_a_shop_with_a_strong_month_has_no_season_of_yes_or_no():
    rng = np.random.default_rng(5)
    day = np.sort(rng.uniform(0, 4 * YEAR, (2_000, 6)), axis=1)
    kept = ((day % YEAR) > 0.9 * YEAR) | (rng.uniform(size=day.shape) < 0.25)
    assert not find_season(log_of(np.where(kept, day, day[:, :1]))).crowds


@pytest.mark.parametrize(("beat", "scatter"), [(7, 0.4), (28, 1), (30.44, 2), (91.3, 4), (365.25, 8)])
def test_a_beat_is_kept_and_a_late_payment_does_not_put_off_the_next(beat, scatter):
    rng = np.random.default_rng(6)
    day = rng.uniform(0, beat, (500, 1)) + beat * np.arange(1, 9) + rng.normal(0, scatter, (500, 8))
    found = find_beat(log_of(day))
    assert found.kept > 0.85 and found.skipped < 0.02 and found.steady > 0.7
    assert found.drift < -0.2 or found.scatter < 0.05


@pytest.mark.parametrize(("beat", "late"), [(30.44, 8), (30.44, 12), (91.3, 30)])
def test_payments_that_are_often_late_do_not_put_off_the_next(beat, late):
    rng = np.random.default_rng(6)
    found = find_beat(log_of(rng.uniform(0, beat, (500, 1)) + beat * np.arange(1, 9) + rng.uniform(0, late, (500, 8))))
    assert found.kept >= 0.6 and found.drift < -0.3, "of gaps near the beat alone late ones would not even out"


def test_a_rhythm_of_ones_own_drifts():
    rng = np.random.default_rng(7)
    found = find_beat(log_of(np.cumsum(rng.normal(91, 9, (800, 9)), axis=1)))
    assert found.kept > 0.8 and found.drift > -0.15, "who orders late orders the next time later too"


def test_chance_keeps_no_beat():
    assert find_beat(log_of(renewals(1, 40))).kept < 0.4
    assert find_beat(log_of(np.array([[3.0]]))).gaps == 0


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_once_a_period_is_found_wherever_in_it(months):
    rng = np.random.default_rng(months)
    turn = np.unique(
        rng.integers(0, 60 // months, 5 * 400)[:, np.newaxis] + 100 * np.repeat(np.arange(400), 5)[:, None]
    )
    first = (np.datetime64("2018-01", "M") + months * (turn % 100)).astype("datetime64[D]").astype(np.int64)
    last = (np.datetime64("2018-01", "M") + months * (turn % 100 + 1)).astype("datetime64[D]").astype(np.int64)
    day = first + np.floor(rng.uniform(size=len(first)) * (last - first)).astype(np.int64)
    found = find_once(PurchaseDays(turn // 100, day, 400, int(day.max())))
    assert found.strict and found.months == months, f"found {found}"


def test_chance_is_not_once_a_period():
    assert not find_once(log_of(renewals(1, 60))).strict and not find_once(log_of(renewals(3, 90))).strict
