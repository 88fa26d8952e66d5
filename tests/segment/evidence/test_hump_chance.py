import numpy as np
import pytest

from custseg.segment.evidence.hump_chance import redrawn_chance
from custseg.segment.evidence.humps import second_hump


@pytest.mark.heavy
def test_a_small_far_group_is_less_likely_chance_than_the_worst_crowd_says():
    random = np.random.default_rng(5)
    column = np.concatenate([random.normal(size=285), random.normal(6.5, 1, 15)])
    hump = second_hump(column)
    assert 0 < redrawn_chance(column, hump) < hump.chance


@pytest.mark.heavy
def test_a_lump_of_chance_stays_chance_and_the_order_does_not_matter():
    column = next(
        column
        for column in (np.random.default_rng(seed).uniform(size=100) for seed in range(50))
        if second_hump(column).gain > 0.5
    )
    chance = redrawn_chance(column, second_hump(column))
    assert chance > 0.01
    assert redrawn_chance(column[::-1].copy(), second_hump(column)) == chance
