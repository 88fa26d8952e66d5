import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.value import profit_sources, survival_curve

DRIVERS = ["quantity", "price", "unit_cost", "service_cost", "referral_profit"]
drivers = arrays(float, (4, 5), elements=st.integers(0, 10**5).map(lambda c: c / 100)).map(
    lambda values: pd.DataFrame(values, columns=DRIVERS, index=range(1, 5))
)


@given(drivers, st.integers(0, 10**5))
def test_sources_add_up_to_the_profit(table, cost):
    found = profit_sources(table, acquisition_cost=cost)
    profit = (
        table["quantity"] * (table["price"] - table["unit_cost"]) - table["service_cost"] + table["referral_profit"]
    )
    assert found["profit"].iloc[1:].tolist() == pytest.approx(profit.tolist(), abs=0.005)
    assert found.loc[0, ["acquisition", "profit"]].tolist() == [-cost, -cost]
    assert found["base_profit"].iloc[1:].nunique() == 1
    assert (found.loc[1, ["increased_purchases", "cost_savings", "price_premium"]] == 0).all()


@given(drivers)
def test_survival_weights_every_source(table):
    weights = survival_curve(0.5, 4, certain_until=1)
    plain, weighted = profit_sources(table), profit_sources(table, survival=weights)
    expected = plain.iloc[1:].mul(weights, axis=0)
    assert np.allclose(weighted.iloc[1:], expected)


def test_each_driver_moves_its_own_source():
    start = {"quantity": 10.0, "price": 5.0, "unit_cost": 3.0, "service_cost": 8.0, "referral_profit": 0.0}
    moves = {
        "increased_purchases": {"quantity": 11.0},
        "price_premium": {"price": 5.2},
        "cost_savings": {"unit_cost": 2.8},
        "referrals": {"referral_profit": 2.0},
    }
    for source, move in moves.items():
        found = profit_sources(pd.DataFrame([start, start | move], index=[1, 2])).loc[2]
        assert found[source] == pytest.approx(2)
        assert found["profit"] == pytest.approx(found["base_profit"] + found[source])


def test_bad_drivers():
    table = pd.DataFrame([[1.0] * 5], columns=DRIVERS, index=[1])
    with pytest.raises(ValueError, match="drivers lacks 'price'"):
        profit_sources(table.drop(columns="price"))
    with pytest.raises(ValueError, match="numbered from 1"):
        profit_sources(table.set_axis([0]))
    with pytest.raises(ValueError, match="missing or infinite for 1 of 1 rows: 1"):
        profit_sources(table.assign(price=np.nan))
    with pytest.raises(ValueError, match="survival rises"):
        profit_sources(pd.concat([table, table.set_axis([2])]), survival=[0.5, 0.6])
    with pytest.raises(ValueError, match="one probability per year"):
        profit_sources(table, survival=[0.5, 0.6])
    with pytest.raises(ValueError, match="outside 0-1"):
        profit_sources(table, survival=[80])
