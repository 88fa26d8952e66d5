"""A refund from the shop to a customer is the customer's, and money moved to a bank is nobody's."""

import pandas as pd
import pytest

from custseg.read import read_transactions, read_transactions_with_rejects


def activity(**columns):
    rows = {
        "Date": ["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-06"],
        "Type": ["Website Payment", "Website Payment", "Payment Refund", "General Withdrawal"],
        "Gross": [100.0, 70.0, -30.0, -140.0],
        "From Email Address": ["a@x.com", "b@x.com", "shop@me.com", "shop@me.com"],
        "To Email Address": ["shop@me.com", "shop@me.com", "a@x.com", ""],
    }
    return pd.DataFrame(rows | columns)


def test_who_got_money_back_is_the_customer():
    found = read_transactions(activity())
    assert found.groupby("customer_id")["amount"].sum().to_dict() == {"a@x.com": 70.0, "b@x.com": 70.0}
    said = " ".join(found.attrs["source"]["notes"])
    assert "from 'From Email Address' to 'To Email Address': 1 row, -30.00" in said


def test_money_moved_to_a_bank_is_set_aside_and_may_be_kept():
    _, aside = read_transactions_with_rejects(activity())
    assert aside["reason"].tolist() == ["column 'Type' says 'General Withdrawal'"]
    assert len(read_transactions(activity(), answers={"transfers": "keep"})) == 4


@pytest.mark.parametrize("header", ["Payment type", "type"])
def test_paid_by_bank_transfer_is_a_sale(header):
    table = pd.DataFrame({"customer_id": ["a", "b"], "date": "2024-01-01", "amount": 5.0, header: ["Transfer", "Card"]})
    assert len(read_transactions(table)) == 2


def test_without_the_other_side_nothing_changes():
    found = read_transactions(activity().drop(columns="To Email Address"))
    assert found.loc[found["amount"] < 0, "customer_id"].tolist() == ["shop@me.com"]
