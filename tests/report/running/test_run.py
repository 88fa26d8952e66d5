"""Does what has changed run, and nothing else? Does one failure leave the others alone?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_output

from custseg.report.pages import index, references
from custseg.report.running import processes as pool
from custseg.report.running import run
from custseg.report.running import study as study_module
from custseg.report.running.cache import write_record
from custseg.report.running.execute import Execution
from custseg.report.running.run import run_studies
from custseg.report.running.run_result import Failure

FAILURE = Failure(1, "1 / 0", "ZeroDivisionError: division by zero")


@pytest.fixture
def no_kernel(monkeypatch):
    """Stand in for a kernel, which takes a second to start: only note in ``ran.txt`` with which seed a study ran."""
    ends = {"failure": None}

    def execute(notebook, folder, *, settings, **options):
        seed = settings.get("seed", 1)
        with (folder / "ran.txt").open("a") as file:
            file.write(str(seed))
        answer = {"text/markdown": f"**It is {seed}.**\n\n*One shop, 1997.*"}
        notebook.cells[-1].outputs = [] if ends["failure"] else [new_output("display_data", answer)]
        return Execution(notebook, 1.0, ends["failure"])

    monkeypatch.setattr(study_module, "execute_notebook", execute)
    return ends


@pytest.fixture
def make(tmp_path, monkeypatch, in_process):
    """Run studies into ``reports/`` with surroundings that stand still and an index that lists titles."""
    monkeypatch.setattr(run, "surroundings_key", lambda out: "here")
    monkeypatch.setattr(run, "map_in_processes", in_process)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    def write(pages, destination, manual_href):
        manual = [f'href="{manual_href}"'] if manual_href else []
        lines = [page.title + page.status for page in pages]
        destination.write_text("\n".join(lines + manual), encoding="utf-8")

    monkeypatch.setattr(index, "export_index", write)
    monkeypatch.setattr(references, "export_references", lambda folder, out, pages: [])
    told: list[str] = []

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


def test_only_what_changed_runs_again(study, make, no_kernel, tmp_path):
    path = study("01-who-stays")
    out = tmp_path / "reports"
    assert make(path)[0] == ["ok"]
    page = (out / "01-who-stays.html").read_bytes()

    states, told = make(path)
    assert (states, ran(tmp_path)) == (["unchanged"], "1")
    assert told == [
        f"1 study: pages and index go to {out}",
        "Nothing has to run.",
        "[1/1] 01-who-stays unchanged",
        f"Open {out / 'index.html'}",
    ]

    (out / "01-who-stays.html").unlink()
    (out / "index.html").unlink()
    assert (make(path)[0], ran(tmp_path)) == (["unchanged"], "1")
    assert (out / "01-who-stays.html").read_bytes() == page
    assert (out / "index.html").is_file()

    assert (make(path, settings={"seed": 7})[0], ran(tmp_path)) == (["ok"], "17")
    assert "It is 7." in (out / "01-who-stays.html").read_text("utf-8")
    assert (make(path, force=True)[0], ran(tmp_path)) == (["ok"], "171")


@pytest.mark.parametrize("name", ["01-who-stays.html", "index.html"])
def test_a_damaged_page_is_made_again_without_running(study, make, no_kernel, tmp_path, name):
    path, page = study("01-who-stays"), tmp_path / "reports" / name
    make(path)
    whole = page.read_bytes()
    page.write_bytes(whole[: len(whole) // 2])
    states, told = make(path)
    assert (states, ran(tmp_path)) == (["unchanged"], "1")
    assert page.read_bytes() == whole
    said = "Pages missing or damaged, made again without running their study: 1"
    assert (said in told) == (name != "index.html")


def test_a_spoilt_cache_means_that_it_runs_again(study, make, no_kernel, tmp_path):
    path, cache = study("01-who-stays"), tmp_path / "reports" / ".cache"
    make(path)
    executed = (cache / "01-who-stays.ipynb").read_bytes()
    (cache / "01-who-stays.ipynb").write_bytes(executed[:100])
    assert (make(path)[0], ran(tmp_path)) == (["ok"], "11")
    assert (cache / "01-who-stays.ipynb").read_bytes() == executed
    record = json.loads((cache / "01-who-stays.json").read_text("utf-8"))
    del record["seconds"]
    (cache / "01-who-stays.json").write_text(json.dumps(record))
    assert (make(path)[0], ran(tmp_path)) == (["ok"], "111")


def test_the_longest_of_earlier_runs_begins(study, make, no_kernel, tmp_path):
    paths = [study("01-a"), study("02-b")]
    for name, took in (("01-a", 20.0), ("02-b", 60.0)):
        page = {"title": "Who?", "path": f"{name}.html"}
        write_record(tmp_path / "reports", name, {"key": "old", "seconds": took, "took": took, "page": page})
    told = make(*paths, jobs=2)[1]
    assert told[1] == "2 to run, 2 at a time: about 65 s, going by their last runs."
    assert told[2] == "02-b starts"


@pytest.mark.heavy
def test_a_study_that_writes_to_stderr_fails_and_says_what(study, make, tmp_path):
    states, told = make(study("01-warns", "import warnings\n\nwarnings.warn('old data')", "1 + 1"))
    assert states == ["FAILED"]
    assert "01-warns FAILED cell 2: wrote to stderr: " in told[3]
    assert "UserWarning: old data" in told[3]
    assert "Mend the cause" in told[4]
    page = (tmp_path / "reports" / "01-warns.html").read_text("utf-8")
    assert "No answer: this page may be wrong." in page
    assert "UserWarning: old data" in page
    assert str(tmp_path) not in page


@pytest.mark.heavy
def test_a_failure_leaves_the_others_alone(study, make, tmp_path):
    broken = tmp_path / "notebooks" / "00-broken.ipynb"
    paths = [broken, study("01-fails", "share = 1 / 0"), study("02-who-stays", "1 + 1")]
    broken.write_text("{}")
    before = bytes_below(tmp_path / "notebooks")
    states, told = make(*paths, jobs=1)
    assert states == ["FAILED", "FAILED", "ok"]
    assert bytes_below(tmp_path / "notebooks") == before
    assert told[1] == "2 to run, 1 at a time: about 35 s, if a study takes 15 s; no earlier run is known here."
    assert told[2].startswith("[1/3] 00-broken FAILED 00-broken.ipynb is not a notebook")
    assert told[3] == "01-fails starts"
    assert told[4].startswith("[2/3] 01-fails FAILED cell 2: ZeroDivisionError: division by zero; about ")
    assert told[5] == "02-who-stays starts"
    assert told[6].startswith("[3/3] 02-who-stays ok ")
    assert told[7].startswith("2 of 3 studies failed:\n  00-broken\n")
    assert "cell 2: share = 1 / 0" in told[7]
    assert (tmp_path / "reports" / "index.html").read_text("utf-8").splitlines() == [
        "Who stays?failed: cell 2: ZeroDivisionError: division by zero",
        "Who stays?ok",
    ]
    assert not list((tmp_path / "reports").rglob("*.part"))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="no such signal there")
def test_a_killed_process_leaves_the_others_alone(study, make, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(run, "map_in_processes", pool.map_in_processes)  # with the processes of a real run
    killed = study("01-killed", "import os, signal\n\nos.kill(os.getppid(), signal.SIGKILL)")
    states, told = make(killed, study("02-a", "import time\n\ntime.sleep(4)"), study("03-b"), jobs=2)
    assert states == ["FAILED", "ok", "ok"]
    assert "01-killed\n    the process that ran it was killed" in told[-3]
    assert make(study("03-b"))[1][1] == "Scratch folders of runs that were killed, now deleted: 1"


def test_what_failed_runs_again_though_nothing_changed(study, make, no_kernel, tmp_path):
    path, no_kernel["failure"] = study("01-fails"), FAILURE
    for times in ("1", "11"):
        assert make(path)[0] == ["FAILED"]
        assert ran(tmp_path) == times


def test_the_index_lists_pages_that_did_not_run_this_time_but_no_deleted_study(study, make, no_kernel, tmp_path):
    first, second = study("01-a"), study("02-b")
    make(first, second)
    make(first, settings={"seed": 2})
    assert (tmp_path / "reports" / "index.html").read_text("utf-8").splitlines() == ["Who stays?ok"] * 2
    second.unlink()
    make(first)
    assert (tmp_path / "reports" / "index.html").read_text("utf-8").splitlines() == ["Who stays?ok"]


def test_the_index_learns_of_a_manual_that_came_or_went_though_no_study_changed(study, make, no_kernel, tmp_path):
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


def test_relative_folders_are_the_caller_s(study, make, no_kernel, tmp_path, monkeypatch):
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
        assert process.returncode == 130
        *_, last_start, last = told.splitlines()
        assert last_start == "b starts"
        assert last.startswith("Stopped. What had finished is kept")
    assert wait_for(lambda: not any(map(alive, kernels)), 20)
    assert [path for path in (tmp_path / "reports").rglob("*") if path.is_file()] == []
