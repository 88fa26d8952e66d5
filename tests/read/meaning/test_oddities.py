"""What is odd is said with its rows and its money."""

import pandas as pd

from custseg.read import read_transactions


def read(**columns):
    size = len(next(iter(columns.values())))
    days = [f"2024-01-{day + 1:02}" for day in range(size)]
    return read_transactions(pd.DataFrame({"customer_id": ["a"] * size, "date": days, **columns}))


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


def test_days_far_out_are_noted():
    found = read(date=["2024-01-05", "2024-02-05", "1900-01-01"], amount=[1.0, 2.0, 3.0])
    assert "(1900-01-01): 1 row, 3.00, row 2" in found.attrs["source"]["notes"][0]
