"""Are there never more key customers than can be looked after?"""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import load_rule
from custseg.decide import capacity_cut, key_capacity


class TestCapacity:
    @given(st.integers(1, 2000), st.floats(0.5, 20), st.floats(5, 40), st.floats(0.1, 2))
    def test_the_hours_are_kept_and_one_more_would_not_fit(self, customers, people, hours, visit):
        try:
            found = key_capacity(customers, people=people, hours=hours, hours_per_visit=visit)
        except ValueError:
            assert customers * visit * 7 / 30 > people * hours * (1 - 1e-9)
            return
        taken = lambda key: visit * (key + (customers - key) * 7 / 30)  # noqa: E731
        assert taken(found["key"]) <= people * hours * (1 + 1e-9)
        assert found["key"] == customers or taken(found["key"] + 1) > people * hours * (1 - 1e-9)

    def test_the_promise_of_the_source_is_one_visit_a_week(self):
        standards = {each.key: each for each in load_rule("key_and_ordinary").standards}
        every = standards["weekly_visit"].every_days
        found = key_capacity(100, people=1, hours=50, hours_per_visit=0.5, key_every_days=every)
        assert found["key"] == 100 and found["people_for_all"] == 1

    def test_customers_who_are_not_visited_at_all(self):
        found = key_capacity(500, people=2, hours=30, hours_per_visit=1, ordinary_every_days=math.inf)
        assert found["key"] == 60 and found["hours_if_none_is_key"] == 0

    def test_too_few_people_are_told_so(self):
        with pytest.raises(ValueError, match=r"cannot visit 600 customers every 30 days: that takes 70.0 hours"):
            key_capacity(600, people=1, hours=30, hours_per_visit=0.5)

    def test_all_problems_at_once(self):
        with pytest.raises(ValueError) as caught:
            key_capacity(5, people=0, hours=-1, hours_per_visit=math.nan, key_every_days=30, ordinary_every_days=7)
        assert len(caught.value.problems) == 4


class TestCut:
    @given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 40))
    def test_never_more_than_capacity_and_no_cut_that_takes_more_would_fit(self, scores, capacity):
        scores = pd.Series(scores)
        found = capacity_cut(scores, capacity)
        assert (scores >= found["cut"]).sum() == found["customers"] <= capacity
        assert found["customers"] + found["places_left"] == capacity
        lower = scores[scores < found["cut"]]
        if len(lower):
            assert found["equals_at_edge"] == ((scores == lower.max()).sum() if found["places_left"] else 0)
            assert (scores >= lower.max()).sum() > capacity

    def test_no_place_is_an_infinite_cut(self):
        assert capacity_cut(pd.Series([5, 5]), 1).tolist() == [math.inf, 0, 1, 2]

    def test_missing_scores_are_refused(self):
        with pytest.raises(ValueError, match="missing"):
            capacity_cut(pd.Series([1.0, None]), 1)
