"""Does a CSV of customers hold nothing that a spreadsheet computes, and does it appear whole?"""

import pandas as pd
import pytest

from custseg.report import write_customers_csv


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
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_customers_csv(path, customers())
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_another_ending_is_refused(tmp_path, customers):
    for path in ("", tmp_path / "a.xlsx", tmp_path / "a\0.csv"):
        with pytest.raises(ValueError, match=r"ends in \.csv"):
            write_customers_csv(path, customers())
    assert not list(tmp_path.iterdir())
