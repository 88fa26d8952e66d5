"""Is the truth found where costs follow behaviour, and nothing where they do not?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.simulate import simulate_service_costs
from custseg.value import cost_features, cost_to_serve, unused_capacity


@pytest.fixture(scope="module")
def world():
    return simulate_service_costs(2000)


def test_exact_minutes_give_the_true_costs_and_leave_fifteen_percent_unused():
    _, costs, truth = simulate_service_costs(500, minutes_error=0.0)
    assert np.allclose(cost_to_serve(**costs)["cost_to_serve"], truth["sim_cost_to_serve"])
    assert unused_capacity(**costs)["used_share"].to_numpy() == pytest.approx([0.85] * 4)


def test_with_wrong_minutes_the_order_of_customers_is_nearly_right(world):
    _, costs, truth = world
    found = cost_to_serve(**costs)["cost_to_serve"]
    assert found.corr(truth["sim_cost_to_serve"], method="spearman") > 0.95


def test_the_habit_is_found(world):
    customers, costs, truth = world
    table = cost_features(**costs, size=customers["frequency"])
    dear = truth["sim_habit"].isin(["deliveries", "visits", "lines"])  # the others are too rare to show in one customer
    large = dear & (customers["frequency"] > 20)
    assert (table["feature"] == truth["sim_habit"])[large].mean() > 0.9


def test_where_costs_do_not_follow_behaviour_the_map_says_nothing():
    _, costs, truth = simulate_service_costs(4000, depends_on_behaviour=False)
    share = cost_to_serve(**costs)["cost_to_serve"]
    assert abs(share.corr(truth["sim_cost_to_serve"], method="spearman")) < 0.05
    dear = share > share.median()
    lost = truth["sim_cost_to_serve"].groupby(dear).median()
    assert lost[True] / lost[False] == pytest.approx(1, abs=0.1)
    followed = simulate_service_costs(4000)[2]["sim_cost_to_serve"]
    assert truth["sim_cost_to_serve"].sum() == pytest.approx(followed.sum())


def test_truth_adds_up_and_seeds_repeat(world):
    customers, _, truth = world
    profit = customers["amount"] - customers["cost"] - truth["sim_cost_to_serve"]
    assert np.allclose(profit, truth["sim_profit"])
    assert 0.05 < (profit < 0).mean() < 0.6
    pd.testing.assert_frame_equal(truth, simulate_service_costs(2000)[2])


def test_numbers_out_of_range_are_said_at_once():
    with pytest.raises(SchemaError) as error:
        simulate_service_costs(10, dear=15, times=0.5, minutes_error=-1)
    assert len(error.value.problems) == 3
