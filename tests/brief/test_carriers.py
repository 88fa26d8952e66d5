"""Does the share of the largest fifth agree with a count by hand, with and without the largest, now and before?"""

import pandas as pd
import pytest

from custseg.brief import open_book, the_answer, who_carries_it
from custseg.datasets import load_cdnow
from tests.brief.by_hand import SHOP, business, fact, left_of, log_of, made


def year_by_hand(book, until):
    left = left_of(book)
    young = left[(left["day"] > until - pd.Timedelta(days=365)) & (left["day"] <= until)]
    amounts = young.groupby("customer_id")["left"].sum()
    return amounts[amounts > 1e-9].sort_values(ascending=False)


def fifth(amounts):
    return amounts.iloc[: int(0.2 * len(amounts) + 1e-9)].sum() / amounts.sum()


@pytest.mark.parametrize("name", ["cdnow", SHOP])
def test_the_share_of_the_largest_fifth(name):
    book = business(name)
    amounts, section = year_by_hand(book, book.as_of), made(who_carries_it, book)
    said = fact(section, "carries.title")
    assert said["n"] == len(amounts)
    assert said["values"]["share"] == pytest.approx(fifth(amounts))
    assert said["interval"][0] <= fifth(amounts) <= said["interval"][1]
    assert fact(section, "carries.without")["values"]["rest"] == pytest.approx(fifth(amounts.iloc[1:]))
    assert fact(section, "carries.ten")["values"]["share"] == pytest.approx(amounts.iloc[:10].sum() / amounts.sum())
    assert list(section.lists["largest customers"].index) == list(amounts.index[:10])


def test_the_same_share_in_each_past_year():
    book = business("donors")
    said = fact(made(who_carries_it, book), "carries.years")["values"]
    days = [book.as_of - pd.Timedelta(days=365 * back) for back in range(1, 7)]
    shares = [fifth(year_by_hand(book, day)) for day in days]
    assert said["years"] == 6
    assert (said["least"], said["largest"]) == (pytest.approx(min(shares)), pytest.approx(max(shares)))


def test_one_very_large_account_is_named_in_the_title_and_left_out():
    book = business("one_large_account")
    amounts = year_by_hand(book, book.as_of)
    said = fact(made(who_carries_it, book), "carries.title")
    assert said["values"]["name"] == "K00000"
    assert said["values"]["alone"] == pytest.approx(amounts.iloc[0] / amounts.sum())
    assert said["values"]["rest"] == pytest.approx(fifth(amounts.iloc[1:]))


def test_where_no_interval_holds_none_is_given():
    section = made(who_carries_it, business("forty_accounts"))
    assert section.title.interval is None
    assert "fewer than 10" in " ".join(one["text"] for one in section.facts())


def test_an_interval_that_may_not_hold_says_why():
    # 120 customers whose amounts rise evenly, and one who brings four times the largest of them
    amounts = [*range(100, 220), 876]
    section = who_carries_it(log_of([(f"c{i}", f"2024-0{m}-01", a / 6) for i, a in enumerate(amounts) for m in (1, 4)]))
    assert section.title.interval is not None
    said = " ".join(one["text"] for one in section.facts())
    assert "The interval may not hold (rests on one customer, who makes" in said
    even = who_carries_it(log_of([(f"c{i}", f"2024-0{m}-01", i + 100.0) for i in range(120) for m in (1, 4)]))
    assert "may not hold" not in " ".join(one["text"] for one in even.facts())


def test_customers_who_all_brought_the_same_have_no_largest():
    section = who_carries_it(log_of([(f"c{i}", f"2024-0{m}-01", 10.0) for i in range(20) for m in range(1, 7)]))
    assert "brought the same" in str(section.title)
    assert not section.lists


@pytest.mark.parametrize("rows", [[("a", "2024-01-01", 5.0)], [("a", "2024-01-01", 5.0), ("a", "2024-01-01", -5.0)]])
def test_it_steps_aside_with_fewer_than_five_customers(rows):
    section = who_carries_it(log_of(rows))
    assert section.aside
    assert "five are needed" in str(section.title)


def test_a_name_cannot_become_markdown():
    rows = [(f"c{i}", f"2024-0{m}-01", 10.0 + i) for i in range(20) for m in range(1, 7)]
    section = who_carries_it(log_of([*rows, ("<b>*x*</b>", "2024-03-01", 90000.0)]))
    assert r"\<b\>\*x\*\</b\>" in section.title.text.markdown


def test_a_year_in_which_amounts_jump_is_said_to_be_of_two_kinds_of_money():
    log = load_cdnow()
    book = open_book(log.assign(amount=log["amount"].where(log["date"] < "1998-01-15", 10 * log["amount"])))
    assert "within which amounts jump" in str(the_answer(book).title)
    assert who_carries_it(book).caution.key == "own_carries.mixed"


def test_the_figure_shows_sales_without_the_largest_only_where_that_makes_a_difference():
    alike, giant = (made(who_carries_it, business(kind)).exhibit for kind in ("cdnow", "one_large_account"))
    assert "without" not in str(alike.caption) and "without largest" not in str(alike.alt)
    written = [text.get_text() for text in alike.figure.axes[0].texts]
    assert not any(text.endswith("all") for text in written), "a bar without a rival needs no name"
    assert "with and without the largest customer" in str(giant.caption)
