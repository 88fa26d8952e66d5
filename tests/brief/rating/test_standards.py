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
