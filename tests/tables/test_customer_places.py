"""Rows get the places of their customers in the order of ids, and ids keep one type."""

import numpy as np
import pandas as pd
import pytest

from custseg.tables._customer_places import customer_index, customer_places


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([-5, 3], [-5, 3]),
        ([-(2**63), 2**63 - 1], [-(2**63), 2**63 - 1]),
        (np.array([1, 2**63], dtype=np.uint64), ["1", str(2**63)]),
        (pd.Categorical([7, 8]), [7, 8]),
        (["7", "8"], ["7", "8"]),
        ([], []),
    ],
)
def test_whole_ids_stay_whole_as_far_as_the_machine_counts(ids, expected):
    found = customer_index(ids)
    assert found.tolist() == expected and found.name == "customer_id"
    assert (found.dtype == np.int64) == bool(len(expected) and isinstance(expected[0], int))


@pytest.mark.parametrize(
    "ids",
    [
        [30, 10, 20, 10],
        [10**12, 5, 10**12, 7],
        ["c3", "c1", "c2", "c1"],
        ["zoe@example.org", "ann", "Ann", "ann"],
        pd.Categorical(["b", "a", "b"], categories=["c", "b", "a"]),
        [-4, 2, -4],
    ],
    ids=["close numbers", "far numbers", "numbers in disguise", "names", "categories", "below zero"],
)
def test_places_are_those_of_sorted_ids(ids):
    column = pd.Series(ids)
    places, names = customer_places(column)
    assert names[places].tolist() == column.tolist()
    assert names.tolist() == sorted(set(column)) and places.dtype == np.int32
