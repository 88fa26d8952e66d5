import numpy as np
import pandas as pd
import pytest

from custseg.segment import CustomerSegmenter
from custseg.segment.evidence.column_words import in_words, shared_in_words
from custseg.segment.evidence.measures import PanelMeasures


def test_shared_values_are_named_with_their_share():
    fee = np.concatenate([np.full(40, 9.9), np.linspace(10, 50, 60)])
    assert shared_in_words(np.column_stack([fee, np.arange(100.0)]), ["fee", "age"]) == "fee = 9.9 (40%)"
    assert shared_in_words(np.column_stack([fee, fee]), ["fee", "dues"]) == "fee = 9.9 (40%); dues = 9.9 (40%)"
    refunds = -np.concatenate([np.zeros(40), np.linspace(10, 50, 60)])
    assert shared_in_words(refunds[:, np.newaxis], ["refunds"]) == "refunds = 0 (40%)", "no -0"


def test_values_that_are_told_alike_are_one_value_with_the_share_of_both():
    fee = np.concatenate([np.full(15, 0.1 + 0.2), np.full(25, 0.3), np.linspace(1, 5, 60)])
    assert shared_in_words(fee[:, np.newaxis], ["fee"]) == "fee = 0.3 (40%)"
    cents = np.repeat([9.99, 19.98, 19.99, 29.97, 39.96, 49.95], [10, 25, 25, 10, 10, 10])
    assert shared_in_words(cents[:, np.newaxis], ["paid"]) == "paid = 19.98 (28%); paid = 19.99 (28%)"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (20240115.0, "20240115"),
        (1000001.5, "1000001.5"),
        (12345.67, "12345.67"),
        (np.float32(9.9), "9.9"),
        (np.log(10), "2.30259"),
        (-20240115.0, "-20240115"),
        (1e300, "1e+300"),
    ],
)
def test_a_shared_value_is_told_so_that_it_is_found_again(value, said):
    others = np.linspace(1.1, 1.9, 60) * value
    column = np.concatenate([np.full(40, value), others])
    assert shared_in_words(column[:, np.newaxis], ["first"]) == f"first = {said} (40%)"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([2, 7], ["column 2", "column 7"]),
        (["2", "spend"], ["column 2", "spend"]),
        (["-2", "1.5"], ["column -2", "column 1.5"]),
        (["-", "2-3"], ["-", "2-3"]),
        (['a "b"', "spend, net"], ['"a ""b"""', '"spend, net"']),
        (["", " "], ['column ""', 'column " "']),
        (pd.MultiIndex.from_tuples([("spend", 1), ("spend", 2)]), ['column "spend, 1"', 'column "spend, 2"']),
        (None, ["column 0", "column 1"]),
    ],
)
def test_columns_are_named_so_that_a_sentence_can_be_read(names, said):
    points = np.random.default_rng(0).normal(size=(50, 2))
    X = points if names is None else pd.DataFrame(points, columns=names)
    assert PanelMeasures(X, CustomerSegmenter(1).fit(X), 50, 0, 2, 0).names == said


def test_a_word_without_a_mark_is_said_as_it_is():
    assert [in_words(name) for name in ("spend", 3, ("a", 1))] == ["spend", "column 3", 'column "a, 1"']
