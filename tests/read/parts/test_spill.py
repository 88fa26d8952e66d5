"""Rows that belong together, wherever they stand."""

import numpy as np
import pandas as pd

from custseg.read.parts.row_keys import row_keys
from custseg.read.parts.spill import RowsAlike, Spill, rows_alike


def test_records_of_one_key_come_back_together_and_in_order(tmp_path):
    keys = np.random.default_rng(0).integers(0, 2**64, 20, dtype=np.uint64)
    spill = Spill(tmp_path, "a")
    for start in (0, 10):
        records = np.empty(20, dtype=[("key", "u8"), ("place", "i8")])
        records["key"], records["place"] = keys, np.arange(20) + 2 * start
        spill.add(records)
    found = pd.concat([pd.DataFrame(piece) for piece in spill.pieces()])
    assert len(found) == 40 and not list(tmp_path.iterdir())
    assert (found.groupby("key")["place"].diff().dropna() == 20).all()


def test_rows_alike_are_found_across_parts(tmp_path):
    table = pd.DataFrame({"a": ["x", "y", "x", None, "x", "y"], "b": [1, 2, 1, 1, 2, 2]})
    spill = Spill(tmp_path, "rows")
    for start in (0, 3):
        keys = row_keys(table.iloc[start : start + 3], blank_is_nothing=False)
        records = np.empty(3, dtype=[("key", "u8"), ("second", "u8"), ("place", "i8")])
        records["key"], records["second"] = keys.T
        records["place"] = np.arange(start, start + 3)
        spill.add(records)
    found = rows_alike(spill, tmp_path)
    assert found.repeats.tolist() == np.flatnonzero(table.duplicated()).tolist()
    assert found.twins.tolist() == np.flatnonzero(table.duplicated(keep=False)).tolist()
    assert found.between(2, 3)[0].tolist() == [True, False, False]


def test_rows_with_one_key_by_chance_are_not_alike(tmp_path):
    """The first key is the same, the second is not."""
    spill = Spill(tmp_path, "rows")
    records = np.array(
        [(5, 1, 0), (5, 2, 1), (7, 1, 2), (5, 1, 3)], dtype=[("key", "u8"), ("second", "u8"), ("place", "i8")]
    )
    spill.add(records)
    found = rows_alike(spill, tmp_path)
    assert found.repeats.tolist() == [3] and found.twins.tolist() == [0, 3]
    assert not RowsAlike.none().between(0, 4)[0].any()
