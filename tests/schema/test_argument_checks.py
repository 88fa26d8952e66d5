import inspect
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import custseg.exhibit
import custseg.judgement
import custseg.plot
import custseg.value
from custseg.schema.argument_checks import as_numbers, require_frame

DAYS = pd.to_datetime(["2024-01-05", "2024-01-06"])


@pytest.mark.parametrize(
    "values",
    [
        [1, 2.5],
        (1, 2),
        np.array([1, 2], dtype=np.int8),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([1, 2], dtype="int64[pyarrow]"),
        [Decimal("1.5"), Decimal(2)],
        pd.Series([1, 2.5], dtype=object),
        pd.DataFrame({"a": [1, 2], "b": pd.array([1, 2], dtype="Int64")}),
        [1.0, float("inf")],
        [],
        3,
    ],
    ids=repr,
)
def test_numbers_are_taken(values):
    assert as_numbers(values, "amounts").dtype == float


@pytest.mark.parametrize(
    "values",
    [
        DAYS,
        pd.Series(DAYS),
        pd.Series(DAYS - DAYS[0]),
        pd.Series(DAYS.date),
        pd.Series(DAYS.to_period("M")),
        DAYS.to_numpy(),
        DAYS[0],
        np.timedelta64(1, "D"),
        [1 + 2j, 3],
        pd.Series([1j, 2]),
        [True, False],
        True,
        pd.array([True, None], dtype="boolean"),
        pd.Series([True, 1], dtype=object),
        ["1", "2"],
        [1, "2"],
        "12",
        pd.Series(["1", "2"]),
        pd.Series(pd.Categorical([1, 2])),
        pd.DataFrame({"a": [1, 2], "b": DAYS}),
        [[1, 2], [3]],
    ],
    ids=repr,
)
def test_what_only_looks_like_numbers_is_refused(values):
    with pytest.raises(TypeError, match=r"^amounts must be numbers; found .*\. (Pass|Convert)"):
        as_numbers(values, "amounts")


def test_yes_and_no_among_objects_are_not_to_be_converted():
    with pytest.raises(TypeError, match=r"found object \(boolean\)\. Pass the column that holds the numbers\."):
        as_numbers(pd.Series([True, False], dtype=object), "amounts")


def test_numbers_whose_sums_would_overflow_are_refused():
    with pytest.raises(ValueError, match=r"amounts is larger than 1e\+100 for 1 of 2 rows: 'b'"):
        as_numbers(pd.Series([1, -1e300], index=["a", "b"]), "amounts")


def test_anything_but_a_dataframe_is_refused():
    require_frame(pd.DataFrame(), "customers")
    with pytest.raises(TypeError, match=r"^customers must be a pandas DataFrame, found list\.$"):
        require_frame([1], "customers")


def first_is_a_table(function) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    kind = getattr(first, "annotation", None)
    return getattr(kind, "__origin__", kind) in (pd.DataFrame, "pd.DataFrame")  # also where a note says what makes it


TABLES_IN = [
    (room, name)
    for room in (custseg.value, custseg.judgement, custseg.plot, custseg.exhibit)
    for name in room.__all__
    if inspect.isfunction(getattr(room, name)) and first_is_a_table(getattr(room, name))
]


@pytest.mark.parametrize(("room", "name"), TABLES_IN, ids=[name for _, name in TABLES_IN])
def test_every_function_says_in_the_same_words_that_a_list_is_no_table(room, name):
    """Call `require_frame` first: nothing but a DataFrame has the columns that the other checks look at."""
    function = getattr(room, name)
    needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty][1:]
    days = {
        "observed_until": "2024-12-31",
        "before": ("2023-01-01", "2023-12-31"),
        "after": ("2024-01-01", "2024-12-31"),
    }
    stated = {p.name: days.get(p.name, {"a": ["b"]}) for p in needed if p.kind is not p.VAR_KEYWORD}
    with pytest.raises(TypeError, match=r" must be a pandas DataFrame, found list\."):
        function([1], *[stated.pop(p.name) for p in needed if p.kind is p.POSITIONAL_OR_KEYWORD], **stated)


def test_a_missing_value_of_pandas_among_numbers_is_missing():
    assert np.isnan(as_numbers(pd.Series([1.0, pd.NA], dtype=object), "amount")).tolist() == [False, True]
