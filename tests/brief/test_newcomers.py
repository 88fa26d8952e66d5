"""Is it said that the flow of new customers explains the change of sales where it does, and only there?"""

import pandas as pd
import pytest

from custseg.brief import open_book, why_sales_moved
from custseg.datasets import load_cdnow
from tests.brief.by_hand import business, fact, left_of, made

QUARTERS = {"before": ("2022-10-01", "2022-12-31"), "after": ("2023-10-01", "2023-12-31")}


def brought(log, start, end, within):
    """Count by hand what who was new within so many days brought, and what the others did."""
    first = log.groupby("customer_id")["day"].transform("min")
    inside = log["day"].between(start, end)
    new = first > pd.Timestamp(end) - pd.Timedelta(days=within)
    return log.loc[inside & new, "left"].sum(), log.loc[inside & ~new, "left"].sum()


def test_where_nobody_new_came_the_title_says_so_and_the_front_what_the_others_brought():
    section = why_sales_moved(open_book(load_cdnow(), name="CDNOW"))
    assert str(section.title).endswith("most of it through fewer buyers; nobody came new.")
    assert section.claims[0].key == "own_sales.nobody_new"


def test_where_newcomers_make_most_of_the_change_the_title_says_so_with_their_money_behind_it():
    book = business("two_thirds_new")
    section = made(why_sales_moved, book)
    assert "more buyers; more came new" in str(section.title)
    said = fact(section, "sales.newcomers")["values"]
    assert said["within"] == "182 days"
    for when, (start, end) in QUARTERS.items():
        new, known = brought(left_of(book), start, end, 182)
        assert (said[f"new_{when}"], said[f"known_{when}"]) == (book.money(new), book.money(known))


def test_where_the_others_make_most_of_it_newcomers_are_not_named_in_the_title():
    section = made(why_sales_moved, business("plain"))
    assert "new" not in str(section.title).split()
    assert fact(section, "sales.newcomers")["text"].startswith("New customers alone do not explain it")


def test_nothing_is_said_of_newcomers_where_it_is_not_known_who_was_new():
    log = load_cdnow()
    log.attrs["source"]["starts_with_first_purchase"] = None
    section = why_sales_moved(open_book(log))
    assert "sales.newcomers" not in [one["id"] for one in section.facts()]


def test_nothing_explains_a_change_that_chance_makes():
    section = made(why_sales_moved, business("one_large_account"))
    assert "sales.newcomers" not in [one["id"] for one in section.facts()]


@pytest.mark.parametrize("kind", ["cdnow", "two_thirds_new", "plain", "no_newcomers"])
def test_the_front_holds_its_forty_words(kind):
    assert made(why_sales_moved, business(kind)).words() <= 40
