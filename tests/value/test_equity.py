import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.value import clv_formula, customer_equity, present_value, value_split


def test_present_and_coming_customers():
    values = clv_formula(pd.Series([100.0, 50.0], index=["ann", "bob"]), 0.8, 0.1)
    found = customer_equity(values, new_customers=[10, 10], value_of_new=30, discount_rate=0.1)
    assert found["present_customers"] == pytest.approx(150 * 0.8 / 0.3)
    assert found["new_customers"] == pytest.approx(300 / 1.1 + 300 / 1.21)
    assert found["equity"] == pytest.approx(found["present_customers"] + found["new_customers"])


def test_doubling_the_base_doubles_its_value():
    assert customer_equity([1.0, 2.0] * 2)["equity"] == 2 * customer_equity([1.0, 2.0])["equity"]


def test_bad_equity():
    with pytest.raises(ValueError, match="empty"):
        customer_equity([])
    with pytest.raises(ValueError, match="missing or infinite"):
        customer_equity([1.0, float("nan")])
    with pytest.raises(ValueError, match="discount_rate"):
        customer_equity([1.0], new_customers=[1], value_of_new=1, discount_rate=5)


@given(arrays(float, (3, 6), elements=st.integers(-(10**6), 10**6).map(lambda c: c / 100)), st.integers(0, 5))
def test_parts_add_up_to_the_cent(flows, current):
    found = value_split(pd.DataFrame(flows, index=["a", "b", "c"]), current=current)
    assert found["lifetime"].tolist() == pytest.approx(flows.sum(axis=1).tolist(), abs=0.005)
    assert found["historical"].tolist() == pytest.approx(flows[:, :current].sum(axis=1).tolist())


def test_only_the_forecast_is_discounted():
    profits = pd.DataFrame([[10.0, 30.0, 20.0, 11.0, 12.1]], columns=[2021, 2022, 2023, 2024, 2025], index=["ann"])
    found = value_split(profits, current=2023, discount_rate=0.1).loc["ann"]
    assert found[["historical", "current"]].tolist() == [40, 20]
    assert found["future"] == pytest.approx(present_value([11.0, 12.1], 0.1)) == pytest.approx(20)


def test_bad_splits():
    profits = pd.DataFrame([[1.0, np.nan]], columns=[1, 2], index=["ann"])
    with pytest.raises(ValueError, match="current period 3 is not one of the columns: 1, 2"):
        value_split(profits, current=3)
    with pytest.raises(ValueError, match="missing or infinite for 1 of 1 rows: 'ann'"):
        value_split(profits, current=1)
    with pytest.raises(ValueError, match="empty"):
        value_split(profits[:0], current=1)
    with pytest.raises(ValueError, match="discount_rate"):
        value_split(profits[[1]], current=1, discount_rate=10)
