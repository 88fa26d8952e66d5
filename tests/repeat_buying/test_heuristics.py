import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import hiatus_heuristic, last_period_count, recent_money_ahead
from custseg.schema import SchemaError
from custseg.tables import log_between

CUT, UNTIL = pd.Timestamp("2024-01-10"), pd.Timestamp("2024-01-17")
SEEN = pd.DataFrame(
    {
        "customer_id": ["a", "a", "a", "b", "b"],
        "date": pd.to_datetime(
            ["2024-01-01 09:00", "2024-01-01 17:00", "2024-01-10 23:00", "2024-01-10 00:00", "2024-01-11 00:00"]
        ),
        "amount": [500.0, 20.0, 30.0, 70.0, 900.0],
    }
)


def test_rules_by_hand():
    table = pd.DataFrame({"x": [3, 0, 0], "t_x": [20.0, 0.0, 0.0], "T": [30.0, 10.0, 0.0]})
    assert last_period_count(table, horizon=15).tolist() == [1.5, 0.0, 0.0]
    assert hiatus_heuristic(table, hiatus=10).tolist() == [True, True, True]
    assert hiatus_heuristic(table, hiatus=9.9).tolist() == [False, False, True]


def test_recent_sales_are_carried_on_without_first_days_and_without_what_came_later():
    assert recent_money_ahead(SEEN, CUT, UNTIL, days=1) == pytest.approx(30.0 * 7)
    assert recent_money_ahead(SEEN, CUT, UNTIL, days=3) == pytest.approx(30.0 / 3 * 7)
    assert recent_money_ahead(SEEN, CUT, UNTIL, days=91) == pytest.approx(30.0 / 10 * 7), "the log is ten days long"


def test_nobody_can_carry_on_no_day():
    with pytest.raises(ValueError, match="days"):
        recent_money_ahead(SEEN, CUT, UNTIL, days=0)


def test_nothing_seen_is_nothing_to_carry_on():
    with pytest.raises(SchemaError, match="nothing was seen up to 2023-12-31"):
        recent_money_ahead(SEEN, pd.Timestamp("2023-12-31"), UNTIL)


def test_on_a_real_log_thirteen_weeks_carried_on_are_an_eighth_too_high():
    """A reader of study 06 found 79,888 dollars, 13 % above what came."""
    seen, cut = log_between(load_cdnow(), until="1997-09-30"), pd.Timestamp("1997-09-30")
    assert recent_money_ahead(seen, cut, pd.Timestamp("1998-06-30")) == pytest.approx(79_888, abs=1)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (SEEN.drop(columns="date"), "lacks column 'date'"),
        (SEEN.assign(date=SEEN["date"].astype(str)), "date must hold dates"),
        (SEEN.assign(date=SEEN["date"].dt.tz_localize("UTC")), "date must be local time without a zone"),
        (SEEN.assign(date=SEEN["date"].where(SEEN["amount"] != 30.0)), "1 row has no date"),
        (pd.concat([SEEN, SEEN[["date"]]], axis=1), "columns that occur twice: 'date'"),
    ],
)
def test_a_log_that_is_not_valid_is_refused_in_words(seen, said):
    with pytest.raises(SchemaError, match=said):
        recent_money_ahead(seen, CUT, UNTIL)


def test_days_may_be_dates_without_a_time():
    dates = SEEN.assign(date=SEEN["date"].dt.date)
    assert recent_money_ahead(dates, CUT, UNTIL, days=3) == recent_money_ahead(SEEN, CUT, UNTIL, days=3)
