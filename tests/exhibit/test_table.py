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
    shown = format_table(profile, customers="count", share_of_amount="percent", amount="money")
    assert shown["customers"].tolist() == ["1,200", "26"]
    assert shown["share_of_amount"].tolist() == ["60%", "40%"]
    assert shown["amount"].tolist() == ["35,210", "14"]  # no digits anywhere: the median is above 100


def test_columns_without_a_format_are_rounded_too(profile):
    shown = format_table(profile)
    assert shown["customers"].tolist() == ["1,200", "26"]
    assert shown["share_of_amount"].tolist() == ["0.599", "0.401"]
    assert shown["mean_amount"].tolist() == ["29.3", "–"]
    assert shown["last_purchase"].tolist() == ["30 June 1998", "–"]
    assert shown["regular"].tolist() == ["True", "False"]


def test_digits_and_functions(profile):
    pounds = functools.partial(money, currency="GBP")
    shown = format_table(profile, share_of_amount="percent:1", amount=pounds, mean_amount="money")
    assert shown["share_of_amount"].tolist() == ["59.9%", "40.1%"]
    assert shown["amount"].tolist() == ["35,210 GBP", "14.20 GBP"]
    assert shown["mean_amount"].tolist() == ["29.30", "–"]


def test_rows_columns_and_index_stay(profile):
    before = profile.copy()
    shown = format_table(profile, customers="count")
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
