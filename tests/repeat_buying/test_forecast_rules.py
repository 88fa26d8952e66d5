"""Do the rules say what a manager would say?"""

import pandas as pd
import pytest

from custseg.repeat_buying import FORECAST_RULES, BetaGeoNBD
from custseg.repeat_buying._forecast_rules import YEAR
from custseg.repeat_buying._watched_log import Seen, WatchedLog
from custseg.schema import day_number, said_already

DAY = pd.Timestamp("2024-03-31")


def seen(rows, days=10):
    log = pd.DataFrame(rows, columns=["customer_id", "date", "amount"]).assign(
        date=lambda table: pd.to_datetime(table["date"])
    )
    cut = day_number(DAY, "cut")
    return Seen(WatchedLog(log), cut, cut + days)


def test_last_year_with_the_season_scales_what_is_carried_on():
    then = DAY - pd.Timedelta(days=YEAR)
    rows = [("a", "2022-01-01", 1.0), ("a", then, 10.0), ("a", then + pd.Timedelta(days=5), 30.0), ("a", DAY, 20.0)]
    assert FORECAST_RULES["carried on"](seen(rows)) == 20.0
    assert FORECAST_RULES["same days a year before"](seen(rows)) == 30.0
    assert FORECAST_RULES["carried on with last year's season"](seen(rows)) == 60.0


def test_a_log_without_the_year_before_says_nothing():
    assert pd.isna(FORECAST_RULES["same days a year before"](seen([("a", "2024-01-01", 1.0)])))


@pytest.mark.parametrize("name", ["BG/NBD", "MBG/NBD", "Pareto/NBD", "BG/CNBD-k", "MBG/CNBD-k"])
def test_no_model_is_fitted_where_nobody_came_back(name):
    assert pd.isna(FORECAST_RULES[name](seen([("a", "2024-01-01", 1.0), ("b", "2024-02-01", 1.0)])))


def test_equal_amounts_are_spent_again():
    rows = [(f"c{i}", f"2024-0{1 + i % 3}-{1 + d:02}", 10.0) for i in range(30) for d in range(0, 20, 1 + i % 7)]
    table = seen(rows)
    money = FORECAST_RULES["BG/NBD"](table)
    with said_already():
        expected = BetaGeoNBD().fit(table.table).expected_purchases(table.table, horizon=10 / 7).sum()
    assert money == pytest.approx(10.0 * expected)


def test_regular_rules_are_asked_for_by_name():
    rows = [(f"c{i}", DAY - pd.Timedelta(days=7 * d + i % 5), 10.0) for i in range(40) for d in range(1 + i % 9)]
    for name in ("BG/CNBD-k", "MBG/CNBD-k"):
        assert FORECAST_RULES[name](seen(rows, days=28)) > 0
