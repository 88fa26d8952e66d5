import functools

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit import format_table, money


@pytest.fixture
def profile():
    return pd.DataFrame(
        {
            "customers": [1200, 26],
            "share_of_amount": [0.599, 0.401],
            "amount": [35210.4, 14.2],
            "mean_amount": [29.3, np.nan],
            "last_purchase": pd.to_datetime(["1998-06-30", None]),
            "regular": [True, False],
        },
        index=pd.Index(["loyal", "new"], name="segment"),
    )


def test_columns_are_written_as_asked(profile):
    shown = format_table(profile, heads=False, customers="count", share_of_amount="percent", amount="money")
    assert shown["customers"].tolist() == ["1,200", "26"]
    assert shown["share_of_amount"].tolist() == ["60%", "40%"]
    assert shown["amount"].tolist() == ["35,210", "14"]  # no digits anywhere: the median is above 100


def test_columns_without_a_format_are_rounded_too(profile):
    shown = format_table(profile, heads=False)
    assert shown["customers"].tolist() == ["1,200", "26"]
    assert shown["share_of_amount"].tolist() == ["0.599", "0.401"]
    assert shown["mean_amount"].tolist() == ["29.3", "–"]
    assert shown["last_purchase"].tolist() == ["30 June 1998", "–"]
    assert shown["regular"].tolist() == ["yes", "no"]


def test_digits_and_functions(profile):
    pounds = functools.partial(money, currency="GBP")
    shown = format_table(profile, heads=False, share_of_amount="percent:1", amount=pounds, mean_amount="money")
    assert shown["share_of_amount"].tolist() == ["59.9%", "40.1%"]
    assert shown["amount"].tolist() == ["35,210 GBP", "14.20 GBP"]
    assert shown["mean_amount"].tolist() == ["29.30", "–"]


def test_rows_columns_and_index_stay(profile):
    before = profile.copy()
    shown = format_table(profile, heads=False, customers="count")
    assert shown.index.equals(profile.index)
    assert shown.index.name == "segment"
    assert shown.columns.equals(profile.columns)
    pd.testing.assert_frame_equal(profile, before)


def test_index_levels_can_be_written():
    shares = pd.DataFrame({"low": [0.3, 0.6]}, index=pd.Index([0.05, 0.2], name="top"))
    shown = format_table(shares, top="percent", low="percent")
    assert shown.index.tolist() == ["5%", "20%"]
    assert shown.index.name == "top"
    both = shares.set_index(pd.Index(["shop", "shop"], name="firm"), append=True)
    assert format_table(both, top="percent").index.tolist() == [("5%", "shop"), ("20%", "shop")]


def test_an_empty_table_stays_empty():
    assert format_table(pd.DataFrame({"amount": pd.Series(dtype=float)}), amount="money").empty


def test_a_column_that_is_not_there_is_named(profile):
    with pytest.raises(ValueError, match=r"lacks \['share'\] \(found: \['customers', 'share_of_amount'"):
        format_table(profile, share="percent")


@pytest.mark.parametrize("form", ["percentage", "count:1", "percent:x", "day:2"])
def test_a_format_that_does_not_exist_is_named(profile, form):
    with pytest.raises(ValueError, match=f"'{form}' is no format. Expected percent, money"):
        format_table(profile, customers=form)


def test_heads_are_words_with_their_units(profile):
    shown = format_table(profile.rename_axis("customer_id"), heads={"regular": "comes regularly"})
    assert shown.columns.tolist() == [
        "customers", "share of the money", "amount", "mean amount per purchase", "last purchase", "comes regularly",
    ]  # fmt: skip
    assert shown.index.name == "customer"
    assert shown.index.tolist() == ["loyal", "new"]


def test_two_columns_never_get_the_same_head():
    names = pd.DataFrame({"name_en": ["new"], "term_en": ["new"]})
    assert format_table(names).columns.tolist() == ["name_en", "term_en"]


def test_heads_of_several_lines_and_rows_by_name():
    index = pd.MultiIndex.from_product([["music_shop", "other_shop"], [1997]], names=["shop", "year"])
    columns = pd.MultiIndex.from_tuples([("sim_profit", "share_of_customers")])
    shown = format_table(pd.DataFrame([[1], [2]], index=index, columns=columns))
    assert shown.columns.tolist() == [("profit (simulated)", "share of customers")]
    assert shown.index.tolist() == [("music shop", 1997), ("other_shop", 1997)]  # that one may be a customer's


def test_an_interval_becomes_one_column_where_its_lower_end_stood():
    back = pd.DataFrame({"mean": [0.5, 0.25], "low": [0.4, np.nan], "high": [0.6, np.nan], "n": [12, 1]})
    shown = format_table(back, mean="percent", low="percent", high="percent")
    assert shown.columns.tolist() == ["mean", "95% interval", "number"]
    assert shown["95% interval"].tolist() == ["40–60%", "–"]
    assert format_table(back, interval_level=0.8).columns[1] == "80% interval"
    assert format_table(back, interval_level=None, heads=False).columns.tolist() == ["mean", "low", "high", "n"]


def test_several_intervals_say_of_what_they_are():
    quality = pd.DataFrame({"auc": [0.7], "auc_low": [0.6], "auc_high": [0.8], "gain": [1.0]})
    assert format_table(quality).columns.tolist() == ["AUC", "95% interval", "gain"]
    both = quality.assign(gain_low=-1.0, gain_high=250.0)
    shown = format_table(both, gain="money", gain_low=lambda value: f"{value:.0f} USD")
    assert shown.iloc[0].tolist() == ["0.700", "0.600–0.800", "1.00", "-1 USD to 250 USD"]
    assert shown.columns.tolist()[1::2] == ["95% interval of AUC", "95% interval of gain"]


@pytest.mark.parametrize("ends", [([2.0], [1.0]), (["a"], ["b"]), ([True], [False]), ([-np.inf], [1.0])])
def test_what_is_no_interval_stays_two_columns(ends):
    table = pd.DataFrame(dict(zip(["low", "high"], ends, strict=True)))
    assert format_table(table).columns.tolist() == ["low", "high"]


def test_the_interval_of_money_has_the_digits_of_its_column():
    prices = pd.DataFrame({"low": [1.5, 2.0], "high": [130.0, 3.0]})
    assert format_table(prices, low="money").iloc[:, 0].tolist() == ["1.50–130.00", "2.00–3.00"]
    with pytest.raises(ValueError, match="'day' is no format of an interval"):
        format_table(prices, low="day")
