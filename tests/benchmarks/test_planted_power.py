"""Are planted groups found at the distances of which the file of results says so?"""

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.again import beyond_chance


@pytest.fixture(scope="module")
def stored(benchmark):
    return pd.read_csv(benchmark.RESULTS).set_index("distance")


def test_every_distance_was_measured(benchmark, stored):
    """Run benchmarks/planted_power.py."""
    assert tuple(stored.index) == benchmark.DISTANCES
    assert stored["seed"].eq(benchmark.SEED).all() and (stored["sets"] >= 20).all()
    assert stored["power"].is_monotonic_decreasing and (stored["power"] <= stored["some"]).all()


@pytest.mark.slow
@pytest.mark.parametrize("distance", [5.0, 4.0, 3.0, 2.5])
def test_a_tenth_of_the_crowds_holds_in_others(benchmark, stored, distance):
    sets, said = 4, stored.loc[distance]
    found, best = np.array([benchmark.found(distance, seed) for seed in range(1000, 1000 + sets)]).T
    hits = int((found == benchmark.GROUPS).sum())
    assert not beyond_chance(said["power"], said["se"], hits, sets), (hits, said)
    assert best.mean() == pytest.approx(said["best_rule"], abs=0.02)
