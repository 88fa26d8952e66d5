"""Is nobody called a riser whom chance moves as far?"""

import pandas as pd
import pytest

from custseg.brief import band_moves, open_book, who_moved
from custseg.datasets import load_cdnow, load_complete_journey
from tests.brief.by_hand import business


@pytest.fixture(scope="module")
def cdnow():
    return open_book(load_cdnow())


def test_moves_at_cdnow_agree_with_pandas(cdnow):
    log = load_cdnow()
    before = log[log["date"].between("1997-04-02", "1997-07-01")].groupby("customer_id")["amount"].sum().round(6)
    now = log[log["date"].between("1998-04-01", "1998-06-30")].groupby("customer_id")["amount"].sum().round(6)
    known = log.groupby("customer_id")["date"].min()
    both = before.index.intersection(now.index).intersection(known.index[known <= "1997-04-01"])
    tiers = [((money.rank(method="min") - 1) * 5 // len(money))[both] for money in (before, now)]
    steps = tiers[1] - tiers[0]
    title = str(who_moved(cdnow).title)
    assert f"Of {len(both)} customers compared, {(steps >= 2).sum()} rose" in title
    assert f"{(steps <= -2).sum()} fell" in title


def test_no_list_where_chance_moves_as_many(cdnow):
    section = who_moved(cdnow)
    assert not section.title.holds
    assert not section.lists
    assert "no more than in a shop where nobody changes" in str(section.title)


def test_everybody_has_a_band_now_and_before(cdnow):
    moves = band_moves(cdnow)
    assert set(moves["from_tier"]) <= set(range(6))
    assert (moves.loc[moves["to_tier"] == 0, "move"] == "left").all()


def test_a_file_of_one_year_steps_aside():
    section = who_moved(open_book(load_complete_journey()))
    assert section.aside
    assert "456 days" in str(section.title)


@pytest.mark.parametrize("kind", ["thirty_customers", "given_back", "one_customer", "nobody_came_back"])
def test_too_few_in_both_windows_step_aside(kind):
    section = who_moved(business(kind))
    assert section.aside
    assert "32" in str(section.title)


def test_one_row_has_no_moves():
    book = open_book(pd.DataFrame({"customer_id": ["a"], "date": ["2024-01-01"], "amount": [1.0]}))
    assert who_moved(book).aside
    assert band_moves(book).empty


def test_who_moved_is_not_asked_across_a_jump_of_amounts():
    section = who_moved(business("prices_times_ten"))
    assert section.aside and "from 1 January 2023 on" in str(section.title)


def test_a_hole_beside_both_quarters_is_no_hindrance():
    assert not business("two_months_missing").moves_broken
