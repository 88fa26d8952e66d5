"""Do sales, factors and new customers agree with a count by hand, and is like compared with like alone?"""

import numpy as np
import pandas as pd
import pytest

from custseg.brief import open_book, why_sales_moved
from custseg.datasets import load_cdnow
from tests.brief.by_hand import SHOP, business, fact, left_of, log_of, made

BOTH = [("cdnow", "1997-04-01", "1998-04-01"), (SHOP, "2022-10-01", "2023-10-01")]


def quarter(log, start):
    start = pd.Timestamp(start)
    return log[(log["day"] >= start) & (log["day"] < start + pd.DateOffset(months=3))]


def factors(rows):
    occasion = ["customer_id", "order_id" if "order_id" in rows else "day"]
    buyers, orders = rows["customer_id"].nunique(), len(rows.drop_duplicates(occasion))
    return buyers, orders / buyers, rows["left"].sum() / orders


@pytest.mark.parametrize(("name", "before", "after"), BOTH)
def test_the_factors_agree_with_a_count_by_hand(name, before, after):
    book = business(name)
    log = left_of(book)
    said = fact(made(why_sales_moved, book), "sales.parts")["values"]
    for when, start in (("before", before), ("after", after)):
        buyers, orders, size = factors(quarter(log, start))
        assert said[f"buyers_{when}"] == f"{buyers:,}"
        assert said[f"orders_per_buyer_{when}"] == f"{orders:.2f}"
        assert said[f"amount_per_order_{when}"].split()[0] == f"{size:,.2f}"


@pytest.mark.parametrize(("name", "before", "after"), BOTH)
def test_the_change_and_what_made_most_of_it(name, before, after):
    book = business(name)
    log = left_of(book)
    old, new = quarter(log, before), quarter(log, after)
    ratio = new["left"].sum() / old["left"].sum()
    parts = np.log(np.divide(factors(new), factors(old))) / np.log(ratio)
    said = fact(made(why_sales_moved, book), "sales.title")["values"]
    assert said["moved"] == f"{abs(ratio - 1):.0%} {'above' if ratio > 1 else 'below'}"
    assert np.argmax(parts) == 0
    assert 0.5 <= parts[0] <= 1
    assert said["how"].split(";")[0] == f"most of it through {'more' if ratio > 1 else 'fewer'} buyers"


def test_how_many_new_customers_it_took_to_stand_still():
    shop = business(SHOP)
    log = left_of(shop)
    log = log.assign(first=log.groupby("customer_id")["day"].transform("min"))
    new = log["first"] >= pd.Timestamp("2023-01-01")
    then, now = quarter(log, "2022-10-01"), quarter(log, "2023-10-01")
    came = log[new]["customer_id"].nunique()
    each = now[now["first"] >= pd.Timestamp("2023-01-01")]["left"].sum() / came
    missing = then["left"].sum() - now[now["first"] < pd.Timestamp("2023-01-01")]["left"].sum()
    said = fact(made(why_sales_moved, shop), "sales.stand-still")
    assert (said["n"], said["values"]["needed"]) == (came, f"{round(missing / each):,}")


def test_no_newcomer_is_said():
    cdnow = business("cdnow")
    assert "Nobody new came" in fact(made(why_sales_moved, cdnow), "sales.stand-still")["text"]


def test_unlike_seasons_are_said_to_be_unlike():
    section = why_sales_moved(open_book(load_cdnow(), as_of="1997-12-31"))
    assert "another season" in str(section.title)
    assert "third quarter of 1997" in str(section.title)


def test_a_quarter_that_is_not_over_is_never_compared():
    section = why_sales_moved(open_book(load_cdnow(), as_of="1998-06-29"))
    assert "first quarter of 1998" in str(section.title)


def test_with_costs_the_margin_is_a_factor():
    log = load_cdnow()
    log = log.assign(cost=log["amount"] * np.where(log["date"] < "1998-01-01", 0.6, 0.7))
    said = fact(why_sales_moved(open_book(log)), "sales.parts")
    assert said["key"] == "own_sales.parts_margin"
    assert (said["values"]["margin_rate_before"], said["values"]["margin_rate_after"]) == ("40.0%", "30.0%")


def test_where_amounts_jump_only_buyers_and_orders_are_compared():
    book = business("prices_times_ten")
    section = made(why_sales_moved, book)
    quarter = book.log[book.log["date"].between("2023-10-01", "2023-12-31")]
    assert str(section.title).startswith(f"{quarter['customer_id'].nunique()} bought in the fourth quarter of 2023, ")
    assert section.exhibit is None and "EUR" not in " ".join(map(str, [*section.front(), *section.more]))


def test_days_that_are_missing_make_a_quarter_incomparable():
    log = load_cdnow()
    section = why_sales_moved(open_book(log[~log["date"].between("1998-04-20", "1998-06-10")]))
    assert section.aside and "Days are missing from 20 April 1998 to 10 June 1998" in str(section.title)


def test_one_large_account_is_left_out_once():
    assert "Without K00000" in fact(made(why_sales_moved, business("one_large_account")), "sales.without")["text"]


def test_weeks_that_do_not_differ_give_the_other_wording():
    said = fact(made(why_sales_moved, business("log_begins_late")), "sales.title")
    assert not said["holds"]
    assert said["twin"]["p"] > 0.05
    assert "no more than weeks differ anyway" in said["text"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("a", "2024-01-01", 5.0)], "no two complete months"),
        ([("a", "2024-01-01", 5.0), ("a", "2024-01-01", -5.0)], "Nothing was sold"),
        ([("a", f"2024-{m:02d}-01", 0.0) for m in range(1, 13)], "Nothing was sold in"),
        ([("a", f"2024-{m:02d}-01", 5.0) for m in (1, 2, 3, 4, 6, 7)], "Nothing was sold in May 2024"),
    ],
)
def test_it_steps_aside_with_the_reason(rows, words):
    section = why_sales_moved(log_of(rows))
    assert section.aside
    assert words in str(section.title)


def test_one_factor_alone_has_no_other_against_it():
    rows = [
        (f"c{i}", f"{year}-{m:02d}-05", 10.0) for year in (2022, 2023) for m in range(1, 13) for i in range(year - 2012)
    ]
    said = fact(why_sales_moved(log_of([*rows, ("c0", "2023-12-31", 10.0)])), "sales.title")
    assert "pulled the other way" not in str(said["text"])


def test_a_log_of_fourteen_months_is_compared_with_the_same_season():
    days = pd.date_range("2023-01-01", "2024-02-29")
    section = why_sales_moved(log_of([(f"c{n % 40}", day, 5.0) for n, day in enumerate(days)]))
    assert not section.aside
    assert "January to February 2024" in str(section.title)
    assert "a year before" in str(section.title)
