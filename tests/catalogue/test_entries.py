"""Are names and paths told apart, and is a wrong one answered for every kind of entry?"""

from pathlib import Path

import pytest

from custseg.catalogue import list_grids, list_index_systems, load_grid, load_index_system
from custseg.catalogue.entries import entry_names, entry_text, is_path, own_text

LOADERS = [(load_grid, "grid"), (load_index_system, "index system")]


def test_names_are_sorted_and_without_ending():
    assert entry_names("grids") == list_grids() == sorted(list_grids())
    assert entry_names("indexes") == list_index_systems()
    assert not [name for name in entry_names("grids") if "." in name]


def test_names_and_paths_are_told_apart():
    assert [is_path(given, "grid") for given in ("rfm", "own.toml", Path("rfm"))] == [False, True, True]


def test_own_text_comes_with_its_name(tmp_path):
    (tmp_path / "own.toml").write_text('key = "客户"', encoding="utf-8")
    assert own_text(tmp_path / "own.toml") == ('key = "客户"', "own.toml")
    assert entry_text("rfm", "grids", "grid")[1] == "rfm.toml"


@pytest.mark.parametrize(("load", "kind"), LOADERS)
def test_wrong_names_types_and_files_are_answered(load, kind, tmp_path):
    with pytest.raises(ValueError, match=f"There is no {kind} 'nothing' in the catalogue; it holds"):
        load("nothing")
    with pytest.raises(TypeError, match=f"name of a {kind} or a path; found int"):
        load(3)
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "absent.toml")


def test_the_nearest_name_is_offered():
    with pytest.raises(ValueError, match="Did you mean 'shapiro'"):
        load_grid("shapira")
