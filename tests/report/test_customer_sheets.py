"""Is a workbook of customers whole, safe to open, and the same each time?"""

import time
import zipfile
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from custseg.report import write_customers_workbook
from custseg.schema import SchemaError


def cells(path, sheet=None):
    book = load_workbook(path)
    return book[sheet] if sheet else book.active


def test_ids_and_text_stay_text(tmp_path, customers):
    nasty = ['=HYPERLINK("http://x")', "@SUM(1)", "-1+2"]
    path = write_customers_workbook(tmp_path / "a.xlsx", {"customers": customers(name=nasty)})
    sheet = cells(path)
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["00012", "=1+1", "4123456789012345678"]
    assert [sheet.cell(row, 3).value for row in (2, 3, 4)] == nasty
    for row in (2, 3, 4):
        for place in (1, 3):
            assert sheet.cell(row, place).data_type == "s" and sheet.cell(row, place).quotePrefix
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
        assert not any("externalLink" in name or "hyperlink" in name for name in parts.namelist())


def test_whole_numbers_in_an_index_are_text_too(tmp_path):
    table = pd.DataFrame({"n": [1]}, index=pd.Index([4123456789012], name="customer_id"))
    assert cells(write_customers_workbook(tmp_path / "a.xlsx", {"s": table})).cell(2, 1).value == "4123456789012"


def test_values_come_back_as_they_were(tmp_path, customers):
    table = customers(
        visits=[1, 2, 3],
        share=[0.25, 0.5, 1.0],
        day=pd.to_datetime(["2024-02-29 00:00", None, "2024-12-31 13:00"]),
        late=[True, False, True],
        group=pd.Categorical(["a", None, "b"]),
        maybe=pd.array([1, None, 3], dtype="Int64"),
    )
    path = write_customers_workbook(tmp_path / "a.xlsx", {"s": table}, formats={"share": "percent"})
    rows = list(cells(path).iter_rows(min_row=2, values_only=True))
    assert rows[0][1:] == (1.5, 1, 0.25, datetime(2024, 2, 29), True, "a", 1)
    assert rows[1][1:] == (-2, 2, 0.5, None, False, None, None)
    assert rows[2][1:] == (None, 3, 1, datetime(2024, 12, 31, 13), True, "b", 3)
    assert cells(path).cell(2, 4).number_format == "0%" and cells(path).cell(2, 5).number_format == "yyyy-mm-dd"


def test_what_a_cell_cannot_hold_is_said_in_text(tmp_path):
    table = pd.DataFrame(
        {
            "whole": [2**60 + 1, 5],
            "endless": [np.inf, -np.inf],
            "text": pd.Series(["x" * 40_000, "bell\x07 and\nline \ud800"], dtype=object),
            "old": pd.to_datetime(["1899-12-31", "2024-01-01"]),
        }
    )
    path = write_customers_workbook(tmp_path / "a.xlsx", {"s": table})
    rows = list(cells(path).iter_rows(min_row=2, values_only=True))
    assert rows[0][0] == str(2**60 + 1) and rows[1][0] == 5
    assert [row[1] for row in rows] == ["∞", "-∞"]
    assert len(rows[0][2]) == 32_767 and rows[0][2].endswith("…") and rows[1][2] == "bell� and line �"
    assert [row[3] for row in rows] == ["1899-12-31", "2024-01-01"]


def test_an_index_without_a_name_is_left_out_and_two_levels_are_two_columns(tmp_path):
    both = pd.MultiIndex.from_tuples([("late", "a"), ("late", "b")], names=["list", "customer_id"])
    sheets = {"plain": pd.DataFrame({"x": [1]}), "levels": pd.DataFrame({"x": [1, 2]}, index=both)}
    path = write_customers_workbook(tmp_path / "a.xlsx", sheets, labels={"x": "orders", "list": "list of Monday"})
    assert [cell.value for cell in cells(path, "plain")[1]] == ["orders"]
    assert [cell.value for cell in cells(path, "levels")[1]] == ["list of Monday", "customer_id", "orders"]


def test_a_hostile_column_name_is_text(tmp_path):
    path = write_customers_workbook(tmp_path / "a.xlsx", {"s": pd.DataFrame({"=cmd|' /C calc'!A0": [1]})})
    assert cells(path).cell(1, 1).data_type == "s"


@pytest.mark.heavy
def test_the_same_tables_make_the_same_bytes_at_any_time_in_any_zone(tmp_path, monkeypatch, customers):
    one = write_customers_workbook(tmp_path / "a.xlsx", {"s": customers()}).read_bytes()
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        time.sleep(2.1)  # zip files count in steps of two seconds
        assert write_customers_workbook(tmp_path / "b.xlsx", {"s": customers()}).read_bytes() == one
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_table_of_no_rows_and_one_that_is_written_in_parts(tmp_path, monkeypatch, customers):
    monkeypatch.setattr("custseg.report.customer_sheets.AT_ONCE", 10)
    many = pd.DataFrame({"n": np.arange(31)})
    path = write_customers_workbook(tmp_path / "a.xlsx", {"none": customers().iloc[:0], "many": many})
    assert cells(path, "none").max_row == 1
    assert [row[0] for row in cells(path, "many").iter_rows(min_row=2, values_only=True)] == many["n"].tolist()


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch, customers):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr("xlsxwriter.worksheet.Worksheet.write_string", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_customers_workbook(path, {"s": customers()})
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_an_os_error_and_leaves_nothing(tmp_path, customers):
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(OSError, match="folder"):
        write_customers_workbook(tmp_path / "folder" / "a.xlsx", {"s": customers()})


def test_every_problem_is_said_at_once(tmp_path, customers):
    twice = pd.DataFrame([[1, 2]], columns=["x", "x"])
    with pytest.raises(SchemaError) as found:
        write_customers_workbook(tmp_path / "a.xlsx", {"a/b": customers(), "One": twice, "one": customers(), "": twice})
    text = str(found.value)
    assert all(words in text for words in ("sheet name 'a/b'", "columns that are called the same", "is taken", "''"))
    with pytest.raises(ValueError, match=r"ends in \.xlsx; found .*a\.csv"):
        write_customers_workbook(tmp_path / "a.csv", {"s": customers()})
    with pytest.raises(ValueError, match="sheets is empty"):
        write_customers_workbook(tmp_path / "a.xlsx", {})
    with pytest.raises(ValueError, match="formats must be of"):
        write_customers_workbook(tmp_path / "a.xlsx", {"s": customers()}, formats={"amount": "euros"})
    assert not list(tmp_path.iterdir())


def test_the_tables_are_not_changed(tmp_path, customers):
    table = customers(day=pd.to_datetime(["2024-01-01"] * 3))
    before = table.copy()
    write_customers_workbook(tmp_path / "a.xlsx", {"s": table})
    pd.testing.assert_frame_equal(table, before)
