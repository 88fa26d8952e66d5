"""Do points add up as the rule prints them, and do its cuts make its classes?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.segment import class_points, classes_from_points

ITEMS = ["quantity", "amount", "n_items", "premium"]


def orders(rows):
    return pd.DataFrame(rows, columns=ITEMS, dtype=float)


class TestPoints:
    def test_who_is_first_in_everything_has_a_hundred(self):
        points = class_points(orders([[9, 900, 9, 9], [1, 100, 1, 1]]), "thirty_tiers")
        assert points.loc[0].tolist() == [35, 55, 5, 5, 100] and points.loc[1, "points"] == 50

    def test_against_the_largest(self):
        points = class_points(orders([[8, 1000, 10, 0], [2, 500, 10, 0]]), "thirty_tiers", scale="largest")
        assert points["points"].tolist() == [95, 35 / 4 + 55 / 2 + 5]

    def test_peers_are_those_of_the_same_format(self):
        table = orders([[9, 900, 9, 9], [1, 100, 1, 1]]).assign(format=["Z", "B"])
        assert class_points(table, "thirty_tiers", within=["format"])["points"].tolist() == [100, 100]

    @given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=12))
    def test_points_lie_between_nothing_and_a_hundred_and_follow_what_is_bought(self, rows):
        table = orders(rows)
        for scale in ("rank", "largest"):
            points = class_points(table, "thirty_tiers", scale=scale)
            assert points["points"].between(0, 100 + 1e-9).all()
            for item in ITEMS:
                assert points.loc[table.sort_values(item, kind="stable").index, item].is_monotonic_increasing
            shuffled = class_points(table[::-1], "thirty_tiers", scale=scale)
            pd.testing.assert_frame_equal(shuffled[::-1], points)

    def test_rules_without_printed_points_are_not_made_up(self):
        with pytest.raises(ValueError, match="prints no points"):
            class_points(orders([[1, 1, 1, 1]]), "monthly_stars")

    def test_all_problems_at_once(self):
        table = orders([[1, np.nan, 1, np.inf]]).drop(columns="quantity")
        with pytest.raises(SchemaError) as caught:
            class_points(table, "thirty_tiers", within=["format"])
        assert len(caught.value.problems) == 4
        with pytest.raises(SchemaError, match="'quantity' must be zero or more"):
            class_points(orders([[-1, 1, 1, 1]]), "thirty_tiers")


class TestClasses:
    @pytest.mark.parametrize(
        ("points", "class_"),
        [(100, "A"), (91, "A"), (90.5, "B"), (90, "B"), (81, "B"), (80, "C"), (71, "C"), (70, "W"), (0, "W")],
    )
    def test_suzhou(self, points, class_):
        assert classes_from_points(pd.Series([points]), "suzhou_compliance").tolist() == [class_]

    @pytest.mark.parametrize(("penalties", "class_"), [(0, "A"), (2, "A"), (3, "W"), (7, "W")])
    def test_three_penalties_make_w(self, penalties, class_):
        found = classes_from_points(pd.Series([95]), "suzhou_compliance", penalties=pd.Series([penalties]))
        assert found.tolist() == [class_] and found.cat.categories.tolist() == ["W", "C", "B", "A"]

    def test_rules_without_cuts_are_refused(self):
        with pytest.raises(ValueError, match="prints no cuts"):
            classes_from_points(pd.Series([95]), "monthly_stars")

    def test_all_problems_at_once(self):
        with pytest.raises(SchemaError) as caught:
            classes_from_points(pd.Series([np.nan]), "suzhou_compliance", penalties=pd.Series([-1]))
        assert len(caught.value.problems) == 2
        with pytest.raises(SchemaError, match="same index"):
            classes_from_points(pd.Series([1.0]), "suzhou_compliance", penalties=pd.Series([1], index=["x"]))
