"""Every line of a text file is in a row, blank, set aside, or the file is refused."""

import pytest

from custseg.read.files.delimited import read_delimited
from custseg.schema import SchemaError

HEADER = "customer_id,date,amount,product\n"


@pytest.fixture
def read(tmp_path):
    def read(text):
        (tmp_path / "sales.csv").write_bytes(text.encode())
        return read_delimited(tmp_path / "sales.csv")

    return read


@pytest.mark.parametrize(
    "rows",
    [
        '1,2024-01-01,5,"big\n2,2024-01-02,6,x\n3,2024-01-03,7,y\n4,2024-01-04,8,"small\n',
        '1,2024-01-01,5,"big\n2,2024-01-02,6,12"\n3,2024-01-03,7,y\n',
        '1,2024-01-01,5,"big\n2,2024-01-02,"6,x\n3,2024-01-03,7,y\n',
        '1,2024-01-01,5,"big\n"2,2024-01-02,6,x\n3,2024-01-03,7,y\n',
        '1,2024-01-01,5,"big\n2,2024-01-02,6,12" disc\n3,2024-01-03,7,y\n',
        '1,2024-01-01,5,"a" b\n2,2024-01-02,6,"x\n\n',
        '9,2024-01-01,5,x\n1,2024-01-01,5,"big\n2,2024-01-02,6,\n3,2024-01-03,7,"y\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_that_a_stray_quotation_mark_swallows(read, rows, end):
    first = 2 if rows.startswith("1") else 3
    with pytest.raises(SchemaError, match=rf"row {first} holds lines {first} to \d of the file|opened in row"):
        read((HEADER + rows).replace("\n", end))


@pytest.mark.parametrize(
    "product",
    [
        '"two\nlines"',
        '"12 High St, Bath,\nSomerset, UK, BA1"',
        '"a\n\nb"',
        '"red, large, cotton,\nto wash, at 30"',
        '12" disc',
    ],
)
def test_fields_of_several_lines_are_honest(read, product):
    rows = read(HEADER + f"1,2024-01-01,5,{product}\n2,2024-01-02,6,x\n")
    assert rows.table["customer_id"].tolist() == ["1", "2"]


@pytest.mark.heavy
@pytest.mark.parametrize("above", ["", "\n", "\n\n\n", "sep=,\n", "\nsep=,\n"])
@pytest.mark.parametrize("below", ["", "\n", "\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_above_the_header_move_no_row(read, count_records, above, below, end):
    body = '1,2024-01-01,5,x\n2,2024-01-02\n3,2024-01-03,7,"y\nz"\n\n4,2024-01-04,8,z,9\n5,2024-01-05,9,q\n6\n'
    text = (above + HEADER + body + below).replace("\n", end)
    rows = read(text)
    offset = above.count("\n")
    assert rows.table["customer_id"].tolist() == ["1", "2", "3", "5", "6"]
    assert (rows.numbers - offset).tolist() == [2, 3, 4, 7, 8]
    assert (rows.broken["row"] - offset).tolist() == [6]
    accounted = rows.source["rows_read"] + rows.source["rows_blank"] + offset + 1
    assert accounted == count_records(text.encode())


def test_a_long_field_of_several_lines(read):
    rows = read(HEADER + '1,2024-01-01,5,"' + "x" * 200_000 + '\ny"\n')
    assert rows.table["product"].str.len().tolist() == [200_002]


def test_a_file_that_is_cut_off_says_where(read):
    assert read(HEADER + "1,2024-01-01,5,x\n").notes == []
    (note,) = read(HEADER + "1,2024-01-01,5,x\n2,2024-01-0").notes
    assert note.startswith("the last row (3) has no line end")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("row", ['3,2024-01-03,7,"y', '3,2024-01-03,7,"y\n', '3,2024-01-03,"7,y\n', '3,2024-01-03,"7'])
@pytest.mark.parametrize("above", ["", '1,2024-01-01,5,"a" "b\n', '1,2024-01-01,5,"a\nb"\n'])
def test_a_quotation_mark_that_is_open_at_the_end(read, above, row, end):
    with pytest.raises(SchemaError, match=r"opened in row \d is never closed|holds lines"):
        read((HEADER + above + row).replace("\n", end))


def test_a_quotation_mark_in_the_header(read):
    with pytest.raises(SchemaError, match="quotation mark"):
        read('customer_id,date,"amount,product\n1,2024-01-01,5,x\n2,2024-01-02,6,"y\n')
