"""Are the lists of a book drawn fairly, by what says most about coming back?"""

import pickle

import numpy as np
import pandas as pd
import pytest

from custseg.brief import _book_ahead, open_book
from custseg.decide import comeback_of_alike, overdue
from custseg.simulate import simulate_business
from tests.brief.by_hand import business


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


@pytest.mark.heavy
def test_a_book_travels_while_its_second_process_works(monkeypatch):
    monkeypatch.setattr(_book_ahead, "is_worth_while", lambda rows: True)
    book = open_book(simulate_business("plain", customers=400, random_state=7).rows)
    book.begin()
    copy = pickle.loads(pickle.dumps(book))
    assert copy._second is None and book._second is not None
    pd.testing.assert_frame_equal(copy.expected, book.expected)
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(book)).customers, book.customers)
