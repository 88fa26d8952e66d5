from typing import get_args

import numpy as np
import pytest

from custseg.schema import CrowdFamily
from custseg.simulate import simulate_crowd
from custseg.simulate._crowd_families import CROWDS


@pytest.mark.parametrize("width", [1, 2, 8])
@pytest.mark.parametrize("family", get_args(CrowdFamily))
def test_every_family_draws_finite_tables_of_any_width(family, width):
    crowd = simulate_crowd(family, 60, width)
    assert crowd.shape == (60, width)
    assert np.isfinite(crowd.to_numpy()).all()


def test_the_schema_names_the_families_that_exist():
    assert tuple(CROWDS) == get_args(CrowdFamily)


def test_shared_values_are_as_common_as_they_are_said_to_be():
    assert (simulate_crowd("zero_inflated", 20_000, 2) == 0).mean().to_numpy() == pytest.approx([0.35] * 2, abs=0.01)
    assert (simulate_crowd("flat_fee", 20_000, 2)["sim_1"] == 99).mean() == pytest.approx(0.4, abs=0.01)
    heaps = simulate_crowd("heaped", 20_000, 1)["sim_1"] % 10 == 0
    assert heaps.mean() == pytest.approx(0.5, abs=0.02)


def test_buying_gives_recency_frequency_and_amount():
    bought = simulate_crowd("buying", 5000, 3)
    assert bought["sim_1"].between(0, 364).all()
    assert bought["sim_2"].min() == 1
    assert (bought["sim_2"] == 1).mean() > 0.4
