import numpy as np
import pandas as pd
import pytest

from custseg.catalogue import load_grid
from custseg.schema import SchemaError
from custseg.segment import ValueGrid, profile_segments, pyramid_customers, pyramid_grid
from custseg.value import concentration_claims

TIERS = ["most_valuable", "second_tier", "ordinary", "below_zero"]


@pytest.fixture(scope="module")
def customers():
    """Give 1,000 made-up customers whose actual value is Pareto with shape 1.3 and whose cost is spread evenly."""
    rng = np.random.default_rng(0)
    actual = pd.Series(10 * (1 + rng.pareto(1.3, 1000)), index=pd.RangeIndex(1, 1001, name="customer_id"))
    cost = pd.Series(rng.uniform(2, 16, 1000), index=actual.index)
    return pyramid_customers(actual, cost, potential_value=actual * rng.uniform(1, 3, 1000))


def decided_in_order(customers, most_valuable, second_tier):
    """Place customers one by one, in the order below zero, most valuable, second tier, ordinary."""
    n = len(customers)
    tiers = []
    for row in customers.itertuples():
        worse_by_value = (customers["actual_value"] < row.actual_value).sum() / n
        worse_by_potential = (customers["strategic_value"] < row.strategic_value).sum() / n
        if row.net_value < 0:
            tiers.append("below_zero")
        elif worse_by_value >= 1 - most_valuable:
            tiers.append("most_valuable")
        else:
            tiers.append("second_tier" if worse_by_potential >= 1 - second_tier else "ordinary")
    return tiers


@pytest.mark.heavy
@pytest.mark.parametrize(("most_valuable", "second_tier"), [(0.05, 0.2), (0.1, 0.3), (0.01, 0.5)])
def test_tiers_are_decided_in_order(customers, most_valuable, second_tier):
    grid = ValueGrid(pyramid_grid(most_valuable, second_tier)).fit(customers)
    assert grid.predict(customers).tolist() == decided_in_order(customers, most_valuable, second_tier)


def test_the_default_is_the_grid_of_the_catalogue(customers):
    assert pyramid_grid() == load_grid("value_pyramid")
    tiers = ValueGrid("value_pyramid").fit(customers).predict(customers)
    assert tiers.cat.categories.tolist() == TIERS
    profile = profile_segments(customers, tiers, value="actual_value")
    assert profile["customers"].sum() == 1000 and profile.loc["most_valuable", "customers"] <= 50


def test_whoever_just_covers_his_cost_is_not_below_zero():
    customers = pd.DataFrame(
        {"net_value": [0.0, -0.01, 1.0], "actual_value": [1.0, 2.0, 3.0], "strategic_value": [1.0, 2.0, 3.0]},
        index=["ann", "bob", "eve"],
    )
    tiers = ValueGrid(pyramid_grid(0.4, 0.5)).fit(customers).predict(customers)
    assert tiers.to_dict() == {"ann": "ordinary", "bob": "below_zero", "eve": "most_valuable"}


def test_cuts_are_kept_for_the_next_quarter(customers):
    grid = ValueGrid(pyramid_grid()).fit(customers)
    richer = customers.assign(actual_value=customers["actual_value"] * 2, net_value=customers["net_value"] + 100)
    assert (grid.predict(richer) == "most_valuable").sum() > (grid.predict(customers) == "most_valuable").sum()


def test_scale_order_and_duplication_keep_the_tiers(customers):
    tiers = ValueGrid(pyramid_grid()).fit(customers).predict(customers)
    cents = ValueGrid(pyramid_grid()).fit(customers * 100).predict(customers * 100)
    assert cents.tolist() == tiers.tolist()
    backwards = customers[::-1]
    assert ValueGrid(pyramid_grid()).fit(backwards).predict(backwards)[::-1].tolist() == tiers.tolist()
    twins = pd.concat([customers, customers.set_axis(customers.index + 1000)])
    assert ValueGrid(pyramid_grid()).fit(twins).predict(twins).tolist() == tiers.tolist() * 2


def test_that_five_percent_bring_forty_is_tested_not_assumed(customers):
    found = concentration_claims(customers["actual_value"], [(0.05, 0.4)]).loc[0]
    top = customers["actual_value"].nlargest(50).sum() / customers["actual_value"].sum()
    assert found["share_of_amount"] == pytest.approx(top)
    assert found["verdict"] == "no interval"  # spend of this spread has a tail that is too heavy
    equal = customers["actual_value"] ** 0.1
    assert concentration_claims(equal, [(0.05, 0.4)]).loc[0, "verdict"] == "below the claim"


def test_bad_pyramids(customers):
    for share in (0, 1, 0.055, 5):
        with pytest.raises(ValueError, match="most_valuable must be a share in whole per cent"):
            pyramid_grid(most_valuable=share)
    with pytest.raises(ValueError, match="second_tier must be"):
        pyramid_grid(second_tier=2)
    actual = customers["actual_value"]
    with pytest.raises(SchemaError, match="actual_value and 'cost_to_serve' have different indexes"):
        pyramid_customers(actual, customers["cost_to_serve"][::-1], potential_value=actual)
    with pytest.raises(SchemaError, match="strategic_value"):
        ValueGrid(pyramid_grid()).fit(customers.drop(columns="strategic_value"))
