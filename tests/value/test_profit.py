import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.value import customer_profit, present_value

cents = st.integers(0, 10**7).map(lambda c: c / 100)


def test_margin_and_profit_by_hand():
    index = ["ann", "bob", "eve"]
    found = customer_profit(
        pd.Series([100.0, 100.0, 100.0], index=index),
        discounts=10.0,
        cost_of_goods=pd.Series([50.0, 50.0, 50.0], index=index),
        cost_to_serve=[30.0, 40.0, 50.0],
    )
    assert found["gross_margin"].tolist() == [40, 40, 40]
    assert found["profit"].to_dict() == {"ann": 10, "bob": 0, "eve": -10}
    assert found["outcome"].tolist() == ["profitable", "break-even", "unprofitable"]


def test_value_is_revenue_less_the_cost_of_the_relation():
    assert customer_profit(500, cost_to_serve=120)["profit"].tolist() == [380]


@given(arrays(float, (4, 20), elements=cents))
def test_columns_add_up_to_the_cent(columns):
    sales, discounts, goods, serving = columns
    found = customer_profit(sales, discounts=discounts, cost_of_goods=goods, cost_to_serve=serving)
    total = sales.sum() - discounts.sum() - goods.sum() - serving.sum()
    assert found["profit"].sum() == pytest.approx(total, abs=0.005)
    assert found["gross_margin"].sum() - serving.sum() == pytest.approx(found["profit"].sum(), abs=0.005)


def test_valuable_over_time_is_a_present_value_above_zero():
    # a loss of 100 now, 60 in each of two years: worth keeping at 10 %, not at 15 %
    assert (
        present_value([-100, 60, 60], 0.1, first_payment=0) > 0 > present_value([-100, 60, 60], 0.15, first_payment=0)
    )


def test_bad_profit_columns():
    sales = pd.Series([1.0, np.nan], index=["ann", "bob"])
    with pytest.raises(ValueError, match="revenue is missing or infinite for 1 of 2 rows: 'bob'"):
        customer_profit(sales)
    with pytest.raises(ValueError, match="different indexes"):
        customer_profit(sales.fillna(0), cost_to_serve=pd.Series([1.0, 2.0], index=["ann", "eve"]))
    with pytest.raises(ValueError, match="empty"):
        customer_profit(sales[:0])
    with pytest.raises(ValueError, match="tolerance is negative"):
        customer_profit(1, tolerance=-1)


def test_a_customer_at_exactly_zero_is_not_profitable():
    exact = customer_profit([50.0, 50.25, 49.75], cost_to_serve=50.0, tolerance=0.0)
    assert exact["outcome"].tolist() == ["break-even", "profitable", "unprofitable"]
    within = customer_profit([50.5, 49.5], cost_to_serve=50.0, tolerance=0.5)
    assert within["outcome"].tolist() == ["break-even"] * 2, "at the tolerance itself nothing was earned or lost"
