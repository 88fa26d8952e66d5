"""Do the arrays say what the table says?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError, day_number
from custseg.tables._log import first_days, last_complete, period_calendar, purchase_log


def test_arrays_say_what_the_table_says(transactions):
    log = purchase_log(transactions)
    assert log.customers[log.customer].tolist() == transactions["customer_id"].tolist()
    assert (log.day.astype("datetime64[D]") == transactions["date"].dt.normalize().to_numpy()).all()
    assert log.purchases.amount.min() >= 0 and len(log.purchases.day) == (transactions["amount"] >= 0).sum()


def test_first_days(transactions):
    log = purchase_log(transactions)
    expected = pd.Series(log.day).groupby(log.customer).min()
    assert first_days(log)[expected.index].tolist() == expected.tolist()
    never = first_days(log.rows(log.amount > 1e9))
    assert (never == np.iinfo(np.int32).max).all()
    assert (never + 365 > never).all(), "days added to it lead to a later day, not round to one long ago"


def test_last_complete_period():
    january = day_number("2024-01-01", "day")
    assert last_complete(period_calendar(january, january + 31, "M")) == period_calendar(january, january, "M")[0]
    assert last_complete(period_calendar(january, january + 30, "M")) == period_calendar(january, january, "M")[0] - 1


def test_every_problem_at_once():
    columns = pd.DataFrame({"customer_id": ["ann", None], "date": ["2024-01-01", "2024-01-02"], "amount": ["1", "2"]})
    with pytest.raises(SchemaError) as error:
        purchase_log(columns)
    assert len(error.value.problems) == 2
    rows = columns.assign(date=pd.to_datetime(["2024-01-01", None]), amount=[np.inf, 2.0])
    with pytest.raises(SchemaError) as error:
        purchase_log(rows)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_missing_date_is_said_to_be_missing_and_is_no_day_long_ago(unit):
    dates = pd.Series(pd.to_datetime(["2024-01-01", None, "2024-01-03"])).astype(f"datetime64[{unit}]")
    with pytest.raises(SchemaError) as error:
        purchase_log(pd.DataFrame({"customer_id": ["ann", "bob", "eve"], "date": dates, "amount": 1.0}))
    (problem,) = error.value.problems
    assert "1 row has no date" in problem


def test_orders_come_as_numbers(transactions):
    named = transactions.assign(order_id=["x", "y", "y", " z", None])
    log = purchase_log(named[:4], "order_id", "cost")
    assert log.order.tolist() == [0, 1, 1, 2]
    assert log.cost.tolist() == transactions["cost"].tolist()[:4]
    assert log.rows(log.amount > 5).order.tolist() == [0, 1]
    with pytest.raises(SchemaError, match="1 row has no order_id: name each order, or drop the column: then"):
        purchase_log(named, "order_id")
    assert purchase_log(named).order is None


@pytest.mark.parametrize(
    "categories", [["ann", "bob", "eve"], ["eve", "zoe", "ann", "bob"], [3, 1, 2], ["b", "a", "é", "Z"]]
)
def test_categories_are_counted_as_what_they_stand_for(categories):
    held = pd.Categorical.from_codes([2, 0, 2, 1, 0], categories)
    table = pd.DataFrame({"customer_id": held, "date": pd.Timestamp("2024-01-05"), "amount": 1.0})
    plain = purchase_log(table.assign(customer_id=list(held)))
    log = purchase_log(table)
    assert log.customers.tolist() == plain.customers.tolist() == sorted(categories[:3])
    assert log.customers.dtype == plain.customers.dtype
    assert log.customer.tolist() == plain.customer.tolist()


@pytest.mark.parametrize("codes", [[0, -1, 2], [-1, -1, -1], [2, 2, -1]])
def test_a_row_without_a_category_has_no_customer(codes):
    held = pd.Categorical.from_codes(codes, ["a", "b", "c"])
    table = pd.DataFrame({"customer_id": held, "date": pd.Timestamp("2024-01-05"), "amount": 1.0})
    count = codes.count(-1)
    with pytest.raises(SchemaError, match=f"{count} rows? ha(s|ve) no customer_id"):
        purchase_log(table)
