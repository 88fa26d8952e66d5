"""Is a scratch folder gone after the run, and only swept later if its process is gone?"""

import os
import subprocess
import sys

import pytest

from custseg.report.running.scratch import scratch_folder, sweep


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def killed_run(folder):
    """Leave a scratch folder as a killed process does."""
    code = (
        "import os\nfrom custseg.report.running.scratch import scratch_folder\nwith scratch_folder():\n    os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(folder), "TEMP": str(folder)})
    return next(folder.glob("custseg-*"))


def test_it_is_gone_after_the_run(temporary):
    with scratch_folder() as folder:
        (folder / "kernel.json").write_text("{}")
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_swept_and_what_is_in_use_stays(temporary):
    left = killed_run(temporary)
    with scratch_folder() as used:
        assert sweep() == 1, "exactly the folder of the dead process must be swept"
        assert not left.exists()
        assert used.is_dir()
        assert sweep() == 0


def test_what_carries_no_mark_is_somebody_else_s(temporary):
    (temporary / "custseg-by-hand").mkdir()
    (temporary / "custseg-notes.txt").write_text("mine")
    assert sweep() == 0
    assert len(list(temporary.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no user numbers there")
def test_what_another_user_left_stays(temporary, monkeypatch):
    left = killed_run(temporary)
    monkeypatch.setattr(os, "getuid", lambda: left.stat().st_uid + 1)
    assert sweep() == 0
    assert left.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege there")
def test_a_link_is_not_followed(temporary, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    left = killed_run(elsewhere)
    (temporary / "custseg-link").symlink_to(left)
    assert sweep() == 0
    assert left.is_dir()
