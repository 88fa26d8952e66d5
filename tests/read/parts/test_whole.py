"""What parts find, put together: known in the next pass, settled when two passes agree."""

import numpy as np
import pandas as pd
import pytest

from custseg.read.parts.whole import (
    Part,
    Pass,
    alike,
    anywhere,
    by_group,
    counts,
    first_found,
    first_rows,
    is_last_part,
    knows_the_file,
    only_together,
    overall,
    reading,
    union,
)


def two_passes(ask, *parts):
    """Ask each part in two passes, and give what it was told in each."""
    first, told = Pass(), []
    for now in (first, Pass(first.said)):
        for number, part in enumerate(parts):
            with reading(Part(now, last=number == len(parts) - 1)):
                told.append(ask(part))
    assert now.settled() and not first.settled()
    return told


def test_parts_are_told_what_all_of_them_found():
    assert two_passes(lambda rows: overall("rows", rows), 3, 4) == [3, 4, 7, 7]
    assert two_passes(lambda mask: anywhere("odd", mask), [False], [True]) == [False, True, True, True]
    assert two_passes(lambda one: first_found("example", one), None, "b", "c")[3:] == ["b", "b", "b"]
    assert two_passes(lambda mask: counts("odd", mask)[0], [True, True], [True])[2:] == [3, 3]
    assert two_passes(lambda words: overall("words", words, union), ("b",), ("a", "b"))[2:] == [("b", "a")] * 2


def test_the_same_question_twice_is_two_questions():
    assert two_passes(lambda rows: (overall("rows", rows), overall("rows", 10 * rows)), 1, 2)[2:] == [(3, 30)] * 2


def test_without_parts_the_part_is_the_whole():
    assert is_last_part() and knows_the_file()
    assert overall("rows", 3) == 3
    assert not only_together("orders", "Sort them", True)
    frame = pd.DataFrame({"a": [1]})
    assert first_rows(frame) is frame
    assert by_group("orders", pd.Series(["x", "x"]), {"n": np.ones(2)}, lambda rows: rows["group"].nunique()) == 1


def test_what_needs_all_rows_is_noted_with_its_remedy():
    now = Pass()
    with reading(Part(now)):
        assert only_together("orders", "Sort them", True)
    assert now.together == {"orders": "Sort them"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0]), np.array([2.0]), False),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}), True),
        ((1, "a"), (1, "a", 2), False),
        (float("nan"), float("nan"), True),
        (pd.NaT, pd.NaT, True),
    ],
)
def test_passes_are_compared_with_gaps(one, other, same):
    assert alike(one, other) is same
