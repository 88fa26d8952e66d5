"""Is it said at once what will happen and how long it takes, and then what happens?"""

import io
import sys

import pytest

from custseg.report.running import progress
from custseg.report.running.progress import Progress, announce, expected, plan_line
from custseg.report.running.run_result import Failure, StudyRun


@pytest.fixture
def clock(monkeypatch):
    """Stand still until told: ``clock[0] += 10``."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def told(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return []


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("known", "jobs", "line"),
    [
        ({}, 2, "Nothing has to run."),
        ({"a": 20.0}, 1, "1 to run: about 25 s, going by their last runs."),
        ({"a": 60.0, "b": 30.0, "c": 30.0}, 2, "3 to run, 2 at a time: about 65 s, going by their last runs."),
        ({"a": 60.0, "b": 30.0, "c": 30.0}, 1, "3 to run, 1 at a time: about 2 min, going by their last runs."),
    ],
)
def test_the_plan_says_how_long_it_takes(known, jobs, line):
    assert plan_line(known, jobs) == line


def test_the_plan_says_what_it_takes_for_granted():
    assert plan_line(dict.fromkeys("abcd"), 2) == (
        "4 to run, 2 at a time: about 35 s, if a study takes 15 s; no earlier run is known here."
    )
    assert plan_line({"a": 60.0, "b": None}, 2) == (
        "2 to run, 2 at a time: about 65 s, going by their last runs; 15 s for the one that never ran here."
    )


def test_the_longest_begins_and_equal_ones_keep_their_order():
    assert list(expected({"a": 9.0, "b": None, "c": 20.0, "d": None})) == ["c", "b", "d", "a"]


def test_the_first_line_says_what_and_where(told):
    announce(told.append, 1, "pages and index go to /pages")
    announce(told.append, 12, "pages and index go to /pages")
    assert told == ["1 study: pages and index go to /pages", "12 studies: pages and index go to /pages"]


def test_it_is_said_what_was_cleared_up(told, monkeypatch):
    monkeypatch.setattr(progress, "sweep", lambda: 3)
    announce(told.append, 2, "here")
    assert told[1] == "Scratch folders of runs that were killed, now deleted: 3"


def test_without_a_terminal_plain_lines_tell_the_time_left(told, clock, monkeypatch, capsys):
    with Progress(told.append, 4, {"a": 20.0, "b": 20.0, "c": 10.0}, jobs=2) as shown:
        shown.end(StudyRun("z", "unchanged"))
        shown.begin("a")
        shown.begin("b")
        clock[0] += 40  # twice as slow as before
        shown.show()
        shown.end(StudyRun("a", "ok", 40.0))
        shown.begin("c")
        clock[0] += 10
        shown.end(StudyRun("b", "FAILED", 50.0, Failure(1, "1 / 0", "ZeroDivisionError: division by zero")))
        shown.end(StudyRun("c", "ok", 10.0))
    assert told == [
        "[1/4] z unchanged",
        "a starts",
        "b starts",
        "[2/4] a ok 40.0 s; about 20 s left",
        "c starts",
        "[3/4] b FAILED cell 1: ZeroDivisionError: division by zero; about 10 s left",
        "[4/4] c ok 10.0 s",
    ]
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_bar_shows_the_time_left_and_is_gone_at_the_end(told, clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Progress(told.append, 2, {"a": 20.0, "b": None}, jobs=1) as shown:
        shown.begin("a")
        clock[0] += 10
        shown.show()
        assert "0 of 2 have run, about 25 s left" in sys.stderr.getvalue().split("\r")[-1]
        clock[0] += 10
        shown.end(StudyRun("a", "ok", 20.0))
        assert "1 of 2 have run, about 15 s left" in sys.stderr.getvalue().split("\r")[-1]
        shown.begin("b")
        shown.end(StudyRun("b", "ok", 1.0))
    assert told == ["a starts", "[1/2] a ok 20.0 s", "b starts", "[2/2] b ok 1.0 s"]
    assert sys.stderr.getvalue().split("\r")[-2].strip() == "", "the bar must be wiped off at the end"


def test_where_nothing_runs_there_is_no_bar(told, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Progress(told.append, 1, {}, jobs=1) as shown:
        shown.end(StudyRun("a", "unchanged"))
    assert (told, sys.stderr.getvalue()) == (["[1/1] a unchanged"], "")
