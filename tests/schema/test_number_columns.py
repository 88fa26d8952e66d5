import datetime

import numpy as np
import pandas as pd
import pytest

from custseg.schema import require_like_names, require_numbers

DAY = pd.Timestamp("2024-01-05")


@pytest.mark.parametrize(
    "column",
    [
        [1, 2],
        [1.5, np.nan],
        [True, False],
        pd.array([1, None], dtype="Int64"),
        pd.Series([1, 2], dtype=object),
        pd.Categorical([3, 4]),
    ],
)
def test_numbers_pass(column):
    table = pd.DataFrame({"a": column, "town": ["Ayton", "Beeham"]})
    require_numbers(table[["a"]])
    with pytest.raises(ValueError, match="'town' holds words") as caught:
        require_numbers(table)
    assert "'a' holds" not in str(caught.value), "numbers of every kind are no dates and no words"


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ([DAY, DAY], "dates"),
        ([DAY.tz_localize("UTC")] * 2, "dates"),
        ([DAY - DAY] * 2, "dates"),
        (pd.period_range("2024-01", periods=2, freq="M"), "dates"),
        (pd.Series([datetime.date(2024, 1, 5)] * 2, dtype=object), "dates"),
        (["Ayton", "Beeham"], "words"),
        (pd.Series(["Ayton", None], dtype=object), "words"),
        (pd.Categorical(["Ayton", "Beeham"]), "words"),
        (pd.Categorical(pd.Series(["Ayton", "Beeham"], dtype=object)), "words"),
    ],
)
def test_dates_and_words_are_named(column, kind):
    with pytest.raises(ValueError, match=rf"'when' holds {kind}\. Pick .* X\[\['amount'\]\]\."):
        require_numbers(pd.DataFrame({"when": column, "amount": [1, 2]}))


def test_both_are_named_at_once_and_words_get_their_advice():
    table = pd.DataFrame({"first": [DAY], "last": [DAY], "town": ["Ayton"]})
    with pytest.raises(ValueError, match=r"'first', 'last' hold dates and 'town' holds words\. Code them\.$"):
        require_numbers(table, "Code them.")
    with pytest.raises(ValueError, match=r"hold dates\.$"):
        require_numbers(table[["first", "last"]], "Code them.")


def test_what_is_no_table_must_hold_numbers_too():
    require_numbers([[1, 2.5], [None, 3]])
    for values in ([["Ayton"]], [[1], [1, 2]], [[10**400]], [[1j]]):
        with pytest.raises((TypeError, ValueError), match="X must be a table of numbers: "):
            require_numbers(values)


def test_a_table_without_columns_is_refused():
    with pytest.raises(ValueError, match=r"0 feature\(s\) \(shape=\(3, 0\)\)"):
        require_numbers(pd.DataFrame(index=range(3)))


@pytest.mark.parametrize("names", [["a", 1], [2, "a", ("x", 1)], [("x", 1), "a"]])
def test_names_of_which_only_some_are_words_are_refused(names):
    table = pd.DataFrame([[1.0] * len(names)], columns=pd.Index(names, tupleize_cols=False))
    for check in (require_like_names, require_numbers):
        with pytest.raises(ValueError, match=r"found 'a' beside .*Rename them, such as X\.rename\(columns=str\)\.$"):
            check(table)
    require_like_names(table.rename(columns=str))


def test_names_that_are_all_words_or_none_of_them_are_left_alone():
    for names in (["a", "b"], [1, 2], [("x", 1), 2]):
        require_like_names(pd.DataFrame([[1.0, 2.0]], columns=pd.Index(names, tupleize_cols=False)))
    require_like_names([[1.0, 2.0]])


@pytest.mark.parametrize(("names", "twice"), [("aa", "'a'"), ([1, 1], "1"), (["b", "a", "b", "a", "b"], "'b', 'a'")])
def test_columns_named_alike_are_refused(names, twice):
    table = pd.DataFrame([[1.0] * len(names)], columns=list(names))
    for check in (require_like_names, require_numbers):
        with pytest.raises(ValueError, match=f"a name of its own; found {twice} more than once. Keep one of each.$"):
            check(table)
    with pytest.raises(ValueError, match=r"must all be named by words.* a name of its own; found 'a' more"):
        require_like_names(pd.DataFrame([[1.0, 2.0, 3.0]], columns=["a", "a", 1]))
    with pytest.raises(ValueError, match="more than once"):
        require_numbers(table.assign(when=DAY))
