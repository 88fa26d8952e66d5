"""SchemaError lists every problem and survives pickling; `listed` shows the first few."""

import copy
import pickle

import pytest

from custseg.schema import SchemaError, UnsafeValueWarning, listed, warn_unsafe


def test_each_sentence_is_one_warning_at_the_line_that_asked():
    with pytest.warns(UnsafeValueWarning) as caught:
        warn_unsafe("too short.", "too far.")
    assert [str(one.message) for one in caught] == ["too short.", "too far."]
    assert {one.filename for one in caught} == {__file__}
    assert issubclass(UnsafeValueWarning, UserWarning)


def test_one_problem_is_written_as_it_is():
    assert str(SchemaError("date is missing.")) == "date is missing."


def test_several_problems_are_numbered():
    error = SchemaError("first.", "second.")
    assert str(error) == "2 problems:\n1. first.\n2. second."
    assert error.problems == ("first.", "second.")


def test_it_is_a_value_error():
    with pytest.raises(ValueError, match="first"):
        raise SchemaError("first.")


@pytest.mark.parametrize("again", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_a_copy_keeps_the_problems(again):
    error = again(SchemaError("first.", "second."))
    assert error.problems == ("first.", "second.")
    assert str(error).startswith("2 problems")


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "'a'"),
        ([1, 2.5], "1, 2.5"),
        (list(range(5)), "0, 1, 2, 3, 4"),
        (list(range(7)), "0, 1, 2, 3, 4 and 2 more"),
        (range(2_000_005), "0, 1, 2, 3, 4 and 2,000,000 more"),
    ],
)
def test_listed(items, text):
    assert listed(items) == text


def test_control_characters_never_reach_a_terminal():
    error = SchemaError("a cell says \x1b]0;pwned\x07.\nNext line.")
    assert str(error) == "a cell says \N{REPLACEMENT CHARACTER}]0;pwned\N{REPLACEMENT CHARACTER}.\nNext line."
    assert listed(["a\x1b[31m\nb"]) == "'a\N{REPLACEMENT CHARACTER}[31m b'"
