"""Do several things run at once, and do they all stop together?"""

import math
import os
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from custseg.report.running.processes import default_jobs, each, stopping


def test_results_and_exceptions_both_come_back():
    results = dict(each(math.sqrt, [4, -1, 9], jobs=2))
    assert (results[4], results[9]) == (2, 3)
    assert isinstance(results[-1], ValueError)


def test_a_process_that_is_killed_is_a_result():
    assert isinstance(dict(each(os._exit, [3], jobs=1))[3], BrokenProcessPool)


def test_leaving_early_stops_the_rest():
    start = time.monotonic()
    results = each(time.sleep, [0, *[0.2] * 200], jobs=1)
    next(results)
    results.close()
    assert time.monotonic() - start < 20  # all of them would take 40 s


def test_an_interruption_is_passed_on():
    with pytest.raises(KeyboardInterrupt):
        for _ in each(math.sqrt, [4], jobs=1):
            raise KeyboardInterrupt


def test_outside_a_worker_nothing_stops():
    assert stopping() is False


@pytest.mark.parametrize(("cores", "jobs"), [(1, 1), (2, 2), (64, 2), (None, 1)])
def test_two_run_at_once_where_there_are_two_cores(monkeypatch, cores, jobs):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert default_jobs() == jobs
