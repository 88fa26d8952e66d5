"""Does a CSV of customers hold nothing that a spreadsheet computes, and does it appear whole?"""

import numpy as np
import pandas as pd
import pytest

from custseg.report import customer_csv, write_customers_csv


def test_a_csv_computes_nothing_and_keeps_numbers(tmp_path, customers):
    table = customers(name=["＝1", "@SUM(1)", "  -1"], day=pd.to_datetime(["2024-02-29", None, "2024-12-31"]))
    table = table.rename(columns={"name": "+name"})
    text = write_customers_csv(tmp_path / "a.csv", table).read_text("utf-8-sig")
    assert text.splitlines() == [
        "customer_id,amount,'+name,day",
        "00012,1.5,'＝1,2024-02-29",
        "'=1+1,-2.0,'@SUM(1),",
        "4123456789012345678,,  -1,2024-12-31",
    ]


def test_a_csv_appears_whole_or_not_at_all(tmp_path, monkeypatch, customers):
    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr(customer_csv, "_lines", lambda table: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_customers_csv(path, customers())
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_cells_are_those_that_pandas_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(customer_csv, "AT_ONCE", 7)
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "float": rng.normal(size=60) * 10.0 ** rng.integers(-20, 20, 60),
            "minus nought": rng.choice([0.0, -0.0, np.nan, np.inf, 0.1 + 0.2], 60),
            "single": rng.normal(size=60).astype("float32"),
            "whole": pd.array(rng.integers(0, 3, 60), dtype="Int64"),
            "truth": rng.integers(0, 2, 60) == 1,
            "text, quoted": rng.choice(["a", "b,c", 'd"e', "中", "", None], 60),
            "day": pd.to_datetime(rng.choice(["2024-02-29", "2023-05-05", None], 60)),
        }
    )
    table.loc[::5, "whole"] = pd.NA
    for part in (table, table.iloc[:0], table[["text, quoted"]], table[["minus nought"]], table[[]]):
        written = write_customers_csv(tmp_path / "a.csv", part).read_bytes()
        assert written == part.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"), list(part)


def test_another_ending_is_refused(tmp_path, customers):
    for path in ("", tmp_path / "a.xlsx", tmp_path / "a\0.csv"):
        with pytest.raises(ValueError, match=r"ends in \.csv"):
            write_customers_csv(path, customers())
    assert not list(tmp_path.iterdir())
