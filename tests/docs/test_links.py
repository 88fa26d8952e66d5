"""Does a bare name in a docstring lead to the page of the public thing that it names?"""

from types import SimpleNamespace

import pytest
from manual import link_by_name

pytestmark = pytest.mark.heavy  # the manual is built, or every public name is read, for the first test of this file


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("gini", "custseg.value.gini"),
        ("custseg.gini", "custseg.value.gini"),
        ("BetaGeoNBD", "custseg.repeat_buying.BetaGeoNBD"),
        ("BetaGeoNBD.fit", "custseg.repeat_buying.BetaGeoNBD.fit"),
        ("no_such_name", None),
    ],
)
def test_a_name_is_found_in_whichever_room_it_lives(written, target, rooms):
    domain = SimpleNamespace(resolve_xref=lambda env, page, builder, kind, wanted, node, text: wanted)
    env = SimpleNamespace(domains=SimpleNamespace(python_domain=domain))
    node = {"refdomain": "py", "reftarget": written, "refdoc": "rooms/value"}
    assert link_by_name(SimpleNamespace(builder=None), env, node, None, rooms) == target


def test_references_to_other_things_are_left_alone(rooms):
    assert link_by_name(None, None, {"refdomain": "std", "reftarget": "gini"}, None, rooms) is None
