"""Further lines of an order hold no money of their own; a line that lacks its own amount is still a fault."""

import pandas as pd
import pytest

from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.read.meaning.continued import FURTHER_LINE
from custseg.schema import SchemaError

ORDERS = pd.DataFrame(
    {
        "order_id": ["A", "A", "B", "C", "C", "C"],
        "email": ["ann", "ann", "bo", "cy", None, "cy"],
        "date": ["2024-01-05", "2024-01-05", "2024-01-06", "2024-01-07", "2024-01-07", "2024-01-07"],
        "amount": [30.0, None, 20.0, 50.0, None, None],
        "currency": ["EUR", None, "EUR", "EUR", None, None],
        "Lineitem name": list("uvwxyz"),
    }
)


def test_further_lines_have_one_reason_that_says_that_nothing_is_lost():
    found, rejects = read_transactions_with_rejects(ORDERS)
    assert found["amount"].tolist() == [30.0, 20.0, 50.0]
    assert rejects["reason"].tolist() == [FURTHER_LINE] * 3
    assert read_transactions(ORDERS)["amount"].sum() == 100.0


def test_further_lines_without_a_date_have_no_second_reason():
    dates = ORDERS["date"].where(ORDERS["amount"].notna())
    _, rejects = read_transactions_with_rejects(ORDERS.assign(date=dates))
    assert set(rejects["reason"]) == {FURTHER_LINE}


@pytest.mark.parametrize(
    "changed",
    [
        {"currency": "EUR"},  # the lines are whole but for the amount
        {"amount": [30.0, None, 20.0, 50.0, 5.0, None]},  # lines have amounts of their own
        {"amount": [None, 30.0, 20.0, None, None, 50.0]},  # not on the first line
        {"email": ["ann", "bo", "bo", "cy", "di", "ed"]},  # of other customers
    ],
)
def test_a_line_that_lacks_its_amount_is_a_fault(changed):
    with pytest.raises(SchemaError, match="amount is missing"):
        read_transactions(ORDERS.assign(**changed))
