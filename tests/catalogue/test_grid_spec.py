import itertools
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import Axis, GridSpec, Segment, list_grids, load_grid
from custseg.catalogue._toml_files import entry_text
from custseg.catalogue.grid_spec import NO_ACTION, RULES, coverage, grid_problems
from custseg.report._skeleton import left_to_fill_in
from custseg.schema import BandRule, SchemaError

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


class TestSpec:
    def test_it_cannot_be_changed_and_survives_a_pickle(self):
        grid = load_grid("rfm")
        with pytest.raises(FrozenInstanceError):
            grid.key = "other"
        assert pickle.loads(pickle.dumps(grid)) == grid

    def test_rules_are_those_of_the_bands(self):
        assert get_args(BandRule) == RULES


@pytest.mark.parametrize("name", list_grids())
class TestCatalogue:
    """What every entry of the catalogue must have."""

    def test_nothing_is_left_to_fill_in(self, name):
        lines = left_to_fill_in(entry_text(name, "grids", "grid"))
        assert not lines, f"replace in custseg/catalogue/grids/{name}.toml: {lines}"

    def test_every_cell_is_in_exactly_one_box(self, name):
        grid = load_grid(name)
        boxes = [{column: (low, high) for column, low, high in box} for s in grid.segments for box in s.cells]
        for cell in itertools.product(*(range(1, axis.bands + 1) for axis in grid.axes)):
            place = dict(zip(grid.columns, cell, strict=True))
            inside = [all(low <= place[c] <= high for c, (low, high) in box.items()) for box in boxes]
            assert sum(inside) == 1, f"mend cells = [...]: {sum(inside)} boxes hold {place}; exactly one must"

    def test_every_name_is_there_in_both_languages_and_only_once(self, name):
        grid = load_grid(name)
        assert grid.key == name, f"the file is called {name}.toml: give it key = {name!r}"
        for part in (grid, *grid.axes, *grid.segments):
            called = getattr(part, "key", None) or part.column
            assert part.name_en, f"give {called} a name_en"
            assert any("\u4e00" <= letter <= "\u9fff" for letter in part.name_zh), f"give {called} a name_zh in Chinese"
        for names in ([s.name_en for s in grid.segments], [s.name_zh for s in grid.segments]):
            assert len(set(names)) == len(names), f"two segments have one name: {sorted(names)}"

    def test_it_says_where_it_comes_from_and_what_is_open(self, name, source_problem):
        grid = load_grid(name)
        assert not source_problem(grid.provenance, grid.source)
        assert grid.note, 'give it note = """...""": what the source leaves open, and what was put in its place'
        for axis in grid.axes:
            assert axis.unit, f'give the axis {axis.column} a unit, such as unit = "currency of the file" or "score"'

    def test_an_axis_where_low_is_good_has_words_of_its_own(self, name):
        for axis in load_grid(name).axes:
            assert axis.best == "high" or axis.words != Axis("", 2).words, (
                f"{axis.column} is best when low: give it words = [..., ...] for the worst and the best end, such as "
                '["high", "low"]'
            )


def test_grids_agree_on_which_end_of_a_column_is_good():
    ends = {}
    for name in list_grids():
        for axis in load_grid(name).axes:
            ends.setdefault(axis.column, {}).setdefault(axis.best, []).append(name)
    assert not {column: found for column, found in ends.items() if len(found) > 1}, (
        "a column is best when high in one grid and when low in another: name the columns apart or set best in one"
    )


def test_sources_are_asked_for_what_their_provenance_promises(source_problem):
    assert not source_problem("in the source", ["S2-53"])
    assert not source_problem("from the literature", ["Jones, T. O. (1995). Why satisfied customers defect."])
    assert not source_problem("proposed here", [])
    assert "name the paper" in source_problem("from the literature", ["S2-53"])
    assert "name the entry" in source_problem("in the source", [])


# The quadrants as (band on axis 1, band on axis 2), with band 2 = better: a low cost to serve is band 2.
@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("shapiro", (2, 1), "carriage_trade"),  # S4-25, X-19: price high, cost high
        ("shapiro", (2, 2), "passive"),
        ("shapiro", (1, 1), "aggressive"),
        ("shapiro", (1, 2), "bargain_basement"),
        ("clv_crv", (2, 2), "champions"),  # S3-05, X-22
        ("clv_crv", (2, 1), "affluents"),
        ("clv_crv", (1, 2), "advocates"),
        ("clv_crv", (1, 1), "misers"),
        ("conway", (2, 2), "golden"),  # S4-27, X-20
        ("conway", (2, 1), "at_risk"),
        ("conway", (1, 2), "marginal_value"),
        ("conway", (1, 1), "do_not_over_service"),
        ("margin_cost", (2, 2), "high_value"),  # S4-41, X-17: quadrant i
        ("margin_cost", (1, 2), "thin_but_easy"),  # ii
        ("margin_cost", (2, 1), "rich_but_costly"),  # iii
        ("margin_cost", (1, 1), "challenging"),  # iv
        ("satisfaction_loyalty", (2, 2), "loyalist"),  # Jones & Sasser 1995
        ("satisfaction_loyalty", (2, 1), "mercenary"),
        ("satisfaction_loyalty", (1, 2), "hostage"),
        ("satisfaction_loyalty", (1, 1), "defector"),
        ("gold_meteor", (3, 2), "gold"),  # S2-53, X-24
        ("gold_meteor", (3, 1), "meteor"),
        ("gold_meteor", (2, 2), "stream"),
        ("gold_meteor", (2, 1), "burden"),
        ("gold_meteor", (1, 1), "burden"),
        ("gold_meteor", (1, 2), "burden"),
        ("value_nine_grid", (3, 1), "high_revenue_low_raroc"),  # S2-40
        ("value_pyramid", (1, 20, 5), "below_zero"),  # S4-19, X-15: below zero comes first, then most valuable
        ("value_pyramid", (2, 20, 5), "most_valuable"),
        ("value_pyramid", (2, 19, 5), "second_tier"),
        ("value_pyramid", (2, 19, 4), "ordinary"),
        ("rfm", (5, 5, 5), "champions"),
        ("rfm", (4, 4, 3), "loyal"),
        ("rfm", (3, 5, 1), "loyal"),
        ("rfm", (5, 1, 5), "new"),
        ("rfm", (4, 1, 1), "promising"),
        ("rfm", (1, 4, 4), "cannot_lose"),
        ("rfm", (2, 3, 3), "at_risk"),
        ("rfm", (2, 3, 2), "hibernating"),
        ("rfm", (2, 1, 5), "hibernating"),
        ("rfm", (1, 1, 5), "lost"),
        ("rfm_octants", (2, 2, 2), "important_value"),  # recency 2 is lately; three of seven public copies agree
        ("rfm_octants", (2, 1, 2), "important_develop"),
        ("rfm_octants", (1, 2, 2), "important_keep"),
        ("rfm_octants", (1, 1, 2), "important_retain"),
        ("rfm_octants", (2, 2, 1), "general_value"),
        ("rfm_octants", (2, 1, 1), "general_develop"),
        ("rfm_octants", (1, 2, 1), "general_keep"),
        ("rfm_octants", (1, 1, 1), "general_retain"),
    ],
)
def test_cells_have_the_names_of_their_source(name, cell, expected):
    assert load_grid(name).cells()[cell] == expected


def test_the_source_s_actions_are_told_from_ours():
    provenances = {name: {s.action_provenance for s in load_grid(name).segments} for name in list_grids()}
    assert provenances["rfm"] == provenances["rfm_octants"] == {"proposed here"}
    assert provenances["clv_crv"] == {"in the source", NO_ACTION}  # the target state has no action of its own
    for name in ("shapiro", "conway", "gold_meteor", "value_nine_grid"):
        assert provenances[name] == {NO_ACTION}
