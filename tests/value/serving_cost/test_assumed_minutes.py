"""Do costs follow the range of the minutes?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from custseg.schema import SchemaError
from custseg.value import cost_over_minutes, cost_to_serve, drawn_minutes

from .conftest import firms


def ranged(department, low, high):
    minutes = department["activities"]["minutes"]
    return department | {
        "activities": department["activities"].assign(minutes_low=low * minutes, minutes_high=high * minutes)
    }


def test_a_range_without_width_is_the_cost_itself(department):
    draws = cost_over_minutes(**ranged(department, 1, 1), n_draws=3)
    costs = cost_to_serve(**department)["cost_to_serve"]
    assert np.allclose(draws.sub(costs, axis=0), 0, atol=1e-6)


def test_draws_lie_within_the_range_and_their_mean_in_its_middle(department):
    draws = cost_over_minutes(**ranged(department, 0.8, 1.2), n_draws=100)
    costs = cost_to_serve(**department)["cost_to_serve"]
    ratio = draws.div(costs, axis=0)
    assert ratio.to_numpy().min() >= 0.8 and ratio.to_numpy().max() <= 1.2
    assert ratio.mean(axis=1).to_numpy() == pytest.approx([1, 1, 1], abs=0.04)


@pytest.mark.heavy
@settings(max_examples=15)
@given(firms())
def test_no_draw_shares_out_more_than_the_pools(firm):
    draws = cost_over_minutes(**firm, n_draws=5)
    assert (draws.sum() <= firm["pools"]["amount"].sum() + 0.005).all()


def test_where_all_minutes_are_too_long_the_pool_is_shared_out(department):
    draws = cost_over_minutes(**ranged(department, 1, 50), n_draws=5, random_state=1)
    assert draws.sum().to_numpy() == pytest.approx([560_000] * 5)


def test_the_same_seed_gives_the_same_costs(department):
    firm = ranged(department, 0.5, 1.5)
    pd.testing.assert_frame_equal(cost_over_minutes(**firm, n_draws=4), cost_over_minutes(**firm, n_draws=4))


def test_without_a_range_it_says_what_to_write(department):
    with pytest.raises(SchemaError, match="lacks minutes_low and minutes_high"):
        cost_over_minutes(**department)


@pytest.mark.heavy
@settings(max_examples=15)
@given(firms())
def test_draws_of_minutes_are_sound_tables_within_the_capacity(firm):
    for place, drawn in enumerate(drawn_minutes(**firm, n_draws=3)):
        costs = cost_to_serve(firm["drivers"], firm["pools"], drawn)["cost_to_serve"]
        assert np.allclose(costs, cost_over_minutes(**firm, n_draws=3)[place], rtol=1e-9, atol=0.005)
