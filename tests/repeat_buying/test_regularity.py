import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.repeat_buying import estimate_regularity, regularity_twin
from custseg.schema import SchemaError


def log_of(gaps):
    """One customer per row of gaps, in days."""
    days = np.cumsum(np.column_stack([np.zeros(len(gaps)), gaps]), axis=1)
    customer = np.repeat([f"c{i}" for i in range(len(gaps))], days.shape[1])
    date = pd.Timestamp("2024-01-01") + pd.to_timedelta(days.ravel().astype(int), unit="D")
    return pd.DataFrame({"customer_id": customer, "date": date, "amount": 1.0})


def test_the_moment_estimate_by_hand():
    # Wheat & Morrison 1990: shares 1/4 and 1/2, the last two gaps of each; variance about one half 1/32
    found = estimate_regularity(log_of([[90, 10, 30], [5, 20, 20]]), observed_until="2024-12-31")
    assert found["k"] == pytest.approx((0.25 / (1 / 32) - 1) / 2) and found["customers"] == 2


def test_equal_gaps_are_infinitely_regular_and_one_customer_says_nothing():
    equal = estimate_regularity(log_of([[7, 7]] * 5), observed_until="2024-12-31")
    assert equal["k"] == np.inf and equal.attrs["finding"] == "regular"
    one = estimate_regularity(log_of([[7, 8]]), observed_until="2024-12-31")
    assert np.isnan(one["k"]) and one.attrs["finding"] == "cannot tell"


@pytest.mark.parametrize(("shape", "finding"), [(0.4, "clumped"), (1.0, "random"), (3.0, "regular")])
def test_the_shape_of_simulated_gaps_is_found(shape, finding):
    rng = np.random.default_rng(1)
    gaps = 1 + rng.gamma(shape, 2000 / shape * rng.gamma(5.0, 0.2, (4000, 1)), (4000, 2))
    few = (gaps < 30_000).all(axis=1)  # nearly all: the calendar of pandas ends in 2261
    found = estimate_regularity(log_of(gaps[few]), observed_until="2261-01-01")
    assert found.attrs["finding"] == finding
    assert found["low"] - 0.05 < shape < found["high"] + 0.05


def test_few_customers_cannot_tell():
    found = estimate_regularity(log_of([[10, 30], [20, 60], [40, 20], [70, 9], [5, 5]]), observed_until="2024-12-31")
    assert found["low"] < 1 < 2 < found["high"]
    assert found.attrs["finding"] == "cannot tell" and "Too few customers" in found.attrs["reason"]


def test_cdnow_buys_at_random_and_the_shipped_grocer_by_habit():
    music = estimate_regularity(load_cdnow(), observed_until="1998-06-30")
    grocer = estimate_regularity(load_complete_journey(), observed_until="2017-12-31")
    assert music.attrs["finding"] == "random" and music["k"] == pytest.approx(0.985, abs=0.001)  # our own, to hold it
    assert grocer.attrs["finding"] == "regular" and grocer["k"] == pytest.approx(1.458, abs=0.001)


def test_the_order_of_rows_and_the_direction_of_time_within_two_gaps_do_not_matter():
    log = log_of([[90, 10, 30], [5, 20, 20], [8, 3, 4]])
    first = estimate_regularity(log, observed_until="2024-12-31")
    pd.testing.assert_series_equal(first, estimate_regularity(log.iloc[::-1], observed_until="2024-12-31"))
    turned = log_of([[90, 30, 10], [5, 20, 20], [8, 4, 3]])
    assert estimate_regularity(turned, observed_until="2024-12-31")["k"] == pytest.approx(first["k"])


def test_twins_of_rare_buyers_have_a_k_of_one_and_regular_buyers_stand_out():
    rng = np.random.default_rng(2)
    even = log_of(np.maximum(rng.gamma(4.0, 25, (800, 2)).astype(int), 1))
    drawn = regularity_twin(even, observed_until="2027-12-31", n=200, random_state=1)
    assert drawn.seen == estimate_regularity(even, observed_until="2027-12-31")["k"]
    assert drawn.draws.mean() == pytest.approx(1.0, abs=0.05) and drawn.p < 0.01


def test_twins_of_daily_buyers_look_regular_because_days_are_coarse():
    rng = np.random.default_rng(2)
    often = log_of(rng.integers(1, 4, (800, 2)))
    drawn = regularity_twin(often, observed_until="2024-12-31", n=200, random_state=1)
    assert drawn.draws.mean() > 1.5


def test_a_k_that_is_no_number_has_no_twin():
    with pytest.raises(SchemaError, match="nothing to hold against twins"):
        regularity_twin(log_of([[7, 7]] * 5), observed_until="2024-12-31", random_state=1)


@pytest.mark.parametrize(("gap", "k"), [(7, 1.35), (3.5, 1.8)])
def test_frequent_buyers_at_random_look_regular_as_the_docstring_says(gap, k):
    rng = np.random.default_rng(1)
    gaps = np.diff(np.floor(np.cumsum(rng.exponential(gap, (20_000, 6)), axis=1)), axis=1)
    log = log_of(gaps)
    found = estimate_regularity(log, observed_until=log["date"].max())
    assert found["k"] == pytest.approx(k, abs=0.1), "say in the docstring of grain what is so"
