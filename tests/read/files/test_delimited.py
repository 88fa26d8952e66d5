"""Lines become fields under headers, with the numbers that a spreadsheet would show."""

import pytest

from custseg.read.files.delimited import read_delimited
from custseg.schema import SchemaError


@pytest.fixture
def read(tmp_path):
    def read(text, **stated):
        path = tmp_path / "sales.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_delimited(path, **stated)

    return read


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(read, separator):
    rows = read(f"id{separator}name\n1{separator}a\n2{separator}b\n")
    assert rows.table.to_dict("list") == {"id": ["1", "2"], "name": ["a", "b"]}
    assert rows.source["separator"] == separator


def test_decimal_commas_do_not_make_a_comma_the_separator(read):
    rows = read("id;amount\n1;2,50\n2;3,50\n")
    assert rows.source["separator"] == ";"


def test_the_separator_that_fits_most_rows_wins(read):
    rows = read("name, first;date;amount\nA;2024-01-05;1,5\nB, C;2024-01-06;2\n")
    assert list(rows.table) == ["name, first", "date", "amount"]


def test_any_stated_separator_is_used(read):
    assert list(read("a~b,c\n1~2,3\n", separator="~").table) == ["a", "b,c"]


def test_a_wrong_stated_separator_shows_the_header_line(read):
    with pytest.raises(
        SchemaError, match=r"separator=';' finds only one column. The header line is 'id,date'. Try separator=','"
    ):
        read("id,date\n1,2\n", separator=";")


def test_no_separator_shows_the_header_line(read):
    with pytest.raises(SchemaError, match=r"all find only one column. The header line is 'id date'. Pass separator="):
        read("id date\n1 2\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(read, end):
    rows = read(f"id,name{end}1,a{end}2,b{end}")
    assert rows.table["name"].tolist() == ["a", "b"]
    assert rows.numbers.tolist() == [2, 3]


def test_quoted_fields_keep_separators_line_breaks_and_quotes(read):
    rows = read('id,name\n1,"a, ""b""\nc"\n2,d\n')
    assert rows.table["name"].tolist() == ['a, "b"\nc', "d"]
    assert rows.numbers.tolist() == [2, 3]


def test_blank_lines_count_as_rows_but_are_not_read(read):
    rows = read("\n\nid,name\n\n1,a\n , \n2,b\n\n")
    assert rows.table["id"].tolist() == ["1", "2"]
    assert rows.numbers.tolist() == [5, 7]
    assert (rows.source["rows_read"], rows.source["rows_blank"]) == (2, 3)


def test_the_line_that_excel_writes_for_itself(read):
    rows = read("sep=;\nid;a,b\n1;2\n")
    assert list(rows.table) == ["id", "a,b"]
    assert rows.numbers.tolist() == [3]


def test_short_rows_are_filled_up(read):
    rows = read("id,name,city\n1\n2,b,c\n")
    assert rows.table.to_numpy().tolist() == [["1", "", ""], ["2", "b", "c"]]
    assert rows.numbers.tolist() == [2, 3]


def test_separators_at_the_end_of_rows_do_no_harm(read):
    rows = read("id,name\n1,a,,\n2,b\n")
    assert rows.table.to_numpy().tolist() == [["1", "a"], ["2", "b"]]
    rows = read("id,name,\n1,a,\n2,b,\n")
    assert list(rows.table) == ["id", "name"]


def test_long_rows_are_set_aside_whole(read):
    rows = read("id,amount\n1,2\n2,3,50\n3,4\n")
    assert rows.table["id"].tolist() == ["1", "3"]
    assert rows.numbers.tolist() == [2, 4]
    assert rows.broken.to_dict("records") == [
        {"row": 3, "reason": "has 3 fields under a header of 2", "id": "2", "amount": "3,50"}
    ]


@pytest.mark.parametrize("row", ['1,"2,3\n2,3,4\n', '1,2,"3\n2,3,4\n'])
def test_a_quotation_mark_that_is_never_closed(read, row):
    with pytest.raises(SchemaError, match="quotation mark opened in row 2 is never closed"):
        read("id,name,city\n" + row)


def test_quotation_marks_inside_a_field_are_text(read):
    assert read('id,name\n1,12" disc\n').table["name"].tolist() == ['12" disc']


@pytest.mark.parametrize("content", ["", "\n\n", "  \n", "\ufeff"])
def test_an_empty_file(read, content):
    with pytest.raises(SchemaError, match=r"sales\.csv is empty \(\d bytes\)"):
        read(content)


def test_a_header_without_rows(read):
    with pytest.raises(SchemaError, match=r"sales\.csv has a header \('id', 'name'\) and no rows below it"):
        read("id,name\n")


def test_a_header_that_occurs_twice(read):
    assert read("id,name,id\n1,a,2\n").problems == [
        "the header names 'id' more than once. Give each column its own name."
    ]


def test_a_header_without_a_name(read):
    assert list(read(",name\n1,a\n").table) == ["column 1", "name"]


@pytest.mark.parametrize(
    ("start", "words"),
    [(b"PK\x03\x04", "Excel workbook or a zip"), (b"PAR1", "Parquet"), (b"\xd0\xcf\x11\xe0", "old Excel workbook")],
)
def test_other_formats_with_the_wrong_ending(read, start, words):
    with pytest.raises(SchemaError, match=f"not text but .*{words}"):
        read(start + b"\0" * 100)


def test_fields_of_any_length(read):
    long = "x" * 2_000_000
    assert read(f"id,name\n1,{long}\n").table["name"].tolist() == [long]
