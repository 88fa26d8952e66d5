"""What is odd is said with its rows and its money."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError


def read(answers=None, unclear="ask", **columns):
    size = len(next(iter(columns.values())))
    days = [f"2024-01-{day + 1:02}" for day in range(size)]
    return read_transactions(
        pd.DataFrame({"customer_id": ["a"] * size, "date": days, **columns}), answers=answers, unclear=unclear
    )


def test_the_cost_of_a_return_takes_the_sign_of_the_amount():
    found = read(amount=[100.0, -100.0], cost=[60.0, 60.0])
    assert found["cost"].tolist() == [60.0, -60.0]
    assert 'answers={"cost_sign": "keep"}' in found.attrs["source"]["notes"][0]


def test_costs_of_both_signs_are_noted():
    found = read(amount=[100.0, -100.0, -50.0], cost=[60.0, 60.0, -30.0])
    assert found["cost"].tolist() == [60.0, 60.0, -30.0]
    assert "another sign than the amount: 1 row, -100.00, row 1" in found.attrs["source"]["notes"][0]


def test_two_minus_signs_are_noted():
    found = read(quantity=[1, -1], unit_price=[9.5, -9.5])
    assert "both negative: 1 row, 9.50" in found.attrs["source"]["notes"][1]


def test_a_negative_quantity_with_a_positive_amount_is_asked_about():
    columns = {"quantity": [2, -1], "amount": [19.0, 9.5]}
    with pytest.raises(SchemaError, match=r"the quantity is negative and the amount is not: 1 row, 9.50") as error:
        read(**columns)
    assert "answers={'refunds': 'negative'}" in error.value.paste
    for answer, amounts in (("negative", [19.0, -9.5]), ("aside", [19.0]), ("keep", [19.0, 9.5])):
        assert read(**columns, answers={"refunds": answer})["amount"].tolist() == amounts, answer
    assert read(quantity=[2, -1], amount=[19.0, -9.5])["amount"].tolist() == [19.0, -9.5]
    assert "Are these returns?" in str(read(quantity=[2, -1], amount=[19000.0, 9.5]).attrs["source"]["notes"])


def test_days_far_out_are_noted_where_they_hold_little_money():
    found = read(date=["2024-01-05", "2024-02-05", "1900-01-01"], amount=[100.0, 2000.0, 3.0])
    assert len(found) == 3
    assert "(1900-01-01): 1 row, 3.00, row 2. Does it" in found.attrs["source"]["notes"][0]
    assert "far_days" not in str(found.attrs["source"]["decided"])


def test_days_far_out_that_hold_money_are_asked_about():
    columns = {"date": ["2024-01-05", "2024-02-05", "1900-01-01"], "amount": [1.0, 2.0, 3.0]}
    with pytest.raises(SchemaError, match=r"\(1900-01-01\): 1 row, 3.00, row 2. Does it stand for no date") as error:
        read(**columns)
    assert "answers={'far_days': 'aside'}" in error.value.paste
    assert read(**columns, answers={"far_days": "aside"})["amount"].tolist() == [1.0, 2.0]
    assert read(**columns, answers={"far_days": "keep"})["amount"].tolist() == [1.0, 2.0, 3.0]
    assert read(**columns, unclear="decide")["amount"].tolist() == [1.0, 2.0]


def test_a_ledger_of_stock_in_which_sales_are_negative_pieces_is_kept_first():
    days = ["2024-01-01", "2024-01-02", "2024-01-03"]
    ledger = pd.DataFrame({"customer_id": list("abc"), "date": days, "amount": [5.0, 6.0, -5.0]})
    with pytest.raises(SchemaError, match="Are these returns") as asked:
        read_transactions(ledger.assign(quantity=[-1, -2, 1]))
    assert "answers={'refunds': 'keep'}" in str(asked.value).splitlines()[-1]
