"""Are segments a grid exactly if every cell is in one, and is everything that is wrong said at once?"""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import Axis, GridSpec, Segment
from custseg.catalogue._grid_faults import grid_problems
from custseg.catalogue.grid_parts import NO_ACTION, coverage
from custseg.schema import SchemaError

ORDERS = Axis("orders", 3)
SPEND = Axis("spend", 2)


def segment(key, *boxes, **rest):
    return Segment(key, key.title(), cells=tuple(tuple(box) for box in boxes), **rest)


FEW = segment("few", [("orders", 1, 2)])
MANY = segment("many", [("orders", 3, 3)])


def problems(*segments, axes=(ORDERS, SPEND)):
    return grid_problems(axes, segments)


class TestPartition:
    def test_a_box_without_an_axis_takes_all_its_bands(self):
        cells = GridSpec("g", "G", axes=(ORDERS, SPEND), segments=(FEW, MANY)).cells()
        assert cells.index.names == ["orders", "spend"]
        assert cells.to_dict() == {
            (1, 1): "few", (1, 2): "few", (2, 1): "few", (2, 2): "few", (3, 1): "many", (3, 2): "many",
        }  # fmt: skip

    def test_cells_are_ordered_categories_in_the_order_of_the_catalogue(self):
        cells = GridSpec("g", "G", axes=(ORDERS,), segments=(MANY, FEW)).cells()
        assert cells.cat.ordered
        assert cells.cat.categories.tolist() == ["many", "few"]

    def test_a_hole_is_named_by_its_bands(self):
        few = segment("few", [("orders", 1, 2), ("spend", 2, 2)])
        assert problems(few, MANY) == ["2 cell(s) belong to no segment: 'orders=1 spend=1', 'orders=2 spend=1'."]

    def test_an_overlap_names_all_its_owners(self):
        everyone = segment("everyone", [("spend", 2, 2)])
        assert problems(FEW, MANY, everyone) == [
            "cell orders=1 spend=2 is claimed more than once, by 'few', 'everyone'.",
            "cell orders=2 spend=2 is claimed more than once, by 'few', 'everyone'.",
            "cell orders=3 spend=2 is claimed more than once, by 'many', 'everyone'.",
        ]

    def test_a_segment_that_claims_a_cell_twice_overlaps_itself(self):
        twice = segment("few", [("orders", 1, 2)], [("orders", 2, 2)])
        assert "by 'few', 'few'" in problems(twice, MANY)[0]

    @pytest.mark.heavy
    @given(st.data())
    def test_boxes_are_a_partition_exactly_if_every_cell_is_in_one(self, data):
        limits = st.tuples(st.integers(1, 3), st.integers(1, 3)).map(sorted)
        boxes = data.draw(st.lists(st.tuples(limits, limits), min_size=1, max_size=5))
        segments = tuple(segment(f"s{n}", [("a", *first), ("b", *second)]) for n, (first, second) in enumerate(boxes))
        owners = [
            sum(first[0] <= a <= first[1] and second[0] <= b <= second[1] for first, second in boxes)
            for a, b in itertools.product((1, 2, 3), repeat=2)
        ]
        axes = (Axis("a", 3), Axis("b", 3))
        assert coverage(axes, segments).sum(axis=0).ravel().tolist() == owners
        assert (grid_problems(axes, segments) == []) == (set(owners) == {1})


class TestProblems:
    @pytest.mark.parametrize(
        ("axis", "expected"),
        [
            (Axis("a", 1), "bands must be at least 2; found 1"),
            (Axis("a", 2, rule="jenks"), "rule must be one of 'quantile', 'fixed', 'hurdle', 'kmeans'; found 'jenks'"),
            (Axis("a", 3, rule="fixed", cuts=(1.0,)), "rule 'fixed' with 3 bands needs 2 cuts; found 1"),
            (Axis("a", 2, rule="hurdle"), "rule 'hurdle' with 2 bands needs 1 cuts; found 0"),
            (Axis("a", 2, cuts=(1.0,)), "1 stated cuts leave nothing to learn for 2 bands"),
            (Axis("a", 3, rule="fixed", cuts=(2.0, 1.0)), "cuts must be finite and increase; found 2.0, 1.0"),
            (Axis("a", 2, rule="fixed", cuts=(np.inf,)), "cuts must be finite and increase; found inf"),
            (Axis("a", 2, best="middle"), "best must be 'high' or 'low'; found 'middle'"),
            (Axis("a", 2, words=("low",)), "words must be two"),
        ],
    )
    def test_an_axis(self, axis, expected):
        assert any(expected in problem for problem in problems(segment("all", []), axes=(axis,)))

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"cells": ()}, "it has no cells"),
            ({"cells": ((("orders", 1, 4),),)}, "orders = [1, 4] is out of range; bands run from 1 to 3"),
            ({"cells": ((("orders", 0, 3),),)}, "orders = [0, 3] is out of range"),
            ({"cells": ((("orders", 3, 1),),)}, "orders = [3, 1] is out of range"),
            ({"cells": ((("order", 1, 3),),)}, "there is no axis 'order'; the axes are 'orders', 'spend'"),
            ({"name_provenance": "hearsay"}, "name_provenance must be one of"),
            ({"action_provenance": "hearsay"}, "action_provenance must be one of"),
            ({"action": "Call."}, f"action and action_provenance must both be '{NO_ACTION}', or neither"),
            ({"action_provenance": "proposed here"}, "or neither"),
        ],
    )
    def test_a_segment(self, changed, expected):
        assert any(expected in problem for problem in problems(replace(segment("all", []), **changed)))

    def test_keys_used_twice(self):
        found = problems(FEW, replace(MANY, key="few"), axes=(ORDERS, ORDERS))
        assert "axis 'orders' occurs 2 times." in found
        assert "segment 'few' occurs 2 times." in found

    @pytest.mark.parametrize("break_even", [("orders",), ("orders", "tea"), ("orders", "orders")])
    def test_break_even_lies_between_two_axes(self, break_even):
        found = grid_problems((ORDERS, SPEND), (FEW, MANY), break_even=break_even)
        assert len(found) == 1 and "break_even must name two axes" in found[0]
        assert grid_problems((ORDERS, SPEND), (FEW, MANY), break_even=("spend", "orders")) == []

    def test_nothing_at_all(self):
        assert grid_problems((), ()) == ["there are no axes.", "there are no segments."]

    def test_too_many_cells_to_enumerate(self):
        axes = tuple(Axis(name, 200) for name in "abc")
        assert problems(segment("all", []), axes=axes) == ["more than 1,000,000 cells; use fewer bands or axes."]

    def test_a_grid_with_problems_is_never_made_and_names_all_of_them(self):
        few = segment("few", [("orders", 1, 9)], [("spent", 1, 1)])
        with pytest.raises(SchemaError) as caught:
            GridSpec("g", "G", axes=(ORDERS, SPEND), segments=(few, few), provenance="hearsay")
        text = " ".join(caught.value.problems)
        for part in (
            "provenance must be",
            "occurs 2 times",
            "out of range",
            "no axis 'spent'",
            "claimed more than once",
        ):
            assert part in text
        assert all(problem.startswith("grid 'g': ") for problem in caught.value.problems)
