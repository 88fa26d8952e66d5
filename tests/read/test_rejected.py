"""Is the money of rows set aside read as the others were?"""

import pandas as pd
import pytest

from custseg.read import amounts_set_aside, read_transactions_with_rejects
from custseg.schema import SchemaError


def amounts(table, **arguments):
    transactions, rejects = read_transactions_with_rejects(table, **arguments)
    return amounts_set_aside(rejects, transactions.attrs["source"])


def test_amounts_follow_the_decimal_sign_and_the_currency_of_the_file():
    table = pd.DataFrame(
        {"Kunde": ["7", None, ""], "Datum": "2024-01-05", "Umsatz": ["1,50 €", "1.002,25 €", "-3,00 €"]}
    )
    assert amounts(table, columns={"customer_id": "Kunde", "date": "Datum", "amount": "Umsatz"}).tolist() == [
        1002.25,
        -3.0,
    ]


def test_without_amounts_it_is_quantity_times_price():
    table = pd.DataFrame(
        {"customer_id": ["7", None], "date": "2024-01-05", "quantity": [1, 3], "unit_price": [2.0, 1.5]}
    )
    assert amounts(table).tolist() == [4.5]


def test_a_header_of_ours_is_found_again():
    table = pd.DataFrame({"customer_id": ["7", None], "date": "2024-01-05", "row": ["1.5", "2.5"]})
    assert amounts(table, columns={"amount": "row"}).tolist() == [2.5]


def test_what_cannot_be_read_is_missing():
    table = pd.DataFrame({"customer_id": ["7", "8"], "date": "2024-01-05", "amount": ["1.5", "much"]})
    assert amounts(table).isna().tolist() == [True]


def test_no_rejects_no_amounts():
    assert amounts_set_aside(pd.DataFrame({"row": [], "reason": []}), {}).tolist() == []


def test_another_table_is_refused():
    with pytest.raises(SchemaError, match="read_transactions_with_rejects"):
        amounts_set_aside(pd.DataFrame({"a": [1]}), {})
