import warnings

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    SeasonClock,
    customer_log_scores,
    repeat_purchase_table,
    season_index,
)
from custseg.schema import SchemaError, UnsafeValueWarning, said_already

INDEX = pd.Series([0.7, 0.8, 0.9, 1.0, 1.0, 1.0, 1.0, 0.9, 1.0, 1.1, 1.3, 1.3], index=range(1, 13))
CUTS = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}


@pytest.fixture(scope="module")
def log():
    return load_cdnow()


def test_a_flat_clock_is_the_calendar(log):
    flat = SeasonClock(pd.Series(1.0, index=range(1, 13)))
    plain, timed = (repeat_purchase_table(log, **CUTS, log_gaps=True, clock=clock) for clock in (None, flat))
    pd.testing.assert_frame_equal(plain, timed, check_exact=False)
    assert timed.attrs["log_clock_rate"] == pytest.approx(0.0) and "clock" not in plain.attrs


def test_time_is_the_sum_of_the_days_rates(log):
    clock = SeasonClock(INDEX)
    table = repeat_purchase_table(log, **CUTS, clock=clock)
    first, last = log.groupby("customer_id")["date"].min(), pd.Timestamp("1997-09-30")
    for who in table.index[:5]:
        days = pd.date_range(first[who], last)[1:]
        assert table.loc[who, "T"] == pytest.approx(INDEX.loc[days.month].sum() / 7)
    assert table["T_holdout"].iloc[0] == pytest.approx(clock.between("1997-09-30", "1998-06-30", period="W"))
    assert clock.between("1997-09-30", "1998-06-30") == pytest.approx(
        INDEX.loc[pd.date_range("1997-10-01", "1998-06-30").month].sum()
    )
    assert clock.between("2024-01-01", "2024-01-01") == 0.0


def test_weeks_of_the_year_run_too(log):
    weeks = pd.Series(np.where(np.arange(1, 53) > 46, 2.0, 46 * 52 / (46 * 46 + 2 * 46)), index=range(1, 53))
    clock = SeasonClock(weeks)
    assert clock.by == "week" and clock.between("2024-12-01", "2024-12-08") == pytest.approx(14.0)


def test_likelihoods_of_two_clocks_compare_after_the_clock_rate(log):
    # Doubling every rate is no season: twice the time, and the same likelihood once the clock's rate is added
    double = SeasonClock(pd.Series(2.0, index=range(1, 13)))
    plain, timed = (
        repeat_purchase_table(log, observed_until="1997-09-30", log_gaps=True, clock=clock) for clock in (None, double)
    )
    for family in (BetaGeoNBD(), BetaGeoCNBD(k=2)):
        by_calendar = type(family)(**family.get_params()).fit(plain).log_likelihood_
        by_clock = family.fit(timed).log_likelihood_ + timed.attrs["log_clock_rate"]
        assert by_clock == pytest.approx(by_calendar, abs=1e-4)


def test_a_planted_season_makes_the_forecast_better():
    rng = np.random.default_rng(3)
    strong = pd.Series(np.r_[np.full(9, 0.6), np.full(3, 2.2)], index=range(1, 13))
    days = pd.date_range("2021-01-01", "2023-12-31")
    passed = np.cumsum(strong.loc[days.month].to_numpy())
    n = rng.poisson(rng.gamma(1.0, 1 / 30, 2000) * passed[-1])
    at = np.searchsorted(passed, rng.uniform(size=n.sum()) * passed[-1])
    log = pd.DataFrame({"customer_id": np.repeat(np.arange(2000), n), "date": days[at], "amount": 1.0})
    cuts = {"observed_until": "2023-09-30", "holdout_until": "2023-12-31"}
    clock = SeasonClock(season_index(log, observed_until="2023-09-30"))
    plain, timed = (repeat_purchase_table(log, **cuts, clock=one) for one in (None, clock))
    with said_already():  # nobody leaves this shop, and the model says so
        scores = [customer_log_scores(BetaGeoNBD().fit(table), table).mean() for table in (plain, timed)]
    assert scores[1] > scores[0] + 0.1


def test_an_index_of_less_than_two_years_warns(log):
    with pytest.warns(UnsafeValueWarning, match="less than two whole years"):
        SeasonClock(season_index(log, observed_until="1998-06-30"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SeasonClock(INDEX)


def test_everything_wrong_with_an_index_is_said_at_once():
    with pytest.raises(SchemaError, match=r"labels 1 to 12.*\n?.*above 0") as raised:
        SeasonClock(pd.Series([1.0, -1.0], index=[1, 2]))
    assert "1 values are not" in str(raised.value)
    with pytest.raises(SchemaError, match="Series by month"):
        SeasonClock([1.0] * 12)
    with pytest.raises(ValueError, match="must not lie before"):
        SeasonClock(INDEX).between("2024-02-01", "2024-01-01")


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (
            pd.Series(100.0, index=range(1, 13)),
            "about 1 on average .the year's mean., found 100: divide it by its mean",
        ),
        (pd.Series("1", index=range(1, 13)), "found string values"),
        (pd.Series(True, index=range(1, 13)), "found boolean values"),
        (pd.Series(pd.Timestamp("2024-01-01"), index=range(1, 13)), "found datetime64 values"),
        (pd.Series(1.0, index=[1, "2", *range(3, 13)]), "labels 1 to 12"),
    ],
)
def test_an_index_on_another_scale_or_of_other_things_is_refused(index, message):
    with pytest.raises(SchemaError, match=message):
        SeasonClock(index)
