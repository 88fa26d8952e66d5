"""Is a table found in its file, or in its sheet of the clients' workbook?"""

import pandas as pd

from custseg.read.clients.sheets import in_sheets

NONE = {"statements": None, "income": None, "groups": None}


def workbook(path, *sheets: str) -> object:
    with pd.ExcelWriter(path) as file:
        for sheet in sheets:
            pd.DataFrame({"client_id": ["a"]}).to_excel(file, sheet_name=sheet, index=False)
    return path


def test_a_workbook_of_all_tables(tmp_path):
    book = workbook(tmp_path / "book.xlsx", "clients", "groups", "legend")
    found = in_sheets({"clients": book, **NONE})
    assert found == {
        "clients": (book, "clients"), "groups": (book, "groups"), "statements": (None, None), "income": (None, None),
    }  # fmt: skip


def test_a_file_that_was_passed_goes_before_a_sheet(tmp_path):
    book = workbook(tmp_path / "book.xlsx", "clients", "groups")
    assert in_sheets({"clients": book, **NONE, "groups": "groups.csv"})["groups"] == ("groups.csv", None)


def test_other_workbooks_files_and_tables_have_no_sheets_of_ours(tmp_path):
    for book in (workbook(tmp_path / "other.xlsx", "Sheet1"), tmp_path / "none.xlsx", pd.DataFrame({"a": [1]})):
        assert in_sheets({"clients": book, **NONE})["clients"] == (book, None)
