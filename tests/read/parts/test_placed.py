"""Do several files appear all or not at all, and are the old ones there again where one cannot?"""

import os
from pathlib import Path

import pytest

from custseg.read.parts.placed import place


@pytest.fixture
def files(tmp_path):
    (tmp_path / "hidden").mkdir()
    for name in ("first", "last"):
        (tmp_path / "hidden" / name).write_text(f"new {name}")
    return [(tmp_path / "hidden" / name, tmp_path / name) for name in ("first", "last")]


@pytest.mark.parametrize("old", [True, False])
def test_all_are_placed(files, old):
    if old:
        for _, target in files:
            target.write_text("old")
    place(files)
    assert [target.read_text() for _, target in files] == ["new first", "new last"]


@pytest.mark.parametrize("links", [True, False])
def test_the_old_ones_stay_where_the_last_cannot_be_placed(files, links, monkeypatch):
    def refused(*_):
        raise OSError("no links here")

    if not links:
        monkeypatch.setattr(os, "link", refused)
    (_, first), (_, last) = files
    first.write_text("old first")
    last.mkdir()  # a file does not replace a folder
    with pytest.raises(OSError):
        place(files)
    assert first.read_text() == "old first" and last.is_dir()


def test_what_was_not_there_is_not_there_again(files):
    files[1][1].mkdir()
    with pytest.raises(OSError):
        place(files)
    assert not files[0][1].exists()


@pytest.mark.parametrize("pointed_at", [True, False])
def test_a_link_is_a_link_again(files, pointed_at, tmp_path):
    (_, first), (_, last) = files
    if pointed_at:
        (tmp_path / "kept").write_text("old first")
    first.symlink_to("kept")
    last.mkdir()
    with pytest.raises(OSError):
        place(files)
    assert first.readlink() == Path("kept")
    assert first.exists() == pointed_at


def test_a_folder_under_the_first_name_stays_and_is_what_the_error_names(files):
    (_, first), (_, last) = files
    first.mkdir()
    with pytest.raises(IsADirectoryError):
        place(files)
    assert first.is_dir() and not last.exists()


@pytest.mark.parametrize("old", [True, False])
def test_the_old_one_is_there_again_where_the_work_is_stopped_right_after_the_first(files, old, monkeypatch):
    (hidden, first), (_, last) = files
    if old:
        first.write_text("old first")
    as_it_is = Path.replace

    def stopped(file, target):
        as_it_is(file, target)
        if file == hidden:
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        place(files)
    assert (first.read_text() if old else first.exists()) == ("old first" if old else False)
    assert not last.exists()
