import itertools
import pickle
from dataclasses import FrozenInstanceError

import pytest

from custseg.catalogue import Axis, list_grids, load_grid
from custseg.catalogue._toml_files import entry_text
from custseg.catalogue.grid_parts import NO_ACTION
from custseg.report._skeleton import left_to_fill_in


class TestSpec:
    def test_it_cannot_be_changed_and_survives_a_pickle(self):
        grid = load_grid("rfm")
        with pytest.raises(FrozenInstanceError):
            grid.key = "other"
        assert pickle.loads(pickle.dumps(grid)) == grid


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
