"""Headers are put on; what has no content is left out and counted."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from custseg.read.files.rows import as_rows, plain_cells
from custseg.schema import SchemaError

SOURCE = {"name": "sales.csv"}


def test_columns_without_name_and_content_are_dropped():
    table = pd.DataFrame([["1", "", None], ["2", " ", None]], dtype=object)
    assert list(as_rows(table, ["id", None, " "], np.array([2, 3]), SOURCE).table) == ["id"]


def test_columns_without_content_but_with_a_name_stay():
    table = pd.DataFrame([["1", None]], dtype=object)
    assert list(as_rows(table, ["id", "note"], np.array([2]), SOURCE).table) == ["id", "note"]


@pytest.mark.parametrize("gap", [None, np.nan, pd.NaT, "", "  "])
def test_rows_without_content_are_dropped_and_counted(gap):
    table = pd.DataFrame([[1, "a"], [gap, gap], [gap, "b"]], dtype=object)
    rows = as_rows(table, ["id", "name"], np.array([2, 3, 4]), SOURCE)
    assert rows.table["name"].tolist() == ["a", "b"]
    assert rows.numbers.tolist() == [2, 4]
    assert (rows.source["rows_read"], rows.source["rows_blank"]) == (2, 1)


def test_rows_without_content_in_typed_columns():
    table = pd.DataFrame({0: pd.to_datetime(["2024-01-05", None]), 1: [1.0, np.nan]})
    assert as_rows(table, ["date", "amount"], np.array([0, 1]), SOURCE).numbers.tolist() == [0]


def test_nothing_below_the_header():
    with pytest.raises(SchemaError, match=r"sales\.csv has a header \('id'\) and no rows below it"):
        as_rows(pd.DataFrame([[" "]]), ["id"], np.array([2]), SOURCE)


def test_the_table_given_is_not_changed():
    table = pd.DataFrame([["1", ""], ["", ""]], dtype=object)
    before = table.copy(deep=True)
    as_rows(table, ["id", ""], np.array([2, 3]), SOURCE)
    pd.testing.assert_frame_equal(table, before)


def test_cells_that_can_be_understood_stay():
    cells = ["a", 1, 1.5, Decimal("1.5"), datetime.date(2024, 1, 5), pd.Timestamp("2024-01-05"), None, np.int64(1)]
    assert plain_cells(pd.Series(cells, dtype=object)).tolist() == cells


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (pd.Series([[1, 2]]), "[1, 2]"),
        (pd.Series([{"a": 1}]), "{'a': 1}"),
        (pd.Series([b"a"]), "a"),
        (pd.Series([True]), "True"),
        (pd.Series([True], dtype="boolean"), "True"),
        (pd.Series([1 + 2j]), "(1+2j)"),
        (pd.Series(pd.to_timedelta([1], unit="D")), "1 days 00:00:00"),
        (pd.Series(pd.PeriodIndex(["2024-01-05"], freq="D")), "2024-01-05"),
        (pd.Series([10**400], dtype=object), str(10**400)),
    ],
)
def test_other_cells_become_text(cells, text):
    assert plain_cells(cells).tolist() == [text]


def test_arrow_storage():
    day = datetime.date(2024, 1, 5)
    assert plain_cells(pd.Series([day], dtype="date32[day][pyarrow]")).tolist() == [day]
    moments = pd.Series([pd.Timestamp("2024-01-05 08:30")], dtype="timestamp[us][pyarrow]")
    assert plain_cells(moments).dtype.kind == "M"
