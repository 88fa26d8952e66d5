"""Did customers like each of today's do what is said of them? Counted again by hand."""

import pandas as pd
import pytest

from custseg.brief._like_today import like_today
from custseg.datasets import load_cdnow
from tests.brief.by_hand import business


@pytest.mark.heavy
def test_customers_of_a_year_ago_are_counted_by_their_purchase_days():
    book, log = business("cdnow"), load_cdnow().query("amount >= 0")
    *_, table = like_today(book, book.forecast)
    cut = book.as_of - pd.Timedelta(days=364)
    days = log[log["date"] <= cut].groupby("customer_id")["date"].nunique()
    later = log[(log["date"] > cut) & (log["date"] <= cut + pd.Timedelta(days=91))]
    once, back = days.index[days == 1], set(later["customer_id"])
    assert table.loc["1", "customers"] == len(once)
    assert table.loc["1", "of 100 bought again"] == round(100 * pd.Series(once.isin(back)).mean())
    assert table["customers"].sum() == len(days)


@pytest.mark.heavy
def test_the_model_is_held_against_what_came():
    book = business("cdnow")
    back, calibrated, _ = like_today(book, book.forecast)
    assert back.id == "expect.came_back" and calibrated.id == "expect.calibrated"
    assert "of 100 bought within 91 days" in str(back)
