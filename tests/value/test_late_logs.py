import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import late_start_table, repeat_rate


def test_the_same_customers_are_measured_twice():
    """406 customers of CDNOW are seen after September 1997 and watched for half a year: 67 % in the cut log."""
    log = load_cdnow()
    table = late_start_table(log, hidden_until=["1997-09-30"], observed_until="1998-06-30", within=180)
    row = table.loc["1997-09-30"]
    cut = repeat_rate(log[log["date"] > "1997-09-30"], observed_until="1998-06-30", within=[180]).loc[180]
    assert (row["customers"], row["share_cut"]) == (cut["customers"], pytest.approx(cut["repeat_rate"]))
    assert row["difference"] == pytest.approx(row["share_cut"] - row["share_same"])
    assert row["low"] < row["difference"] < row["high"]


def test_where_nothing_is_hidden_nothing_differs():
    log = pd.DataFrame(
        {"customer_id": list("aab"), "date": pd.to_datetime(["2024-02-01", "2024-02-05", "2024-02-02"]), "amount": 1.0}
    )
    row = late_start_table(log, hidden_until=["2024-01-31"], observed_until="2024-03-31", within=10).iloc[0]
    assert row[["share_all", "share_same", "share_cut"]].tolist() == [0.5] * 3 and row["difference"] == 0


def test_who_left_before_the_log_begins_is_not_seen():
    """Ann left in January; Bob came every ten days: hidden until the end of January the rate is 1, not 1/2."""
    days = pd.to_datetime(["2024-01-02", *(f"2024-{day}" for day in ("01-05", "01-15", "01-25", "02-04", "02-14"))])
    log = pd.DataFrame({"customer_id": ["ann", *["bob"] * 5], "date": days, "amount": 1.0})
    row = late_start_table(log, hidden_until=["2024-01-31"], observed_until="2024-03-31", within=20).iloc[0]
    assert row[["share_all", "share_same", "share_cut"]].tolist() == [0.5, 1.0, 1.0]


def test_a_cut_that_leaves_nobody_says_so():
    with pytest.raises(SchemaError, match="nobody first seen after 1998-05-31 was watched for 180 days: hide less"):
        late_start_table(load_cdnow(), hidden_until=["1998-05-31"], observed_until="1998-06-30", within=180)
