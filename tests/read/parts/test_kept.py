"""Files of a pass: whole when they are closed, gone when they are discarded."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from custseg.read.parts.kept import Kept

SCHEMA = pa.schema([("a", pa.float64()), ("b", pa.string())])


def test_parts_are_written_below_each_other_with_the_columns_of_all(tmp_path):
    kept = Kept(tmp_path, aside=False)
    kept.write("purchases", pd.DataFrame({"a": [1, 2]}), SCHEMA)
    kept.write("purchases", pd.DataFrame({"a": [0.5], "b": ["x"]}), SCHEMA)
    kept.close({"name": "sales.csv"})
    found = pq.read_table(kept.paths["purchases"])
    assert found.column("a").to_pylist() == [1.0, 2.0, 0.5] and found.column("b").to_pylist() == [None, None, "x"]
    metadata = pq.read_metadata(kept.paths["purchases"]).metadata
    assert json.loads(metadata[b"custseg.source"]) == {"name": "sales.csv"}


def test_a_file_without_rows_has_its_columns(tmp_path):
    kept = Kept(tmp_path, aside=True)
    kept.write("rejects", pd.DataFrame({"a": [], "b": []}), SCHEMA)
    kept.close()
    assert pq.read_schema(kept.paths["rejects"]).names == ["a", "b"] and not kept.paths["purchases"].exists()


def test_what_is_discarded_is_gone(tmp_path):
    kept = Kept(tmp_path, aside=True)
    kept.write("purchases", pd.DataFrame({"a": [1.0], "b": ["x"]}), SCHEMA)
    kept.discard()
    assert not list(tmp_path.iterdir())
