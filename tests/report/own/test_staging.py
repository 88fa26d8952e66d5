"""Does a folder appear whole or not at all, and is what a killed run left mended?"""

import os
import signal
import subprocess
import sys
import time

import pytest

from custseg.report.own import staging
from custseg.report.own.staging import mend, put_in_place, staged


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def make(target, text="new"):
    with staged(target) as folder:
        (folder / "index.html").write_text(text)
        put_in_place(folder, target)


@pytest.mark.parametrize("name", ["report", "a report", "报告 [x]*?", "x" * 200])
def test_a_new_folder_and_one_in_the_place_of_another(tmp_path, name):
    target = tmp_path / "deep" / name
    make(target, "first")
    make(target, "second")
    assert (target / "index.html").read_text() == "second"
    assert names(target.parent) == [name]


def test_where_folders_cannot_be_exchanged_one_is_moved_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "_exchanged", lambda folder, target: False)
    target = tmp_path / "report"
    make(target, "first")
    make(target, "second")
    assert (target / "index.html").read_text() == "second" and names(tmp_path) == ["report"]


def test_a_failure_leaves_what_was_there(tmp_path):
    target = tmp_path / "report"
    make(target, "first")
    with pytest.raises(RuntimeError), staged(target) as folder:
        (folder / "index.html").write_text("half")
        raise RuntimeError
    assert (target / "index.html").read_text() == "first" and names(tmp_path) == ["report"]


def test_rights_are_those_of_the_folder_before_and_else_the_usual_ones(tmp_path):
    target = tmp_path / "report"
    make(target)
    other = tmp_path / "other"
    other.mkdir()
    assert target.stat().st_mode == other.stat().st_mode
    target.chmod(0o700)
    make(target)
    assert target.stat().st_mode & 0o777 == 0o700


@pytest.mark.heavy
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_what_a_killed_run_left_is_deleted_and_a_living_one_is_not(tmp_path):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom custseg.report.own.staging import staged\n"
        "with staged(Path(sys.argv[1])) as folder:\n    print('ready', flush=True)\n    time.sleep(60)"
    )
    target = tmp_path / "report"
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline() == "ready\n"
        mend(target)
        assert len(names(tmp_path)) == 2  # it lives: its folder and its mark stay
        run.send_signal(signal.SIGKILL)
    for _ in range(50):  # the system lets go of the mark a moment later
        mend(target)
        if not names(tmp_path):
            break
        time.sleep(0.1)
    assert names(tmp_path) == []


def test_a_report_that_was_moved_away_when_the_run_was_killed_comes_back(tmp_path):
    make(tmp_path / "report", "first")
    (tmp_path / "report").rename(tmp_path / ".report.abc.old")
    (tmp_path / ".report.abc.part").mkdir()
    (tmp_path / ".report.abc.lock").touch()
    mend(tmp_path / "report")
    assert names(tmp_path) == ["report"] and (tmp_path / "report" / "index.html").read_text() == "first"
