import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import sales_change

# refunds are drawn by lot here: many find no purchase
pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
HALVES = {"before": ("1997-07-01", "1997-12-31"), "after": ("1998-01-01", "1998-06-30")}
SPANS = {"before": ("2023-03-01", "2023-06-30"), "after": ("2023-07-01", "2023-10-31")}


def test_why_sales_of_the_music_shop_fell():
    """Recomputed in three lines of pandas: 619 to 515 buyers, 2.35 to 2.23 days with a purchase, sales down by 22 %."""
    table = sales_change(load_cdnow(), **HALVES)
    assert table.loc["buyers", ["before", "after"]].tolist() == [619, 515]
    assert table.loc["orders_per_buyer", ["before", "after"]].round(2).tolist() == [2.35, 2.23]
    assert table.loc["total", "ratio"] - 1 == pytest.approx(-0.22, abs=0.003)
    assert table["share"].round(2).tolist() == [0.73, 0.20, 0.06, 1.0]


@pytest.mark.parametrize("seed", range(8))
def test_parts_add_up_and_factors_multiply(random_log, sold, seed):
    log = random_log(seed, rows=400, customers=40)
    table = sales_change(log, **SPANS)
    parts = table.drop(index="total")
    assert parts["change"].sum() == pytest.approx(table.loc["total", "change"])
    assert parts["share"].sum() == pytest.approx(1.0)
    assert parts[["before", "after"]].prod().tolist() == pytest.approx(table.loc["total", ["before", "after"]].tolist())
    left = sold(log[log["date"] <= SPANS["after"][1]], "order_id")
    for name, span in SPANS.items():
        inside = left[left["date"].between(*span)]
        assert table.loc["total", name] == pytest.approx(inside["amount"].sum())
        orders = inside.drop_duplicates(["customer_id", "order_id"])
        assert table.loc["orders_per_buyer", name] == pytest.approx(len(orders) / inside["customer_id"].nunique())


def plain(buyers, orders, amount, year):
    day = pd.Timestamp(f"{year}-01-01")
    return [(f"c{b}", day + pd.Timedelta(days=o), amount) for b in range(buyers) for o in range(orders)]


def log_of(*rows, **more):
    return pd.DataFrame([row for part in rows for row in part], columns=["customer_id", "date", "amount"]).assign(
        **more
    )


YEARS = {"before": ("2023-01-01", "2023-12-31"), "after": ("2024-01-01", "2024-12-31")}


def test_what_alone_changed_carries_everything():
    table = sales_change(log_of(plain(4, 2, 10.0, 2023), plain(8, 2, 10.0, 2024)), **YEARS)
    assert table["share"].round(12).tolist() == [1, 0, 0, 1] and table.loc["buyers", "change"] == pytest.approx(80)


def test_there_and_back_is_the_same_with_the_other_sign():
    there = sales_change(log_of(plain(4, 2, 10.0, 2023), plain(7, 3, 8.0, 2024)), **YEARS)
    back = sales_change(log_of(plain(7, 3, 8.0, 2023), plain(4, 2, 10.0, 2024)), **YEARS)
    assert back["change"].tolist() == pytest.approx((-there["change"]).tolist())


def test_sales_that_did_not_change_have_no_shares():
    table = sales_change(log_of(plain(4, 2, 10.0, 2023), plain(8, 1, 10.0, 2024)), **YEARS)
    assert table["share"].isna().all() and table.loc["total", "change"] == 0
    assert table.loc["buyers", "change"] == pytest.approx(80 * np.log(2))


def test_the_margin_is_a_fourth_factor():
    log = log_of(plain(4, 2, 10.0, 2023), plain(4, 2, 10.0, 2024))
    log["cost"] = np.where(log["date"].dt.year == 2023, 6.0, 8.0)
    table = sales_change(log, of="margin", **YEARS)
    assert table.loc["margin_rate", ["before", "after"]].tolist() == pytest.approx([0.4, 0.2])
    assert table.loc["margin_rate", "share"] == pytest.approx(1) and table.loc["total", "change"] == pytest.approx(-16)


def test_periods_and_money_that_cannot_be_split_are_refused():
    log = log_of(plain(4, 2, 10.0, 2023))
    with pytest.raises(ValueError, match=r"from 2024-01-01 to 2024-12-31 the amount is 0\.00"):
        sales_change(log, **YEARS)
    with pytest.raises(SchemaError, match="needs a column 'cost'"):
        sales_change(log, of="margin", **YEARS)
    with pytest.raises(ValueError, match="margin above zero"):
        sales_change(log.assign(cost=20.0), of="margin", **YEARS)
    with pytest.raises(ValueError, match="of must be one of"):
        sales_change(log, of="profit", **YEARS)
