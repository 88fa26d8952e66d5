import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.decide import gates


def test_a_year_of_the_grocer_cannot_compare_seasons():
    table = gates(load_complete_journey(), observed_until="2017-12-31")
    assert table["passes"].to_dict() == {"fresh": True, "comes back": False, "expected": False, "moved": False}
    assert table.loc["moved", ["found", "needed"]].tolist() == [365, 456]
    assert table.loc["expected", "found"] == 3


def test_an_export_that_came_late_is_not_fresh():
    table = gates(load_cdnow(), observed_until="1998-09-30")
    assert table.loc["fresh", ["found", "needed", "passes"]].tolist() == [92, 3, False]


def test_a_shop_that_sells_once_a_week_is_fresh_for_three_weeks():
    days = pd.date_range("2024-01-01", periods=10, freq="7D")
    log = pd.DataFrame({"customer_id": "a", "date": days, "amount": 1.0})
    assert gates(log, observed_until="2024-03-25").loc["fresh", "passes"]
    assert not gates(log, observed_until="2024-03-26").loc["fresh", "passes"]


def test_windows_count_purchase_days_of_customers_known_before():
    """Five windows of 91 days before 1998-06-30, counted one by one."""
    log, until = load_cdnow(), pd.Timestamp("1998-06-30")
    counts = []
    for number in range(5):
        end = until - pd.Timedelta(days=91 * number)
        start = end - pd.Timedelta(days=91)
        known = log.loc[log["date"] <= start, "customer_id"]
        inside = log[(log["date"] > start) & (log["date"] <= end) & log["customer_id"].isin(known)]
        counts.append(len(inside.drop_duplicates(["customer_id", "date"])))
    for purchases in (100, sorted(counts)[2], max(counts) + 1):
        found = gates(log, observed_until="1998-06-30", purchases=purchases).loc["expected", "found"]
        assert found == sum(count >= purchases for count in counts)


def test_who_gave_everything_back_was_not_watched_for_a_year():
    """The file has 153 days: nobody can have been."""
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-05", "2024-06-01"])
    log = pd.DataFrame({"customer_id": ["ann", "bob", "bob", "ann"], "date": days, "amount": [5.0, 8.0, -8.0, 5.0]})
    assert gates(log, observed_until="2024-06-01").loc["comes back", "found"] == 0


def test_one_row_carries_nothing():
    log = pd.DataFrame({"customer_id": ["a"], "date": pd.to_datetime(["2024-01-01"]), "amount": [1.0]})
    assert gates(log, observed_until="2024-01-01")["passes"].tolist() == [True, False, False, False]


def test_numbers_below_one_are_refused():
    with pytest.raises(ValueError, match="days_ahead"):
        gates(load_cdnow(), observed_until="1998-06-30", days_ahead=0)
