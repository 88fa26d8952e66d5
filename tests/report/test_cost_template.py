"""Is the workbook for costs whole, the same each time, and of the form that is read back?"""

import pytest
from openpyxl import load_workbook

from custseg.report import write_cost_template
from custseg.schema import ACTIVITIES, COST_POOLS, SchemaError

NAMES = {"pools": ["desk", "=van"], "activities": ["order"], "drivers": ["orders"]}


def test_sheets_and_headers_are_those_of_the_schemas(tmp_path):
    book = load_workbook(write_cost_template(tmp_path / "costs.xlsx", **NAMES))
    assert book.sheetnames == ["Start", "pools", "activities", "drivers"]
    heads = {name: [cell.value for cell in book[name][1]] for name in book.sheetnames[1:]}
    assert heads["pools"] == ["pool", *(column.name for column in COST_POOLS.columns)]
    assert heads["activities"] == [column.name for column in ACTIVITIES.columns]
    assert heads["drivers"] == ["customer_id", "orders"]
    assert book["pools"]["A3"].value == "=van" and book["pools"]["A3"].data_type == "s"


def test_no_sheet_of_drivers_where_a_log_counts_them(tmp_path):
    assert "drivers" not in load_workbook(write_cost_template(tmp_path / "costs.xlsx")).sheetnames


def test_the_same_names_make_the_same_bytes(tmp_path):
    one, other = (write_cost_template(tmp_path / name, **NAMES).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == other


def test_a_file_that_is_there_stays(tmp_path):
    path = write_cost_template(tmp_path / "costs.xlsx")
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match="overwrite=True"):
        write_cost_template(path, **NAMES)
    assert path.read_bytes() == before
    assert write_cost_template(path, overwrite=True, **NAMES).read_bytes() != before


def test_names_that_cannot_be(tmp_path):
    with pytest.raises(SchemaError) as error:
        write_cost_template(tmp_path / "costs.xlsx", pools=["a", "a"], activities=[" "], drivers=["b\n"])
    assert len(error.value.problems) == 3
    assert not list(tmp_path.iterdir())
