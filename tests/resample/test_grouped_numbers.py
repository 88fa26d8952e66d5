"""Is what is no number and no group of each customer refused, of means and of shares alike?"""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import custseg
from custseg.resample import group_difference, mean_intervals, paired_difference, share_intervals


@pytest.mark.parametrize("function", [mean_intervals, share_intervals])
def test_what_does_not_fit_is_refused(function):
    with pytest.raises(ValueError, match="same index in the same order"):
        function(pd.Series([1.0, 2.0]), pd.Series(["a", "b"], index=[1, 0]))
    with pytest.raises(ValueError, match=r"2 entries are missing\. Leave these rows out of both"):
        function(pd.Series([1.0, np.nan]), pd.Series(["a", None]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        function(pd.Series([1.0, 2.0]), pd.Series(["a", "b"]), level=95)


def test_means_and_shares_of_nobody_are_refused():
    with pytest.raises(ValueError, match="at least one customer"):
        mean_intervals(pd.Series([], dtype=float), pd.Series([], dtype=str))
    for total in (-1.0, 0.0):
        with pytest.raises(ValueError, match="shares of them mean nothing"):
            share_intervals(pd.Series([total, total]), pd.Series(["a", "b"]))


def test_lists_are_no_columns():
    with pytest.raises(TypeError, match="values must be a pandas Series, found list"):
        mean_intervals([1.0, 2.0], pd.Series(["a", "b"]))
    with pytest.raises(TypeError, match="values must be a pandas Series, found list"):
        share_intervals([1.0, 2.0], pd.Series(["a", "b"]))


def test_a_table_and_words_are_told_which_column_to_pass():
    words = pd.DataFrame({"answered": ["yes", "no"]})
    with pytest.raises(TypeError, match="values must be a pandas Series, found DataFrame: pass one"):
        mean_intervals(words, pd.Series(["a", "b"]))
    with pytest.raises(TypeError, match=r"found .*Convert with pd\.to_numeric; of yes and no pass column == 'yes'"):
        mean_intervals(words["answered"], pd.Series(["a", "b"]))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (mean_intervals, "values"),
        (group_difference, "values"),
        (paired_difference, "first"),
        (paired_difference, "second"),
    ],
)
def test_what_is_said_to_be_yes_and_no_holds_nothing_else(function, name):
    counts, groups = pd.Series([0.0, 1.0, 2.0, 5.0]), pd.Series([0, 0, 1, 1])
    given = (groups, counts) if name == "second" else (counts, groups)
    with pytest.raises(ValueError, match=f"{name} must be yes and no.*2 entries are neither, the first 2: say yes_or"):
        function(*given, yes_or_no=True)


def test_every_caller_in_the_package_says_whether_its_numbers_are_yes_and_no():
    """Money and counts that happen to be nothing but 0 and 1 would be taken for yes and no."""
    asked = {function.__name__ for function in (mean_intervals, group_difference, paired_difference)}
    calls = [
        (path.name, call)
        for path in Path(custseg.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in asked
    ]
    silent = [
        f"{name}:{call.lineno}" for name, call in calls if "yes_or_no" not in [word.arg for word in call.keywords]
    ]
    assert len(calls) > 10 and not silent
