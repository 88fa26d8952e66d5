"""Do customers, money and the half of it agree with a count by hand, and is the first thing to do one that pays?"""

import pandas as pd
import pytest

from custseg.brief import lists_for_monday, the_answer, who_carries_it
from tests.brief.by_hand import SHOP, business, fact, left_of, log_of, made


def by_hand(book):
    left = left_of(book)
    young = left[left["day"] > book.as_of - pd.Timedelta(days=365)]
    amounts = young.groupby("customer_id")["left"].sum()
    amounts = amounts[amounts > 1e-9].sort_values(ascending=False)
    half = int((amounts.cumsum() < amounts.sum() / 2 - 1e-9).sum()) + 1
    return len(amounts), amounts.sum(), half


@pytest.mark.parametrize("name", ["cdnow", SHOP])
def test_who_brought_how_much_and_how_few_half_of_it(name):
    book = business(name)
    n, total, half = by_hand(book)
    said = fact(made(the_answer, book), "answer.title")
    assert (said["n"], said["values"]["half"], said["values"]["brought"]) == (n, half, book.money(total))


def late_by_hand(log, day):
    days = log[log["day"] <= day].drop_duplicates(["customer_id", "day"]).sort_values(["customer_id", "day"])
    days["gap"] = days.groupby("customer_id")["day"].diff().dt.days
    table = days.groupby("customer_id").agg(days=("day", "size"), last=("day", "max"))
    gap = days.groupby("customer_id")["gap"].agg(["median", "mean"]).max(axis=1)
    return table.index[(table["days"] >= 3) & ((day - table["last"]).dt.days > 2 * gap)]


def test_the_first_thing_to_do_is_the_list_with_which_monday_begins():
    """And of those late by hand, who are not among the largest customers, nobody is left out."""
    cdnow = business("cdnow")
    log = left_of(cdnow)
    young = log[log["day"] > cdnow.as_of - pd.Timedelta(days=365)]
    brought = young.groupby("customer_id")["left"].sum()
    late = late_by_hand(log, cdnow.as_of).difference(brought.nlargest(10).index)
    silent = log.groupby("customer_id")["day"].max() < cdnow.as_of - pd.Timedelta(days=365)
    late = late.difference(silent.index[silent])
    said = fact(made(the_answer, cdnow), "answer.first")
    assert said["n"] == len(late) == (cdnow.lists["list"] == "late").sum()
    assert said["values"]["worth"] == cdnow.money(brought.reindex(late).sum())
    assert said["values"]["write"] == ((cdnow.lists["list"] == "late") & (cdnow.lists["draw"] == "write")).sum()


def test_one_account_that_brings_most_is_looked_at_first():
    section = made(the_answer, business("one_large_account"))
    assert "K00000" in str(section.claims[0])
    assert "one of them brought half or more" in str(section.title)


def test_late_customers_who_never_come_back_are_not_written_to_first():
    section = made(the_answer, business("every_thirty_days"))
    assert section.claims[0].key == "own_answer.first_large"


def test_where_all_was_given_back_nothing_is_drawn():
    section = made(the_answer, business("given_back"))
    assert section.aside
    assert "Is the sign turned?" in str(section.title)


def test_equal_customers_have_no_largest():
    section = the_answer(log_of([(f"c{i}", f"2024-0{m}-01", 10.0) for i in range(20) for m in range(1, 7)]))
    assert "each of them the same" in str(section.title)
    assert section.exhibit is None
    assert not section.claims


@pytest.mark.parametrize("rows", [[("a", "2024-01-01", 5.0)], [("a", "2024-01-01", 5.0), ("a", "2024-05-01", 7.0)]])
def test_one_customer_is_said_to_be_one(rows):
    assert str(the_answer(log_of(rows)).title).startswith("One customer brought ")


def test_visits_without_money_bring_nothing():
    section = the_answer(log_of([("a", "2024-01-01", 0.0), ("b", "2024-02-01", 0.0)]))
    assert section.aside
    assert "Nobody brought anything" in str(section.title)


def test_where_nobody_comes_back_the_answer_calls_nobody_as_monday_does():
    book = business("nobody_came_back")
    assert not the_answer(book).claims and "stands out for a call" in str(lists_for_monday(book).title)
    assert "look after" not in " ".join(one["text"] for one in who_carries_it(book).facts())
