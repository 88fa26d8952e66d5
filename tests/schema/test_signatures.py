"""Are arguments of another type than the signature says refused, all at once and in words?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import pytest

from custseg.schema import typed
from custseg.schema.signatures import MadeBy


@typed
def described(
    names: Sequence[str] | None = None,
    share: float = 0.5,
    times: int = 1,
    *more: str,
    values: np.ndarray | None = None,
    table: pd.DataFrame | None = None,
    by: Mapping[str, float] | None = None,
    sure: bool = True,
    kind: Literal["a", "b"] = "a",
    random_state: int | None = 0,
    **words: str,
) -> int:
    """Return how often."""
    return times


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"names": ["a"], "share": 1, "times": np.int64(3), "values": [1.0, 2.0], "by": {"a": 1}},
        {"names": pd.Series(["a"]), "share": np.float32(0.5), "values": pd.Series([1.0]), "table": pd.DataFrame()},
        {"kind": "c", "random_state": 2**32 - 1, "other": "a word"},
    ],
)
def test_what_the_signature_says_is_let_through(arguments):
    assert described(**arguments) == arguments.get("times", 1)


def test_a_series_stands_for_a_mapping_of_names_to_numbers():
    @typed
    def total(weights: Mapping[str, float] | None = None) -> float:
        return sum(weights.values()) if isinstance(weights, dict) else 0

    assert total(pd.Series({"price": 1, "service": 2.5})) == total(weights=pd.Series([1, 2.5], index=["a", "b"])) == 3.5
    with pytest.raises(TypeError, match="weights must be a mapping or None, found Series"):
        total(pd.Series([1.0, 2.0], index=["price", "price"]))


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        ("names", "abc", "names must be a list or None, found str 'abc'"),
        ("names", {"a": 1}, "names must be a list or None, found dict"),
        ("share", "0.5", "share must be a number, found str '0.5'"),
        ("share", True, "share must be a number, found bool True"),
        ("share", 1 + 2j, "share must be a number, found complex"),
        ("times", 2.5, "times must be a whole number, found float 2.5"),
        ("times", 10**400, "times must be a whole number, found a number that is too large"),
        ("values", 3.0, "values must be an array or None, found float 3.0"),
        ("table", [1, 2], "table must be a pandas DataFrame or None, found list"),
        ("by", [("a", 1)], "by must be a mapping or None, found list"),
        ("sure", "yes", "sure must be True or False, found str 'yes'"),
        ("random_state", -1, "random_state must lie between 0 and 4294967295, found int -1"),
        ("other", 3, "other must be text, found int 3"),
    ],
)
def test_what_it_does_not_say_is_refused_by_name(argument, value, said):
    with pytest.raises(TypeError) as caught:
        described(**{argument: value})
    assert said in str(caught.value)


@typed
def counted(rows: Annotated[pd.DataFrame, MadeBy("table_of", (list, str))], times: int = 1) -> int:
    return len(rows) * times


@pytest.mark.parametrize(
    ("value", "made"), [([1], "table_of(rows)"), (None, "table_of"), ("a", "table_of"), (np.ones(2), "table_of")]
)
def test_a_note_on_a_type_says_what_makes_such_a_value(value, made):
    assert counted(pd.DataFrame({"a": [1, 2]})) == 2
    with pytest.raises(TypeError) as caught:
        counted(value, times="2")
    said = str(caught.value)
    assert said.startswith("rows must be a pandas DataFrame, found ")
    assert said.endswith(f". Make it with {made}. times must be a whole number, found str '2'.")


def test_all_are_named_at_once():
    with pytest.raises(TypeError, match=r"share must .* times must .* sure must"):
        described(share="a", times="b", sure="c")


def test_a_missing_or_unknown_argument_is_said_by_the_language():
    with pytest.raises(TypeError, match="positional argument"):
        typed(lambda first: first)()


def test_more_arguments_of_one_name_are_each_looked_at():
    with pytest.raises(TypeError, match="more must be text, found int 2"):
        described(None, 0.5, 1, "a", 2)


def test_control_characters_never_reach_a_terminal():
    with pytest.raises(TypeError) as caught:
        described(share="\x1b[2J")
    assert "\x1b" not in str(caught.value)


def test_a_function_keeps_its_name_signature_and_words():
    assert described.__name__ == "described"
    assert described.__doc__ == "Return how often."
