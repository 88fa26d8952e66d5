"""Does the interval that past errors give hold, and is a past refused that says too little?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from custseg.resample import past_interval
from custseg.resample.empirical_interval import _independent_errors
from custseg.schema import SchemaError


def test_windows_that_overlap_count_as_what_they_cover():
    # eight quarters begun in eight successive months cover ten months, little more than three quarters
    cuts = pd.date_range("2023-01-31", periods=12, freq="ME", name="cut")
    until = cuts + pd.offsets.MonthEnd(3)
    past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [110.0, 90.0] * 6}, index=cuts)
    with pytest.raises(ValueError, match=r"past holds 8 cuts, as much as 3\.3 windows that do not overlap.*at least 4"):
        past_interval(past.iloc[:8], 100.0)
    alone = past_interval(past.assign(until=cuts + pd.offsets.MonthEnd(1)), 100.0)
    overlapping = past_interval(past, 100.0)
    assert overlapping["high"] > alone["high"] and overlapping["low"] < alone["low"]


@pytest.mark.heavy
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_the_interval_holds_as_often_as_it_says(level):
    rng = np.random.default_rng(8)
    cuts = pd.date_range("2023-01-31", periods=6, freq="ME", name="cut")
    until, held = cuts + pd.offsets.MonthEnd(1), []
    for _ in range(400):
        ratios = np.exp(0.2 * rng.normal(size=7))
        past = pd.DataFrame({"until": until, "forecast": 50.0, "actual": 50 * ratios[:6]}, index=cuts)
        low, high = past_interval(past, 80.0, level=level)[["low", "high"]]
        held.append(low <= 80 * ratios[6] <= high)
    assert np.mean(held) == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / 400))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda past: past.reset_index(drop=True), "the cuts are not days"),
        (lambda past: past.assign(until=range(5)), "the ends are not days"),
        (lambda past: past.assign(actual=[1.0, None, 1.0, 1.0, 1.0]), "a number is missing"),
        (lambda past: past.set_axis([pd.NaT, *past.index[1:]]), "a day is missing"),
    ],
)
def test_a_past_of_anything_but_days_is_refused(change, why):
    cuts = pd.date_range("2024-01-31", periods=5, freq="ME", name="cut")
    past = pd.DataFrame({"until": cuts + pd.offsets.MonthEnd(1), "forecast": 100.0, "actual": 90.0}, index=cuts)
    assert past_interval(past, 100.0)["low"] < 100
    try:
        past_interval(change(past), 100.0)
    except SchemaError as error:
        assert "the days of the cuts as its index, days in until, and nothing missing" in str(error)
    else:
        pytest.fail(f"{why}, and nothing was said")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda past: past.assign(actual=[90.0, 0.0, -5.0, 90.0, 90.0]),
            "actual must be finite.*2 of",
        ),
        (lambda past: past.assign(forecast=np.inf), "forecast must be finite and above zero.*5 of 5"),
        (lambda past: past.assign(until=past.index), "until must be later than the cut.*5 windows"),
        (lambda past: past.iloc[[0, -1]], "past holds 2 cuts, as much as 2.0 windows"),
        (lambda past: past.iloc[:0], "past holds 0 cuts, as much as 0.0 windows"),
    ],
)
def test_a_past_without_an_interval_is_refused_and_not_answered_with_none(change, message):
    cuts = pd.date_range("2024-01-31", periods=5, freq="ME", name="cut")
    past = pd.DataFrame({"until": cuts + pd.offsets.MonthEnd(1), "forecast": 100.0, "actual": 90.0}, index=cuts)
    with pytest.raises(ValueError, match=message):
        past_interval(change(past), 100.0)


def test_a_rule_chosen_by_its_errors_gets_a_wider_interval():
    cuts = pd.date_range("2024-01-31", periods=5, freq="ME", name="cut")
    until = cuts + pd.offsets.MonthEnd(1)
    past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [110.0, 90.0, 110.0, 90.0, 105.0]}, index=cuts)
    plain, chosen = (past_interval(past, 100.0, level=0.9, flattery=times) for times in (1.0, 1.2))
    assert np.log(chosen["high"] / 100) == pytest.approx(1.2 * np.log(plain["high"] / 100))
    assert np.log(chosen["low"] / 100) == pytest.approx(1.2 * np.log(plain["low"] / 100))
    with pytest.raises(ValueError, match=r"flattery must be 1 or more, found 0\.9"):
        past_interval(past, 100.0, flattery=0.9)


@pytest.mark.heavy
@pytest.mark.parametrize("every", [1, 3])
def test_the_interval_of_errors_that_overlap_holds_as_often_as_it_says(every):
    rng = np.random.default_rng(4)
    cuts = pd.date_range("2023-01-31", periods=12, freq="30D", name="cut")[::every]
    past, held = pd.DataFrame({"until": cuts + pd.Timedelta(90, "D"), "forecast": 50.0}, index=cuts), []
    for _ in range(1000):
        noise = 0.2 * rng.normal(size=3 + 12 + 3)  # of 30 days each: a window is the sum of three
        windows = np.convolve(noise, np.ones(3), "valid")
        ends = past_interval(past.assign(actual=50 * np.exp(windows[:12:every])), 50.0, level=0.9)
        held.append(ends["low"] <= 50 * np.exp(windows[14]) <= ends["high"])
    assert np.mean(held) == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 1000))


def test_windows_that_only_touch_are_independent():
    ends = pd.date_range("2023-01-31", periods=6, freq="ME", name="cut")
    past = pd.DataFrame({"until": ends[1:]}, index=ends[:-1])
    assert _independent_errors(past) == pytest.approx(5, rel=1e-12)


def test_overlapping_errors_count_by_their_squared_correlations():
    """Nine windows that share half with the next: 81 / (9 + 2 x 8 x .25) independent errors (Bartlett)."""
    cuts = pd.date_range("2024-01-01", periods=9, freq="10D", name="cut")
    past = pd.DataFrame({"until": cuts + pd.Timedelta(days=20), "forecast": 100.0, "actual": 110.0}, index=cuts)
    factor = 1.1 ** student.ppf(0.975, 81 / 13)
    assert past_interval(past, 100.0)["high"] == pytest.approx(100 * factor)


@pytest.mark.parametrize("off", [0.0, 1e-14])
def test_a_past_without_an_error_says_nothing_of_the_next_one(off):
    cuts = pd.date_range("2023-01-31", periods=6, freq="ME", name="cut")
    past = pd.DataFrame({"until": cuts + pd.offsets.MonthEnd(1), "forecast": 100.0, "actual": 100.0 * (1 + off)}, cuts)
    found = past_interval(past, 100.0)
    assert found["estimate"] == 100 and np.isnan(found[["low", "high"]]).all()
    assert past_interval(past.assign(actual=100.001), 100.0)["high"] > 100.001
