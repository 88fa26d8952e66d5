import numpy as np
import pandas as pd
import pytest

from custseg.resample import bootstrap
from custseg.value import clv_formula, cohort_forecast, forecasts_at_cuts, profit_retention

PAST = pd.DataFrame({"won": [90.0, 70], "spring": [40.0, 0], "summer": [20.0, 0]}, index=["ann", "bob"])


def cohort(n=400, seed=0):
    draws = np.random.default_rng(seed).gamma(0.4, 20.0, size=(n, 5)) * [3.0, 1.0, 0.9, 0.8, 0.7]
    return pd.DataFrame(draws, columns=["won", "a", "b", "c", "d"])


def test_the_forecast_is_the_formula_without_discount():
    profits = cohort()
    after = profits.drop(columns="won")
    expected = clv_formula(after.mean(axis=1), profit_retention(after), 0.0, periods=2)
    assert cohort_forecast(profits, periods=2)["forecast"].to_numpy() == pytest.approx(expected.to_numpy())
    more = clv_formula(profits.mean(axis=1), profit_retention(after), 0.0, periods=2)
    counted = cohort_forecast(profits, periods=2, with_winning=True)["forecast"]
    assert counted.to_numpy() == pytest.approx(more.to_numpy())


def test_a_profit_that_falls_by_a_tenth_has_a_retention_of_nine_tenths():
    assert profit_retention(pd.DataFrame({1: [100.0], 2: [90.0], 3: [81.0]})) == pytest.approx(0.9)
    assert profit_retention(pd.DataFrame({1: [100.0], 2: [121.0]})) == pytest.approx(1.21)


def test_the_influence_has_the_mean_of_the_forecast():
    found = cohort_forecast(cohort(), periods=2)
    assert found["influence"].mean() == pytest.approx(found["forecast"].mean())


def test_the_influence_spreads_as_resamples_do():
    profits = cohort()
    numbers = profits.to_numpy()

    def mean_forecast(rows, weights):
        totals = weights @ rows
        kept = (totals[4] / totals[1]) ** (1 / 3)
        return totals[1:].mean() / weights.sum() * (kept + kept**2)

    draws = bootstrap(mean_forecast, numbers, n_resamples=500, random_state=1)
    influence = cohort_forecast(profits, periods=2)["influence"]
    assert influence.std() / np.sqrt(len(influence)) == pytest.approx(draws.std(), rel=0.1)


def test_rows_and_unit_of_money_decide_nothing():
    profits = cohort()
    turned = cohort_forecast(profits.iloc[::-1]).iloc[::-1]
    pd.testing.assert_frame_equal(turned, cohort_forecast(profits))
    pd.testing.assert_frame_equal(cohort_forecast(profits * 7), cohort_forecast(profits) * 7)


def test_past_cuts_know_what_was_known():
    profits = cohort()
    found = forecasts_at_cuts(profits)
    assert found.index.tolist() == ["b", "c"]
    assert found.loc["b", "came"] == pytest.approx(profits["c"].mean())
    assert found.loc["b", "carried_on"] == pytest.approx(profits["b"].mean())
    seen = profits[["won", "a", "b"]]
    assert found.loc["b", "forecast"] == pytest.approx(cohort_forecast(seen)["forecast"].mean())
    assert found.loc["b", "with_winning"] > found.loc["b", "forecast"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda past: past[["won", "spring"]], "at least two periods"),
        (lambda past: past.assign(summer=np.nan), "missing"),
        (lambda past: past.assign(spring=0.0), "a profit in the first and in the last period"),
        (lambda past: past.iloc[:0], "0 customers"),
    ],
)
def test_what_gives_no_forecast_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        cohort_forecast(change(PAST))


def test_without_a_cut_there_is_no_table():
    with pytest.raises(ValueError, match="found 3 in all"):
        forecasts_at_cuts(PAST)


def test_periods_are_whole():
    with pytest.raises(ValueError, match="periods"):
        cohort_forecast(PAST, periods=0)
