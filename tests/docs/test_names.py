"""Does the manual know every public name, and what it is for?"""

import importlib
import importlib.util
import inspect
from types import ModuleType

import pytest
from manual.names import public_names

import custseg
from custseg._rooms import ROOMS

pytestmark = pytest.mark.heavy  # every public name is read for the first test of this file


def test_every_room_that_exists_is_there_in_the_order_of_the_house(rooms):
    assert [room.name for room in rooms] == [room for room in ROOMS if importlib.util.find_spec(f"custseg.{room}")]


def test_every_public_name_of_every_room_is_there(rooms):
    for room in rooms:
        module = importlib.import_module(f"custseg.{room.name}")
        assert {name.name for name in room.names} >= set(getattr(module, "__all__", []))
        assert room.names, f"custseg.{room.name} has no public name: give it __all__"


def test_every_name_on_the_front_door_belongs_to_a_room(rooms):
    found = [name.name for room in rooms for name in room.front_door]
    assert sorted(found) == sorted(name for name in custseg.__all__ if not name.startswith("_"))


def test_every_name_says_what_it_is_for_in_one_line(rooms):
    silent = [name.full for room in rooms for name in room.names if not name.summary.endswith(".")]
    assert not silent, (
        f"{silent}: a docstring's first line is one whole sentence; what a constant is for stands in a '#:' comment"
    )


def test_a_module_without_a_list_shows_what_it_defines():
    module = ModuleType("custseg.bands")
    module.Path = importlib.import_module("pathlib").Path
    exec("def cut(): ...\ndef _hidden(): ...\nclass Bands: ...", vars(module))
    assert public_names(module) == ["Bands", "cut"]


def test_kinds(rooms):
    kinds = {name.kind for room in rooms for name in room.names if not inspect.isclass(name.thing)}
    assert kinds == {"function", "data"}
    assert {name.kind for room in rooms for name in room.names if name.name.endswith("Error")} == {"exception"}
