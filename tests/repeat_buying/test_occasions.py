import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.datasets import load_online_retail
from custseg.repeat_buying import repeat_purchase_table
from custseg.repeat_buying._occasions import merge_occasions, transaction_columns
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


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_net_refunds_undo_the_latest_purchases():
    table = repeat_purchase_table(REFUNDED, observed_until="2024-01-31", period="D")
    assert table["x"].to_dict() == {"a": 1, "b": 0}  # the first order of a was wholly given back
    assert table.loc["a", ["t_x", "T", "m_x"]].tolist() == [10.0, 21.0, 80.0]
    assert table.attrs["refund_rows"] == 4 and table.attrs["refund_amount"] == 122.0
    assert table.attrs["refunds_without_purchase"] == 2 and table.attrs["refund_amount_without_purchase"] == 12.0
    assert table.attrs["customers_without_purchase"] == 1


@pytest.mark.parametrize("day", ["2024-02-01", "2024-02-06", "2024-02-22", "2024-06-30"])
def test_an_order_wholly_given_back_is_no_occasion_whenever_the_money_came_back(day):
    rows = transactions(("a", "2024-01-01", 50.0), ("a", "2024-02-01", 30.0), ("a", day, -30.0))
    table = repeat_purchase_table(rows, observed_until="2024-06-30")
    assert table.loc["a", "x"] == 0 and table.loc["a", "t_x"] == 0


def test_a_refund_undoes_the_order_that_it_names():
    rows = transactions(("a", "2024-01-01", 9.0), ("a", "2024-02-01", 5.0), ("a", "2024-03-01", 7.0)).assign(
        order_id=["1", "2", "3"]
    )
    named = pd.concat([rows, rows.iloc[[1]].assign(date=pd.Timestamp("2024-03-05"), amount=-5.0)])
    table = repeat_purchase_table(named, observed_until="2024-06-30")
    assert table.loc["a", ["x", "m_x"]].tolist() == [1, 7.0]


def test_refunds_alone_are_no_log():
    with pytest.raises(SchemaError, match=r"no purchase up to 2024-01-31.*All 2 rows .* is the sign turned"):
        repeat_purchase_table(REFUNDED.iloc[[1, 3]], observed_until="2024-01-31")
    both = transactions(("a", "2024-01-01", 9.0), ("a", "2024-01-05", -9.0))
    with pytest.raises(SchemaError, match="no customer bought up to observed_until"):
        repeat_purchase_table(both, observed_until="2024-01-31")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(-50, 50)), min_size=1, max_size=60))
def test_money_is_conserved_in_both_periods(rows):
    log = transactions(*((str(who), "2024-01-01", amount / 4) for who, _, amount in rows))
    log["date"] += pd.to_timedelta([day for _, day, _ in rows], unit="D")
    end, last = (int(np.datetime64(day, "D").astype(int)) for day in ("2024-01-31", "2024-02-29"))
    try:
        occasions = merge_occasions(transaction_columns(log), end, last, 1.0, "net")
    except SchemaError:
        assert (log["amount"] < 0).all()
        return
    lost = occasions.left_out["refund_amount_without_purchase"] + occasions.left_out["refund_amount_of_the_past"]
    kept = log["amount"][log["date"] <= "2024-02-29"].sum()
    assert occasions.money.sum() == pytest.approx(kept + lost)
    if (log["amount"][log["date"] <= "2024-01-31"] >= 0).any():
        early = merge_occasions(transaction_columns(log), end, end, 1.0, "net")
        np.testing.assert_array_equal(early.money, occasions.money[occasions.when <= 0])


def test_dropped_and_refused_refunds():
    table = repeat_purchase_table(REFUNDED, observed_until="2024-01-31", refunds="drop")
    assert table.loc["a", "m_x"] == 70.0
    with pytest.raises(SchemaError, match=r"4 rows are refunds .* 'a', 'b', 'd'.*refunds=\"net\""):
        repeat_purchase_table(REFUNDED, observed_until="2024-01-31", refunds="raise")


def test_a_refund_after_the_split_does_not_change_the_past():
    rows = transactions(("a", "2024-01-01", 10.0), ("a", "2024-01-05", 20.0), ("a", "2024-02-01", -20.0))
    table = repeat_purchase_table(rows, observed_until="2024-01-31", holdout_until="2024-02-28")
    assert table.loc["a", "m_x"] == 20.0 and table.loc["a", "x_holdout"] == 0
    assert table.attrs["refunds_without_purchase"] == 0 and table.attrs["refund_amount_of_the_past"] == 20.0


def test_a_free_purchase_is_an_occasion():
    rows = transactions(("a", "2024-01-01", 10.0), ("a", "2024-01-05", 0.0))
    assert repeat_purchase_table(rows, observed_until="2024-01-31").loc["a"].tolist()[::3] == [1, 0.0]


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({}, {"grain": "Y"}, r'grain="Y" merges all purchases'),
        ({}, {"observed_until": "2020-01-01"}, "hold no purchase up to 2020-01-01"),
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


def test_ids_of_two_kinds_are_refused():
    rows = transactions((1, "2024-01-01", 9.0), ("a", "2024-01-05", 9.0))
    with pytest.raises(SchemaError, match="customer_id must hold text or whole numbers, not both"):
        repeat_purchase_table(rows, observed_until="2024-01-31")


def test_refunds_of_a_real_shop(outside_data):
    """Online Retail (UCI): what the rule changes against netting by day."""
    log = load_online_retail()
    rule = repeat_purchase_table(log, observed_until="2011-12-09")
    by_day = log.groupby(["customer_id", log["date"].dt.normalize()])["amount"].sum().reset_index()
    day = repeat_purchase_table(by_day, observed_until="2011-12-09", refunds="drop")
    assert (len(rule), len(day)) == (4322, 4338)
    assert (rule["x"].sum(), day["x"].sum()) == (12_274, 12_327)
    assert (rule["x"] * rule["m_x"]).sum() == pytest.approx(6_487_172.32, abs=0.01)
    assert (day["x"] * day["m_x"]).sum() == pytest.approx(6_602_470.38, abs=0.01)
    assert rule.attrs["refund_amount"] == pytest.approx(611_342.09, abs=0.01)
    assert rule.attrs["refunds_without_purchase"] == 343
    assert rule.attrs["refund_amount_without_purchase"] == pytest.approx(18_529.17, abs=0.01)
    purchases = log[log["amount"] >= 0]
    refunds = log[log["amount"] < 0]
    assert not refunds["order_id"].isin(purchases["order_id"]).any()
