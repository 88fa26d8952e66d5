"""Can the workbook be filled in, and read back?"""

import pandas as pd
import pytest
from openpyxl import load_workbook

from custseg.read import read_client_tables
from custseg.report import write_client_template
from custseg.simulate import simulate_client_book


def test_it_is_read_back_as_it_was_filled_in(tmp_path):
    book = simulate_client_book(50)
    path = write_client_template(tmp_path / "clients.xlsx")
    filled = load_workbook(path)
    for name, table in {"clients": book.clients.reset_index(), "groups": book.groups}.items():
        heads = [cell.value for cell in filled[name][1]]
        for row in table.reindex(columns=heads).astype(object).itertuples(index=False):
            filled[name].append([None if pd.isna(one) else one for one in row])
    filled.save(path)
    read = read_client_tables(path)
    assert read.clients["income"].to_numpy() == pytest.approx(book.clients["income"].to_numpy())
    assert len(read.groups) == len(book.groups)
    assert read.statements is None and read.income is None, "sheets that stay empty are left out"


def test_nothing_is_replaced_unasked(tmp_path):
    path = write_client_template(tmp_path / "clients.xlsx")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        write_client_template(path)
    assert write_client_template(path, overwrite=True) == path
    with pytest.raises(ValueError, match="xlsx"):
        write_client_template(tmp_path / "clients.csv")
