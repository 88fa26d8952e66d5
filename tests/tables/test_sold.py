"""Does every table see what was sold, and is no money lost on the way?"""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from custseg.datasets import load_online_retail
from custseg.repeat_buying import repeat_purchase_table
from custseg.schema import UnsafeValueWarning
from custseg.tables import amount_between, customer_table, net_refunds
from custseg.tables._sold import sold_log, unplaced_refunds
from custseg.value import basket_table, cohort_table, interpurchase_times, repeat_rate, revenue_bridge

ENGINES = {
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}


@pytest.fixture(scope="module")
def log():
    """Give 3,000 rows of 150 customers; one in ten is a refund, which may name an order or a product, or neither."""
    rng = np.random.default_rng(5)
    n = 3_000
    rows = pd.DataFrame(
        {
            "customer_id": rng.integers(0, 150, n),
            "date": pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 755, n), "D"),
            "amount": np.round(rng.gamma(2, 20, n), 2),
            "order_id": pd.Series(rng.integers(0, 1_500, n)).astype("str"),
            "product": rng.choice(["tea", "cup", "pot", ""], n),
        }
    )
    back = rows.sample(frac=0.1, random_state=1)
    late = back["date"] + pd.to_timedelta(rng.integers(0, 60, len(back)), "D")
    late = late.clip(upper=pd.Timestamp("2025-01-31"))
    refunds = back.assign(date=late, amount=-back["amount"])
    gone = pd.DataFrame(
        {"customer_id": 900, "date": pd.to_datetime(["2023-03-01", "2023-03-05"]), "amount": [8.0, -8.0]}
    ).assign(order_id=["9000", "9001"], product="pot")
    return pd.concat([rows, refunds, gone], ignore_index=True)


@pytest.mark.heavy
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("columns", [["order_id", "product"], ["order_id"], ["product"], []])
def test_every_engine_sees_the_same_sales(log, engine, columns):
    log = log[["customer_id", "date", "amount", *columns]]
    other = ENGINES[engine](log)
    table = customer_table(log, as_of="2025-01-31")
    found = customer_table(other, as_of="2025-01-31")
    pd.testing.assert_frame_equal(found, table)
    assert found.attrs == pytest.approx(table.attrs) and found.attrs["customers_who_gave_everything_back"] == 1
    ids, window = [*table.index, 900], {"after": "2023-06-30", "until": "2023-12-31"}
    pd.testing.assert_series_equal(amount_between(other, ids, **window), amount_between(log, ids, **window))
    assert net_refunds(other)["left"].sum() == pytest.approx(net_refunds(log)["left"].sum())
    repeat = {"observed_until": "2025-01-31"}
    pd.testing.assert_frame_equal(repeat_purchase_table(other, **repeat), repeat_purchase_table(log, **repeat))


def test_tables_agree_on_who_bought_when(log):
    log = log.drop(columns="order_id")
    table = customer_table(log, as_of="2025-01-31")
    repeat = repeat_purchase_table(log, observed_until="2025-01-31", period="D")
    assert repeat.index.equals(table.index) and 900 not in table.index
    assert (repeat["x"] + 1).tolist() == table["frequency"].tolist()
    assert (repeat["T"] - repeat["t_x"]).tolist() == table["recency"].tolist()
    gaps = interpurchase_times(log)
    assert len(gaps) == repeat["x"].sum() and gaps.groupby(level=0).sum().tolist() == [t for t in repeat["t_x"] if t]
    cohorts = cohort_table(log, observed_until="2025-01-31")
    assert cohorts["customers"].groupby("cohort").first().sum() == len(table)
    assert repeat_rate(log, observed_until="2025-01-31", within=[1])["customers"].item() == len(table)


def test_no_money_is_lost(log):
    table = customer_table(log, as_of="2025-01-31")
    total = log["amount"].sum() + table.attrs["refund_amount_without_purchase"]
    assert table["amount"].sum() == pytest.approx(total) and (table["amount"] >= 0).all()
    assert basket_table(log)["amount"].sum() == pytest.approx(total)
    cohorts = cohort_table(log, observed_until="2025-01-31")
    assert cohorts["amount"].sum() + cohorts.attrs["amount_left_out"] == pytest.approx(total)
    halves = revenue_bridge(log, before=("2023-01-01", "2023-12-31"), after=("2024-01-01", "2025-01-31"))
    assert halves.loc["total", ["before", "after"]].sum() == pytest.approx(total)


def test_money_back_in_a_later_window_lowers_what_it_undoes():
    days = pd.to_datetime(["2024-01-10", "2024-02-10", "2024-03-10"])
    log = pd.DataFrame({"customer_id": "ann", "date": days, "amount": [50.0, 20.0, -30.0]})
    window = {"after": "2024-01-31", "until": "2024-02-29"}
    assert amount_between(log, ["ann"], **window).item() == 20.0  # what came back in March was not known then
    assert amount_between(log, ["ann"], after="2024-02-29", until="2024-03-31").item() == 0.0
    assert amount_between(log, ["ann"], after="2024-01-31", until="2024-03-31").item() == 0.0


def test_a_gift_in_an_order_given_back_is_no_occasion():
    days = pd.to_datetime(["2024-01-10", "2024-01-10", "2024-02-10", "2024-03-10"])
    log = pd.DataFrame(
        {"customer_id": "ann", "date": days, "amount": [50.0, 0.0, 20.0, -50.0], "order_id": list("112R")}
    )
    log["product"] = ["coat", "bag", "hat", "coat"]
    found = sold_log(log, "order_id")
    assert found.sold.amount.tolist() == [20.0] and customer_table(log, as_of="2024-03-31")["frequency"].item() == 1


def test_of_a_refund_counts_what_found_a_purchase_however_little_did_not():
    days = pd.to_datetime(["2024-01-10", "2024-01-11", "2024-01-12", "2024-01-13"])
    log = pd.DataFrame({"customer_id": ["ann", "ann", "bob", "eve"], "date": days, "amount": [1.5, -2.0, -0.5, 0.0]})
    found = sold_log(log)
    assert dict(zip(found.log.amount.tolist(), found.placed.tolist(), strict=True)) == {
        1.5: 1,
        -2.0: 0.75,
        -0.5: 0,
        0: 1,
    }
    assert found.refunded == (2, 1.0), "half a dollar of each found no purchase"


def test_much_that_finds_no_purchase_is_said():
    days = pd.to_datetime(["2024-01-10", "2024-02-10"])
    log = pd.DataFrame({"customer_id": ["ann", "bob"], "date": days, "amount": [50.0, -30.0]})
    for table in (
        lambda: customer_table(log, as_of="2024-02-29"),
        lambda: basket_table(log),
        lambda: cohort_table(log, observed_until="2024-02-29"),
        lambda: amount_between(log, ["ann"], after="2024-01-01", until="2024-02-29"),
        lambda: revenue_bridge(log, before=("2024-01-01", "2024-01-31"), after=("2024-02-01", "2024-02-29")),
    ):
        with pytest.warns(UnsafeValueWarning, match=r"refunds of 30\.00 found no purchase before them, 60\.0% of all"):
            found = table()
        assert found.attrs["refund_amount_without_purchase"] == 30.0


def test_a_little_that_finds_no_purchase_is_not():
    assert "refunds of 40.00 found no purchase before them, 2.0%" in unplaced_refunds(40.0, 2000.0)[0]
    assert unplaced_refunds(20.0, 2000.0) == () and unplaced_refunds(0.0, 0.0) == ()
    assert "and nothing was bought" in unplaced_refunds(3.0, 0.0)[0]


def test_what_the_rule_changes_against_netting_by_day(outside_data):
    """Online Retail: one purchase day in a hundred was given back, mostly on a later day, which days cannot see."""
    lines = load_online_retail()
    lines = lines.assign(day=lines["date"].dt.normalize(), left=net_refunds(lines)["left"])
    bought = lines[lines["amount"] >= 0].groupby(["customer_id", "day"])
    by_day, by_rule = lines.groupby(["customer_id", "day"])["amount"].sum(), bought["left"].sum()
    assert (bought.ngroups, int((by_day > 0).sum()), int((by_rule > 0).sum())) == (16_766, 16_612, 16_593)
    # Netting by day counts money that came back later as kept, and drops days with more money back than spent.
    sold, kept_by_day, kept_by_rule = bought["amount"].sum().sum(), by_day[by_day > 0].sum(), by_rule.sum()
    assert (round(sold), round(kept_by_day), round(kept_by_rule)) == (8_911_408, 8_462_485, 8_318_595)
    table = customer_table(lines, as_of="2011-12-09")
    assert len(table) == 4_322 and table.attrs["customers_who_gave_everything_back"] == 17
    assert round(table.attrs["refund_amount_without_purchase"]) == 18_529  # .2 % of what was bought: no warning
