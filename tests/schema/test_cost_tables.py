"""Is everything that is wrong with tables of costs said at once, with what to do?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError, check_cost_tables


def tables():
    pools = pd.DataFrame({"amount": [900.0], "capacity": [600.0]}, index=pd.Index(["desk"], name="pool"))
    activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [8.0]})
    drivers = pd.DataFrame({"orders": [3, 2]}, index=pd.Index(["ann", "bob"], name="customer_id"))
    return {"pools": pools, "activities": activities, "drivers": drivers}


def said(**changed):
    with pytest.raises(SchemaError) as error:
        check_cost_tables(**(tables() | changed))
    return error.value.problems


def test_sound_tables_pass():
    check_cost_tables(**tables())
    check_cost_tables(tables()["pools"], tables()["activities"])


@pytest.mark.parametrize(
    ("table", "column", "value", "sentence"),
    [
        ("pools", "capacity", -60.0, r"pools\['capacity'\] must be above zero; found -60.0 for 'desk'"),
        ("pools", "capacity", 0.0, "must be above zero; found 0.0"),
        ("pools", "capacity", np.nan, "pools column 'capacity' is missing in 1 row"),
        ("pools", "capacity", np.inf, "pools column 'capacity' is infinite"),
        ("pools", "amount", -1.0, "must be 0 or more; found -1.0"),
        ("pools", "amount", "9 EUR", "pools column 'amount' must hold numbers, found string values"),
        (
            "activities",
            "minutes",
            -8.0,
            r"activities\['minutes'\] must be 0 or more; found -8.0 for 'order \(orders\)'",
        ),
        ("activities", "minutes", None, "activities column 'minutes' is missing in 1 row"),
        ("activities", "minutes_low", 9.0, "must be at most minutes; found 9.0"),
        ("activities", "minutes_high", 7.0, "must be at least minutes; found 7.0"),
        ("activities", "pool", "van", "activities names pools that pools lacks: 'van'"),
        ("activities", "driver", "visits", "drivers lacks columns that activities names: 'visits'"),
        ("drivers", "orders", -3, r"drivers\['orders'\] must be 0 or more; found -3.0 for 'ann', 'bob'"),
        ("drivers", "orders", np.nan, "drivers column 'orders' is missing in 2 rows"),
        ("drivers", "visits", 1, "drivers has columns that drive no activity: 'visits'"),
        ("drivers", "orders", 400, "pool 'desk' is asked for 6,400 minutes and has 600"),
    ],
)
def test_one_thing_wrong(table, column, value, sentence):
    problems = said(**{table: tables()[table].assign(**{column: value})})
    assert any(pd.Series(problems).str.contains(sentence)), problems


def test_everything_is_said_at_once():
    pools = pd.DataFrame({"amount": [1.0, -2.0], "capacity": [0.0, 5.0]}, index=pd.Index(["desk", "van"], name="pool"))
    drivers = tables()["drivers"].rename(columns={"orders": "visits"})
    problems = said(pools=pools, drivers=drivers)
    assert len(problems) == 5, problems


def test_rows_that_occur_twice():
    assert "Add their minutes up" in said(activities=pd.concat([tables()["activities"]] * 2))[0]
    assert "more than once: 'desk'" in said(pools=pd.concat([tables()["pools"]] * 2))[0]
    assert "more than once: 'ann', 'bob'" in said(drivers=pd.concat([tables()["drivers"]] * 2))[0]


def test_currencies():
    two = pd.concat([tables()["pools"], tables()["pools"].rename({"desk": "van"})]).assign(currency=["EUR", "USD"])
    assert any("2 currencies: 'EUR', 'USD'" in problem for problem in said(pools=two.rename_axis("pool")))
    assert (
        "in 'EUR' and the revenue in 'GBP'" in said(pools=tables()["pools"].assign(currency="EUR"), currency="GBP")[0]
    )
    check_cost_tables(**(tables() | {"pools": tables()["pools"].assign(currency="EUR")}), currency="EUR")


def test_customers_without_activities():
    assert "lacks 1 of 2 customers: 'eve'" in said(customers=pd.Index(["ann", "eve"]))[0]


def test_ids_that_are_text_here_and_numbers_there():
    drivers = tables()["drivers"].set_axis(pd.Index([1, 2], name="customer_id"))
    assert (
        "ids are string in customers ('1') and integer in drivers"
        in said(drivers=drivers, customers=pd.Index(["1"]))[0]
    )


def test_customers_as_a_column_and_empty_tables():
    assert "index" in said(drivers=tables()["drivers"].reset_index())[0]
    assert "drivers has no rows." in said(drivers=tables()["drivers"].iloc[:0])


def test_drivers_without_names():
    assert "columns named in text" in said(drivers=tables()["drivers"].rename(columns={"orders": 0}))[0]
