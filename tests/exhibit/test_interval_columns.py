"""Are the two ends of an interval found, named and written, and is nothing else taken for one?"""

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit._interval_columns import Interval, find_intervals, written_interval


def test_ends_are_found_by_their_names_where_their_order_holds():
    table = pd.DataFrame(
        {"low": [1, 2], "high": [1, 3], "auc": [0.5, 0.6], "auc_low": [0.4, 0.5], "auc_high": [0.6, 0.4]}
    )
    assert find_intervals(table) == [Interval("low", "high")]
    assert find_intervals(table.iloc[:1]) == [Interval("low", "high"), Interval("auc_low", "auc_high", "auc")]
    assert find_intervals(table[["low"]]) == []
    assert find_intervals(table.drop(columns="auc").iloc[:1, 2:]) == []


def test_the_head_says_of_what_only_where_there_are_several():
    named = Interval("auc_low", "auc_high", "auc")
    assert named.head(0.9, alone=True) == "90% interval"
    assert named.head(0.9, alone=False) == "90% interval of AUC"
    assert Interval("low", "high").head(0.95, alone=False) == "95% interval"


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        (None, ["0.123–0.200", "–"]),
        ("percent", ["12–20%", "–"]),
        ("percent:1", ["12.3–20.0%", "–"]),
        ("money", ["0.12–0.20", "–"]),
        (lambda end: f"{end:.1f} days", ["0.1 days–0.2 days", "–"]),
    ],
)
def test_an_interval_is_one_text(form, texts):
    table = pd.DataFrame({"low": [0.123, np.nan], "high": [0.2, np.nan]})
    assert written_interval(table, Interval("low", "high"), form).tolist() == texts
