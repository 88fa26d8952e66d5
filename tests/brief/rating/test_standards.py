"""Is what is owed to each retailer listed by day, and never to more than can be served?"""

import pandas as pd

from custseg.brief import open_ratings, standards_owed, visits_due
from tests.brief.rating.retailers import retailers


def test_key_retailers_are_visited_every_week_after_the_period():
    ratings = open_ratings(retailers(clerk="Ann"), capacity=5)
    visits = visits_due(ratings)
    assert visits["due"].unique().tolist() == list(pd.date_range("2025-01-07", periods=4, freq="7D"))
    best = ratings.last["score"].nlargest(5).index
    assert set(visits.index) == set(best) and len(visits) == 20 and set(visits["clerk"]) == {"Ann"}


def test_without_places_nobody_is_key_and_without_a_capacity_that_is_said():
    none = standards_owed(open_ratings(retailers(), capacity=0))
    assert not none.title.holds and not none.lists
    assert "was not stated" in str(standards_owed(open_ratings(retailers())).caution)


def test_where_more_tie_than_find_a_place_the_page_says_why_they_are_not_key():
    tied = retailers(score=lambda one: one["score"].clip(upper=50.0))
    n_best = int((open_ratings(tied, cuts=[20, 40]).last["score"] == 50.0).sum())
    section = standards_owed(open_ratings(tied, cuts=[20, 40], capacity=3))
    assert n_best > 3 and not section.title.holds
    assert f"At the end of the 3 places {n_best} retailers share the score 50" in str(section.caution)
    assert "none of them is key, and 3 places stay empty" in str(section.caution)
    fits = standards_owed(open_ratings(tied, cuts=[20, 40], capacity=n_best))
    assert fits.title.holds and "places stay empty" in str(fits.caution) and "share the score" not in str(fits.caution)
