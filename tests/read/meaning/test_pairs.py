"""Money in and money out in two columns are one amount with a sign."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.read.meaning.pairs import amount_of_a_pair, price_of_a_line
from custseg.schema import SchemaError


def bank(**columns):
    days = ["2024-01-05", "2024-01-06", "2024-01-31"]
    return pd.DataFrame({"customer_id": ["a", "b", "a"], "date": days, **columns})


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("into", "out"),
    [
        *(
            ("贷方发生额", "借方发生额"),
            ("Haben", "Soll"),
            ("Crédit", "Débit"),
            ("Credit", "Debit"),
            ("CREDIT", "DEBIT"),
        ),
        *(("Credit Amount", "Debit Amount"), ("Cr", "Dr"), ("Money in", "Money out"), ("Paid in", "Paid out")),
        *(("Deposits", "Withdrawals"), ("Credit (USD)", "Debit (USD)")),
    ],
)
def test_money_in_and_money_out_in_two_columns(into, out):
    table = bank(**{into: ["1500.00", "", "1200.00"], out: ["", "800.00", None]})
    found = read_transactions(table)
    assert found["amount"].tolist() == [1500.0, -800.0, 1200.0]
    assert f"column '{out}' holds money that went out: 1 row, 800.00" in " ".join(found.attrs["source"]["notes"])
    assert read_transactions(table, answers={"paid_out": "aside"})["amount"].tolist() == [1500.0, 1200.0]
    assert read_transactions(table, **found.attrs["source"]["decided"])["amount"].tolist() == [1500.0, -800.0, 1200.0]


def test_the_column_of_money_in_is_noted():
    notes = read_transactions(bank(Credit=["5", "", ""], Debit=["", "3", "4"])).attrs["source"]["notes"]
    assert "'Credit' was taken as amount: it is the money that came in, beside the money that went out." in notes


def test_minus_signs_before_all_that_went_out():
    assert read_transactions(bank(Credit=[5.0, None, 0], Debit=[0, -3.0, -4.0]))["amount"].tolist() == [5.0, -3.0, -4.0]


def test_money_that_went_out_and_came_back():
    found = read_transactions(bank(Credit=[None, None, 7.0], Debit=[30.0, -30.0, 5.0]))
    assert found["amount"].tolist() == [-30.0, 30.0, 2.0]
    notes = " ".join(found.attrs["source"]["notes"])
    assert "both hold money: 1 row, 2.00, row 2. The amount is their difference." in notes
    assert "a minus sign in some cells only: 1 row, 30.00, row 1" in notes


def test_neither_column_holds_money():
    with pytest.raises(SchemaError, match=r"amount is missing in 1 row \(row 2\)"):
        read_transactions(bank(Credit=["5.50", "", ""], Debit=["", "3.20", ""]))


def test_an_open_decimal_sign_of_money_out_is_asked():
    table = bank(Credit=["5", "6", ""], Debit=["", "", "1,234"])
    with pytest.raises(SchemaError, match="Debit can be read in two ways"):
        read_transactions(table)
    assert read_transactions(table, decimal=",")["amount"].tolist() == [5.0, 6.0, -1.234]


def test_one_of_a_pair_is_no_amount():
    assert amount_of_a_pair(["Credit", "Balance"]) is None
    assert amount_of_a_pair(["Credit (EUR)", "Debit (EUR)"]) == "Credit (EUR)"
    found = read_transactions(bank(Amount=[1.5, 2.5, 3.5], Credit=[9, 9, 9], Debit=[8, 8, 8]))
    assert found["amount"].tolist() == [1.5, 2.5, 3.5]


def test_the_price_in_a_report_of_amazon_is_of_the_line():
    assert price_of_a_line(["amazon-order-id", "item-price"]) == "item-price"
    assert price_of_a_line(["order-id", "item-price"]) is None
    table = bank(**{"amazon-order-id": ["1", "1", "2"], "quantity": [1, 3, 2], "item-price": [10.0, 10.0, 8.0]})
    assert read_transactions(table)["amount"].tolist() == [10.0, 10.0, 8.0], "three pieces for 10, and not 10 each"
    table["item-promotion-discount"] = [0.0, 4.0, 0.0]
    with pytest.raises(SchemaError, match="is 'item-price' before them"):
        read_transactions(table)
    assert read_transactions(table, answers={"discounts": "subtract"})["amount"].sum() == 24.0
    priced = read_transactions(table, columns={"unit_price": "item-price"}, answers={"discounts": "ignore"})
    assert priced["amount"].tolist() == [10.0, 30.0, 16.0]
