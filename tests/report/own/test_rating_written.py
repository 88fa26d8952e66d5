"""Do the lists of a rating stand beside the page, inert and whole?"""

import pandas as pd
import pytest

from custseg.brief import open_ratings
from custseg.report import write_rating_lists
from custseg.report.own import rating_written
from tests.brief.rating.retailers import retailers

HOSTILE = {"s00": "=cmd|' !A0", "s01": "@SUM(1)", "s02": "<script>alert(1)</script>", "s03": "+49", "s04": "a\u202eb"}


@pytest.fixture(scope="module")
def ratings():
    table = retailers(clerk="=HYPERLINK('http://x')", tier=5)
    return open_ratings(table.assign(id=table["id"].replace(HOSTILE)), cuts=[20, 40, 60, 80])


def test_without_a_folder_nothing_is_written(ratings):
    assert "No list" in write_rating_lists(ratings, None)


@pytest.mark.heavy
def test_text_of_a_retailer_is_text_in_every_file(ratings, tmp_path):
    write_rating_lists(ratings, tmp_path)
    sheets = pd.read_excel(tmp_path / "retailers.xlsx", sheet_name=None, dtype=str)
    assert "@SUM(1)" in sheets["retailers"].iloc[:, 0].tolist()
    rows = (tmp_path / "again" / "retailers.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 21 and not {"=", "+", "-", "@"} & {row.strip('"')[:1] for row in rows}
    assert "tier before" in sheets["retailers"] and "band" not in " ".join(sheets["retailers"].columns)


@pytest.mark.heavy
def test_a_list_that_no_spreadsheet_opens_is_a_file_of_its_own(ratings, tmp_path, monkeypatch):
    monkeypatch.setattr(rating_written, "MOST_IN_SHEET", 30)
    write_rating_lists(ratings, tmp_path)
    pointer = pd.read_excel(tmp_path / "retailers.xlsx", sheet_name="not in this workbook")
    assert all((tmp_path / file).is_file() for file in pointer["file"])
