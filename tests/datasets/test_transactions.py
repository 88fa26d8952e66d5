"""Do the purchase logs have the published sizes?"""

import pandas as pd

from custseg.datasets import load_cdnow, load_complete_journey, load_grocery_elog, load_online_retail


def test_cdnow_is_the_published_sample():
    purchases = load_cdnow()
    # Fader, Hardie & Lee 2005: 2,357 customers; data/cdnow/README.md: rows, zero values, same-day rows
    assert (len(purchases), purchases["customer_id"].nunique()) == (6919, 2357)
    assert int((purchases["amount"] == 0).sum()) == 8
    assert int(purchases.duplicated(["customer_id", "date"]).sum()) == 223
    assert (purchases["date"].min(), purchases["date"].max()) == (
        pd.Timestamp("1997-01-01"),
        pd.Timestamp("1998-06-30"),
    )
    assert purchases.groupby("customer_id")["date"].min().max() <= pd.Timestamp("1997-03-31")


def test_complete_journey_falls_in_one_year_and_weeks_begin_at_midnight():
    baskets = load_complete_journey()
    assert baskets["order_id"].is_unique
    assert set(baskets["date"].dt.year) == {2017}
    assert int((baskets["amount"] == 0).sum()) == 364
    assert round(baskets["amount"].sum(), 2) == 3_705_400.30  # data/complete_journey/README.md


def test_households_have_the_same_key_in_every_table():
    households = set(load_complete_journey()["customer_id"])
    for table in ("demographics", "campaigns", "coupon_redemptions"):
        assert set(load_complete_journey(table)["customer_id"]) <= households
    assert set(load_complete_journey("departments")["order_id"]) == set(load_complete_journey()["order_id"])


def test_loaders_return_plain_types():
    text = pd.Series(["a"]).dtype.name  # "str", and "object" before pandas 3
    for table in (load_cdnow(), load_complete_journey()):
        found = table.dtypes[["customer_id", "date", "amount"]].astype(str).tolist()
        assert found == [text, "datetime64[ns]", "float64"]


def test_online_retail_has_the_published_totals(outside_data):
    lines = load_online_retail()
    positive = lines[(lines["quantity"] > 0) & (lines["unit_price"] > 0)]
    # data set 352: 397,884 positive lines with a customer, 18,532 invoices, 4,338 customers, 8,911,407.904 pounds
    assert (len(positive), positive["order_id"].nunique(), positive["customer_id"].nunique()) == (
        397_884,
        18_532,
        4_338,
    )
    assert round(positive["amount"].sum(), 3) == 8_911_407.904


def test_grocery_elog_has_the_published_size(outside_data):
    purchases = load_grocery_elog()
    assert (len(purchases), purchases["customer_id"].nunique()) == (10_483, 1_525)
