"""Do the lists, everybody and what was decided stand beside the page, inert and whole?"""

import json

import pandas as pd
import pytest

from custseg.brief import open_book
from custseg.datasets import load_cdnow
from custseg.report import write_lists
from custseg.report.own import written
from custseg.report.own.written import decided


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Give a shop whose ids, products and headers would like to be formulas, markup and commands."""
    path = tmp_path_factory.mktemp("shop") / "=cmd|' !A0.csv"
    ids = ["@SUM(1)", "<script>alert(1)</script>", "+49 30", "-x", "00012", "a\u202eb", "", "@SUM(1)"]
    days = pd.date_range("2024-01-01", periods=8, freq="9D").strftime("%d.%m.%Y")
    table = pd.DataFrame({"Kunde": ids, "Datum": days, "Umsatz": [f"{n},50" for n in range(1, 9)]})
    table.assign(product="@HYPERLINK('http://x')").to_csv(path, index=False, sep=";")
    return open_book(path)


def test_without_a_folder_nothing_is_written(book):
    assert "No list" in write_lists(book, None)


@pytest.mark.heavy
def test_text_of_a_customer_is_text_in_every_file(book, tmp_path):
    write_lists(book, tmp_path)
    sheets = pd.read_excel(tmp_path / "customers.xlsx", sheet_name=None, dtype=str)
    everybody = next(iter(sheets.values())).iloc[:, 0].tolist()
    assert "@SUM(1)" in everybody and "00012" in everybody
    rows = (tmp_path / "again" / "customers.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) - 1 == len(everybody)
    starts = [row.strip('"')[:1] for row in rows]
    assert not {"=", "+", "-", "@"} & set(starts)
    assert "customer_id is missing" in (tmp_path / "again" / "set-aside.csv").read_text("utf-8-sig")


@pytest.mark.heavy
def test_the_heads_of_everybody_are_the_same_words_in_the_csv_and_in_the_workbook(book, tmp_path):
    write_lists(book, tmp_path)
    sheet = next(iter(pd.read_excel(tmp_path / "customers.xlsx", sheet_name=None).values()))
    table = pd.read_csv(tmp_path / "again" / "customers.csv")
    assert list(table.columns) == ["customer_id", *sheet.columns[1:]]
    assert "amount in the 64 days of the file" in table, "the file is shorter than a year"
    assert "first purchase" in table and not [one for one in table.columns[1:] if "_" in one]


@pytest.mark.heavy
def test_what_was_decided_reads_the_next_file_of_the_same_shape(book, tmp_path):
    write_lists(book, tmp_path)
    kept = json.loads((tmp_path / "again" / "settings.json").read_text("utf-8"))
    assert kept["reading"]["decimal"] == "," and kept["reading"]["dayfirst"] is True and "as_of" not in kept
    later = tmp_path / "later.csv"  # nothing in it says which number is the day
    later.write_text("Kunde;Datum;Umsatz\na;01.02.2024;1,5\nb;03.04.2024;2,5\n")
    days = open_book(later, reading={**kept["reading"], "columns": {"customer_id": "Kunde"}}).log["date"]
    assert days.dt.month.tolist() == [2, 4]


def test_a_currency_or_a_name_is_kept_only_if_the_reader_gave_it(book):
    assert decided(book)["currency"] is None and decided(book)["name"] is None
    named = open_book(load_cdnow(), name="Shop", currency="EUR")
    assert (decided(named)["currency"], decided(named)["name"]) == ("EUR", "Shop")
    assert decided(open_book(load_cdnow()))["currency"] is None


@pytest.mark.heavy
def test_a_list_that_no_spreadsheet_opens_is_a_file_of_its_own(book, tmp_path, monkeypatch):
    monkeypatch.setattr(written, "MOST_IN_SHEET", 20)
    write_lists(book, tmp_path)
    sheets = pd.read_excel(tmp_path / "customers.xlsx", sheet_name=None)
    pointer = sheets["not in this workbook"]
    assert (tmp_path / pointer["file"].iloc[0]).is_file() and pointer["rows"].iloc[0] > 3
    assert all(len(sheet) * (len(sheet.columns) - 1) <= 20 for sheet in sheets.values())
