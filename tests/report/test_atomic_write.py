"""Does a file appear whole or not at all?"""

import os
from pathlib import Path

import pytest

from custseg.report._atomic_write import write_whole


def test_text_arrives_in_utf8_with_unix_line_ends(tmp_path):
    page = write_whole(tmp_path / "new" / "page.html", "二八\nend\n")
    assert page.read_bytes() == "二八\nend\n".encode()
    assert [path.name for path in page.parent.iterdir()] == ["page.html"]


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    page = write_whole(tmp_path / "page.html", "old")

    def stop(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(OSError, match="disk full"):
        write_whole(page, "new")
    assert page.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_others_may_read_the_page(tmp_path):
    (tmp_path / "plain").write_text("x")
    page = write_whole(tmp_path / "page.html", "x")
    assert page.stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(os.name != "posix", reason="no such permissions there")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o444])
def test_who_may_read_and_write_a_file_does_not_change(tmp_path, mode):
    page = write_whole(tmp_path / "page.html", "old")
    page.chmod(mode)
    write_whole(page, "new")
    assert (page.read_text(encoding="utf-8"), page.stat().st_mode & 0o777) == ("new", mode)


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege there")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "store").mkdir()
    store = write_whole(tmp_path / "store" / "real.html", "old")
    page = tmp_path / "page.html"
    page.symlink_to(store)
    write_whole(page, "new")
    assert page.is_symlink()
    assert store.read_text(encoding="utf-8") == "new"
    assert len(list(tmp_path.rglob("*"))) == 3
