"""A ledger of what customers are charged and pay is no statement of a bank: what is charged is the sale."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError


def ledger(**columns):
    """Three customers, each charged once and paying once."""
    days = pd.date_range("2024-01-15", periods=6).strftime("%Y-%m-%d")
    table = pd.DataFrame({"customer_id": list("abcabc"), "date": days, "Debit": ["10.50", "20", "30", "", "", ""]})
    return table.assign(**{"Credit": ["", "", "", "10.50", "20", "25"], **columns})


def test_what_customers_are_charged_and_pay_is_asked():
    with pytest.raises(SchemaError, match=r"under 'Debit' \(60\.50\) and under 'Credit' \(55\.50\): is it a ledger"):
        read_transactions(ledger())


def test_what_was_charged_is_the_sale_and_payments_are_set_aside():
    found = read_transactions(ledger(), answers={"paid_out": "charged"})
    assert found["amount"].tolist() == [10.5, 20.0, 30.0]
    assert read_transactions(ledger(), **found.attrs["source"]["decided"])["amount"].sum() == 60.5
    as_a_bank = read_transactions(ledger(), answers={"paid_out": "negative"})
    assert as_a_bank["amount"].sum() == pytest.approx(-5.0)


def test_a_credit_note_stays_and_is_negative():
    kinds = [*["invoice"] * 3, "payment", "credit note", "payment"]
    found = read_transactions(ledger(Type=kinds), answers={"paid_out": "charged"})
    assert found["amount"].tolist() == [10.5, 20.0, 30.0, -20.0]


def test_a_column_of_sides_is_asked_like_two_columns():
    table = ledger(Betrag=["10,50", "20,00", "30,00", "10,50", "20,00", "25,00"]).drop(columns=["Debit", "Credit"])
    table["S/H"] = list("SSSHHH")
    with pytest.raises(SchemaError, match="is it a ledger"):
        read_transactions(table)
    assert read_transactions(table, answers={"paid_out": "charged"})["amount"].tolist() == [10.5, 20.0, 30.0]


def test_a_few_refunds_make_no_ledger():
    table = ledger(Debit=["", "", "", "1.00", "2", "3"], Credit=["10.50", "20", "30", "", "", ""])
    assert read_transactions(table)["amount"].tolist() == [10.5, 20.0, 30.0, -1.0, -2.0, -3.0]
