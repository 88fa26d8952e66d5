"""Is a cell text that a spreadsheet can hold, and a path the name of a file?"""

import pandas as pd
import pytest

from custseg.report._sheet_cells import LONGEST_TEXT, cell_text, cell_texts, file_path


def test_text_is_as_long_as_a_cell_holds_and_controls_are_replaced():
    assert cell_text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    assert len(cell_text("x" * 40_000)) == LONGEST_TEXT and cell_text("x" * 40_000).endswith("…")
    assert "\x07" not in cell_text("bell\x07")


def test_what_is_missing_has_no_text():
    assert cell_texts(pd.Series(["a", None, 3], dtype="object")) == ["a", None, "3"]


def test_a_path_ends_as_it_must(tmp_path):
    assert file_path(tmp_path / "A.XLSX", ".xlsx").name == "A.XLSX"
    with pytest.raises(ValueError, match=r"ends in \.csv; found 'a\.xlsx'"):
        file_path("a.xlsx", ".csv")
