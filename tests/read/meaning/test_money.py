"""Units, currencies and totals of orders: what is sure is done, what is not is asked."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError


def log(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame(
        {"customer_id": ["a"] * size, "date": [f"2024-01-{day + 1:02}" for day in range(size)], **columns}
    )


@pytest.mark.parametrize(
    ("header", "amount"),
    [
        ("金额(万元)", 15_000.0),
        ("销售额（千元）", 1500.0),
        ("金额（单位：万元）", 15_000.0),
        ("支付金额(分)", 0.015),
        ("金额/元", 1.5),
        ("销售额（百万元）", 1_500_000.0),
        ("Revenue (k€)", 1500.0),
        ("Sales in thousands", 1500.0),
        ("amount_cents", 0.015),
        ("Amount (USD)", 1.5),
        ("Sales ($000)", 1500.0),
    ],
)
def test_units_in_headers(header, amount):
    found = read_transactions(log(**{header: [1.5]}))
    assert found["amount"].tolist() == [pytest.approx(amount)]
    assert ("by the header" in " ".join(found.attrs["source"]["notes"])) == (amount != 1.5)


def test_units_of_prices_reach_their_product():
    found = read_transactions(log(quantity=[2, 3], **{"price (cents)": [150, 250]}))
    assert found["amount"].tolist() == [3.0, 7.5]


def test_an_unknown_unit_is_asked():
    table = log(**{"Amount (boxes)": [1.5]})
    with pytest.raises(SchemaError, match=r"the unit 'boxes' .* is not known"):
        read_transactions(table)
    assert read_transactions(table, answers={"unit": 100})["amount"].tolist() == [150.0]


def test_a_unit_can_be_overruled():
    assert read_transactions(log(**{"金额(万元)": [1.5]}), answers={"unit": 1})["amount"].tolist() == [1.5]


def test_a_header_or_a_column_names_the_currency():
    assert read_transactions(log(**{"Amount (EUR)": [1.5]})).attrs["source"]["currency"] == "EUR"
    assert read_transactions(log(amount=[1.5], 币种=["人民币"])).attrs["source"]["currency"] == "CNY"


def test_two_currencies_are_asked():
    table = log(amount=["€5.00", "$6.00", "€7.50"])
    with pytest.raises(SchemaError, match="EUR in 2 rows, USD in 1 rows"):
        read_transactions(table)
    found = read_transactions(table, answers={"currency": "EUR"})
    assert found["amount"].tolist() == [5.0, 7.5]
    assert found.attrs["source"]["currency"] == "EUR"


def test_a_currency_of_little_money_is_set_aside():
    found = read_transactions(log(amount=[100.0] * 20 + [1.0], currency=["EUR"] * 20 + ["USD"]))
    assert len(found) == 20
    assert "the currency is not EUR: 1 row, 1.00" in found.attrs["source"]["notes"][0]


LINES = {"order_id": ["A", "A", "B", "B"], "product": list("wxyz")}


def test_order_totals_are_proved_by_prices():
    order = log(amount=[50.0, 50.0, 30.0, 30.0], quantity=[1, 2, 1, 1], unit_price=[10.0, 20.0, 10.0, 20.0], **LINES)
    found = read_transactions(order)
    assert found["amount"].tolist() == [10.0, 40.0, 10.0, 20.0]
    line = log(amount=[10.0, 10.0, 20.0, 20.0], quantity=[1, 2, 1, 2], unit_price=[10.0, 5.0, 20.0, 10.0], **LINES)
    assert read_transactions(line)["amount"].tolist() == [10.0, 10.0, 20.0, 20.0]


def test_lines_with_amounts_of_their_own_are_not_asked():
    assert read_transactions(log(amount=[10.0, 10.0, 20.0, 25.0], **LINES))["amount"].sum() == 65.0
    assert read_transactions(log(amount=[1.0, 2.0], order_id=["A", "B"]))["amount"].sum() == 3.0


def test_a_unit_of_prices_can_be_overruled():
    table = log(quantity=[2], **{"price (cents)": [150]})
    assert read_transactions(table, answers={"unit": 1})["amount"].tolist() == [300.0]


def test_the_converted_amount_is_offered_and_brings_its_currency_and_refunds():
    table = log(
        Amount=[10.0, 20.0, 30.0],
        Currency=["usd", "eur", "usd"],
        **{"Amount Refunded": [0.0, 10.0, 0.0], "Converted Amount": [10.0, 22.0, 30.0]},
        **{"Converted Amount Refunded": [0.0, 11.0, 0.0], "Converted Currency": ["usd"] * 3},
    )
    with pytest.raises(SchemaError, match="Converted Amount") as asked:
        read_transactions(table)
    assert "columns={'amount': 'Converted Amount'}" in str(asked.value).splitlines()[-1]
    found = read_transactions(table, columns={"amount": "Converted Amount"}, answers={"given_back": "subtract"})
    assert found["amount"].tolist() == [10.0, 11.0, 30.0]
    assert found.attrs["source"]["currency"] == "USD"
