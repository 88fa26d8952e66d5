"""Do the returns of first-time buyers agree with a count by hand, of ripe and truly new customers alone?"""

import pandas as pd
import pytest

from custseg.brief import open_book, who_comes_back
from custseg.datasets import load_cdnow
from tests.brief.by_hand import SHOP, business, fact, left_of, log_of, made


def waits_by_hand(book, since):
    days = left_of(book).drop_duplicates(["customer_id", "day"]).sort_values("day").groupby("customer_id")["day"]
    table = pd.DataFrame({"first": days.first(), "second": days.apply(lambda d: d.iloc[1] if len(d) > 1 else pd.NaT)})
    table["wait"] = (table["second"] - table["first"]).dt.days
    return table[(table["first"] >= since) & ((book.as_of - table["first"]).dt.days >= 365)]


@pytest.mark.parametrize(("name", "since"), [("cdnow", "1997-01-01"), (SHOP, "2022-04-06")])
def test_who_bought_again_within_a_year_and_by_when_half_of_them(name, since):
    book = business(name)
    waits, section = waits_by_hand(book, since), made(who_comes_back, book)
    took = waits["wait"][waits["wait"] <= 365].sort_values()
    half = int(took.iloc[(len(took) + 1) // 2 - 1])
    said = fact(section, "comes-back.title")
    assert (said["n"], said["values"]["back"], said["values"]["half"]) == (len(waits), len(took), half)
    silent = waits[~(waits["wait"] <= half)]
    still = fact(section, "comes-back.still")
    assert (still["n"], still["values"]["back"]) == (len(silent), int((silent["wait"] <= 365).sum()))


def test_the_cohorts_are_those_of_a_count_by_hand():
    cdnow = business("cdnow")
    waits, said = waits_by_hand(cdnow, "1997-01-01"), fact(made(who_comes_back, cdnow), "comes-back.cohorts")
    rates = (waits["wait"] <= 365).groupby(waits["first"].dt.month).mean()
    assert (said["values"]["least"], said["values"]["most"]) == (pytest.approx(rates.min()), pytest.approx(rates.max()))
    assert said["n"] == len(waits)
    assert said["twin"]["draws"] == 200
    assert not said["holds"]


def test_the_silent_of_this_week_are_those_of_a_count_by_hand():
    shop = business(SHOP)
    section = made(who_comes_back, shop)
    half = fact(section, "comes-back.newcomers")["values"]["half"]
    days = left_of(shop).drop_duplicates(["customer_id", "day"]).groupby("customer_id")["day"].agg(["size", "max"])
    silent = (shop.as_of - days["max"]).dt.days
    late = days.index[(days["size"] == 1) & (silent > half) & (silent <= half + 7)]
    assert sorted(section.lists["silent newcomers"].index) == sorted(late)
    assert fact(section, "comes-back.newcomers")["n"] == len(late)


def test_who_may_be_an_old_customer_is_left_out():
    section = made(who_comes_back, business("log_begins_late"))
    assert fact(section, "comes-back.old")["key"] == "own_comes_back.left_out"


def test_a_log_that_begins_with_first_purchases_leaves_nobody_out():
    cdnow = business("cdnow")
    assert "comes-back.old" not in [one["id"] for one in made(who_comes_back, cdnow).facts()]


def test_a_young_log_is_followed_for_as_long_as_it_can_be():
    section = who_comes_back(open_book(load_cdnow(), as_of="1997-12-31"))
    assert "within 180 days" in str(section.title)


def test_names_of_the_first_day_are_compared_with_chance():
    log = load_cdnow()
    log = log.assign(channel=["web" if amount > 30 else "shop" for amount in log["amount"]])
    chance = log.assign(channel=["web" if int(who) % 2 else "shop" for who in log["customer_id"]])
    real, drawn = (fact(who_comes_back(open_book(one, by="channel")), "comes-back.by") for one in (log, chance))
    assert real["holds"]
    assert not drawn["holds"]
    waits = waits_by_hand(open_book(log), "1997-01-01")
    days = log.assign(day=log["date"].dt.normalize()).sort_values("amount", ascending=False, kind="stable")
    first = days[days["day"] == days["customer_id"].map(waits["first"])].drop_duplicates("customer_id")
    label = first.set_index("customer_id")["channel"].reindex(waits.index)
    rates = (waits["wait"] <= 365).groupby(label).mean()
    assert (real["values"]["least"], real["values"]["most"]) == (pytest.approx(rates.min()), pytest.approx(rates.max()))


def test_a_column_with_one_name_says_that_nothing_can_be_compared():
    section = who_comes_back(open_book(load_cdnow().assign(channel="web"), by="channel"))
    assert fact(section, "comes-back.by")["key"] == "own_comes_back.by_few"


def test_nobody_came_back():
    section = made(who_comes_back, business("nobody_came_back"))
    assert str(section.title).startswith("None of ")
    assert section.exhibit is None
    assert not section.lists


@pytest.mark.parametrize("rows", [[("a", "2024-01-01", 5.0)], [("a", "2024-01-01", 5.0), ("a", "2024-01-01", -5.0)]])
def test_it_steps_aside_with_too_few(rows):
    section = who_comes_back(log_of(rows))
    assert section.aside
    assert "30 are needed" in str(section.title)
