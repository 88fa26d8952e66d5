import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.repeat_buying import season_index
from custseg.schema import SchemaError, UnsafeValueWarning

START, UNTIL = np.datetime64("2022-01-01"), "2023-12-31"
PLANTED = np.array([0.7, 0.8, 0.9, 1.0, 1.0, 1.0, 1.0, 0.9, 1.0, 1.1, 1.3, 1.3])


FLAT = np.ones(12)


def drawn(index=FLAT, *, customers=3000, growth=1.0, days=730, seed=1):
    """Customers who come in at a rate that grows, buy at random times the season, and leave at random."""
    rng = np.random.default_rng(seed)
    passed = np.concatenate(
        ([0.0], np.cumsum(index[(START + np.arange(days)).astype("datetime64[M]").astype(int) % 12]))
    )
    first = (days * rng.uniform(size=customers) ** (1 / growth)).astype(int)
    last = np.minimum(first + rng.exponential(400, customers), days - 1).astype(int)
    length = passed[last + 1] - passed[first + 1]
    n = rng.poisson(rng.gamma(1.0, 1 / 25, customers) * length)
    who = np.repeat(np.arange(customers), n)
    when = np.searchsorted(passed, passed[first[who] + 1] + rng.uniform(size=len(who)) * length[who], side="right") - 1
    day = np.concatenate([first, np.minimum(when, days - 1)])
    date = pd.to_datetime(START + day)
    return pd.DataFrame({"customer_id": np.concatenate([np.arange(customers), who]), "date": date, "amount": 1.0})


@pytest.mark.parametrize("growth", [0.4, 1.0, 2.5])
def test_a_planted_season_is_found_whether_the_base_grows_or_shrinks(growth):
    found = season_index(drawn(PLANTED, growth=growth), observed_until=UNTIL)
    assert found.attrs["finding"] in ("season", "cannot tell")  # the growing log may begin too late for two years
    assert found.attrs["p"] < 1e-6
    assert np.abs(found["index"] - PLANTED).max() < 0.15
    assert np.corrcoef(found["ratio"], PLANTED)[0, 1] > 0.9


def test_growth_and_leaving_are_not_taken_for_season():
    found = season_index(drawn(growth=3.0, customers=6000), observed_until=UNTIL)
    assert found["purchases"].iloc[-1] > 3 * found["purchases"].iloc[0]  # nine times as many purchases in December
    assert np.abs(found["index"] - 1).max() < 0.05


@pytest.mark.heavy
def test_of_flat_logs_the_intervals_hold_one():
    held, found_season = [], []
    for seed in range(60):
        found = season_index(drawn(customers=600, seed=seed), observed_until=UNTIL)
        held.append(((found["low"] <= 1) & (found["high"] >= 1)).mean())
        found_season.append(found.attrs["finding"] == "season")
    assert 0.91 < np.mean(held) < 0.98
    assert np.mean(found_season) < 0.15


def test_the_index_lies_between_the_ratio_and_one_and_a_year_has_its_length():
    found = season_index(drawn(PLANTED, customers=500), observed_until=UNTIL)
    assert found["index"].mean() == pytest.approx(1.0)
    assert found["index"].std() < found["ratio"].std()
    assert ((found["low"] < found["ratio"]) & (found["ratio"] < found["high"])).all()
    np.testing.assert_allclose(found["purchases"], found["expected"] * found["ratio"], rtol=1e-3)


def test_order_of_rows_other_amounts_and_duplicates_change_nothing():
    log = drawn(PLANTED, customers=300)
    again = pd.concat([log, log]).sample(frac=1.0, random_state=1).assign(amount=7.0)
    one, other = (season_index(rows, observed_until=UNTIL) for rows in (log, again))
    pd.testing.assert_frame_equal(one, other)


def test_weeks_have_their_own_index_and_those_not_seen_have_none():
    log = drawn(PLANTED, days=120)
    weeks = season_index(log, observed_until="2022-04-30", by="week")
    assert weeks.index.name == "week" and len(weeks) == 52
    assert weeks["ratio"].isna().sum() > 30 and (weeks.loc[weeks["ratio"].isna(), "index"] == 1).all()
    assert weeks.attrs["finding"] == "cannot tell" and "Fewer than two whole years" in weeks.attrs["reason"]


def test_the_shipped_logs_are_too_short_to_tell():
    for log, until in ((load_cdnow(), "1998-06-30"), (load_complete_journey(), "2017-12-31")):
        found = season_index(log, observed_until=until)
        assert found.attrs["finding"] == "cannot tell" and np.isfinite(found["index"]).all()


def test_what_cannot_be_estimated_is_said():
    once = drawn(customers=50).drop_duplicates("customer_id")
    with pytest.raises(SchemaError, match="nobody bought again"):
        season_index(once, observed_until=UNTIL)
    with pytest.raises(ValueError, match="by must be one of"):
        season_index(once, observed_until=UNTIL, by="day")


def test_a_log_that_ends_early_or_has_a_hole_makes_no_season_without_a_word():
    log = drawn(customers=500)
    with pytest.warns(UnsafeValueWarning, match="the log ends on 2023-12-31"):
        season_index(log, observed_until="2024-06-30")
    typo = pd.concat([log, log.iloc[:1].assign(date=pd.Timestamp("1722-01-01"))])
    with pytest.warns(UnsafeValueWarning, match="nobody bought from 1722-01-02"):
        season_index(typo, observed_until=UNTIL)


@pytest.mark.parametrize("by", ["month", "week"])
@pytest.mark.parametrize("customers", [1, 40])
def test_everybody_on_the_same_two_days_of_years_has_no_spread_to_estimate(by, customers):
    days = pd.to_datetime(["2020-02-29", "2024-02-29"])
    log = pd.DataFrame(
        [(f"c{one}", day, 5.0) for one in range(customers) for day in days], columns=["customer_id", "date", "amount"]
    )
    found = season_index(log, observed_until="2024-02-29", by=by)
    assert np.isnan(found.attrs["shock"]) and (found["index"] > 0).all() and np.isfinite(found["index"]).all()
