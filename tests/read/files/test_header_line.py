"""A title above the header is no header."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.read.files.header_line import header_line, header_place, header_rows, two_lines


@pytest.mark.parametrize(
    ("records", "place"),
    [
        ([["customer_id", "date", "amount"], ["a", "2024-01-05", "5"]], 0),
        ([["Report"], [], ["customer_id", "date", "amount"], ["a", "2024-01-05", "5"]], 2),
        ([["who", "when", "paid"], ["a", "b", "c"]], 0),  # headers that nobody knows
        ([["Report", ""], ["", ""], ["who", "when"], ["a", "b"], ["c", "d"]], 2),
        ([["账单明细"], ["起始时间：2024-01-01"], ["交易时间", "交易对方", "金额(元)"]], 2),
        ([["Total", ""], ["a", ""]], 0),
        ([], 0),
    ],
)
def test_place_of_the_header(records, place):
    assert header_place(records) == place


def test_lines_are_split_with_the_separator_that_shows_a_header():
    assert header_line(["A, B, and C", "Kunde;Datum;Umsatz", "1;2;3"], 0, ",;") == 1
    assert header_line(["", "a b c", "d e f"], 1, ",;") == 1


def test_a_file_with_a_title_and_a_total(tmp_path):
    text = "Sales report January,,\n,,\ncustomer_id,date,amount\na,2024-01-05,10.00\nb,2024-01-06,12.00\nTotal,,22.00\n"
    (tmp_path / "sales.csv").write_text(text)
    found = read_transactions(tmp_path / "sales.csv")
    assert found["amount"].tolist() == [10.0, 12.0]
    notes = found.attrs["source"]["notes"]
    assert notes[0] == "the header stands in row 3; what stands above it was not read."
    assert "sum of others by its word: 1 row, 22.00, row 6" in notes[1]


def test_a_workbook_with_a_title(tmp_path):
    rows = [["Sales report", None, None], [None] * 3, ["customer_id", "date", "amount"], ["a", "2024-01-05", 10.0]]
    pd.DataFrame(rows).to_excel(tmp_path / "sales.xlsx", header=False, index=False)
    found = read_transactions(tmp_path / "sales.xlsx")
    assert found["amount"].tolist() == [10.0]
    assert "the header stands in row 3" in found.attrs["source"]["notes"][0]


def test_a_statement_of_a_wallet(tmp_path):
    above = "微信支付账单明细,,,,,\n微信昵称：[x],,,,,\n" + ",,,,,\n" * 3 + "----------------------,,,,,\n"
    head = "交易时间,交易类型,交易对方,商品,收/支,金额(元)\n"
    body = "2024-01-05 10:00:00,商户消费,甲,茶,收入,¥10.00\n2024-01-06 11:30:00,商户消费,乙,茶,支出,¥4.00\n"
    (tmp_path / "wallet.csv").write_text(above + head + body, encoding="utf-8")
    found = read_transactions(tmp_path / "wallet.csv")
    assert found["amount"].tolist() == [10.0, -4.0]
    assert found["customer_id"].tolist() == ["甲", "乙"]


@pytest.mark.parametrize(
    ("top", "below", "names"),
    [
        (
            ["Customer", None, "Order"],
            ["Number", "Name", "Date", "Gross"],
            ["Customer Number", "Customer Name", "Order Date", "Gross"],
        ),
        (["Order", None, None], ["Customer", "Date", "Amount"], ["Customer", "Order Date", "Order Amount"]),
        (["Customer", "Date", None], ["Ann", "5 May", "7.00"], None),
        (["Customer", "Date", "Amount"], ["text", "day", "EUR"], None),
        (["Shop", None, None], ["Ann", "soon", "little"], None),
        (["Customer", None], [7, "Name"], None),
    ],
)
def test_a_header_in_two_lines(top, below, names):
    assert two_lines(top, below) == names


@pytest.mark.parametrize(
    ("records", "first", "last", "names"),
    [
        ([["Kunde", "Order", None], [None, "date", "amount"]], 0, 1, ["Kunde", "Order date", "Order amount"]),
        (  # the first column alone is merged over both: the lower row is the one that is found
            [["Report"], ["Kunde", "Order", None], [None, "date", "amount"], ["a", "2024-01-05", 5]],
            1, 2, ["Kunde", "Order date", "Order amount"],
        ),
        ([["Report", None], ["date", "amount"], ["2024-01-05", 5]], 1, 1, ["date", "amount"]),
        ([["Report", None, None], [None, "date", "amount"], ["a", "2024-01-05", 5]], 1, 1, [None, "date", "amount"]),
        ([["date", "amount"]], 0, 0, ["date", "amount"]),
    ],
)  # fmt: skip
def test_the_rows_of_the_header_and_its_names(records, first, last, names):
    assert header_rows(records) == (first, last, names)


def test_a_header_is_found_by_the_names_that_are_sought():
    records = [["Book", "2023"], ["CIF", "Ertrag"], ["a", 5], ["b", 6]]
    assert header_place(records, {"cif": "client_id", "ertrag": "income"}) == 1
    assert header_line(["Book;2023", "CIF;Ertrag", "a;5"], 0, ";", {"cif": "client_id", "ertrag": "income"}) == 1
    assert header_place(records) == 0
