"""The columns together: the amount from quantity and price, other columns, repeated rows, late dates."""

import numpy as np
import pandas as pd
import pytest

from custseg.read._parse import parse
from custseg.read.files.rows import as_rows


def findings(table, columns=None, observed_until=None, kind="table"):
    table = pd.DataFrame(table)
    rows = as_rows(table, list(table), np.arange(len(table)) + 2, {"kind": kind, "name": "sales.csv"})
    return parse(rows, columns, None, None, observed_until)


@pytest.fixture
def sales():
    return {"customer_id": ["a", "b"], "date": ["2024-01-05", "2024-01-06"], "amount": ["1.5", "2"]}


def test_the_order_of_columns(sales):
    found = findings({"note": ["x", "y"], "order_id": ["1", "2"], **sales, "age": [30, 40]})
    assert list(found.table) == ["customer_id", "date", "amount", "order_id", "note", "age"]
    assert found.table["age"].tolist() == [30, 40]


def test_the_amount_is_quantity_times_price(sales):
    del sales["amount"]
    found = findings({**sales, "qty": ["2", "-1"], "price": ["1.50", "2.00"]})
    assert found.table["amount"].tolist() == [3.0, -2.0]
    assert list(found.table)[:5] == ["customer_id", "date", "amount", "quantity", "unit_price"]
    assert "amount is quantity × unit_price: there is no amount." in found.source["notes"]


def test_an_amount_goes_before_quantity_times_price(sales):
    found = findings({**sales, "qty": ["2", "-1"], "price": ["1.50", "2.00"]})
    assert found.table["amount"].tolist() == [1.5, 2.0]
    assert found.source["notes"] == []


def test_a_gap_in_quantity_or_price_is_a_missing_amount(sales):
    del sales["amount"]
    found = findings({**sales, "qty": ["2", ""], "price": ["", "2.00"]})
    assert [(fault.reason, fault.mask.tolist()) for fault in found.faults] == [
        ("quantity is missing", [False, True]),
        ("unit_price is missing", [True, False]),
    ]


def test_a_column_that_is_not_used_keeps_its_cells_under_another_name(sales):
    found = findings({**sales, "quantity": ["many", "few"], "net": ["7", "8"]}, {"quantity": None, "amount": "net"})
    assert found.table["amount"].tolist() == [7.0, 8.0]
    assert found.table["amount (original)"].tolist() == ["1.5", "2"]
    assert found.table["quantity (original)"].tolist() == ["many", "few"]
    assert "'quantity' was not used as such and is kept as 'quantity (original)'" in found.source["notes"][1]


def test_blanks_of_a_text_file_are_missing(sales):
    found = findings(pd.DataFrame({**sales, "note": ["x", " "]}).astype("str"), kind="text")
    assert found.table["note"].isna().tolist() == [False, True]


def test_rows_that_repeat_an_earlier_one():
    table = {
        "customer_id": list("abaa"),
        "date": ["2024-01-05"] * 4,
        "amount": ["1", "1", "1", "1"],
        "note": list("xxxy"),
    }
    assert findings(table).repeats.tolist() == [False, False, True, False]


def test_repeated_rows_with_cells_that_cannot_be_hashed(sales):
    table = pd.concat([pd.DataFrame({**sales, "items": [[1], [2]]})] * 2, ignore_index=True)
    assert findings(table).repeats.tolist() == [False, False, True, True]


def test_dates_after_observed_until(sales):
    found = findings(
        {**sales, "date": ["2024-01-05 23:59", "2024-01-06 00:00"]}, observed_until=pd.Timestamp("2024-01-05")
    )
    (fault,) = found.faults
    assert fault.reason == "date is after observed_until (2024-01-05)"
    assert fault.mask.tolist() == [False, True]


def test_what_is_there_is_checked_although_a_column_lacks(sales):
    del sales["date"]
    found = findings({**sales, "amount": ["1", "abc"]})
    assert "lacks column 'date'" in found.problems[0]
    assert found.faults[0].reason == "amount cannot be read"


def test_a_header_over_nothing_is_no_number_of_orders():
    table = {"Name": ["#1001", "#1002"], "Receipt Number": ["", None], "Email": ["a", "b"]}
    chosen = findings({**table, "Created at": ["2024-01-05", "2024-01-06"], "Total": [1, 2]}).source["columns"]
    assert chosen["order_id"] == "Name"


def test_a_customer_above_the_rows_is_offered():
    table = {"": ["Ann", None, None, "Bo", None], "Date": [None, "2024-01-05", "2024-01-06", None, "2024-01-05"]}
    (problem,) = findings({**table, "Amount": [None, 1.0, 2.0, None, 3.0]}).problems
    assert 'columns={"customer_id": "column 1"}' in problem


def test_a_blank_address_is_not_the_customer_where_a_name_stands():
    table = {"*ContactName": ["Ann", "Bo"], "EmailAddress": ["", None], "Date": ["2024-01-05", "2024-01-06"]}
    assert findings({**table, "Total": [1, 2]}).source["columns"]["customer_id"] == "*ContactName"


def test_names_of_zones_are_dropped_from_times():
    dates = ["03-Jan-2022 12:08 PM EST", "04-Jul-2022 12:08 PM EDT", "2022-07-04 13:00 CEST"]
    found = findings({"customer_id": list("abc"), "date": dates, "amount": [1, 2, 3]})
    assert found.table["date"].dt.strftime("%m-%d %H:%M").tolist() == ["01-03 12:08", "07-04 12:08", "07-04 13:00"]
