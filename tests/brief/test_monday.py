"""Are the lists those of the rules, is what is said of them so, and does a list that cannot teach anything say so?"""

import numpy as np
import pandas as pd
import pytest

from custseg.brief import lists_for_monday, open_book
from custseg.datasets import load_cdnow
from custseg.exhibit import Exhibit
from custseg.simulate import simulate_business
from tests.brief import by_hand

AHEAD = pd.Timedelta(days=91)


def book_of(rows, **settings):
    return open_book(pd.DataFrame(rows, columns=["customer_id", "date", "amount"]), **settings)


def business(kind, customers=None):
    return open_book(simulate_business(kind, customers=customers, random_state=1).rows, name=kind)


def rhythm(log, day):
    """Purchase days, silence and the median or longer mean gap of everybody up to a day, by pandas alone."""
    seen = log[log["date"] <= day].assign(day=lambda one: one["date"].dt.normalize())
    days = seen.drop_duplicates(["customer_id", "day"]).sort_values(["customer_id", "day"])
    gaps = days.groupby("customer_id")["day"].diff().dt.days
    found = days.groupby("customer_id")["day"].agg(["size", "max"])
    found["silent"] = (day - found["max"]).dt.days
    found["gap"] = gaps.groupby(days["customer_id"]).agg(["median", "mean"]).max(axis=1)
    recent = seen[seen["date"] > day - pd.Timedelta(days=365)]
    found["money"] = recent.groupby("customer_id")["amount"].sum().reindex(found.index).fillna(0.0)
    return found


def late(table):
    """The late ones who are neither among the ten largest nor silent for over a year."""
    largest = table["money"].sort_values(ascending=False, kind="stable").index[:10]
    rule = (table["size"] >= 3) & (table["silent"] > 2 * table["gap"]) & (table["silent"] <= 365)
    return table.index[rule & ~table.index.isin(largest)]


def late_before(log, last):
    """Who was late on four past days, on each of them, and whether they bought in the 91 days after it."""
    known = {}
    for number in (4, 3, 2, 1):
        cut = last - number * AHEAD
        after = log[(log["date"] > cut) & (log["date"] <= cut + AHEAD)]
        for customer in late(rhythm(log, cut)):
            bought = after.loc[after["customer_id"] == customer, "amount"]
            known[customer, number] = (len(bought) > 0, bought.sum())
    return known


@pytest.fixture(scope="module")
def cdnow():
    return open_book(load_cdnow())


@pytest.mark.heavy
@pytest.mark.parametrize("source", ["cdnow", "plain"])
def test_the_late_list_and_its_past_are_those_that_pandas_counts(source, cdnow):
    book = cdnow if source == "cdnow" else business("plain")
    section = lists_for_monday(book)
    assert sorted(section.lists["late customers"].index) == sorted(late(rhythm(book.log, book.as_of)))
    before = late_before(book.log, book.as_of)
    back = [money for came, money in before.values() if came]
    row = book.prospects.loc["late"]
    assert (row["members"], row["came_back"]) == (len(before), len(back))
    assert row["amount_per_return"] == pytest.approx(np.mean(back))
    share, n = len(back) / len(before), len(section.lists["late customers"])
    spread = np.sqrt(share * (1 - share) * len(before) / (len(before) - 1))
    assert row["smallest_effect"] == pytest.approx((1.959964 + 0.841621) * 2 * spread / np.sqrt(n), rel=1e-4)


@pytest.mark.heavy
def test_half_of_the_list_that_teaches_something_is_held_back():
    book = open_book(simulate_business("plain", customers=4000, random_state=7).rows)
    section = lists_for_monday(book)
    late, row = section.lists["late customers"], book.prospects.loc["late"]
    n, half = len(late), (book.lists.loc[late.index, "draw"] == "leave").sum()
    assert half in (n // 2, n - n // 2)
    points = f"{100 * row['smallest_effect']:.0f}"
    assert str(section.title) == (
        f"Write to {n - half} of {n} late customers, hold {half} back as control, and on 31 March 2024 see "
        f"whether {points} more in 100 come back."
    )
    assert set(section.lists["largest customers"]["todo"]) == {"call"}


def test_a_list_that_is_too_short_to_teach_is_for_service(cdnow):
    assert cdnow.prospects.loc["late", "relative"] > 0.5
    assert set(lists_for_monday(cdnow).lists["late customers"]["todo"]) == {"write to"}


@pytest.mark.heavy
def test_the_control_comes_last_on_its_list_and_is_told_that_it_was_drawn_by_lot():
    book = open_book(simulate_business("plain", customers=4000, random_state=7).rows)
    sheet = lists_for_monday(book).lists["late customers"]
    control = sheet["todo"] == "hold back (control)"
    assert control.is_monotonic_increasing and 0.4 < control.mean() < 0.6
    words = "Drawn by lot as the control: both halves are compared on 31 March 2024. Bought on "
    assert (sheet["why"].str.startswith(words) == control).all()
    assert all(half["amount_last_year"].is_monotonic_decreasing for _, half in sheet.groupby("todo"))


def test_a_list_whose_own_past_speaks_against_it_is_not_recommended(cdnow):
    section = lists_for_monday(cdnow)
    members, back = cdnow.prospects.loc["silent", ["members", "came_back"]].astype(int)
    assert (
        str(section.caution)
        == f"Do not write to the 1,539 long silent: of {members:,} on such lists before {back:,} came back (3%)."
    )
    assert set(section.lists["long silent"]["todo"]) == {"leave alone"}


def test_who_comes_back_anyway_is_left_alone():
    day = pd.Timestamp("2022-01-01")  # ten gaps of six days, then one of 31: late on each past day, and back each time
    days = {f"c{n:03}": np.cumsum([n % 7, *([*[6] * 10, 31] * 8)]) for n in range(200)}
    rows = [(one, day + pd.Timedelta(days=int(d)), 5.0) for one, some in days.items() for d in some]
    book = book_of(rows, as_of=day + pd.Timedelta(days=6 * 91 + 60 + 27))
    assert book.prospects.loc["late", "share"] > 0.9
    assert book.prospects.loc["late", "action"] == "leave"


def test_a_short_list_is_for_service_and_nobody_is_drawn_out():
    section = lists_for_monday(business("plain"))
    assert section.title.holds is False
    assert "no list here can show yet whether writing pays" in str(section.title)
    assert set(section.lists["late customers"]["todo"]) == {"write to"}
    said = " ".join(map(str, section.facts()))
    assert "too short to see whether a letter works" in said


@pytest.mark.parametrize("margin, words", [(None, "the margin on 0.71"), (0.3, "0.21 (margin 30%)")])
def test_a_letter_is_weighed_against_the_margin(margin, words):
    book = open_book(simulate_business("plain", random_state=1).rows, margin=margin)
    assert any(words in one["text"] for one in lists_for_monday(book).facts())


def test_the_largest_are_fewer_where_the_next_one_brought_as_much():
    day = pd.Timestamp("2024-01-01")
    rows = [
        (f"c{n}", day + pd.Timedelta(days=n % 5 + 40 * m), 100.0 if n < 3 else 7.0) for n in range(60) for m in (0, 1)
    ]
    assert len(lists_for_monday(book_of(rows)).lists["largest customers"]) == 3


@pytest.mark.parametrize(
    "rows, words",
    [
        ([("a", "2024-03-01", 5.0)], "One customer bought here"),
        ([("a", "2024-03-01", 5.0), ("a", "2024-03-01", -5.0)], "Nobody here has a purchase"),
    ],
)
def test_it_steps_aside_where_there_is_nobody_to_choose_from(rows, words):
    section = lists_for_monday(book_of(rows))
    assert section.aside and words in str(section.title)


def test_the_figure_says_once_what_is_counted(cdnow):
    (shown,) = [one for one in lists_for_monday(cdnow).more if isinstance(one, Exhibit)]
    assert "within 91 days" in str(shown.title)
    assert "within 91 days" not in str(shown.caption)


@pytest.mark.parametrize("amount", [0.0, 7.0])
def test_customers_who_are_all_alike_give_no_list(amount):
    days = pd.date_range("2022-01-01", periods=400)
    section = lists_for_monday(book_of([(f"c{n % 40}", day, amount) for n, day in enumerate(days)]))
    assert not section.lists and "stands out" in str(section.title)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["nobody_came_back", "given_back", "three_weeks", "donors", "one_customer"])
def test_no_business_is_called_or_written_to_in_vain(kind):
    book = by_hand.business(kind)
    section = lists_for_monday(book)
    assert section.aside or not (book.prospects["action"].eq("write") & book.prospects["share"].lt(0.05)).any()
    assert section.words() <= 40


def test_the_draw_follows_the_seed_alone(cdnow):
    again = open_book(load_cdnow().sample(frac=1, random_state=3).pipe(_sourced))
    pd.testing.assert_frame_equal(cdnow.lists[["list", "draw"]], again.lists[["list", "draw"]])


def _sourced(table):
    table.attrs = load_cdnow().attrs
    return table


def test_under_a_contract_nobody_is_listed_for_silence():
    assert set(business("every_thirty_days").rules) <= {"largest", "late"}


def test_a_seasonal_business_is_judged_by_the_like_season():
    book = business("strong_fourth_quarter")
    cuts = book.past_alike.index.get_level_values("cut").unique()
    assert [(book.as_of - cut).days for cut in cuts] == [364]
