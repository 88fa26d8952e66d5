"""Does the page say of the future what the file's own past allows, and no more?"""

from types import SimpleNamespace

import pandas as pd
import pytest

from custseg.brief import open_book, what_to_expect
from custseg.brief.expect import _way
from custseg.datasets import load_cdnow, load_complete_journey
from custseg.exhibit import interval_text, money
from custseg.repeat_buying import choose_forecast
from custseg.simulate import simulate_business
from tests.brief.by_hand import business


def rows(*purchases):
    return pd.DataFrame(purchases, columns=["customer_id", "date", "amount"])


@pytest.fixture(scope="module")
def cdnow():
    return open_book(load_cdnow())


@pytest.mark.heavy
def test_the_title_gives_the_forecast_and_its_interval(cdnow):
    section, choice = what_to_expect(cdnow), cdnow.forecast
    assert money(choice.estimate, "USD") in str(section.title)
    assert interval_text(choice.low, choice.high, "money", currency="USD") in str(section.title)
    assert section.title.interval == (choice.low, choice.high)
    assert section.words() <= 40


@pytest.mark.heavy
def test_the_rule_is_named_with_its_error_at_past_dates(cdnow):
    section, past = what_to_expect(cdnow), cdnow.forecast.past
    missed = (past["actual"] / past[cdnow.forecast.rule] - 1).abs().mean()
    (said,) = [one for one in (*section.claims, *section.more) if getattr(one, "id", "") == "expect.judged"]
    assert cdnow.forecast.rule in str(said)
    assert f"{len(past)} past dates it missed by {missed:.0%}" in str(said)


@pytest.mark.parametrize(
    ("too_high", "words"),
    [
        ([1, 1, 1, 1], "; all 4 were too high"),
        ([0, 0, 0, 0, 0], "; all 5 were too low"),
        ([0, 1, 1, 1, 1], "; its last 4 were all too high"),
        ([1, 0, 0, 0, 1, 0, 0, 0, 0], "; of its last 8, 7 were too low"),
        ([1, 1, 1], ""),
        ([1, 0, 1, 0, 1, 1, 1], ""),
    ],
)
def test_forecasts_that_erred_in_one_direction_are_told_with_their_number(too_high, words):
    past = pd.DataFrame({"carried on": [90.0 + 20 * one for one in too_high], "actual": 100.0})
    assert _way(SimpleNamespace(rule="carried on", past=past)) == words


@pytest.mark.heavy
def test_what_is_said_of_the_direction_is_so_on_cdnow(cdnow):
    past = cdnow.forecast.past.iloc[-10:]
    assert (past[cdnow.forecast.rule] < past["actual"]).sum() == 9
    assert str(what_to_expect(cdnow).claims[0]).endswith("; of its last 10, 9 were too low.")


@pytest.mark.heavy
def test_the_largest_miss_in_the_figure_is_the_largest(cdnow):
    choice = cdnow.forecast
    ratio = choice.past["actual"] / choice.past[choice.rule]
    worst = choice.past.loc[max(ratio.index, key=lambda cut: max(ratio[cut], 1 / ratio[cut]))]
    assert f"{money(worst['actual'], 'USD')} came" in what_to_expect(cdnow).exhibit.title


def test_a_year_of_a_grocer_cannot_judge_a_quarter():
    section = what_to_expect(open_book(load_complete_journey()))
    assert section.aside
    assert "this file cannot say" in str(section.title)
    assert [one.id for one in section.more] == ["expect.gate"]


@pytest.mark.parametrize("kind", ["thirty_customers", "three_weeks", "nobody_came_back", "given_back", "one_customer"])
def test_small_and_odd_files_step_aside(kind):
    section = what_to_expect(business(kind))
    assert section.aside
    assert "None" not in " ".join(str(one) for one in section.front())


def test_three_weeks_are_called_too_few():
    shop = simulate_business("three_weeks", random_state=1)
    assert "21 days" in str(what_to_expect(open_book(shop.rows, as_of=shop.as_of)).title)


@pytest.mark.heavy
def test_donors_are_not_promised_december_in_march():
    shop = simulate_business("donors", customers=300, random_state=1)
    title = str(what_to_expect(open_book(shop.rows, as_of=shop.as_of)).title)
    assert "a year before" in title


def test_one_row_is_no_forecast():
    section = what_to_expect(open_book(rows(("a", "2024-01-01", 5.0))))
    assert str(section.title) == "The file covers 1 day: too few to say what the next quarter will bring."


def test_where_amounts_jump_nothing_from_before_is_carried_on():
    book = business("prices_times_ten")
    section = what_to_expect(book)
    assert section.aside and "Amounts jump about 1 January 2023" in " ".join(map(str, section.front()))
    since = choose_forecast(book.log[book.log["date"] >= "2023-01-01"], observed_until="2023-12-31")
    assert book.money(since.estimate) in str(section.title)


def test_one_large_account_is_told_from_the_rest():
    book = business("one_large_account")
    said = next(one for one in what_to_expect(book).facts() if one["id"] == "expect.account")
    rest = book.expected["expected_amount"].drop("K00000").sum()
    assert float(said["values"]["rest"].split()[0].replace(",", "")) == pytest.approx(rest, rel=0.01)


@pytest.mark.heavy
def test_the_rules_stand_in_one_table(cdnow):
    (table,) = [one for one in what_to_expect(cdnow).more if isinstance(one, pd.DataFrame) and "judged" in one]
    assert "as much again as in the last 13 weeks" in table.index
