import numpy as np
import pytest

from custseg.segment.centre import emptiest_centre


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_crowd_has_its_centre(width):
    points = np.random.default_rng(0).normal(size=(1000, width))
    assert emptiest_centre(points, np.zeros(1000, dtype=int)) > 1


def test_a_half_ring_has_none_and_one_such_group_is_enough():
    random = np.random.default_rng(0)
    turn = random.uniform(0, np.pi, 300)
    bent = np.column_stack([np.cos(turn), np.sin(turn)]) + random.normal(0, 0.05, (300, 2))
    both = np.concatenate([bent, random.normal(size=(300, 2)) + 20])
    assert emptiest_centre(both, np.repeat([0, 1], 300)) < 0.2


def test_a_few_outliers_are_too_few_to_ask():
    points = np.concatenate([np.random.default_rng(0).normal(size=(100, 2)), [[99.0, 99.0]] * 3])
    assert emptiest_centre(points, np.repeat([0, 1], [100, 3])) == 0


def test_equal_customers_do_no_harm():
    assert emptiest_centre(np.ones((30, 2)), np.zeros(30, dtype=int)) == np.inf
