from typing import get_args

import pandas as pd
import pytest

from custseg.schema import CrowdFamily
from custseg.simulate import (
    simulate_bent_shapes,
    simulate_crowd,
    simulate_planted_segments,
)


@pytest.mark.parametrize(
    "simulate",
    [
        lambda seed: simulate_crowd("heavy_tailed", 50, random_state=seed),
        lambda seed: simulate_planted_segments(50, random_state=seed),
        lambda seed: simulate_bent_shapes("moons", 50, random_state=seed),
    ],
)
def test_the_same_seed_gives_the_same_customers(simulate):
    pd.testing.assert_frame_equal(simulate(3), simulate(3))
    assert not simulate(3).equals(simulate(4))
    assert simulate(3).columns.str.startswith("sim_").all()
    assert simulate(3).index.name == "customer_id"


@pytest.mark.heavy
def test_families_are_what_they_are_called():
    crowds = {family: simulate_crowd(family, 20_000, 2, random_state=0) for family in get_args(CrowdFamily)}
    assert abs(crowds["gaussian"].corr().iloc[0, 1]) < 0.03
    assert crowds["correlated"].corr().iloc[0, 1] == pytest.approx(0.6, abs=0.03)
    assert crowds["uniform"].max().max() <= 1
    assert crowds["heavy_tailed"]["sim_1"].abs().max() > 10


@pytest.mark.parametrize("seed", range(5))
def test_planted_segments_can_be_told_apart(seed):
    planted = simulate_planted_segments(5000, random_state=seed)
    assert (planted["sim_segment"] != planted["sim_best_guess"]).mean() <= 0.05
    assert planted["sim_segment"].value_counts(normalize=True).min() > 0.08


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="'lognormal'"):
        simulate_crowd("lognormal")
    with pytest.raises(ValueError, match="'circles'"):
        simulate_bent_shapes("circles")
    with pytest.raises(ValueError, match="found 3"):
        simulate_planted_segments(3)
    with pytest.raises(ValueError, match="found 0"):
        simulate_crowd("uniform", 0)
