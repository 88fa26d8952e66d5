"""Do the causes add up to the profit, and is the root of a loss the one that was put there?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.simulate import simulate_service_costs
from custseg.value import cost_features, cost_to_serve, profit_causes
from custseg.value.serving_cost.causes_of_loss import BESIDE_CAUSES

from .conftest import firms, ids


def buyers(index, seed=0):
    """Give what customers paid, at list price, and what their goods cost."""
    random = np.random.RandomState(seed)
    at_list = random.lognormal(5, 1, len(index)).round(2)
    paid = (at_list * random.uniform(0.7, 1.0, len(index))).round(2)
    return pd.DataFrame({"amount": paid, "list_amount": at_list, "cost": (0.6 * at_list).round(2)}, index=index)


@pytest.mark.heavy
@settings(max_examples=15)
@given(firms(), st.floats(0, 1))
def test_causes_add_up_to_the_profit_and_to_nothing_over_the_base(firm, share):
    drivers = firm["drivers"]
    customers = buyers(drivers.index)
    least = {name: share * drivers[name].mean() * (1 - 1e-12) for name in drivers}
    causes = profit_causes(customers, **firm, least=least)
    parts = causes.drop(columns=list(BESIDE_CAUSES))
    size = max(1.0, float(causes["cost_to_serve"].abs().max()), float(customers["list_amount"].max()))
    assert np.allclose(parts.sum(axis=1), causes["profit"], atol=1e-9 * size)
    assert np.allclose(parts.drop(columns="size").sum(), 0.0, atol=1e-9 * size * len(customers))
    spent = cost_to_serve(**firm)["cost_to_serve"]
    assert np.allclose(causes["profit"], customers["amount"] - customers["cost"] - spent, atol=1e-9 * size)


@pytest.mark.heavy
@settings(max_examples=15)
@given(firms())
def test_without_a_least_the_drivers_are_those_of_cost_features(firm):
    customers = buyers(firm["drivers"].index)
    causes = profit_causes(customers, **firm)
    features = cost_features(**firm, size=customers["list_amount"])
    names = list(features.columns[:-3])
    assert np.allclose(causes[names], -features[names], atol=1e-9 * max(1.0, causes["cost_to_serve"].max()))


def test_the_habit_that_was_put_there_is_the_root():
    customers, costs, truth = simulate_service_costs(3000, times=12.0, minutes_error=0.0, random_state=1)
    causes = profit_causes(customers, **costs)
    losers = causes[(causes["root_cause"] != "") & (truth["sim_habit"] != "")]
    right = (losers["root_cause"] == truth.loc[losers.index, "sim_habit"]).mean()
    assert len(losers) > 100 and right > 0.75, f"of {len(losers)} losers with a habit {right:.0%} are named by it"


def firm_of(n):
    index = ids(*(f"c{number}" for number in range(n)))
    pools = pd.DataFrame({"amount": [1000.0], "capacity": [1000.0]}, index=pd.Index(["desk"], name="pool"))
    activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [5.0]})
    return pd.DataFrame({"orders": 2.0}, index=index), pools, activities


def test_each_cause_is_found_where_it_is_the_only_one():
    drivers, pools, activities = firm_of(8)
    customers = pd.DataFrame({"amount": 100.0, "list_amount": 100.0, "cost": 60.0}, index=drivers.index)
    customers.loc["c0", "amount"] = 50.0  # half price
    customers.loc["c1", "cost"] = 95.0  # goods without a margin
    drivers.loc["c2", "orders"] = 20.0  # ten times the orders
    customers.loc["c3"] = [5.0, 5.0, 3.0]  # a twentieth of the size
    causes = profit_causes(customers, drivers, pools, activities, least={"orders": 2.0})
    assert causes["root_cause"].tolist()[:4] == ["price", "goods", "orders", "size"]
    assert (causes["root_cause"].iloc[4:] == "").all() and (causes["root_cost"].iloc[4:] == 0).all()


def test_without_list_prices_nobody_got_a_discount():
    drivers, pools, activities = firm_of(5)
    customers = pd.DataFrame({"amount": [9.0, 80.0, 70.0, 60.0, 50.0], "cost": 5.0}, index=drivers.index)
    assert np.allclose(profit_causes(customers, drivers, pools, activities)["price"], 0.0)


def test_rows_may_come_in_any_order_and_nothing_is_changed():
    customers, costs, _ = simulate_service_costs(200)
    before = customers.copy(), costs["drivers"].copy()
    causes = profit_causes(customers, **costs)
    order = customers.index[np.random.RandomState(0).permutation(len(customers))]
    other = profit_causes(customers.loc[order], **{**costs, "drivers": costs["drivers"].loc[order]})
    pd.testing.assert_frame_equal(other.loc[customers.index], causes, rtol=1e-9)
    pd.testing.assert_frame_equal(customers, before[0])
    pd.testing.assert_frame_equal(costs["drivers"], before[1])


def test_bad_input_is_refused_with_what_to_do():
    drivers, pools, activities = firm_of(3)
    customers = pd.DataFrame({"amount": 100.0, "list_amount": 100.0, "cost": 60.0}, index=drivers.index)
    with pytest.raises(SchemaError, match="2 problems"):
        profit_causes(customers, drivers, pools, activities, least={"visits": 1.0, "orders": 3.0})
    with pytest.raises(SchemaError, match=r"list_amount is not above 0 for 1 customers .'c1'.*Leave them out"):
        profit_causes(customers.assign(list_amount=[1.0, 0.0, 1.0]), drivers, pools, activities)
    with pytest.raises(ValueError, match="customers and drivers have different indexes"):
        profit_causes(customers.iloc[::-1], drivers, pools, activities)
    with pytest.raises(SchemaError, match="capacity"):
        profit_causes(customers, drivers, pools.assign(capacity=-1.0), activities)
    taken = activities.assign(driver="price"), drivers.rename(columns={"orders": "price"})
    with pytest.raises(SchemaError, match="drivers may not be called 'price'"):
        profit_causes(customers, taken[1], pools, taken[0])
