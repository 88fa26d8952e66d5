import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import planning_change, planning_income, planning_profit, planning_sensitivity

LEVERS = ["price", "quantity", "customers", "cost"]
plans = st.fixed_dictionaries({lever: st.integers(0, 10**6).map(lambda n: n / 100) for lever in LEVERS})


def test_literal_formula_is_the_right_one_at_a_price_of_one():
    assert planning_income(10, 100, 400) == 600  # R = X Y - Z
    assert planning_profit(1, 10, 100, 400) == planning_income(10, 100, 400)
    assert planning_profit(2.5, 10, 100, 400) == 2100


@given(plans, plans)
def test_parts_add_up_to_the_change(before, after):
    parts = planning_change(before, after)
    change = planning_profit(**after) - planning_profit(**before)
    # the parts go through mixed plans, old price with new customers: their size sets the rounding error
    size = np.prod([max(before[lever], after[lever]) for lever in LEVERS[:3]]) + before["cost"] + after["cost"]
    assert parts["change"] == pytest.approx(change, abs=1e-14 * size)
    assert parts[LEVERS].sum() == pytest.approx(change, abs=1e-14 * size)


@given(plans, plans)
def test_the_way_back_is_the_way_there(before, after):
    there, back = planning_change(before, after), planning_change(after, before)
    assert (there + back).abs().max() <= 1e-12 * (1 + there.abs().max())


def test_part_is_the_mean_over_all_orders():
    before = {"price": 2.0, "quantity": 3.0, "customers": 5.0, "cost": 0.0}
    after = {"price": 3.0, "quantity": 5.0, "customers": 11.0, "cost": 0.0}
    # price moves first (x 15), after quantity (x 25), after customers (x 33), last (x 55); the ends count twice
    assert planning_change(before, after)["price"] == pytest.approx((2 * 15 + 25 + 33 + 2 * 55) / 6)


def test_only_the_lever_that_moved_has_a_part():
    before = {"price": 2, "quantity": 10, "customers": 100, "cost": 400}
    assert planning_change(before, before | {"cost": 450})[LEVERS].tolist() == [0, 0, 0, -50]


def test_groups():
    before = pd.DataFrame({"price": [2.0, 3.0], "quantity": 10.0, "customers": 100.0, "cost": 400.0}, index=["a", "b"])
    found = planning_change(before, before.assign(customers=110.0))
    assert found["customers"].to_dict() == {"a": 200.0, "b": 300.0}
    with pytest.raises(ValueError, match="different indexes"):
        planning_change(before, before[::-1])


def test_sensitivity_is_the_slope():
    plan = {"price": 2.0, "quantity": 10.0, "customers": 100.0, "cost": 400.0}
    table = planning_sensitivity(**plan)
    for lever in LEVERS:
        more = planning_profit(**(plan | {lever: plan[lever] * 1.01})) - planning_profit(**plan)
        assert table.loc[lever, "per_percent"] == pytest.approx(more)
        one = planning_profit(**(plan | {lever: plan[lever] + 1})) - planning_profit(**plan)
        assert table.loc[lever, "per_unit"] == pytest.approx(one)


def test_bad_plans():
    with pytest.raises(ValueError, match="not found: cost before, price after"):
        planning_change({"price": 1, "quantity": 1, "customers": 1}, {"quantity": 1, "customers": 1, "cost": 1})
    with pytest.raises(TypeError, match="one number per lever"):
        planning_sensitivity([1, 2], 1, 1, 1)
    with pytest.raises(ValueError, match="price is missing"):
        planning_profit(float("nan"), 1, 1, 1)
