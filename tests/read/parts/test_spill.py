"""Rows that belong together, wherever they stand."""

import numpy as np
import pandas as pd

from custseg.read.parts.spill import Spill, row_keys, rows_alike, text_keys


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


def test_a_column_of_gaps_makes_no_difference():
    table = pd.DataFrame({"a": ["x", "y"]})
    with_gaps = table.assign(b="")
    assert (row_keys(table, True) == row_keys(with_gaps, True)).all()
    assert (row_keys(table, False) != row_keys(with_gaps, False)).any()


def test_cells_do_not_change_places_unnoticed():
    keys = row_keys(pd.DataFrame({"a": ["x", "y"], "b": ["y", "x"]}), True)
    assert (keys[0] != keys[1]).any()
    assert len(np.unique(text_keys(pd.Series([f"C{n}" for n in range(1000)])))) == 1000
