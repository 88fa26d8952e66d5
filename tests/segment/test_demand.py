import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import demand_classes
from custseg.simulate import simulate_trade_areas

PLACE = ["sim_footfall", "sim_residents", "sim_income", "sim_visitor_share", "sim_place"]


@pytest.fixture(scope="module")
def shops():
    return simulate_trade_areas(2000, random_state=3)


@pytest.fixture(scope="module")
def found(shops):
    return demand_classes(shops[PLACE], shops["sim_sales"], shops["sim_sold_out"])


@pytest.mark.heavy
def test_classes_by_demand_are_nearer_to_the_truth_than_classes_by_sales(shops, found):
    truth = shops["sim_class"].map(dict(zip("EDCBA", range(1, 6), strict=True)))
    by_sales = pd.qcut(shops["sim_sales"], 5, labels=False) + 1
    assert (found["class"] == truth).mean() > (by_sales == truth).mean() + 0.15
    assert (found["class"] == truth).mean() > 0.75


@pytest.mark.heavy
def test_the_noise_around_the_place_is_recovered(shops, found):
    assert found.attrs["spread"] == pytest.approx(0.15, abs=0.02)  # the simulator's


@pytest.mark.heavy
def test_sales_are_demand_where_nothing_ran_out_and_a_lower_limit_elsewhere(shops, found):
    kept = ~shops["sim_sold_out"]
    np.testing.assert_allclose(found.loc[kept, "demand"], shops.loc[kept, "sim_sales"])
    assert (found.loc[~kept, "demand"] > shops.loc[~kept, "sim_sales"]).all()


def test_without_sold_out_shops_it_is_plain_regression(shops):
    nobody = shops["sim_sold_out"] & False
    found = demand_classes(shops[PLACE], shops["sim_demand"], nobody)
    np.testing.assert_allclose(found["demand"], shops["sim_demand"])
    assert np.corrcoef(np.log(found["from_place"]), np.log(shops["sim_demand"]))[0, 1] > 0.95


@pytest.mark.parametrize("columns", [PLACE[:4], PLACE[:1], PLACE[4:]])
def test_places_may_hold_numbers_only_or_words_only(shops, columns):
    few = shops.iloc[:300]
    found = demand_classes(few[columns], few["sim_sales"], few["sim_sold_out"])
    assert found["class"].value_counts().tolist() == [60] * 5
    assert (found["demand"] >= few["sim_sales"] * 0.999).all()


def test_a_word_that_is_the_same_everywhere_changes_nothing(shops):
    few = shops.iloc[:300]
    numbers = demand_classes(few[PLACE[:4]], few["sim_sales"], few["sim_sold_out"])
    with_word = demand_classes(few[PLACE[:4]].assign(town="one"), few["sim_sales"], few["sim_sold_out"])
    pd.testing.assert_frame_equal(numbers, with_word)


def test_problems_are_named_together(shops):
    places = shops[PLACE].assign(sim_income=-1.0)
    places.iloc[0, 0] = np.nan
    with pytest.raises(SchemaError, match=r"(?s)'sim_footfall'.*'sim_income'.*2,000 are not.*True and False"):
        demand_classes(places, shops["sim_sales"] * 0, shops["sim_sold_out"].astype(int))
    with pytest.raises(SchemaError, match="everybody sold out"):
        demand_classes(shops[PLACE], shops["sim_sales"], shops["sim_sold_out"] | True)
    with pytest.raises(SchemaError, match="index of places"):
        demand_classes(shops[PLACE], shops["sim_sales"].iloc[::-1], shops["sim_sold_out"])
