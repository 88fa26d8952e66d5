"""Are results about some customers below those about others what all at once would be?"""

import numpy as np
import pandas as pd
import pytest

from custseg.tables import _shelf
from custseg.tables._shelf import is_shelved, shelved
from custseg.tables._stacked import Stacked

TABLE = pd.DataFrame(
    {"x": [1, 2, 5], "m_x": [0.5, np.nan, -0.0], "day": pd.to_datetime(["2024-01-01", None, "2024-03-01"])},
    index=pd.Index([4, 7, 9], name="customer_id"),
)


@pytest.mark.parametrize("in_files", [False, True])
def test_parts_make_the_table(monkeypatch, in_files):
    monkeypatch.setattr(_shelf, "SMALL", 1)
    source = shelved(np.arange(5)) if in_files else np.arange(5)
    whole = Stacked(source, 5)
    for part in (TABLE.iloc[:2], TABLE.iloc[2:2], TABLE.iloc[2:]):
        whole.add_table(part)
    pd.testing.assert_frame_equal(whole.table(), TABLE)
    assert [is_shelved(column) for column in whole.columns.values()] == [in_files] * 4


def test_numbers_are_kept_in_a_smaller_type_where_that_is_asked_for():
    whole = Stacked(np.arange(5), 5)
    whole.add({"x": np.array([1, 2]), "y": np.array([3, 4])}, {"x": np.int8})
    assert {name: column.dtype for name, column in whole.columns.items()} == {"x": np.int8, "y": np.int64}


def test_no_fraction_is_lost_in_whole_numbers():
    whole = Stacked(np.arange(5), 5)
    whole.add({"x": np.array([1, 2])})
    with pytest.raises(TypeError, match="same_kind"):
        whole.add({"x": np.array([1.5])})


@pytest.mark.parametrize("part", [{"x": [3, 4, 5]}, {"x": [3, 4], "y": [5]}, {"x": [3], "y": [4, 5]}])
def test_no_row_is_lost_or_made_up(part):
    """Of columns that are not equally long the shorter one would end in noughts."""
    whole = Stacked(np.arange(4), 4)
    whole.add({"x": np.array([1, 2]), "y": np.array([1, 2])})
    with pytest.raises(ValueError, match=r"into 4 rows, of which 2 are taken, found [123, ]+ rows\. Say"):
        whole.add({name: np.array(column) for name, column in part.items()})
    assert whole.columns["x"].tolist() == [1, 2]
