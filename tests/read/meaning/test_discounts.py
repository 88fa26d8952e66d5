"""Amounts before a discount are not taken for what was paid."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError


def log(**columns):
    size = len(next(iter(columns.values())))
    days = [f"2024-01-{day + 1:02}" for day in range(size)]
    return pd.DataFrame({"customer_id": ["a"] * size, "date": days, **columns})


SALES = log(
    **{"Gross amount": [125.0, 50.0, -125.0], "Discount": [25.0, 0.0, 25.0], "Net amount": [100.0, 50.0, -100.0]}
)


def test_the_amount_after_the_discount_is_taken_where_a_column_shows_it():
    found = read_transactions(SALES)
    assert found["amount"].tolist() == [100.0, 50.0, -100.0]
    assert "'Net amount' is 'Gross amount' less 'Discount': 2 rows" in " ".join(found.attrs["source"]["notes"])
    again = read_transactions(SALES, **found.attrs["source"]["decided"])
    assert again["amount"].tolist() == [100.0, 50.0, -100.0]


def test_the_caller_may_keep_the_amount_before_it():
    for way in ({"answers": {"discounts": "ignore"}}, {"columns": {"amount": "Gross amount"}}):
        assert read_transactions(SALES, **way)["amount"].tolist() == [125.0, 50.0, -125.0], way


def test_a_total_beside_a_discount_is_left_alone():
    sales = log(Total=[100.0, 50.0], Subtotal=[90.0, 45.0], Discount=[25.0, 0.0])
    assert read_transactions(sales)["amount"].tolist() == [100.0, 50.0]
    codes = log(amount=[100.0, 50.0], **{"Discount Code": ["SPRING", ""]})
    assert read_transactions(codes)["amount"].tolist() == [100.0, 50.0]


@pytest.mark.parametrize(
    ("discount", "paid"), [([5.0, 0.0], [15.0, 10.0]), ([0.25, 0.0], [15.0, 10.0]), (["25 %", "0%"], [15.0, 10.0])]
)
def test_a_product_before_a_discount_is_asked_about(discount, paid):
    sales = log(quantity=[2, 1], unit_price=[10.0, 10.0], discount=discount)
    with pytest.raises(SchemaError, match=r"discounts of 5.00 .*are quantity × unit_price before them") as error:
        read_transactions(sales)
    assert "answers={'discounts': 'subtract'}" in error.value.paste
    assert read_transactions(sales, answers={"discounts": "subtract"})["amount"].tolist() == paid
    assert read_transactions(sales, answers={"discounts": "ignore"})["amount"].tolist() == [20.0, 10.0]
