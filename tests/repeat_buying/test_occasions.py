import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import repeat_purchase_table
from custseg.schema import SchemaError


def transactions(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"], format="ISO8601"))


REFUNDED = transactions(
    ("a", "2024-01-01", 100.0),
    ("a", "2024-01-03", -100.0),  # the first purchase comes back
    ("a", "2024-01-10", 60.0),
    ("a", "2024-01-10", -10.0),  # part of it comes back on the same day
    ("a", "2024-01-20", 80.0),
    ("b", "2023-12-30", -5.0),  # of a purchase before the file begins
    ("b", "2024-01-05", 20.0),
    ("d", "2024-01-05", -7.0),
)


def test_net_refunds_go_against_the_occasion_before():
    table = repeat_purchase_table(REFUNDED, observed_until="2024-01-31")
    assert table["x"].to_dict() == {"a": 2, "b": 0}
    assert table.loc["a", "m_x"] == 65.0  # (50 + 80) / 2: the first purchase's refund does not touch it
    assert table.attrs["refund_rows"] == 4 and table.attrs["refunds_without_purchase"] == 2
    assert table.attrs["customers_without_purchase"] == 1


def test_dropped_and_refused_refunds():
    table = repeat_purchase_table(REFUNDED, observed_until="2024-01-31", refunds="drop")
    assert table.loc["a", "m_x"] == 70.0
    with pytest.raises(SchemaError, match=r"4 rows are refunds .* 'a', 'b', 'd'.*refunds=\"net\""):
        repeat_purchase_table(REFUNDED, observed_until="2024-01-31", refunds="raise")


def test_a_refund_after_the_split_does_not_change_the_past():
    rows = transactions(("a", "2024-01-01", 10.0), ("a", "2024-01-05", 20.0), ("a", "2024-02-01", -20.0))
    table = repeat_purchase_table(rows, observed_until="2024-01-31", holdout_until="2024-02-28")
    assert table.loc["a", "m_x"] == 20.0 and table.loc["a", "x_holdout"] == 0
    assert table.attrs["refunds_without_purchase"] == 1


def test_a_free_purchase_is_an_occasion():
    rows = transactions(("a", "2024-01-01", 10.0), ("a", "2024-01-05", 0.0))
    assert repeat_purchase_table(rows, observed_until="2024-01-31").loc["a"].tolist()[::3] == [1, 0.0]


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({}, {"grain": "Y"}, r'grain="Y" merges all purchases'),
        ({}, {"observed_until": "2020-01-01"}, "no purchase was made up to the last day"),
        ({"drop": "date"}, {}, "lacks column 'date'"),
        ({"amount": np.nan}, {}, "8 rows have no amount"),
        ({"date": pd.NaT}, {}, "date must hold dates|8 rows have no date"),
        ({"customer_id": None}, {}, "8 rows have no customer_id"),
        ({"date": "2024-01-01"}, {}, "date must hold dates"),
    ],
)
def test_bad_transactions_are_explained(change, arguments, message):
    rows = REFUNDED.drop(columns=change["drop"]) if "drop" in change else REFUNDED.assign(**change)
    with pytest.raises(SchemaError, match=message):
        repeat_purchase_table(rows, **{"observed_until": "2024-02-29", **arguments})
