"""Is every kind of entry read by the shape of its dataclass, with every problem at once, whatever wrote the file?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from custseg.catalogue import list_grids, list_index_systems, load_grid, load_index_system
from custseg.catalogue._toml_files import EntryKind, Form, entry_names, entry_text, parse_toml, read_toml
from custseg.catalogue.grids import GRIDS
from custseg.schema import SchemaError

LOADERS = [(load_grid, "grid"), (load_index_system, "index system")]


@dataclass(frozen=True)
class Step:
    key: str
    days: int = 0


@dataclass(frozen=True)
class Stages:
    """A shape with every annotation that a file may have."""

    key: str
    steps: tuple[Step, ...]
    share: float = 0.5
    shares: tuple[float, ...] = ()
    source: tuple[str, ...] = ()
    value: Mapping[str, object] = field(default_factory=dict)
    provenance: str = "proposed here"
    grade: str = field(default="A", metadata={"form": Form("a letter", lambda v: v in ("a", "b"), str.upper)})


WHOLE = """
key = "three"
share = 1
shares = [0.5, 1]
source = ["S1-01"]
value = { kind = "linear" }
grade = "b"
[[steps]]
key = "new"
[[steps]]
key = "old"
days = 90
"""


def read(text, problems=None):
    return read_toml(text, "own.toml", Stages, "stages", problems)


def problems_of(text, problems=None):
    with pytest.raises(SchemaError) as caught:
        read(text, problems)
    return list(caught.value.problems)


class TestShape:
    def test_every_annotation_is_read_and_lists_are_frozen(self):
        steps = (Step("new"), Step("old", 90))
        assert read(WHOLE) == Stages("three", steps, 1, (0.5, 1), ("S1-01",), {"kind": "linear"}, grade="B")

    @pytest.mark.parametrize(
        ("good", "bad", "problem"),
        [
            ("share = 1", 'share = "1"', "own.toml: the stages (three): 'share' must be a number; found '1'."),
            ("share = 1", "share = true", "own.toml: the stages (three): 'share' must be a number; found True."),
            ("[0.5, 1]", '["a"]', "own.toml: the stages (three): 'shares' must be a list of numbers; found ['a']."),
            ('["S1-01"]', "[1]", "own.toml: the stages (three): 'source' must be a list of texts; found [1]."),
            ('{ kind = "linear" }', "3", "own.toml: the stages (three): 'value' must be a table; found 3."),
            ('grade = "b"', 'grade = "c"', "own.toml: the stages (three): 'grade' must be a letter; found 'c'."),
            ("days = 90", "days = 9.5", "own.toml: step 2 (old): 'days' must be a whole number; found 9.5."),
            ('key = "old"', "", "own.toml: step 2 lacks 'key'."),
            ("days = 90", "dyas = 90", "own.toml: step 2 (old) has an unknown key 'dyas'; did you mean 'days'?"),
            ("days = 90", "q = 1", "own.toml: step 2 (old) has an unknown key 'q'; it may have 'key', 'days'."),
        ],
    )
    def test_what_does_not_fit_is_named_with_its_place(self, good, bad, problem):
        assert good in WHOLE
        assert problems_of(WHOLE.replace(good, bad)) == [problem]

    def test_every_problem_at_once_and_the_parts_are_checked_together_too(self):
        found = problems_of(WHOLE.replace('key = "three"', "shares_ = 3"), lambda steps: [f"{len(steps)} steps."])
        assert found == [
            "own.toml: the stages lacks 'key'.",
            "own.toml: the stages has an unknown key 'shares_'; did you mean 'shares'?",
            "own.toml: 2 steps.",
        ]

    def test_parts_that_cannot_be_made_are_not_checked_further(self):
        assert problems_of(WHOLE.replace('key = "old"', ""), lambda steps: ["never asked."]) == [
            "own.toml: step 2 lacks 'key'."
        ]

    def test_the_check_gets_the_fields_that_it_asks_for(self):
        def problems(steps, key, provenance="nobody"):
            return [f"{key} {provenance}"]

        assert problems_of(WHOLE, problems) == ["own.toml: three nobody"]
        assert problems_of('provenance = "hearsay"' + WHOLE, problems) == ["own.toml: three hearsay"]

    def test_broken_toml_is_placed_by_line(self):
        with pytest.raises(SchemaError, match=r"own\.toml is not valid TOML: .*line 2"):
            parse_toml('key = "a"\nname = b', "own.toml")


class TestFiles:
    def test_names_are_sorted_and_without_ending(self):
        assert entry_names("grids") == list_grids() == sorted(list_grids())
        assert entry_names("index_systems") == list_index_systems()
        assert not [name for name in entry_names("grids") if "." in name]

    def test_names_and_paths_are_told_apart(self, tmp_path):
        path = tmp_path / "rfm.toml"
        path.write_text(entry_text("shapiro", "grids", "grid"), encoding="utf-8")
        assert [GRIDS.load(given).key for given in ("rfm", path, str(path))] == ["rfm", "shapiro", "shapiro"]
        with pytest.raises(FileNotFoundError):
            GRIDS.load(Path("rfm"))

    def test_an_entry_is_read_once(self):
        assert load_grid("rfm") is load_grid("rfm")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    def test_a_file_of_ones_own_may_come_from_any_editor(self, tmp_path, encoding):
        path = tmp_path / "own.toml"
        path.write_text(entry_text("rfm", "grids", "grid"), encoding=encoding)
        assert load_grid(path) == load_grid("rfm")

    @pytest.mark.parametrize(("load", "kind"), LOADERS)
    def test_wrong_names_types_and_files_are_answered(self, load, kind, tmp_path):
        with pytest.raises(ValueError, match=f"There is no {kind} 'nothing' in the catalogue; it holds"):
            load("nothing")
        with pytest.raises(TypeError, match=f"name of a {kind} or a path; found int"):
            load(3)
        with pytest.raises(FileNotFoundError):
            load(tmp_path / "absent.toml")

    def test_the_nearest_name_is_offered(self):
        with pytest.raises(ValueError, match="Did you mean 'shapiro'"):
            load_grid("shapira")

    def test_a_new_kind_is_one_line(self, tmp_path):
        kind = EntryKind("set of stages", "stages", Stages, lambda steps, provenance="": [])
        (tmp_path / "own.toml").write_text(WHOLE, encoding="utf-8")
        assert kind.load(tmp_path / "own.toml").key == "three"
