import datetime

import numpy as np
import pandas as pd
import pytest

from custseg.schema import merged_by_floats, require_like_names, require_numbers

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
        table = pd.DataFrame([[1.0, 2.0]], columns=pd.Index(names, tupleize_cols=False))
        require_like_names(table)
        assert list(table.columns) == names
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


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.array([["2024-01-05"]], dtype="datetime64[D]"), r"X holds dates .*Count days"),
        (np.array([[3]], dtype="timedelta64[D]"), r"X holds spans of time .*Count days"),
        (np.array([["1"]]), r"X holds text .*X\.astype\(float\)"),
        (np.array([[b"1"]]), r"X holds bytes .*X\.astype\(float\)"),
        (np.array([[1j]]), r"Complex data not supported: X holds complex numbers .*X\.real"),
        (np.zeros(2, dtype=[("a", float)]), r"X holds records .*pd\.DataFrame\(X\)"),
        (np.ma.masked_greater(np.array([[1.0], [9.0]]), 5), r"masked array.*X\.filled\(np\.nan\)"),
        (None, "X must be a table of numbers, one row per customer; found None"),
        ("abc", "found str 'abc'"),
    ],
)
def test_arrays_of_other_things_are_refused_with_what_to_do(values, said):
    with pytest.raises(ValueError, match=said):
        require_numbers(values)


def test_what_is_told_to_be_done_with_arrays_works():
    days = np.array([["2024-01-05"], ["2024-01-07"]], dtype="datetime64[D]")
    counted = (days - days.min()) / np.timedelta64(1, "D")
    text, records = np.array([["1"]]).astype(float), pd.DataFrame(np.zeros(2, dtype=[("a", float)]))
    filled = np.ma.masked_greater(np.array([[1.0], [9.0]]), 5).filled(np.nan)
    for values in (counted, text, records, filled):
        require_numbers(values)
    assert (counted.tolist(), text.tolist(), records["a"].tolist()) == ([[0.0], [2.0]], [[1.0]], [0.0, 0.0])
    assert np.isnan(filled).ravel().tolist() == [False, True]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pd.Series([1, "b"], dtype=object), "words among numbers"),
        (pd.interval_range(0, 2), "intervals"),
        (pd.Categorical(pd.interval_range(0, 2)), "intervals"),
        ([1j, 2j], "complex numbers"),
        (pd.Series([1j, 2j], dtype=object), "complex numbers"),
    ],
)
def test_other_things_in_a_table_are_named(column, kind):
    with pytest.raises(ValueError, match=rf"'odd' holds {kind}\. Pick the columns .* X\[\['amount'\]\]\.$"):
        require_numbers(pd.DataFrame({"odd": column, "amount": [1, 2]}))


def test_numbers_that_are_written_as_words_are_told_from_words():
    table = pd.DataFrame({"paid": ["1.5", "2"], "town": ["Ayton", "Beeham"], "n": pd.Series([1, "2"], dtype=object)})
    with pytest.raises(ValueError, match=r"written as words \('paid', 'n'\) become numbers by pd\.to_numeric\.$"):
        require_numbers(table)
    require_numbers(table[["paid", "n"]].apply(pd.to_numeric))


def test_whole_numbers_that_floats_merge_are_told():
    large = 2**60 + np.arange(3)
    for kind in ("int64", "uint64", "Int64"):
        [said] = merged_by_floats(pd.DataFrame({"id": pd.array(large, dtype=kind), "n": [1, 2, 3]}))
        assert said.endswith("X['id'] - X['id'].min().")
    assert len(merged_by_floats(np.column_stack([large, large]))) == 2
    # floats tell these apart: their gaps are as wide as floats' at 2**60, or they reach too far for the last digit
    for apart in (2**60 + 256 * np.arange(3), [2**53 - 1, 2**53, 5], [-(2**62), 0, 2**62 + 1], [7, 7, 7]):
        assert merged_by_floats(pd.DataFrame({"id": apart})) == []
    assert merged_by_floats([[2**60], [2**60 + 1]]) == [], "lists are left alone"
