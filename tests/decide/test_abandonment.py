"""Is nobody let go whose loss can be mended, and is everybody counted once?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.decide import convert_keep_drop, repair_reach, strategic_abandonment
from custseg.schema import SchemaError
from custseg.simulate import simulate_service_costs
from custseg.value import cost_features, profit_causes

CAUSES = ["size", "price", "goods", "orders", "visits"]


def base(seed=0, n=80):
    """Give causes as `profit_causes` does, drawn at random."""
    random = np.random.RandomState(seed)
    index = pd.Index([f"c{i:02}" for i in range(n)], name="customer_id")
    parts = pd.DataFrame(random.normal(0, 10, (n, len(CAUSES))), index=index, columns=CAUSES)
    profit, cost = parts.sum(axis=1), pd.Series(random.gamma(2, 12, n), index=index)
    loses = profit < -0.005
    root = np.where(loses, parts.columns[parts.to_numpy().argmin(axis=1)], "")
    front = pd.DataFrame({"gross_margin": profit + cost, "cost_to_serve": cost, "profit": profit})
    return front.join(parts).assign(root_cause=root, root_cost=np.where(loses, -parts.min(axis=1), 0.0))


seeds = st.integers(0, 10_000)


@pytest.mark.heavy
@given(seeds, st.floats(0, 1), st.floats(0, 1), st.floats(0, 9))
def test_nobody_is_abandoned_who_can_be_mended(seed, part, avoidable, price):
    causes = base(seed)
    table = strategic_abandonment(causes, repairable=part, repair_cost=price, avoidable=avoidable)
    gone, mended, kept = (table[table["outcome"] == name] for name in ("abandon", "mend", "keep"))
    assert (gone["profit_at_best"] < 0).all() and (gone["leaving_saves"] > gone["reach"]).all()
    assert (mended["profit_at_best"] >= -0.005).all() and (mended["repairs"] != "").all()
    assert (kept["leaving_saves"] <= kept["reach"]).all()
    assert ((table["outcome"] == "serve") == (causes["profit"] >= -0.005)).all()
    assert table["outcome"].value_counts().sum() == len(causes)
    assert (table["root_reach"] <= table["reach"] + 1e-9).all()


@pytest.mark.heavy
@given(seeds)
def test_with_everything_repairable_everybody_is_mended(seed):
    outcome = strategic_abandonment(base(seed))["outcome"]
    assert set(outcome) <= {"serve", "mend"}


@pytest.mark.heavy
@given(seeds, st.floats(0, 1))
def test_with_nothing_repairable_it_is_dropping(seed, avoidable):
    causes = base(seed)
    outcome = strategic_abandonment(causes, repairable=0.0, avoidable=avoidable)["outcome"]
    features = -causes[["orders", "visits"]]
    verdict = convert_keep_drop(
        causes["gross_margin"], causes["cost_to_serve"], features, convertible=0.0, avoidable=avoidable
    )["verdict"]
    loses = causes["profit"] < -0.005
    assert ((outcome == "abandon") == (verdict == "drop"))[loses].all()


@pytest.mark.heavy
@given(seeds)
def test_the_repairs_named_are_enough_and_the_fewest(seed):
    causes = base(seed, n=12)
    table = strategic_abandonment(causes)
    for name, row in table[table["outcome"] == "mend"].iterrows():
        won = sorted((-causes.loc[name, CAUSES]).clip(lower=0), reverse=True)
        named = row["repairs"].split(", ")
        assert row["profit"] + sum(won[: len(named)]) >= -0.006
        assert row["profit"] + sum(won[: len(named) - 1]) < 0


def test_who_is_promising_may_be_said_of_each_customer():
    causes = base(1)
    can_grow = pd.Series(np.arange(len(causes)) % 2, index=causes.index)
    table = strategic_abandonment(causes, repairable={"size": can_grow})
    grown = table[table["outcome"] == "mend"]
    assert len(grown) and (can_grow[grown.index] == 1).all() and (grown["repairs"] == "size").all()


@pytest.mark.heavy
@given(seeds, st.floats(0, 1))
def test_the_table_by_cause_is_that_of_the_customers(seed, part):
    causes = base(seed)
    by_cause, each = repair_reach(causes, repairable=part), strategic_abandonment(causes, repairable=part)
    losers = causes[causes["profit"] < -0.005]
    whole = by_cause.loc["all"]
    assert whole["customers"] == len(losers) == by_cause["customers"].iloc[:-1].sum()
    assert whole["loss"] == pytest.approx(-losers["profit"].sum()) == by_cause["loss"].iloc[:-1].sum()
    assert whole["reach"] == pytest.approx(each["reach"].sum()) == by_cause["reach"].iloc[:-1].sum()
    assert whole["mended"] == (each["outcome"] == "mend").sum() >= by_cause["mended"].iloc[:-1].max()


def test_rows_may_come_in_any_order_and_money_in_any_unit():
    causes = base(2)
    stated = {"repairable": 0.5, "repair_cost": 1.0, "avoidable": 0.7}
    table = strategic_abandonment(causes, **stated)
    pd.testing.assert_frame_equal(strategic_abandonment(causes.iloc[::-1], **stated).iloc[::-1], table)
    money = causes.columns.drop("root_cause")
    cents = strategic_abandonment(causes.assign(**(100 * causes[money])), **{**stated, "repair_cost": 100.0})
    assert cents["outcome"].equals(table["outcome"]) and np.allclose(cents["reach"], 100 * table["reach"])


def test_from_tables_to_who_is_let_go():
    customers, costs, _ = simulate_service_costs(500, times=12.0, random_state=3)
    causes = profit_causes(customers, **costs, least={"orders": 1.0})
    table = strategic_abandonment(causes, repairable={"price": 0.5, "visits": 0.5, "orders": 0.5}, avoidable=0.8)
    assert set(table["outcome"]) == {"serve", "mend", "keep", "abandon"}
    assert table.index.equals(customers.index)


def test_bad_input_is_refused_with_what_to_do():
    causes = base()
    with pytest.raises(
        SchemaError, match=r"causes lacks 'size', 'price', 'goods': pass what custseg.value.profit_causes"
    ):
        strategic_abandonment(causes.drop(columns=["size", "price", "goods"]))
    with pytest.raises(SchemaError, match="repairable names causes that causes lacks: 'lines'"):
        strategic_abandonment(causes, repairable={"lines": 1.0})
    with pytest.raises(ValueError, match="repairable"):
        strategic_abandonment(causes, repairable=50)
    with pytest.raises(ValueError, match="avoidable"):
        strategic_abandonment(causes, avoidable=80)
    with pytest.raises(ValueError, match="repair_cost is negative"):
        strategic_abandonment(causes, repair_cost={"size": -1.0})
    with pytest.raises(SchemaError, match="no customers"):
        repair_reach(causes.iloc[:0])
    with pytest.raises(ValueError, match=r"different indexes|length"):
        strategic_abandonment(causes, repairable={"size": pd.Series([1.0], index=["x"])})


def test_cost_features_is_not_what_is_asked_for():
    customers, costs, _ = simulate_service_costs(50)
    with pytest.raises(SchemaError, match="profit_causes gives"):
        strategic_abandonment(cost_features(**costs, size=customers["list_amount"]))


def test_nobody_is_served_because_a_number_is_missing():
    causes = base()
    for name in ("profit", "gross_margin", "visits"):
        with pytest.raises(ValueError, match=rf"causes\['{name}'\] is missing or infinite for 1 of 80 rows: 'c03'"):
            strategic_abandonment(causes.assign(**{name: causes[name].where(causes.index != "c03")}))
    with pytest.raises(TypeError, match="gross_margin must be numbers"):
        repair_reach(causes.assign(gross_margin="much"))
    with pytest.raises(SchemaError, match="a customer twice"):
        strategic_abandonment(pd.concat([causes, causes]))
    with pytest.raises(TypeError, match="repair_cost must be one number for each cause"):
        strategic_abandonment(causes, repair_cost={"price": causes["price"].abs()})
