"""Rows come from files and frames; every wrong address has its sentence."""

import datetime
import os
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from custseg.read.files.source import read_source
from custseg.schema import SchemaError


@pytest.fixture
def frame():
    return pd.DataFrame({"id": ["007", "8"], "date": pd.to_datetime(["2024-01-05", "2024-01-06"]), "amount": [1.5, -2]})


def test_endings_do_not_depend_on_case(tmp_path, frame):
    frame.to_csv(tmp_path / "A.CSV", index=False)
    assert read_source(tmp_path / "A.CSV").table["id"].tolist() == ["007", "8"]


def test_a_path_as_text(tmp_path, frame):
    frame.to_csv(tmp_path / "a.tsv", index=False, sep="\t")
    assert read_source(str(tmp_path / "a.tsv")).source["name"] == "a.tsv"


def test_parquet(tmp_path, frame):
    frame.to_parquet(tmp_path / "a.parquet")
    rows = read_source(tmp_path / "a.parquet")
    assert_frame_equal(rows.table, frame)
    assert rows.source == {"kind": "parquet", "name": "a.parquet", "rows_read": 2, "rows_blank": 0}


def test_a_frame_keeps_its_labels_as_row_numbers(frame):
    rows = read_source(frame.set_axis([10, 20]))
    assert rows.numbers.tolist() == [10, 20]
    assert rows.source["kind"] == "table"


def test_a_named_index_is_a_column(frame):
    assert list(read_source(frame.set_index("id")).table) == ["id", "date", "amount"]
    assert list(read_source(frame.set_index("id", drop=False)).table) == ["id", "date", "amount"]


def test_categories_become_what_they_stand_for(frame):
    rows = read_source(frame.astype({"id": "category", "amount": "category"}))
    assert_frame_equal(rows.table, frame)


@pytest.mark.parametrize("other", [pl.from_pandas, lambda frame: pl.from_pandas(frame).lazy(), pa.Table.from_pandas])
def test_frames_of_other_libraries(frame, other):
    rows = read_source(other(frame))
    assert rows.table["id"].tolist() == ["007", "8"]
    assert rows.table["amount"].tolist() == [1.5, -2]
    assert rows.table["date"].dt.day.tolist() == [5, 6]


def test_a_duckdb_relation(frame):
    connection = duckdb.connect()
    rows = read_source(connection.sql("select '007' as id, date '2024-01-05' as date, 1.5 as amount"))
    assert rows.table["id"].tolist() == ["007"]
    assert rows.table["date"].map(lambda day: datetime.date(day.year, day.month, day.day)).tolist() == [
        datetime.date(2024, 1, 5)
    ]


@pytest.mark.parametrize("thing", [[1, 2], {"id": [1]}, None, b"id,date", 5])
def test_neither_path_nor_frame(thing):
    with pytest.raises(TypeError, match=f"expected a path or a dataframe, found {type(thing).__name__}"):
        read_source(thing)


def test_a_file_that_is_not_there_suggests_its_neighbour(tmp_path):
    (tmp_path / "sales_2024.csv").touch()
    with pytest.raises(SchemaError, match=r"sales_2042\.csv is not in .* Did you mean 'sales_2024\.csv'"):
        read_source(tmp_path / "sales_2042.csv")
    with pytest.raises(SchemaError, match=r"zzz\.parquet is not in .* The folder holds 'sales_2024\.csv'"):
        read_source(tmp_path / "zzz.parquet")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(SchemaError, match="there is no folder"):
        read_source(tmp_path / "nowhere" / "sales.csv")


def test_a_folder_lists_its_files(tmp_path):
    (tmp_path / "sales.csv").touch()
    (tmp_path / "notes.docx").touch()
    with pytest.raises(SchemaError, match=r"is a folder. Pass one file in it \(found: 'sales\.csv'\)"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    ("name", "words"),
    [("sales.xls", "Save it as .xlsx"), ("sales.json", "Save it as one of them"), ("sales", "ends in ''")],
)
def test_an_ending_that_is_not_known(tmp_path, name, words):
    (tmp_path / name).touch()
    with pytest.raises(SchemaError, match=words):
        read_source(tmp_path / name)


def test_an_address_is_not_downloaded():
    with pytest.raises(SchemaError, match="Nothing is downloaded here"):
        read_source("https://example.org/sales.csv")


@pytest.mark.parametrize(
    ("content", "words"), [(b"", r"is empty \(0 bytes\)"), (b"id,date\n1,2\n", "not a Parquet file")]
)
def test_a_file_that_is_no_parquet(tmp_path, content, words):
    path = tmp_path / "sales.parquet"
    path.write_bytes(content)
    with pytest.raises(SchemaError, match=words):
        read_source(path)


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("a.csv", {"sheet": "Sales"}),
        ("a.xlsx", {"encoding": "utf-8"}),
        ("a.xlsx", {"separator": ";"}),
        ("a.parquet", {"separator": ";"}),
    ],
)
def test_arguments_that_mean_nothing(tmp_path, name, stated):
    (tmp_path / name).touch()
    with pytest.raises(ValueError, match=f"{next(iter(stated))}= means nothing for {name}. Leave it out"):
        read_source(tmp_path / name, **stated)


def test_arguments_that_mean_nothing_for_a_frame(frame):
    with pytest.raises(ValueError, match="encoding= and sheet= means nothing for a DataFrame"):
        read_source(frame, encoding="utf-8", sheet="Sales")


@pytest.mark.parametrize("empty", [pd.DataFrame(), pd.DataFrame(columns=["id", "date"])])
def test_a_frame_without_rows(empty):
    with pytest.raises(SchemaError, match="the table has no rows"):
        read_source(empty)


def test_a_frame_with_two_header_rows(frame):
    with pytest.raises(SchemaError, match="the table has 2 header rows"):
        read_source(pd.concat({"a": frame}, axis=1))


def test_a_frame_with_columns_that_occur_twice(frame):
    rows = read_source(pd.concat([frame, frame[["id"]]], axis=1))
    assert rows.problems == ["the header names 'id' more than once. Give each column its own name."]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("~nosuch/x.csv", "cannot be opened: .*home"),
        ("a" * 5000 + ".csv", "cannot be opened: File name too long"),
        ("a\0.csv", "cannot be opened: embedded null"),
        ("/dev/null", "/dev/null is not a file but a device or a pipe"),
    ],
)
def test_paths_that_are_no_files(path, words):
    with pytest.raises(SchemaError, match=words):
        read_source(path)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(SchemaError, match=r"a device or a pipe\. Save what comes out of it"):
        read_source(tmp_path / "a.csv")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.csv").write_text("id,date\n1,2\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SchemaError, match=r"a\.csv cannot be opened: Permission denied. Check the path"):
        read_source(tmp_path / "a.csv")


def test_parquet_with_spoilt_metadata(tmp_path, frame):
    table = pa.Table.from_pandas(frame)
    for said in (b"{nonsense", b'{"index_columns": ["nope"], "columns": [], "column_indexes": []}'):
        pq.write_table(table.replace_schema_metadata({b"pandas": said}), tmp_path / "a.parquet")
        with pytest.raises(
            SchemaError, match=r"a\.parquet is not a Parquet file, or is damaged \(\w+: .*write it again"
        ):
            read_source(tmp_path / "a.parquet")


def test_a_query_that_fails(frame):
    connection = duckdb.connect()
    connection.register("sales", frame)
    with pytest.raises(SchemaError, match="the DuckDBPyRelation cannot be turned into a table"):
        read_source(connection.sql("select cast(id as date) as date from sales"))
