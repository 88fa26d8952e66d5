import pandas as pd
import pytest

from custseg.value import clv, customer_equity


def test_present_and_coming_customers():
    values = clv(pd.Series([100.0, 50.0], index=["ann", "bob"]), 0.8, 0.1)
    found = customer_equity(values, new_customers=[10, 10], value_of_new=30, rate=0.1)
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
    with pytest.raises(ValueError, match="discount rate"):
        customer_equity([1.0], new_customers=[1], value_of_new=1, rate=5)
