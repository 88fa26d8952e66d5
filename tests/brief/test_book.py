"""What does a book know of its log, beyond the rows?"""

import numpy as np
import pandas as pd
import pytest

from custseg.brief import open_book
from custseg.decide import comeback_of_alike, overdue
from custseg.simulate import simulate_business
from tests.brief.by_hand import business, left_of, log_of

SALES = [("b", "2024-01-01", 1.0), ("a", "2024-02-01", 2.0), ("b", "2024-03-01", 3.0)]


def test_its_days_and_its_name():
    book = log_of(SALES)
    assert (book.days, book.dates[0], book.as_of) == (61, pd.Timestamp("2024-01-01").date(), pd.Timestamp("2024-03-01"))
    assert repr(book) == "<Book Corner shop: 2 customers, 3 rows, 1 January to 1 March 2024>"


def test_places_stand_for_ids_and_tables_have_the_ids_again():
    book = log_of(SALES)
    assert book.ids.tolist() == ["a", "b"]
    assert book.quick["customer_id"].tolist() == [1, 0, 1]
    assert book.customers.index.tolist() == ["a", "b"]
    assert book.rhythm.index.tolist() == ["a", "b"]


def test_the_year_of_a_customer_is_what_was_left_of_it():
    book = business("returned_after_14_days")
    left = left_of(book)
    since = left[left["day"] > book.as_of - pd.Timedelta(days=365)]
    by_hand = since.groupby("customer_id")["left"].sum()
    found = book.year_amounts
    assert found.sum() == pytest.approx(by_hand.sum())
    assert set(found.index) == set(by_hand.index[by_hand > 0])


def test_without_a_single_sale_there_are_no_customers():
    book = log_of([("a", "2024-01-01", 5.0), ("a", "2024-01-02", -5.0)])
    assert not book.has_sales
    assert book.rules == {}
    assert book.past.empty


def test_two_samples_hold_the_same_rows():
    book = business("cdnow")
    assert book.sample.equals(book.log)
    assert book.quick_sample is book.quick


def test_a_hole_makes_what_it_touches_incomparable():
    book = business("two_months_missing")
    first, last = (pd.Timestamp(one) for one in book.signs.loc["hole", "about"].split())
    assert book.breaks(first - pd.Timedelta(days=30), last) == "hole"
    assert book.breaks(book.as_of - pd.Timedelta(days=9), book.as_of) == ""


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_halves_of_a_list_are_silent_for_as_long_and_came_back_as_often(seed):
    book = open_book(simulate_business("plain", customers=4000, random_state=7).rows, seed=seed)
    late = book.lists.query("list == 'late'")
    halves = [np.sort(late.loc[late["draw"] == draw, "recency"]) for draw in ("write", "leave")]
    assert abs(len(halves[0]) - len(halves[1])) <= 1 and len(halves[1]) > 200
    assert abs(halves[0].mean() - halves[1].mean()) < 2, "days: neighbours were not put into different halves"
    back = comeback_of_alike(book.rhythm.loc[late.index], book.past_alike)["share"].groupby(late["draw"]).mean()
    assert abs(back["write"] - back["leave"]) < 0.02, "the control comes back otherwise, whatever is sent"


def test_days_of_silence_tell_more_of_coming_back_than_usual_gaps_do():
    past = business("cdnow").past_alike
    late = past[overdue(past) & (past["recency"] <= 365)]
    back = late["came_back"].astype("float64")
    days, gaps = (-back.corr(one, method="spearman") for one in (late["recency"], late["recency"] / late["usual_gap"]))
    assert days > gaps > 0, "the draw is balanced by the days of silence: choose the column that says more"


def test_money_without_a_code_is_a_number():
    assert open_book(pd.DataFrame(SALES, columns=["customer_id", "date", "amount"])).money(1234.4) == "1,234"
