"""One sheet of a workbook, as Excel types it."""

import datetime
import zipfile

import pytest
from openpyxl import Workbook

from custseg.read.files.workbook import read_workbook
from custseg.schema import SchemaError

ROWS = [["id", "date", "amount"], ["007", datetime.datetime(2024, 1, 5, 8, 30), 1.5], [8, "6.1.2024", None]]


@pytest.fixture
def write(tmp_path):
    def write(**sheets):
        workbook = Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "sales.xlsx"
        workbook.save(path)
        return path

    return write


def test_cells_keep_their_types(write):
    rows = read_workbook(write(Sales=ROWS))
    assert rows.table.astype(object).where(rows.table.notna(), None).to_numpy().tolist() == ROWS[1:]
    assert rows.numbers.tolist() == [2, 3]
    assert rows.source["sheet"] == "Sales"


def test_empty_rows_count_and_empty_sheets_do_not_matter(write):
    rows = read_workbook(write(Notes=[[], [" "]], Sales=[[], *ROWS[:2], [], ROWS[2], [None, " "]]))
    assert rows.numbers.tolist() == [3, 5]
    assert rows.source["sheet"] == "Sales"


def test_several_sheets_ask_for_one(write):
    path = write(Sales=ROWS, Customers=ROWS, Empty=[])
    with pytest.raises(SchemaError, match=r"2 sheets with content: 'Sales', 'Customers'. .* sheet='Sales'"):
        read_workbook(path)
    assert read_workbook(path, "Customers").source["sheet"] == "Customers"
    assert read_workbook(path, 1).source["sheet"] == "Customers"


@pytest.mark.parametrize("sheet", ["Sale", 7, -1])
def test_a_sheet_that_is_not_there(write, sheet):
    with pytest.raises(SchemaError, match=f"no sheet {sheet!r} .found: 'Sales', 'Customers'"):
        read_workbook(write(Sales=ROWS, Customers=ROWS), sheet)


def test_the_nearest_sheet_is_suggested(write):
    with pytest.raises(SchemaError, match="Did you mean sheet='Sales'"):
        read_workbook(write(Sales=ROWS), "sales")


def test_a_workbook_without_content(write):
    with pytest.raises(SchemaError, match="has no content in 'Sales', 'Notes'"):
        read_workbook(write(Sales=[], Notes=[[" "]]))


def test_a_sheet_with_a_header_only(write):
    with pytest.raises(SchemaError, match=r"sales\.xlsx has a header \('id', 'date', 'amount'\) and no rows"):
        read_workbook(write(Sales=ROWS[:1]))


def test_a_header_that_is_a_number_or_wider_than_its_rows(write):
    assert list(read_workbook(write(Sales=[["id", 2024, "x", None, "y"], [1, 2]])).table) == ["id", "2024", "x", "y"]


def test_rows_wider_than_the_header(write):
    assert list(read_workbook(write(Sales=[["id"], [1, 2]])).table) == ["id", "column 2"]


def test_an_empty_file(tmp_path):
    path = tmp_path / "sales.xlsx"
    path.touch()
    with pytest.raises(SchemaError, match=r"sales\.xlsx is empty \(0 bytes\)"):
        read_workbook(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"id,date\n1,2\n", "looks like text: give it the ending .csv"), (b"PK\x03\x04\0\0", "save it again as .xlsx")],
)
def test_a_file_that_is_no_workbook(tmp_path, content, words):
    path = tmp_path / "sales.xlsx"
    path.write_bytes(content)
    with pytest.raises(SchemaError, match=f"is not an Excel workbook.*{words}"):
        read_workbook(path)


def test_a_zip_file_that_is_no_workbook(tmp_path):
    path = tmp_path / "sales.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(SchemaError, match="is not an Excel workbook"):
        read_workbook(path)


def changed(path, part, *replace):
    """Write one part of a workbook anew."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in parts if name.endswith(part))
    assert replace[0] in parts[name]
    parts[name] = parts[name].replace(*replace)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("sheet1.xml", b"</row>", b""),
        ("sheet1.xml", b"<v>1.5</v>", b"<v>one</v>"),
        ("sheet1.xml", b'r="A2"', b'r="2"'),
        ("sheet1.xml", b"</sheetData>", b""),
        ("workbook.xml", b"</sheets>", b""),
        ("[Content_Types].xml", b"</Types>", b""),
    ],
)
def test_a_damaged_part(write, part, old, new):
    with pytest.raises(SchemaError, match=r"damaged \(\w+.*save it again as .xlsx"):
        read_workbook(changed(write(Sales=ROWS), part, old, new))


def test_a_wrong_check_sum_names_the_part(write):
    path = write(Sales=ROWS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"<v>1.5</v>", b"<v>7.5</v>"))
    with pytest.raises(SchemaError, match=r"sales\.xlsx is damaged: the check sum of its part 'xl/worksheets/sheet1"):
        read_workbook(path)


def test_a_workbook_with_a_password(tmp_path):
    path = tmp_path / "sales.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    with pytest.raises(SchemaError, match=r"locked with a password, .* save it as .xlsx without a password"):
        read_workbook(path)


def test_a_formula_without_a_value_stays_a_formula(write):
    rows = read_workbook(write(Sales=[*ROWS, [9, None, "=1+1"]]))
    assert rows.table["amount"].tolist() == [1.5, None, "=1+1"]
