"""Do several things run at once, and do they all stop together?"""

import math
import os
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from custseg.report.running.processes import default_jobs, map_in_processes, preparing, several, stopping


def test_results_and_exceptions_both_come_back():
    results = dict(map_in_processes(math.sqrt, [4, -1, 9], jobs=2))
    assert (results[4], results[9]) == (2, 3)
    assert isinstance(results[-1], ValueError)


def test_a_process_that_is_killed_is_a_result():
    assert isinstance(dict(map_in_processes(os._exit, [3], jobs=1))[3], BrokenProcessPool)


@pytest.mark.heavy
def test_a_process_that_is_killed_takes_no_other_along():
    results = dict(map_in_processes(die_or_wait, [-1, 0.5, 0.0], jobs=2))
    assert isinstance(results.pop(-1), BrokenProcessPool)
    assert results == {0.5: 0.5, 0.0: 0.0}


def die_or_wait(seconds):
    if seconds < 0:
        os._exit(3)
    time.sleep(seconds)
    return seconds


@pytest.mark.heavy
def test_it_is_told_when_a_task_begins_and_that_it_still_runs():
    begun, pulses = [], []
    results = map_in_processes(
        time.sleep, [1.2, 0, 0.1], jobs=1, begun=begun.append, pulse=lambda: pulses.append(list(begun))
    )
    assert [task for task, _ in results] == [1.2, 0, 0.1]
    assert begun == [1.2, 0, 0.1]
    assert pulses[0] == [1.2], "a task must be told when it begins, not when it is handed in"


@pytest.mark.heavy
@pytest.mark.parametrize(("tasks", "expected"), [([1, 2], False), ([1, 2, 3], True)])
def test_a_worker_knows_whether_it_will_have_more_than_one_task(tasks, expected):
    assert {result for _, result in map_in_processes(has_several, tasks, jobs=2)} == {expected}
    assert several() is False, "here is no worker"


def has_several(task):
    return several()


def test_leaving_early_stops_the_rest():
    start = time.monotonic()
    results = map_in_processes(time.sleep, [0, *[0.2] * 200], jobs=1)
    next(results)
    results.close()
    assert time.monotonic() - start < 20  # all of them would take 40 s


@pytest.mark.heavy
def test_who_only_prepares_does_not_hold_up_the_end():
    """A worker that imports Jupyter had to finish that: half a minute on a machine with much other work."""
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        for _ in map_in_processes(prepare_for, [0, 60], jobs=2):
            raise KeyboardInterrupt
    assert time.monotonic() - start < 30


def prepare_for(seconds):
    with preparing():
        time.sleep(seconds)


def test_what_is_prepared_is_there_and_the_work_after_it_ends_by_itself(tmp_path):
    results = map_in_processes(work_until_told, [str(tmp_path / "first"), str(tmp_path / "ended")], jobs=2)
    next(results)
    results.close()
    assert (tmp_path / "ended").read_text() == "by itself"


def work_until_told(path):
    with preparing():
        import json  # noqa: F401
    while "first" not in path and not stopping():
        time.sleep(0.1)
    time.sleep(0.5)
    Path(path).write_text("by itself")


def test_outside_a_worker_nothing_is_watched():
    before = threading.active_count()
    with preparing():
        assert threading.active_count() == before


def test_an_interruption_is_passed_on():
    with pytest.raises(KeyboardInterrupt):
        for _ in map_in_processes(math.sqrt, [4], jobs=1):
            raise KeyboardInterrupt


def test_outside_a_worker_nothing_stops():
    assert stopping() is False


@pytest.mark.parametrize(("cores", "jobs"), [(1, 1), (2, 2), (64, 2), (None, 1)])
def test_two_run_at_once_where_there_are_two_cores(monkeypatch, cores, jobs):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert default_jobs() == jobs


@pytest.mark.heavy
def test_a_worker_does_not_read_the_grammar_of_web_addresses():
    """`jsonschema` reads it as it is imported, for .9 of the 1.0 CPU seconds that `nbformat` takes."""
    ((_, read),) = map_in_processes(imported_with_jupyter, ["nbformat"], jobs=1)
    assert "jsonschema" in read and not {"rfc3987_syntax", "lark"} & read


def imported_with_jupyter(name):
    __import__(name)
    return {name for name, module in sys.modules.items() if module is not None}
