"""Does a study's key change with what its numbers depend on, and with nothing else?"""

import json

import pytest

from custseg.report.running import cache
from custseg.report.running.cache import (
    executed_path,
    index_stands,
    kept_parts,
    read_record,
    record_path,
    study_key,
    surroundings_key,
    vouch_for_index,
    write_record,
)

RECORD = {"key": "k", "seconds": 1.5, "took": 2.0, "page": {"title": "谁?", "path": "01-a.html"}}


def edited(path, change):
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def set_source(content):
    content["cells"][3]["source"] = ["1 + ", "2"]


def set_tags(content):
    content["cells"][3]["metadata"]["tags"] = ["S4-17"]


def set_kind(content):
    content["cells"][3]["cell_type"] = "raw"


def set_order(content):
    content["cells"][3:5] = reversed(content["cells"][3:5])


def set_date(content):
    content["metadata"]["custseg"] = {"date_of_data": "1998"}


def set_outputs(content):
    content["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2"}]
    content["cells"][3]["execution_count"] = 12


def set_editor(content):
    content["metadata"]["language_info"] = {"name": "python", "version": "3.12.0"}
    content["cells"][3]["metadata"]["collapsed"] = True


def set_lines(content):
    content["cells"][3]["source"] = ["1 +", " 1"]


@pytest.mark.parametrize("change", [set_source, set_tags, set_kind, set_order, set_date])
def test_what_a_study_says_changes_its_key(study, change):
    path = study("01-a", "1 + 1")
    before = study_key(path, {}, "here")
    edited(path, change)
    assert study_key(path, {}, "here") != before


@pytest.mark.parametrize("change", [set_outputs, set_editor, set_lines])
def test_what_a_run_or_an_editor_writes_does_not(study, change):
    path = study("01-a", "1 + 1")
    before = study_key(path, {}, "here")
    edited(path, change)
    assert study_key(path, {}, "here") == before


def test_settings_and_surroundings_change_the_key(study):
    path = study("01-a")
    keys = [
        study_key(path, *rest) for rest in [({}, "here"), ({"seed": 1}, "here"), ({"seed": 2}, "here"), ({}, "there")]
    ]
    assert len(set(keys)) == 4


def test_a_setting_that_names_a_file_counts_with_its_content(study):
    path = study("01-a")
    rows = path.parent / "rows.csv"
    settings = {"data": "rows.csv", "shop": "no file", "odd": "a\0b", "long": "x" * 5000}
    absent = study_key(path, settings, "here")
    rows.write_text("1")
    first = study_key(path, settings, "here")
    rows.write_text("2")
    assert len({absent, first, study_key(path, settings, "here")}) == 3


def test_a_setting_that_names_a_folder_counts_with_all_in_it(study):
    path = study("01-a")
    (path.parent / "shop" / "north").mkdir(parents=True)
    before = study_key(path, {"data": "shop"}, "here")
    (path.parent / "shop" / "north" / "rows.csv").write_text("1")
    assert study_key(path, {"data": "shop"}, "here") != before


@pytest.mark.parametrize("content", ["", "[]", '{"cells": [{}]}', '{"cells": [{"cell_type": "code", "source": ""}]}'])
def test_what_is_no_notebook_has_no_key(tmp_path, content):
    path = tmp_path / "05-broken.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"05-broken\.ipynb is not a notebook"):
        study_key(path, {}, "here")


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Stand in for a clone with a package, data and a lock file."""
    for name in ("custseg/value/gini.py", "data/shop/rows.csv", "requirements.lock", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("first")
    monkeypatch.setattr(cache, "PROJECT", tmp_path)
    monkeypatch.setattr(cache, "_PACKAGE", tmp_path / "custseg")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["custseg/value/gini.py", "custseg/new.toml", "data/shop/rows.csv", "requirements.lock"]
)
def test_package_data_and_lock_are_surroundings(clone, name):
    before = surroundings_key(clone / "out")
    (clone / name).write_text("second")
    assert surroundings_key(clone / "out") != before


@pytest.mark.parametrize("name", ["custseg/__pycache__/gini.pyc", "data/.DS_Store", "README.md"])
def test_by_products_are_not(clone, name):
    before = surroundings_key(clone / "out")
    (clone / name).parent.mkdir(exist_ok=True)
    (clone / name).write_text("second")
    assert surroundings_key(clone / "out") == before


def test_beside_an_installed_wheel_only_the_package_is_ours(clone):
    (clone / "pyproject.toml").unlink()
    before = surroundings_key(clone / "out")
    (clone / "data" / "shop" / "rows.csv").write_text("somebody else's")
    assert surroundings_key(clone / "out") == before


def test_another_interpreter_or_data_folder_is_another_surrounding(clone, monkeypatch):
    out = clone / "out"
    keys = [surroundings_key(out)]
    monkeypatch.setenv("CUSTSEG_DATA", "/data")
    keys.append(surroundings_key(out))
    monkeypatch.setattr(cache.sys, "version", "3.99")
    keys.append(surroundings_key(out))
    monkeypatch.setattr(cache.sysconfig, "get_path", lambda name: str(clone))
    (clone / "pandas-9.0.dist-info").mkdir()
    keys.append(surroundings_key(out))
    assert len(set(keys)) == 4


@pytest.mark.parametrize("name", ["shop/rows.csv", "shop/more.csv", "elsewhere/rows.csv"])
def test_what_lies_in_the_data_folder_is_a_surrounding(clone, monkeypatch, name):
    outside, elsewhere = clone / "outside", clone / "outside" / "elsewhere"
    (outside / "shop").mkdir(parents=True)
    (clone / "disk").mkdir()
    elsewhere.symlink_to(clone / "disk")
    for file in (outside / "shop" / "rows.csv", clone / "disk" / "rows.csv"):
        file.write_text("Seed 1, A")
    monkeypatch.setenv("CUSTSEG_DATA", str(outside))
    before = surroundings_key(clone / "out")
    assert surroundings_key(clone / "out") == before
    (outside / name).write_text("Seed 1, B")  # as many bytes as before
    assert surroundings_key(clone / "out") != before


def test_settings_from_outside_are_no_surrounding(clone, monkeypatch):
    before = surroundings_key(clone / "out")
    monkeypatch.setenv(cache.ENVIRONMENT, '{"seed": 1}')
    assert surroundings_key(clone / "out") == before


@pytest.fixture
def kept(tmp_path):
    """Keep an executed notebook, a page and the record that vouches for them."""
    executed_path(tmp_path, "01-a").parent.mkdir()
    executed_path(tmp_path, "01-a").write_text("executed")
    (tmp_path / "01-a.html").write_text("page")
    write_record(tmp_path, "01-a", RECORD)
    return tmp_path


def test_a_record_comes_back_with_the_digests_of_what_it_vouches_for(kept):
    known = read_record(kept, "01-a")
    assert {name: known[name] for name in RECORD} == RECORD
    assert known["page_sha256"] != known["executed_sha256"]
    assert kept_parts(kept, "01-a", "k") == (True, True)
    assert kept_parts(kept, "01-a", "another key") == (False, False)


@pytest.mark.parametrize("damage", ["", "pag", "Page", None])
def test_a_file_that_is_cut_changed_or_gone_no_longer_stands(kept, damage):
    for path, stands in ((kept / "01-a.html", (True, False)), (executed_path(kept, "01-a"), (False, False))):
        path.write_text(damage) if damage is not None else path.unlink()
        assert kept_parts(kept, "01-a", "k") == stands


@pytest.mark.parametrize("missing", ["key", "seconds", "took", "page", "executed_sha256", "page_sha256"])
def test_a_record_that_lacks_something_means_that_nothing_is_known(kept, missing):
    record = json.loads(record_path(kept, "01-a").read_text("utf-8"))
    del record[missing]
    record_path(kept, "01-a").write_text(json.dumps(record))
    assert read_record(kept, "01-a") == {}
    assert kept_parts(kept, "01-a", "k") == (False, False)


@pytest.mark.parametrize("change", [{"seconds": "1"}, {"page": []}, {"page": {"title": "who"}}, {"key": None}])
def test_a_record_of_another_kind_means_that_nothing_is_known(kept, change):
    record = json.loads(record_path(kept, "01-a").read_text("utf-8"))
    record_path(kept, "01-a").write_text(json.dumps(record | change))
    assert read_record(kept, "01-a") == {}


def test_the_index_stands_for_its_pages_as_long_as_its_bytes_do(tmp_path):
    index, pages = tmp_path / "index.html", [RECORD["page"]]
    assert not index_stands(tmp_path, pages, "here")
    index.write_text("index")
    vouch_for_index(tmp_path, pages, "here")
    assert index_stands(tmp_path, pages, "here")
    assert not index_stands(tmp_path, [], "here")
    assert not index_stands(tmp_path, pages, "there")
    index.write_text("ind")
    assert not index_stands(tmp_path, pages, "here")


@pytest.mark.parametrize("content", [None, "", "{", "[1]", "\xff"])
def test_a_missing_or_spoilt_record_means_that_nothing_is_known(tmp_path, content):
    path = record_path(tmp_path, "01-a")
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content.encode("latin-1"))
    assert read_record(tmp_path, "01-a") == {}
