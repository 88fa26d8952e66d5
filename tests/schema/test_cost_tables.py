"""Is everything that is wrong with tables of costs said at once, with what to do?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError, check_cost_tables
from custseg.value import (
    capacity_rates,
    cost_features,
    cost_over_minutes,
    cost_to_serve,
    drawn_minutes,
    unused_capacity,
)


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


def test_a_pool_without_a_driver():
    pools = pd.concat([tables()["pools"], tables()["pools"].rename({"desk": "van"})]).rename_axis("pool")
    assert said(pools=pools) == (
        "pools has money that no activity spends: 'van'. Name the pool in activities, or leave it out of pools.",
    )


BAD = {
    "negative capacity": ("pools", {"capacity": -60.0}, r"\['capacity'\] must be above zero"),
    "driver without pool": ("activities", {"pool": "van"}, "names pools that pools lacks: 'van'"),
    "pool without driver": ("activities", {"pool": "van"}, "money that no activity spends: 'desk'"),
    "activity without driver": ("activities", {"driver": "visits"}, "lacks columns that activities names: 'visits'"),
    "minutes above capacity": ("drivers", {"orders": 400}, "is asked for 6,400 minutes and has 600"),
    "two currencies": ("pools", {"currency": 5}, "currency"),
}


@pytest.mark.parametrize("fault", BAD)
@pytest.mark.parametrize(
    "call",
    [cost_to_serve, unused_capacity, cost_features, drawn_minutes, cost_over_minutes],
    ids=lambda one: one.__name__,
)
def test_every_function_says_it(call, fault):
    name, columns, sentence = BAD[fault]
    given = tables()
    given["activities"] = given["activities"].assign(minutes_low=4.0, minutes_high=9.0)
    given[name] = given[name].assign(**columns)
    with pytest.raises(SchemaError, match=sentence):
        call(given["drivers"], given["pools"], given["activities"])


def test_another_currency_than_the_revenue_is_refused_by_rates_and_costs():
    given = tables() | {"pools": tables()["pools"].assign(currency="USD")}
    for call in (
        cost_to_serve,
        lambda drivers, pools, activities, currency: capacity_rates(pools, activities, currency=currency),
    ):
        with pytest.raises(SchemaError, match=r"pools is in 'USD' and the revenue in 'EUR'. Convert the amounts"):
            call(given["drivers"], given["pools"], given["activities"], currency="EUR")


def test_customers_of_the_revenue_without_a_row_are_named():
    given = tables()
    with pytest.raises(
        SchemaError, match=r"lacks 1 of 3 customers: 'eve'. Whoever asked for nothing has a row of zeros"
    ):
        cost_to_serve(**given, customers=pd.Index(["ann", "bob", "eve"]))
