"""Is who is new told from who is not by the end of each period, and does the money add up?"""

import pandas as pd
import pytest

from custseg.value import newcomer_sales

QUARTERS = {"before": ("2023-04-01", "2023-06-30"), "after": ("2024-04-01", "2024-06-30")}
ROWS = pd.DataFrame(
    [
        ("old", "2022-01-05", 5.0),
        ("old", "2023-05-01", 100.0),
        ("old", "2024-05-01", 90.0),
        ("then", "2022-07-01", 7.0),  # 364 days before the last day of the first period: new in it
        ("then", "2023-06-01", 40.0),
        ("then", "2024-06-30", 30.0),
        ("now", "2024-04-02", 10.0),
        ("now", "2024-04-20", -4.0),
    ],
    columns=["customer_id", "date", "amount"],
)
ROWS["date"] = pd.to_datetime(ROWS["date"])


def test_who_is_new_then_and_now_and_what_they_brought():
    table = newcomer_sales(ROWS, **QUARTERS)
    assert table.loc["new", ["customers_before", "customers_after"]].tolist() == [1, 1]
    assert table.loc["new", ["before", "after", "change"]].tolist() == [40.0, 6.0, -34.0]
    assert table.loc["known", ["before", "after"]].tolist() == [100.0, 120.0]
    assert table.loc["total", "change"] == -14.0
    assert table["share"].tolist() == pytest.approx([34 / 14, -20 / 14, 1.0])


def test_a_shorter_time_makes_fewer_new():
    assert newcomer_sales(ROWS, within=300, **QUARTERS).loc["new", "customers_before"] == 0


def test_without_a_change_there_is_no_share_of_it():
    same = pd.DataFrame(
        {"customer_id": "a", "date": pd.to_datetime(["2023-05-01", "2024-05-01"]), "amount": [5.0, 5.0]}
    )
    assert newcomer_sales(same, **QUARTERS)["share"].isna().all()


def test_it_takes_a_whole_number_of_days():
    with pytest.raises(ValueError, match="within"):
        newcomer_sales(ROWS, within=0, **QUARTERS)
