"""Is every cent of the pools with a customer or unused, and nowhere twice?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from custseg.schema import SchemaError
from custseg.value import clv_formula, cost_to_serve, customer_profit, unused_capacity, whale_curve

from .conftest import firms


def test_kaplan_and_anderson(department):
    capacity = unused_capacity(**department).loc["service"]
    assert capacity["used_minutes"] == 578_600
    assert capacity["used_share"] == pytest.approx(0.8266, abs=5e-5)
    assert capacity["assigned"] == pytest.approx(462_880)
    assert capacity["unused"] == pytest.approx(97_120)
    assert capacity["unused_minutes"] == 121_400
    assert cost_to_serve(**department)["cost_to_serve"].sum() == pytest.approx(462_880)


@pytest.mark.heavy
@given(firms())
def test_customers_and_what_is_unused_are_the_pools_to_the_cent(firm):
    costs, capacity = cost_to_serve(**firm), unused_capacity(**firm)
    total = firm["pools"]["amount"].sum()
    assert abs(costs["cost_to_serve"].sum() + capacity["unused"].sum() - total) < 0.005
    assert np.allclose(capacity["assigned"] + capacity["unused"], capacity["amount"], rtol=0, atol=0.005)
    activities = costs.drop(columns="cost_to_serve")
    assert np.allclose(activities.sum(axis=1), costs["cost_to_serve"], rtol=0, atol=0.005)
    assert (activities.to_numpy() >= 0).all()


@pytest.mark.heavy
@given(firms())
def test_the_order_of_customers_and_of_activities_changes_nothing(firm):
    costs = cost_to_serve(**firm)
    turned = cost_to_serve(firm["drivers"][::-1], firm["pools"][::-1], firm["activities"])
    pd.testing.assert_frame_equal(turned[::-1], costs, check_exact=True)


def test_a_time_equation_adds_its_terms():
    pools = pd.DataFrame({"amount": [100.0], "capacity": [200.0]}, index=pd.Index(["desk"], name="pool"))
    terms = {"activity": "order", "pool": "desk", "driver": ["orders", "lines", "exports"], "minutes": [3.0, 2.0, 15.0]}
    drivers = pd.DataFrame({"orders": [2], "lines": [7], "exports": [1]}, index=pd.Index(["a"], name="customer_id"))
    assert cost_to_serve(drivers, pools, pd.DataFrame(terms))["order"].tolist() == [0.5 * (6 + 14 + 15)]


def test_an_activity_may_need_two_pools(department):
    pools = pd.concat([department["pools"], pd.DataFrame({"amount": 70_000.0, "capacity": 70_000.0}, index=["van"])])
    more = pd.DataFrame({"activity": ["order"], "pool": ["van"], "driver": ["orders"], "minutes": [1.0]})
    activities = pd.concat([department["activities"], more], ignore_index=True)
    costs = cost_to_serve(department["drivers"], pools.rename_axis("pool"), activities)
    assert costs.loc["b", "order"] == pytest.approx(19_000 * (6.40 + 1.00))


def test_who_asked_for_nothing_costs_nothing_and_inputs_stay(department):
    before = department["drivers"].copy()
    drivers = pd.concat([before, pd.DataFrame(0, index=["idle"], columns=before.columns)]).rename_axis("customer_id")
    costs = cost_to_serve(drivers, department["pools"], department["activities"])
    assert costs.loc["idle"].eq(0).all()
    pd.testing.assert_frame_equal(drivers.iloc[:3], before)


def test_profit_follows_wherever_profit_stands(department):
    costs = cost_to_serve(**department)["cost_to_serve"]
    revenue = pd.Series([400_000.0, 300_000.0, 100_000.0], index=costs.index)
    profit = customer_profit(revenue, cost_of_goods=0.5 * revenue, cost_to_serve=costs)["profit"]
    assert profit.to_numpy() == pytest.approx([200_000 - 206_080, 150_000 - 141_600, 50_000 - 115_200])
    better = profit + 70_000
    assert whale_curve(better)["share_of_profit"].max() == pytest.approx((better[better > 0]).sum() / better.sum())
    worth = clv_formula(profit, 0.8, 0.1)
    assert worth["a"] == pytest.approx(profit["a"] * 0.8 / 0.3)


def test_a_sum_among_the_activities_is_refused(department):
    activities = department["activities"].assign(activity="cost_to_serve")
    with pytest.raises(SchemaError, match="Give it another name"):
        cost_to_serve(department["drivers"], department["pools"], activities)
