"""Does what has changed run, and nothing else? Does one failure leave the others alone?"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from custseg.report import index, pool, run
from custseg.report import study as study_module
from custseg.report.execute import Execution
from custseg.report.run import run_studies

COUNT = "with open('ran.txt', 'a') as file:\n    file.write(str(settings.seed))"


@pytest.fixture
def make(tmp_path, monkeypatch, in_process):
    """Run studies into ``reports/`` with surroundings that stand still and an index that lists titles."""
    monkeypatch.setattr(run, "surroundings_key", lambda: "here")
    monkeypatch.setattr(run, "each", in_process)

    def write(pages, destination, manual_href):
        manual = [f'href="{manual_href}"'] if manual_href else []
        lines = [page.title + page.status for page in pages]
        destination.write_text("\n".join(lines + manual), encoding="utf-8")

    monkeypatch.setattr(index, "export_index", write)
    told = []

    def run_them(*paths, **options):
        told.clear()
        results = run_studies(paths, tmp_path / "reports", tell=told.append, **options)
        return [result.state for result in results], list(told)

    return run_them


def ran(tmp_path):
    path = tmp_path / "notebooks" / "ran.txt"
    return path.read_text() if path.exists() else ""


def bytes_below(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*.ipynb")}


def test_only_what_changed_runs_again(study, make, tmp_path):
    path = study("01-who-stays", COUNT)
    out = tmp_path / "reports"
    assert make(path)[0] == ["ok"]
    page = (out / "01-who-stays.html").read_bytes()

    states, told = make(path)
    assert (states, ran(tmp_path)) == (["unchanged"], "1")
    assert told == ["[1/1] 01-who-stays unchanged", f"Open {out / 'index.html'}"]

    (out / "01-who-stays.html").unlink()
    (out / "index.html").unlink()
    assert (make(path)[0], ran(tmp_path)) == (["unchanged"], "1")
    assert (out / "01-who-stays.html").read_bytes() == page
    assert (out / "index.html").is_file()

    assert (make(path, settings={"seed": 7})[0], ran(tmp_path)) == (["ok"], "17")
    assert "It is 7." in (out / "01-who-stays.html").read_text("utf-8")
    assert (make(path, force=True)[0], ran(tmp_path)) == (["ok"], "171")


def test_a_failure_leaves_the_others_alone(study, make, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "each", pool.each)  # with the processes of a real run
    broken = tmp_path / "notebooks" / "00-broken.ipynb"
    paths = [broken, study("01-fails", "share = 1 / 0"), study("02-who-stays", "1 + 1")]
    broken.write_text("{}")
    before = bytes_below(tmp_path / "notebooks")
    states, told = make(*paths, jobs=1)
    assert states == ["FAILED", "FAILED", "ok"]
    assert bytes_below(tmp_path / "notebooks") == before
    assert told[0].startswith("[1/3] 00-broken FAILED 00-broken.ipynb is not a notebook")
    assert told[1] == "[2/3] 01-fails FAILED cell 2: ZeroDivisionError: division by zero"
    assert told[2].startswith("[3/3] 02-who-stays ok ")
    assert told[3].startswith("2 of 3 studies failed:\n  00-broken\n")
    assert "cell 2: share = 1 / 0" in told[3]
    assert (tmp_path / "reports" / "index.html").read_text("utf-8").splitlines() == [
        "Who stays?failed: cell 2: ZeroDivisionError: division by zero",
        "Who stays?ok",
    ]
    assert not list((tmp_path / "reports").rglob("*.part"))


def test_what_failed_runs_again_though_nothing_changed(study, make, tmp_path):
    path = study("01-fails", COUNT, "1 / 0")
    for times in ("1", "11"):
        assert make(path)[0] == ["FAILED"]
        assert ran(tmp_path) == times


def test_the_index_lists_pages_that_did_not_run_this_time_but_no_deleted_study(study, make, tmp_path, monkeypatch):
    monkeypatch.setattr(study_module, "execute_notebook", lambda notebook, *_, **__: Execution(notebook, 1.0, None, ()))
    first, second = study("01-a"), study("02-b")
    make(first, second)
    make(first, settings={"seed": 2})
    assert (tmp_path / "reports" / "index.html").read_text("utf-8").splitlines() == ["Who stays?ok"] * 2
    second.unlink()
    make(first)
    make(first, force=True)
    assert (tmp_path / "reports" / "index.html").read_text("utf-8").splitlines() == ["Who stays?ok"]


def test_the_index_learns_of_a_manual_that_came_or_went_though_no_study_changed(study, make, tmp_path):
    path, manual = study("01-a"), tmp_path / "reports" / run.MANUAL
    index = tmp_path / "reports" / "index.html"
    make(path)
    assert "href" not in index.read_text("utf-8")
    manual.parent.mkdir()
    manual.touch()
    make(path)
    assert 'href="manual/index.html"' in index.read_text("utf-8")
    manual.unlink()
    make(path)
    assert "href" not in index.read_text("utf-8")


def test_relative_folders_are_the_caller_s(study, make, tmp_path, monkeypatch):
    path = study("01-a")
    monkeypatch.chdir(tmp_path)
    run_studies([path.relative_to(tmp_path)], Path("reports"), tell=lambda line: None)
    assert (tmp_path / "reports" / "01-a.html").is_file()


def test_without_the_extra_nothing_begins(study, monkeypatch, tmp_path):
    def missing():
        raise ImportError("pip install 'custseg[reports]'")

    monkeypatch.setattr(run, "check_extra", missing)
    with pytest.raises(ImportError, match="reports"):
        run_studies([study("01-a")], tmp_path / "reports")
    assert not (tmp_path / "reports").exists()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="no signals there")
@pytest.mark.parametrize(
    ("to", "number"), [("group", signal.SIGINT), ("parent", signal.SIGINT), ("parent", signal.SIGKILL)]
)
def test_stopping_leaves_no_kernel_and_no_half_written_file(study, tmp_path, to, number):
    paths = [
        study(name, "import os, time\n\nopen(f'{os.getpid()}.pid', 'w').close()\ntime.sleep(120)") for name in "ab"
    ]
    folder = paths[0].parent
    process = subprocess.Popen(
        [sys.executable, "-m", "custseg", "studies", "--notebooks", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert wait_for(lambda: len(list(folder.glob("*.pid"))) == 2, 60)
    kernels = [int(path.stem) for path in folder.glob("*.pid")]
    (os.killpg if to == "group" else os.kill)(process.pid, number)
    told = process.communicate(timeout=30)[0].decode()
    if number == signal.SIGINT:
        assert (process.returncode, told.count("\n")) == (130, 1)
        assert told.startswith("Stopped. What had finished is kept")
    assert wait_for(lambda: not any(map(alive, kernels)), 20)
    assert [path for path in (tmp_path / "reports").rglob("*") if path.is_file()] == []
