"""Packed text, text in columns and text without headers."""

import gzip
import zipfile

import pytest

from custseg.read import read_transactions
from custseg.read.files.delimited import read_delimited
from custseg.read.files.layout import headless, inside_zip, tabulated, unpacked
from custseg.schema import SchemaError, merged

CDNOW = (
    " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n 00003 19970102  2   20.76\n"
)


def test_packed_text(tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(b"customer_id,date,amount\na,2024-01-05,5.5\n"))
    assert read_transactions(path)["amount"].tolist() == [5.5]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(SchemaError, match="cannot be unpacked"):
        unpacked(path)


@pytest.mark.parametrize("text", ["a b,c\n1 2,3\n", "a b c\n1 2\n", "a b\n1 2\n", "a;b\n1;2\n", ""])
def test_other_texts_stay(text):
    assert tabulated(text) == text


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["7", "5.1.2024", "5.5"], True),
        (["customer", "2024-01-05", "3"], False),
        (["x", "2024-01-05", "2024-01-06", "3"], False),
        (["7", "2024-01-05"], False),
        (["id", "when", "much"], False),
    ],
)
def test_rows_without_headers(fields, expected):
    assert headless(fields) is expected


def test_text_in_columns_without_headers(tmp_path):
    path = tmp_path / "master.txt"
    path.write_text(CDNOW)
    with pytest.raises(SchemaError, match="lacks columns 'customer_id', 'amount'") as caught:
        read_transactions(path)
    found = read_transactions(path, **merged(caught.value.remedies))
    assert found["customer_id"].tolist() == ["00001", "00002", "00002", "00003"]
    assert found["amount"].sum() == pytest.approx(121.53)
    with pytest.raises(SchemaError, match=r"amount cannot be read in 1 row \(row 2: 'x'\)"):
        path.write_text(CDNOW.replace("12.00", "x"))
        read_transactions(path, columns={"customer_id": "column 1", "amount": "column 4"})


def test_text_in_columns_with_headers(tmp_path):
    path = tmp_path / "sales.txt"
    path.write_text("customer date        amount\na        2024-01-05     5.5\nb        2024-01-06    12.0\n")
    assert read_transactions(path)["amount"].tolist() == [5.5, 12.0]


def test_messages_count_the_rows_of_a_file_without_headers(tmp_path):
    path = tmp_path / "sales.csv"
    rows = [f"{place:05},2024-01-{place:02},{place}.50,x" for place in range(1, 10)]
    rows[3] = rows[3].replace(",x", ',"x')
    rows[5] = rows[5].replace(",x", ',x"')
    path.write_text("\n".join(["", *rows]) + "\n")
    with pytest.raises(SchemaError, match="row 5 holds lines 5 to 7 of the file"):
        read_delimited(path)


def test_blank_lines_above_rows_without_headers_keep_their_numbers(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("\n\n00001,2024-01-05,1.50,x\n00002,2024-01-06,2.50,x\n00003,2024-01-07,3.50,x")
    rows = read_delimited(path)
    assert rows.numbers.tolist() == [3, 4, 5]
    assert rows.notes == ["the last row (5) has no line end: if rows are missing, the file was cut off there."]


def test_the_one_file_in_a_zip_file_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a/", "")
        archive.writestr("a/orders.csv", "customer_id,date,amount\n1,2024-01-15,5.00\n")
        archive.writestr("__MACOSX/a/._orders.csv", b"\0")
    assert inside_zip(tmp_path / "a.zip") == ["a/orders.csv"]
    assert read_transactions(tmp_path / "a.zip")["amount"].tolist() == [5.0]


def test_a_zip_file_of_several_or_of_none_says_what_it_holds(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "")
        archive.writestr("b.csv", "")
    with pytest.raises(SchemaError, match=r"two\.zip holds 'a\.csv', 'b\.csv'; a zip file is read where it holds one"):
        read_transactions(tmp_path / "two.zip")
    (tmp_path / "none.zip").write_bytes(b"PK\3\4 no")
    with pytest.raises(SchemaError, match=r"none\.zip is damaged or empty"):
        read_transactions(tmp_path / "none.zip")
