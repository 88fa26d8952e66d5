"""Does each branch get its file, in words and safe to open?"""

import pandas as pd
import pytest

from custseg.brief import open_clients
from custseg.report import write_client_lists
from tests.brief.bank.books import opened, tables


def test_lists_by_branch_hold_everybody_once_and_in_words(tmp_path):
    said = write_client_lists(opened(), tmp_path)
    files = sorted((tmp_path / "lists").iterdir())
    parts = [pd.read_csv(file, dtype=str) for file in files]
    assert len(files) == 6 and "6 branches" in str(said)
    assert sum(map(len, parts)) == 300 and len(pd.read_csv(tmp_path / "again" / "clients.csv")) == 300
    assert set(parts[0]["strategy"]) <= set(opened().strategy_names.values())
    assert not any("_" in head for head in parts[0].columns[1:])
    with pd.ExcelFile(tmp_path / "clients.xlsx") as book:
        assert {"clients", "below the hurdle", "branches"} <= set(book.sheet_names)


@pytest.mark.heavy
def test_branches_whose_names_make_one_file_name_get_two(tmp_path):
    book = tables(60)["clients"]
    book["branch"] = ["A/B", "a b", "=1+1"] * 20
    write_client_lists(open_clients(book), tmp_path)
    assert len(list((tmp_path / "lists").iterdir())) == 3


def test_without_a_folder_nothing_is_written():
    assert "names no folder" in str(write_client_lists(opened(), None))
