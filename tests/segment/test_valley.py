import numpy as np
import pytest

from custseg.segment.valley import worst_border


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_crowd_cut_in_two_has_no_valley(width):
    crowd = np.random.default_rng(0).normal(size=(1500, width))
    assert worst_border(crowd, (crowd[:, 0] > 0).astype(int)) > 0.9


@pytest.mark.parametrize("width", [1, 2, 5])
def test_lumps_four_deviations_apart_have_one(width):
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1], 750)
    assert worst_border(random.normal(size=(1500, width)) + 4 * truth[:, None] * np.eye(width)[0], truth) < 2 / 3


def test_lumps_that_do_not_touch_have_a_moat():
    truth = np.repeat([0, 1, 2], 100)
    assert worst_border(np.random.default_rng(0).normal(size=(300, 2)) + 50 * truth[:, None], truth) == 0


def test_a_ring_cut_in_two_is_one_ring():
    turn = np.linspace(0, 2 * np.pi, 1000)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) + np.random.default_rng(0).normal(0, 0.05, (1000, 2))
    assert worst_border(ring, (ring[:, 0] > 0).astype(int)) > 0.8


def test_a_few_outliers_are_no_cluster():
    points = np.concatenate([np.random.default_rng(0).normal(size=(100, 2)), [[99.0, 99.0]] * 3])
    assert worst_border(points, np.repeat([0, 1], [100, 3])) == np.inf


def test_one_group_has_no_border_and_equal_customers_do_no_harm():
    assert worst_border(np.zeros((30, 2)), np.zeros(30, dtype=int)) == 0
    assert np.isfinite(worst_border(np.zeros((30, 2)), np.repeat([0, 1], 15)))
