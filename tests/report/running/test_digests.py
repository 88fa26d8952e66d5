"""Is a changed file seen, and an unchanged one not read again?"""

import os

import pytest

from custseg.report.running import digests
from custseg.report.running.digests import Remembered, file_digest, folder_digests

LONG_AGO = 1_000_000_000


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "data" / "shop" / "rows.csv"
    path.parent.mkdir(parents=True)
    path.write_text("Seed 1, A")
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def read(monkeypatch):
    """Note which files are read."""
    noted = []
    monkeypatch.setattr(digests, "file_digest", lambda path: noted.append(path.name) or file_digest(path))
    return noted


def remembered(tmp_path, path):
    memory = Remembered(tmp_path / "out" / "data.digests")
    found = memory.digest(path)
    memory.keep()
    return found


def test_what_looks_unchanged_is_not_read_again(rows, tmp_path, read):
    assert remembered(tmp_path, rows) == remembered(tmp_path, rows) == file_digest(rows)
    assert read == ["rows.csv"]


@pytest.mark.parametrize("text", ["Seed 1, B", "Seed 1, AB"])
def test_a_new_content_is_seen_even_with_as_many_bytes(rows, tmp_path, text):
    before = remembered(tmp_path, rows)
    rows.write_text(text)
    assert remembered(tmp_path, rows) == file_digest(rows) != before


def test_a_file_that_takes_the_place_of_another_is_seen(rows, tmp_path):
    before = remembered(tmp_path, rows)
    other = rows.with_name("other.csv")
    other.write_text("Seed 1, B")
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(rows)
    assert remembered(tmp_path, rows) != before


def test_a_file_changed_a_moment_ago_is_always_read(rows, tmp_path, read):
    os.utime(rows)
    remembered(tmp_path, rows)
    remembered(tmp_path, rows)
    assert read == ["rows.csv"] * 2


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"rows.csv": 1}', '{"rows.csv": [1]}', "\xff"])
def test_a_spoilt_memory_means_that_everything_is_read(rows, tmp_path, content):
    memory = tmp_path / "out" / "data.digests"
    memory.parent.mkdir()
    memory.write_bytes(content.encode("latin-1"))
    assert remembered(tmp_path, rows) == file_digest(rows)


def test_a_folder_is_all_its_files_but_hidden_ones(rows):
    folder = rows.parents[1]
    (folder / ".hidden").write_text("x")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("x")
    assert folder_digests(folder) == {"shop/rows.csv": file_digest(rows)}
    assert folder_digests(rows) == file_digest(rows)


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege there")
def test_links_are_followed_but_not_in_circles(rows, tmp_path):
    (tmp_path / "link").symlink_to(rows.parents[1])
    (rows.parent / "round").symlink_to(rows.parents[1])
    assert folder_digests(tmp_path / "link") == {"shop/rows.csv": file_digest(rows)}


def test_a_file_that_cannot_be_read_is_no_traceback(tmp_path):
    assert file_digest(tmp_path / "gone") == "unreadable"
    assert Remembered(tmp_path / "memory").digest(tmp_path / "gone") == "unreadable"
