"""Does every public name, room and study get its page, and does each lead to the other?"""

import re

import pytest
from manual.sources import inherited, own_members, page, sources, write_sources

from custseg import BetaGeoNBD
from custseg.report._kinds import kind_of

pytestmark = pytest.mark.heavy  # every public name is read for the first test of this file


def test_every_public_name_has_a_page_and_a_line_in_its_room(rooms, studies):
    pages = sources(rooms, studies)
    for room in rooms:
        for name in room.names:
            assert f":doc:`{name.name} <{page(name)}>`" in pages[f"rooms/{room.name}.rst"]
            assert re.search(rf"^\.\. (auto|py:)\w+:: {name.name}$", pages[f"{page(name)[1:]}.rst"], re.MULTILINE)


def test_pages_differ_in_more_than_capitals(rooms, studies):
    pages = sources(rooms, studies)
    assert len({path.lower() for path in pages}) == len(pages)


def test_the_front_door_leads_to_every_name_on_it(rooms, studies):
    pages = sources(rooms, studies)
    for room in rooms:
        for name in room.front_door:
            assert f"<{page(name)}>" in pages["rooms/front-door.rst"]
            assert f"``custseg.{name.name}``" in pages[f"{page(name)[1:]}.rst"]


def test_studies_and_functions_lead_to_each_other(rooms, studies):
    pages = sources(rooms, studies)
    for study in studies:
        for name in study.names:
            assert f"<{page(name)}>" in pages[f"studies/{study.path.stem}.rst"]
            assert f":doc:`/studies/{study.path.stem}`" in pages[f"{page(name)[1:]}.rst"]


def test_the_tables_of_the_first_page_list_rooms_and_studies(rooms, studies):
    pages = sources(rooms, studies)
    assert all(room.question in pages["rooms/table.inc"] for room in rooms)
    tables = {
        "study": pages["studies/table.inc"],
        "model": pages["studies/models.inc"],
        "own": pages["studies/own.inc"],
    }
    assert all(f"/studies/{study.path.stem}" in tables[kind_of(study.path.name)] for study in studies)
    assert "/studies/m1-" not in tables["study"]


def test_an_estimator_shows_the_methods_of_custseg_and_names_those_of_scikit_learn():
    assert {"fit", "expected_purchases", "summary"} <= set(own_members(BetaGeoNBD))
    assert inherited(BetaGeoNBD) == ["get_params", "set_params"]


def test_a_schema_shows_its_columns(rooms, studies):
    page = sources(rooms, studies)["rooms/schema/TRANSACTIONS-data.rst"]
    assert "   * - ``customer_id``\n     - who bought\n     - \n     - required\n" in page


def test_only_what_changed_is_written_and_what_is_gone_is_deleted(rooms, studies, tmp_path):
    write_sources(tmp_path, rooms, studies)
    kept, old = tmp_path / "rooms" / f"{rooms[0].name}.rst", tmp_path / "rooms" / "old.rst"
    before = kept.stat().st_mtime_ns
    old.touch()
    write_sources(tmp_path, rooms, studies[1:])
    assert kept.stat().st_mtime_ns == before
    assert not old.exists()
    assert not (tmp_path / "studies" / f"{studies[0].path.stem}.rst").exists()
