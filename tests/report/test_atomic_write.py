"""Does a file appear whole or not at all?"""

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
