"""Parquet in parts: the rows, labels and types of all of it together."""

import pandas as pd
import pytest

from custseg.read.files.source import read_source
from custseg.read.parts.parquet_parts import parquet_parts
from custseg.schema import SchemaError


@pytest.mark.parametrize("row_group_size", [3, 100])
def test_parts_have_the_rows_labels_and_types_of_the_whole(tmp_path, row_group_size):
    table = pd.DataFrame({"customer_id": [1, 2, None] * 5, "date": pd.Timestamp("2024-01-05"), "amount": range(15)})
    table["customer_id"] = table["customer_id"].astype("Int64")
    path = tmp_path / "sales.parquet"
    table.iloc[2:].to_parquet(path, row_group_size=row_group_size)
    numbers = pd.read_parquet(path).assign(customer_id=lambda rows: rows["customer_id"].astype(float))
    numbers.to_parquet(path, row_group_size=row_group_size)
    parts = [(read(), last) for read, _, last in parquet_parts(path, 4)]
    whole = read_source(path)
    pd.testing.assert_frame_equal(pd.concat([rows.table for rows, _ in parts], ignore_index=True), whole.table)
    assert [number for rows, _ in parts for number in rows.numbers] == whole.numbers.tolist() == list(range(2, 15))
    assert [last for _, last in parts] == [False] * (len(parts) - 1) + [True]


def test_whole_numbers_are_floats_in_every_part_if_one_is_missing(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    for statistics in (True, False):
        path = tmp_path / "sales.parquet"
        pq.write_table(pa.table({"n": pa.array([1, 2, 3, 4, 5, None], pa.int64())}), path, write_statistics=statistics)
        kinds = {str(read().table["n"].dtype) for read, _, _ in parquet_parts(path, 2)}
        assert kinds == {"float64"}


def test_damaged_and_empty_files_are_refused(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    pd.DataFrame({"a": []}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(SchemaError, match="is not a Parquet file"):
        next(parquet_parts(tmp_path / "a.parquet", 2))
    with pytest.raises(SchemaError, match="has no rows"):
        next(parquet_parts(tmp_path / "b.parquet", 2))
