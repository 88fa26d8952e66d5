"""Does what makes a customer dear add up, and is it found where it was put?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from custseg.schema import SchemaError
from custseg.value import cost_features, cost_to_serve

from .conftest import firms


@pytest.mark.heavy
@given(firms())
def test_excess_is_cost_less_the_cost_of_ones_size_and_adds_up_to_nothing(firm):
    size = pd.Series(1.0 + np.arange(len(firm["drivers"])), index=firm["drivers"].index)
    table, costs = cost_features(**firm, size=size), cost_to_serve(**firm)["cost_to_serve"]
    expected = costs - size / size.sum() * costs.sum()
    assert np.allclose(table["excess"], expected, rtol=0, atol=0.005)
    assert np.allclose(table[list(firm["drivers"])].sum(), 0, atol=0.005)
    assert ((table["feature"] != "") == (table["feature_cost"] > 0)).all()


def test_a_large_customer_who_is_served_like_others_is_not_dear(department):
    drivers = pd.DataFrame({"orders": [900, 100], "inquiries": [9, 1], "checks": [90, 10]}, index=["big", "small"])
    table = cost_features(
        drivers.rename_axis("customer_id"), department["pools"], department["activities"],
        size=pd.Series([9.0, 1.0], index=drivers.index.rename("customer_id")),
    )  # fmt: skip
    assert table["feature"].tolist() == ["", ""] and table["excess"].abs().max() < 1e-6


def test_the_planted_feature_is_named(department):
    table = cost_features(**department)
    assert table["feature"].to_dict() == {"a": "orders", "b": "orders", "c": "checks"}
    assert table.loc["c", "feature_cost"] == pytest.approx(40 * (2_000 - 2_500 / 3))


def test_sizes_of_other_customers_are_refused(department):
    with pytest.raises(ValueError, match="one number for each row of drivers"):
        cost_features(**department, size=pd.Series([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="not above zero"):
        cost_features(**department, size=[1.0, 0.0, 2.0])


def test_a_driver_may_not_be_called_as_a_column_of_the_answer(department):
    names = {"orders": "excess", "inquiries": "feature", "checks": "feature_cost"}
    activities = department["activities"].replace({"driver": names})
    with pytest.raises(SchemaError, match="drivers may not be called 'excess', 'feature', 'feature_cost'"):
        cost_features(department["drivers"].rename(columns=names), department["pools"], activities)
