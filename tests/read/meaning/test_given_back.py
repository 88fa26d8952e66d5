"""What a column of refunds, or a total after them, takes off the amounts, and when that is asked."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError


def log(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame(
        {"customer_id": ["a"] * size, "date": [f"2024-01-{day + 1:02}" for day in range(size)], **columns}
    )


def test_a_column_of_refunds():
    table = log(amount=[100.0, 50.0], **{"Refunded Amount": [30.0, 0.0]})
    with pytest.raises(SchemaError, match=r"holds 30.00 given back"):
        read_transactions(table)
    assert read_transactions(table, answers={"given_back": "subtract"})["amount"].tolist() == [70.0, 50.0]
    assert read_transactions(table, answers={"given_back": "ignore"})["amount"].tolist() == [100.0, 50.0]
    assert read_transactions(log(amount=[100.0], refund=[0])).attrs["source"]["notes"] == []


@pytest.mark.parametrize(("back", "left"), [([5.0, 5.0, 0.0, 0.0], 25.0), ([5.0, 0.0, 0.0, 0.0], 25.0)])
def test_a_refund_that_stands_on_each_line_of_an_order_is_subtracted_once(back, left):
    table = log(
        order_id=["1", "1", "2", "2"], total=[20.0, 20.0, 10.0, 10.0], refunds=back, product=["x", "y", "x", "z"]
    )
    found = read_transactions(table, answers={"amount_per": "order", "given_back": "subtract"})
    assert found["amount"].sum() == left


def test_the_question_tells_what_went_back_from_the_amounts_of_its_rows():
    with pytest.raises(SchemaError, match=r"holds 30.00 given back; the amounts of these rows: 1 row, 100.00, row 0"):
        read_transactions(log(amount=[100.0, 50.0], refund=[30.0, 0.0]))


def shopify(back, **columns):
    table = {
        "Name": ["#1", "#2", "#3"],
        "Email": ["ann", "bo", "cy"],
        "Financial Status": ["paid", "partially_refunded", "paid"],
        "Paid at": ["2024-01-05", "2024-01-06", "2024-01-07"],
        "Subtotal": [95.0, 45.0, 25.0],
        "Total": [100.0, 50.0, 30.0],
        "Lineitem quantity": [1, 1, 2],
        "Refunded Amount": back,
    }
    return pd.DataFrame({**table, **columns})


def test_the_totals_of_shopify_are_before_refunds():
    found = read_transactions(shopify([0.0, 20.0, 0.0]))
    assert found["amount"].tolist() == [100.0, 30.0, 30.0]
    assert found.attrs["source"]["given_back"] == {"column": "Refunded Amount", "amount": 20.0, "rows": 1}
    notes = " ".join(found.attrs["source"]["notes"])
    assert "Shopify's totals are before refunds" in notes
    assert "How much went back stands in column 'Refunded Amount'; it was subtracted." in notes
    assert "the amount was kept" not in notes
    kept = read_transactions(shopify([0.0, 20.0, 0.0]), answers={"given_back": "ignore"})
    assert kept["amount"].sum() == 180.0 and "given_back" not in kept.attrs["source"]
    assert "it was not subtracted" in " ".join(kept.attrs["source"]["notes"])


def test_more_given_back_than_was_paid_is_asked_of_shopify_too():
    with pytest.raises(SchemaError, match="given back"):
        read_transactions(shopify([0.0, 70.0, 0.0]))


ETSY = {"Order Total": [100.0, 50.0, 30.0]}


@pytest.mark.parametrize(
    ("adjusted", "left"),
    [
        ([None, 40.0, None], 170.0),  # filled where something was changed
        ([0.0, 40.0, 0.0], 170.0),
        ([100.0, 40.0, 0.0], 140.0),  # filled everywhere; the last order was wholly given back
        ([None, None, None], 180.0),
    ],
)
def test_the_adjusted_total_of_etsy_is_used(adjusted, left):
    table = log(**ETSY, **{"Adjusted Order Total": adjusted})
    found = read_transactions(table)
    assert found["amount"].sum() == left
    assert ("'Order Total' after refunds" in " ".join(found.attrs["source"]["notes"])) == (left < 180.0)
    assert read_transactions(table, answers={"given_back": "ignore"})["amount"].sum() == 180.0
