"""Is the time left said, and does nothing but lines reach a file?"""

import pytest

from custseg.report.own import telling
from custseg.report.own.telling import Telling, about


@pytest.fixture
def clock(monkeypatch):
    """Give a clock that is moved by hand: ``clock(seconds)``."""
    now = [100.0]
    monkeypatch.setattr(telling.time, "monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def test_the_time_left_is_that_of_the_last_run_at_the_pace_of_this_one(clock):
    with Telling(lambda line: None, ["a", "b", "c"], {"a": 1.0, "b": 2.0, "c": 10.0}, 0) as told:
        clock(2.0)  # twice as slow as the last time
        told.begin("b")
        assert told.left() == pytest.approx(24.0)
        clock(4.0)
        assert told.left() == pytest.approx(20.0)
    assert told.took == {"a": 2.0, "b": 4.0}


def test_lines_come_at_most_every_five_seconds(clock):
    lines = []
    with Telling(lines.append, ["a", "b", "c"], {}, 0) as told:
        told.begin("a")
        clock(6.0)
        told.begin("b")
        clock(1.0)
        told.begin("c")
    assert len(lines) == 2 and lines[0].startswith("The report takes about") and lines[1].startswith("b; about")


def test_a_large_file_is_expected_to_take_longer():
    small, large = (Telling(print, ["a", "b"], {}, size).left() for size in (0, 100_000_000))
    assert large > small + 30


def test_a_guess_looks_like_one():
    assert (about(2), about(43), about(130)) == ("about 5 s", "about 45 s", "about 2 min")
