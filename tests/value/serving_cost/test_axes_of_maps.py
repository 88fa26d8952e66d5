"""Do the axes of the maps belong to the same customers, and is profit their diagonal?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.value import customer_profit, map_axes


def customers(seed=0, n=40):
    random = np.random.RandomState(seed)
    at_list = random.lognormal(4, 1, n)
    table = {
        "amount": at_list * random.uniform(0.6, 1, n),
        "list_amount": at_list,
        "cost": at_list * random.uniform(0.3, 0.8, n),
        "frequency": random.poisson(3, n) + 1,
        "loyalty": random.uniform(0, 1, n),
    }
    return pd.DataFrame(table, index=pd.Index([f"{i:02}" for i in range(n)], name="customer_id"))


@pytest.mark.heavy
@given(st.integers(0, 10_000))
def test_profit_is_the_diagonal_of_both_maps_of_cost(seed):
    table = customers(seed)
    costs = table["list_amount"] * 0.2
    axes = map_axes(table, costs)
    profit = customer_profit(table["amount"], cost_of_goods=table["cost"], cost_to_serve=costs)["profit"]
    for name, brings in (("shapiro", "realised_price"), ("margin_cost", "gross_margin")):
        above = axes[name][brings] > axes[name]["cost_to_serve"]
        clear = profit.abs() > 1e-9
        assert (above == (profit > 0))[clear].all()
    assert np.allclose(axes["gold_meteor"]["gain_per_transaction"] * table["frequency"], profit)
    assert all(np.allclose(one["profit"], profit) for one in axes.values())


def test_size_does_not_move_a_customer_on_the_map_of_price():
    table = customers()
    large = table.assign(**{name: 10 * table[name] for name in ("amount", "list_amount", "cost")})
    one, other = (map_axes(each, 0.1 * each["amount"])["shapiro"] for each in (table, large))
    assert np.allclose(one[["realised_price", "cost_to_serve"]], other[["realised_price", "cost_to_serve"]])


def test_without_loyalty_and_list_prices():
    axes = map_axes(customers().drop(columns=["loyalty", "list_amount"]), 1.0)
    assert sorted(axes) == ["gold_meteor", "margin_cost", "shapiro"]
    assert axes["shapiro"]["realised_price"].eq(1).all()


def test_who_bought_nothing_has_no_price():
    with pytest.raises(SchemaError, match="frequency is below 1 for 1 customers"):
        map_axes(customers().assign(frequency=[0] + [1] * 39), 1.0)
    with pytest.raises(SchemaError, match="list_amount is not above 0"):
        map_axes(customers().assign(list_amount=0.0), 1.0)
    with pytest.raises(ValueError, match="different indexes"):
        map_axes(customers(), pd.Series([1.0]))
