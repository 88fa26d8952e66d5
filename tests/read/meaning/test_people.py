"""Sums of rows, guests and unknown customers are set aside; masked buyers and crowds are named."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError


def read(ids, **stated):
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(range(len(ids)), unit="D")
    return read_transactions(pd.DataFrame({"customer_id": ids, "date": days, "amount": 10.0}), **stated)


@pytest.mark.parametrize("word", ["Total", "Grand Total:", "SUMME", "合计", "A小计", "总 计", "小計", "Totale"])
def test_sums_of_rows(word):
    found = read(["a", "b", word])
    assert found["customer_id"].tolist() == ["a", "b"]
    assert "sum of others" in found.attrs["source"]["notes"][0]
    assert len(read(["a", "b", word], answers={"totals": "keep"})) == 3


@pytest.mark.parametrize(
    "word",
    ["guest", "GUEST", "Unknown", "walk-in", "Laufkundschaft", "invité", "散客", "零售客户3", "#REF!"],
)
def test_guests(word):
    found = read(["a", "b", word])
    assert found["customer_id"].tolist() == ["a", "b"]
    assert "1 row, 10.00, row 2" in found.attrs["source"]["notes"][0]


def test_rows_without_a_customer():
    found = read(["a", None, "b"])
    assert found.attrs["source"]["notes"][0].startswith("customer_id is missing: 1 row, 10.00, row 1.")


def test_most_rows_without_a_customer_are_a_fault():
    with pytest.raises(ValueError, match="customer_id is missing in 2 rows"):
        read([None, None, "b"])


@pytest.mark.parametrize(
    ("ids", "kept"),
    [
        (["0", "1", "2"], 3),  # honest small numbers
        (["0", "10345", "10346"], 2),
        ([str(number) for number in range(2000)], 2000),  # counted from 0
        (["0"] * 40 + ["1", "2", "3"] * 2, 6),
        (["9999", "1234", "5678"], 3),
        (["0", "0"], 2),
    ],
)
def test_zero_is_a_placeholder_among_longer_ids_or_for_a_crowd(ids, kept):
    assert len(read(ids)) == kept


def test_masked_buyers_are_named():
    found = read(["张*", "138****1234", "b"])
    assert len(found) == 3
    assert "masked (such as '张*') in 2 rows" in found.attrs["source"]["notes"][0]


def test_a_crowd_is_named():
    found = read(["till"] * 60 + [f"c{place}" for place in range(40)])
    assert "customer 'till' holds 60% of the rows" in found.attrs["source"]["notes"][0]


def blocks():
    days = ["2024-01-01", "2024-02-01", "2024-01-05", "2024-03-01", "2024-01-02", "2024-01-03"]
    return pd.DataFrame({"customer_id": ["a", None, "b", None, "c", None], "date": days, "amount": 10.0})


def test_a_customer_who_stands_on_the_first_row_of_a_block_is_asked_about():
    with pytest.raises(SchemaError, match="first row of a block") as asked:
        read_transactions(blocks())
    assert "answers={'no_customer': 'above'}" in str(asked.value)
    found = read_transactions(blocks(), answers={"no_customer": "above"})
    assert found["customer_id"].tolist() == ["a", "a", "b", "b", "c", "c"]
    assert "taken from the row above: 3 rows, 30.00" in " ".join(found.attrs["source"]["notes"])
    assert read_transactions(blocks(), answers={"no_customer": "aside"})["customer_id"].tolist() == ["a", "b", "c"]


def test_a_till_whose_buyers_are_often_nobody_is_no_file_in_blocks():
    till = blocks().sort_values("date").reset_index(drop=True)
    assert len(read_transactions(till)) == 3, "its days do not begin anew"
    again = blocks().assign(customer_id=["a", None, "b", None, "a", None])
    assert len(read_transactions(again)) == 3, "a customer stands twice"


def test_suppliers_and_own_accounts_are_set_aside():
    days = ["2024-01-15", "2024-01-16", "2024-01-17"]
    table = pd.DataFrame({"Source No.": ["D1", "K7", "D2"], "date": days, "amount": [5.0, -9.0, 6.0]})
    table["Source Type"] = ["Customer", "Vendor", "Customer"]
    found = read_transactions(table)
    assert found["customer_id"].tolist() == ["D1", "D2"]
    assert "column 'Source Type' says 'Vendor': 1 row, -9.00" in " ".join(found.attrs["source"]["notes"])
    assert len(read_transactions(table, answers={"suppliers": "keep"})) == 3
    assert len(read_transactions(table.assign(**{"Source Type": "Vendor"}))) == 3, "without customers nothing is known"


def test_a_good_customer_1_is_no_placeholder_and_minus_1_is_one():
    """Signs count: ``1`` was once taken for ``-1``, and -1 for a number like others."""
    ids = ["1"] * 25 + [str(number) for number in range(2, 30)]
    assert len(read(ids)) == len(ids)
    assert len(read([*ids, *["-1"] * 25])) == len(ids)
    assert len(read(["-1", "1001", "1002", "1003"])) == 3
