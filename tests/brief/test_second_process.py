"""Does a second process give what was asked for, and does nothing hang on it where it cannot?"""

import subprocess
import sys
import time
import warnings

import pandas as pd
import psutil
import pytest

from custseg.brief import _book_ahead, _second_process, open_book
from custseg.brief._second_process import SecondProcess, is_worth_while
from custseg.datasets import load_cdnow
from tests.brief.by_hand import business


def warned(value):
    warnings.warn("a doubt", UserWarning, stacklevel=1)
    return value


def all_of(process):
    parts = []
    while (part := process.next_part()) is not None:
        parts.append(part.value)
    return parts


def test_parts_come_one_after_another_and_nothing_after_the_last():
    process = SecondProcess(map, abs, [-1, -2, None])
    assert all_of(process) == [1, 2] and process.next_part() is None, "an error ends the parts, those before it stay"


@pytest.mark.parametrize("given", [(lambda: [1],), (map, warned, [1])], ids=["cannot travel", "cannot be found there"])
def test_what_cannot_be_done_there_gives_no_parts(given):
    assert all_of(SecondProcess(*given)) == []


def test_a_warning_ends_it_so_that_it_is_given_here():
    assert all_of(SecondProcess(map, warnings.warn, ["a doubt"])) == []


def test_no_process_can_be_started(monkeypatch):
    monkeypatch.setattr(_second_process.sys, "executable", "/no/such/python")
    assert all_of(SecondProcess(map, abs, [-1])) == []


def test_only_long_logs_and_two_processors_ask_for_one(monkeypatch):
    monkeypatch.setattr(_second_process.joblib, "cpu_count", lambda: 2)
    assert is_worth_while(_second_process.MANY) and not is_worth_while(_second_process.MANY - 1)
    monkeypatch.setattr(_second_process.joblib, "cpu_count", lambda: 1)
    assert not is_worth_while(_second_process.MANY)


class Answers:
    """Gives the parts that a test has made."""

    def __init__(self, *parts):
        self.parts = list(parts)

    def next_part(self):
        return _second_process._Part(self.parts.pop(0)) if self.parts else None


@pytest.mark.heavy
@pytest.mark.parametrize("arrive", [3, 1, 0], ids=["all", "the first", "none"])
def test_a_book_says_the_same_whoever_works_it_out(monkeypatch, arrive):
    book, other = business("cdnow"), open_book(load_cdnow())
    monkeypatch.setattr(_book_ahead, "is_worth_while", lambda rows: True)
    monkeypatch.setattr(_book_ahead, "SecondProcess", lambda call, *given: Answers(*list(call(*given))[:arrive]))
    other.begin()
    assert other.forecast.estimate == book.forecast.estimate
    pd.testing.assert_frame_equal(other.expected, book.expected)
    pd.testing.assert_series_equal(other.expected_before, book.expected_before)


@pytest.mark.heavy
def test_a_process_of_its_own_gives_the_parts_that_this_one_would(monkeypatch):
    book, other = business("cdnow"), open_book(load_cdnow())
    monkeypatch.setattr(_book_ahead, "is_worth_while", lambda rows: True)
    arrived = []

    class Watched(SecondProcess):
        def next_part(self):
            arrived.append(super().next_part())
            return arrived[-1]

    monkeypatch.setattr(_book_ahead, "SecondProcess", Watched)
    other.begin()
    assert other.forecast.estimate == book.forecast.estimate
    pd.testing.assert_frame_equal(other.expected, book.expected)
    pd.testing.assert_series_equal(other.expected_before, book.expected_before)
    assert arrived and None not in arrived, "the second process ended early: run forecast_in_parts alone"


def test_an_error_of_the_second_process_is_raised_by_who_asks(monkeypatch):
    book = open_book(load_cdnow())

    def fails(*given, **asked):
        raise ValueError("no forecast of this log")

    monkeypatch.setattr(_book_ahead, "is_worth_while", lambda rows: True)
    monkeypatch.setattr(_book_ahead, "SecondProcess", lambda call, *given: SecondProcess(map, int, ["no number"]))
    monkeypatch.setattr(_book_ahead, "choose_forecast", fails)
    monkeypatch.setattr(type(book), "bands", None)
    book.begin()
    with pytest.raises(ValueError, match="no forecast of this log"):
        _ = book.forecast
    assert "forecast" not in book.__dict__, "half an answer is kept"


PARENT = """
import time
from custseg.brief._second_process import SecondProcess
second = SecondProcess(map, eval, ["__import__('os').getpid()", "__import__('time').sleep(120)"])
print(second.next_part().value, flush=True)
time.sleep(120)
"""


@pytest.mark.heavy
@pytest.mark.parametrize("end", [subprocess.Popen.kill, subprocess.Popen.terminate])
def test_it_ends_with_the_process_that_began_it(end):
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        second = psutil.Process(int(parent.stdout.readline()))
        assert second.is_running()
        end(parent)
    waited = time.monotonic() + 20
    while _lives(second) and time.monotonic() < waited:
        time.sleep(0.05)
    assert not _lives(second), "it went on for nobody"


def _lives(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
