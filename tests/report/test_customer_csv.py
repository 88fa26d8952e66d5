"""Does a CSV of customers hold nothing that a spreadsheet computes, and does it appear whole?"""

import numpy as np
import pandas as pd
import pytest

from custseg.report import customer_csv, write_customers_csv
from custseg.report.customer_csv import _cell, _floats, _texts


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


def test_money_is_written_as_python_writes_it():
    rng = np.random.default_rng(1)
    scale = rng.choice([1.0, -1.0, 1e3, 1e9, 1e12, 1e14], 4_000)
    odd = [0.0, -0.0, 0.01, -0.07, 0.1 + 0.2, 1e-5, 9.99e12, 1e13, 1e16, np.inf, -np.inf, 5.0]
    numbers = np.concatenate([rng.gamma(2.0, 25.0, 4_000).round(2) * scale, rng.normal(size=500), odd])
    assert _floats(numbers).to_pylist() == [str(number) for number in numbers.tolist()]


def test_many_texts_are_as_inert_as_one():
    letters = list('aB1 ,"=+-@\t\r\n\x00\x85\u2028\ufeff\u200e＝＋－＠é游')
    rng = np.random.default_rng(2)
    texts = ["".join(rng.choice(letters, rng.integers(0, 4))) for _ in range(3_000)] + ["x" * 40_000]
    for kind in ("str", "object"):
        assert _texts(pd.Index(texts, dtype=kind)).to_pylist() == [_cell(text) for text in texts]
    assert _texts(pd.Index([b"x", 2, "=y"], dtype=object)).to_pylist() == ["b'x'", "2", "'=y"]
    assert _texts(pd.Index(["plain", "\ud800"], dtype=object)).to_pylist() == ["plain", "\N{REPLACEMENT CHARACTER}"]


def test_categories_are_written_as_their_texts_are(tmp_path):
    why = pd.Series(["=1+1", 'say "when", please', None, "=1+1"], dtype="str", name="why")
    paths = [tmp_path / "plain.csv", tmp_path / "categories.csv"]
    for path, column in zip(paths, (why, why.astype("category").cat.add_categories("nobody")), strict=True):
        write_customers_csv(path, column.to_frame())
    assert paths[0].read_bytes() == paths[1].read_bytes()
