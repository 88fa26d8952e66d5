"""Does a file become a whole folder or none, whatever it is called, and whatever happens meanwhile?"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from custseg.report.own import reporting
from custseg.report.own.filled_notebook import NAME
from custseg.report.own.reporting import OwnPageError, decided_in, report_on
from custseg.report.running.execute import execute_notebook
from custseg.report.running.notebook_file import read_notebook

pytestmark = pytest.mark.heavy  # each starts a kernel

ROWS = "customer_id;date;amount\n" + "".join(f"c{n % 7};{n % 28 + 1}.{n % 11 + 1}.2024;{n},50\n" for n in range(1, 90))
FILES = ["again", "again/.made-by-custseg.json", "again/customers.csv", f"again/{NAME}", "again/set-aside.csv"]
FILES += ["again/settings.json", "customers.xlsx", "index.html"]
SETTINGS = """settings = parameters(
    file=None, as_of=None, name=None, currency=None, margin=None, by=None, costs=None, days_ahead=91, seed=1,
    reading="{}", out=None,
)
settings"""
READ = """import json
from custseg import brief
book = brief.open_book(settings.file, as_of=settings.as_of, name=settings.name, reading=json.loads(settings.reading))"""


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "shop" / "orders.csv"
    path.parent.mkdir()
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.fixture
def short(tmp_path, monkeypatch):
    """Let a short notebook be run in place of the one that ships: ``short("a cell", ...)``."""

    def write(*sources):
        cells = ["from custseg.report import parameters, write_lists", SETTINGS, READ, "brief.opening(book)"]
        cells += [*sources, "write_lists(book, settings.out)"]
        made = [new_markdown_cell("# A page", metadata={"tags": ["remove-cell"]}), *map(new_code_cell, cells)]
        path = tmp_path / NAME
        nbformat.write(new_notebook(cells=made), path)
        monkeypatch.setattr(reporting, "own_notebook", lambda: path)
        return path

    write()
    return write


def lying_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def quiet(line):
    """Take a line and say nothing."""


def test_a_report_appears_whole_is_known_and_keeps_what_the_reader_put_there(orders, short, tmp_path):
    out, lines = tmp_path / "out" / "a report 报告", []
    page = report_on(orders, out, {}, tell=lines.append)
    assert page == out / "index.html" and lying_in(out) == FILES
    assert "The customers in orders.csv" in page.read_text("utf-8")
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    first = page.read_bytes()
    start = time.perf_counter()
    report_on(orders, out, {}, tell=lines.append)
    assert time.perf_counter() - start < 2 and lines[-1].startswith("Unchanged")
    (out / "notes.txt").write_text("call Ann")
    report_on(orders, out, {"name": "Corner shop"}, tell=quiet)
    assert page.read_bytes() != first and (out / "notes.txt").read_text() == "call Ann"


def test_nothing_in_the_folder_tells_where_it_was_made(orders, short, tmp_path):
    report_on(orders, tmp_path / "out", {}, tell=quiet)
    for name in ["index.html", f"again/{NAME}", "again/settings.json"]:
        text = (tmp_path / "out" / name).read_text("utf-8")
        assert str(tmp_path) not in text and not re.search(r"/(?:home|root|tmp)/", text), name


def test_the_notebook_runs_again_where_it_lies_and_next_months_file_with_what_was_decided(orders, short, tmp_path):
    out = tmp_path / "out"
    report_on(orders, out, {}, tell=quiet)
    again = execute_notebook(read_notebook(out / "again" / NAME), out / "again", reader=True)
    assert again.failure is None
    following = orders.with_name("next.csv")  # nothing in it tells day and month apart
    following.write_text("customer_id;date;amount\na;1.2.2025;3,5\nb;3.4.2025;4,5\n")
    settings = decided_in(out / "again" / "settings.json")
    assert settings["reading"]["dayfirst"] is True
    with pytest.raises(OwnPageError, match="dayfirst"):
        report_on(following, tmp_path / "second", {}, tell=quiet)


def test_a_question_is_the_readers_and_leaves_nothing(orders, short, tmp_path):
    orders.write_text("customer_id,date,amount\na,01/02/2024,1\nb,03/04/2024,2\n")
    with pytest.raises(OwnPageError, match="two ways") as told:
        report_on(orders, tmp_path / "out" / "report", {}, tell=quiet)
    assert told.value.asked and list((tmp_path / "out").iterdir()) == []


def test_a_part_that_fails_is_a_fault_and_the_last_report_stands(orders, short, tmp_path):
    out = tmp_path / "out"
    page = report_on(orders, out, {}, tell=quiet).read_bytes()
    short("1 / 0")
    with pytest.raises(OwnPageError, match="ZeroDivisionError") as told:
        report_on(orders, out, {}, tell=quiet)
    assert not told.value.asked and "Traceback" not in str(told.value) and "fault of custseg" in str(told.value)
    assert (out / "index.html").read_bytes() == page and lying_in(out) == FILES


def test_what_a_part_writes_to_stderr_is_a_doubt_on_the_page(orders, short, tmp_path):
    short("import warnings\nwarnings.warn('odd')")
    assert "may be wrong" in report_on(orders, tmp_path / "out", {}, tell=quiet).read_text("utf-8")


def test_the_page_in_a_folder_links_to_its_workbook_and_a_page_alone_does_not(orders, short, tmp_path):
    short("brief.lists_for_monday(book)")
    inside = report_on(orders, tmp_path / "out", {}, tell=quiet)
    assert '<a href="customers.xlsx">customers.xlsx</a>' in inside.read_text("utf-8")
    assert 'href="customers.xlsx' not in report_on(orders, tmp_path / "own.html", {}, tell=quiet).read_text("utf-8")


def test_a_page_alone(orders, short, tmp_path):
    page = report_on(orders, tmp_path / "pages" / "own.html", {}, tell=quiet)
    assert [path.name for path in page.parent.iterdir()] == ["own.html"]
    assert "The customers in" in page.read_text("utf-8")


def test_a_link_stays_a_link_and_a_linked_file_is_read(orders, short, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk", target_is_directory=True)
    (tmp_path / "linked.csv").symlink_to(orders)
    for _ in range(2):
        report_on(tmp_path / "linked.csv", tmp_path / "link", {"seed": _}, tell=quiet)
    assert (tmp_path / "link").is_symlink() and lying_in(tmp_path / "disk") == FILES


def test_what_is_no_report_is_never_replaced(orders, tmp_path):
    (tmp_path / "page.html").mkdir()
    for place in (orders.parent, orders, tmp_path / "page.html"):
        with pytest.raises(OwnPageError, match="--out") as told:
            report_on(orders, place, {}, tell=quiet)
        assert told.value.asked
    assert orders.read_text("utf-8") == ROWS


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser writes everywhere")
def test_a_folder_that_cannot_be_written_is_said_before_anything_runs(orders, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(PermissionError):
        report_on(orders, tmp_path / "locked" / "report", {}, tell=quiet)


FULL = """import resource, sys
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_disk_that_is_full_for_the_lists_is_one_sentence_and_nothing_is_left(orders, short, tmp_path):
    short(FULL)
    with pytest.raises(OwnPageError) as told:
        report_on(orders, tmp_path / "out" / "report", {}, tell=quiet)
    assert "Errno" not in str(told.value) and "ile too large" in str(told.value) and "\n" not in str(told.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_disk_that_is_full_for_the_page_leaves_nothing(orders, short, tmp_path, monkeypatch):
    def full(*arguments, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reporting, "_write_page", full)
    with pytest.raises(OSError, match="No space left"):
        report_on(orders, tmp_path / "out" / "report", {}, tell=quiet)
    assert list((tmp_path / "out").iterdir()) == []


OFFLINE = """
import socket
ways = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
def guarded(name):
    def call(self, *arguments):
        if self.family != getattr(socket, "AF_UNIX", None) and not str(arguments[-1][0]).startswith(("127.", "::1")):
            open(LOG, "a").write(f"{name} {arguments}\\n")
            raise OSError("no network")
        return ways[name](self, *arguments)
    return call
for name in ways:
    setattr(socket.socket, name, guarded(name))
def asked(*arguments, **more):
    open(LOG, "a").write(f"getaddrinfo {arguments}\\n")
    raise OSError("no network")
socket.getaddrinfo = asked
"""


@pytest.mark.skipif(os.name != "posix", reason="the mark of a folder in use is a lock of POSIX")
def test_what_a_killed_run_laid_aside_is_gone_after_the_next(orders, short, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = "import os\nfrom custseg.report.running.scratch import scratch_folder\n"
    code += "with scratch_folder() as folder:\n    (folder / 'log.parquet').touch()\n    os._exit(9)"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(temporary)})
    assert list(temporary.glob("custseg-*/log.parquet"))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    report_on(orders, tmp_path / "out", {"reading": "{}"}, tell=quiet)
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_nothing_is_sent_anywhere(orders, tmp_path):
    """Both processes import the guard as they start: the command, and the kernel that it starts."""
    (tmp_path / "guard").mkdir()
    log = tmp_path / "guard" / "log"
    (tmp_path / "guard" / "sitecustomize.py").write_text(f"LOG = {str(log)!r}\n{OFFLINE}")
    path = os.pathsep.join([str(tmp_path / "guard"), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "custseg", "report", str(orders), "--out", str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    assert run.returncode == 0, run.stderr
    assert not log.exists(), log.read_text()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("after", [1.0, 5.0])
def test_killed_at_any_moment_it_leaves_the_last_report_and_runs_again(orders, tmp_path, after):
    out = tmp_path / "out" / "report"
    command = [sys.executable, "-m", "custseg", "report", str(orders), "--out", str(out)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    before = {name: (out / name).read_bytes() for name in FILES if (out / name).is_file()}
    orders.write_text(ROWS.replace("c1;", "new;"), encoding="utf-8")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        time.sleep(after)
        run.send_signal(signal.SIGKILL)
    left = {name: (out / name).read_bytes() for name in before}
    assert left == before or b"new" in left["again/customers.csv"]
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert lying_in(out) == FILES and [path.name for path in out.parent.iterdir()] == [out.name]
    assert "new" in Path(out / "again" / "customers.csv").read_text("utf-8-sig")
