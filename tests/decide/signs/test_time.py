"""Are a hole, a season and a short log seen in the days alone?"""

import pandas as pd

from custseg.datasets import load_complete_journey
from custseg.decide import business_signs


def test_the_hole_is_where_rows_were_taken_out():
    log = load_complete_journey()
    without = log[~log["date"].between("2017-05-03", "2017-05-29 23:59:59")]
    table = business_signs(without, observed_until="2017-12-31")
    assert table.loc["hole", "about"] == "2017-05-03 2017-05-29"
    assert table.loc["hole", "more"] == 27


def on_days(days):
    return pd.DataFrame({"customer_id": [f"c{n}" for n in range(len(days))], "date": days, "amount": 5.0})


def test_three_weeks_are_short_and_a_quarter_is_not():
    for length, short in ((21, True), (92, False)):
        days = pd.date_range("2024-01-01", periods=length)
        assert business_signs(on_days(days), observed_until=days[-1]).loc["short", "shows"] == short


def test_silence_is_stale_once_it_is_longer_than_any_before():
    days = pd.date_range("2024-01-01", periods=100)
    for silent, stale in ((3, False), (4, True)):
        table = business_signs(on_days(days), observed_until=days[-1] + pd.Timedelta(days=silent))
        assert table.loc["stale", "shows"] == stale
        assert table.loc["stale", "more"] == silent


def test_a_quarter_with_half_of_the_sales_in_two_years_is_a_season():
    quiet = pd.date_range("2022-01-01", "2023-12-31", freq="4D")
    busy = [day for year in ("2022", "2023") for day in pd.date_range(f"{year}-10-05", f"{year}-12-28")]
    table = business_signs(on_days(quiet.append(pd.DatetimeIndex(busy))), observed_until="2023-12-31")
    assert table.loc["season", "shows"]
    assert not business_signs(on_days(quiet), observed_until="2023-12-31").loc["season", "shows"]
