import numpy as np
import pytest

from custseg.segment.evidence.density import border_density, centre_density


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_crowd_cut_in_two_has_no_valley(width):
    crowd = np.random.default_rng(0).normal(size=(1500, width))
    assert border_density(crowd, (crowd[:, 0] > 0).astype(int)) > 0.9


@pytest.mark.parametrize("width", [1, 2, 5])
def test_lumps_four_deviations_apart_have_one(width):
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1], 750)
    assert border_density(random.normal(size=(1500, width)) + 4 * truth[:, None] * np.eye(width)[0], truth) < 2 / 3


def test_lumps_that_do_not_touch_have_a_moat():
    truth = np.repeat([0, 1, 2], 100)
    assert border_density(np.random.default_rng(0).normal(size=(300, 2)) + 50 * truth[:, None], truth) == 0


def test_a_ring_cut_in_two_is_one_ring():
    turn = np.linspace(0, 2 * np.pi, 1000)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) + np.random.default_rng(0).normal(0, 0.05, (1000, 2))
    assert border_density(ring, (ring[:, 0] > 0).astype(int)) > 0.8


def test_a_few_outliers_are_no_cluster():
    points = np.concatenate([np.random.default_rng(0).normal(size=(100, 2)), [[99.0, 99.0]] * 3])
    assert border_density(points, np.repeat([0, 1], [100, 3])) == np.inf


def test_one_group_has_no_border_and_equal_customers_do_no_harm():
    assert border_density(np.zeros((30, 2)), np.zeros(30, dtype=int)) == 0
    assert np.isfinite(border_density(np.zeros((30, 2)), np.repeat([0, 1], 15)))


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_crowd_has_its_centre(width):
    points = np.random.default_rng(0).normal(size=(1000, width))
    assert centre_density(points, np.zeros(1000, dtype=int)) > 1


def test_a_half_ring_has_none_and_one_such_group_is_enough():
    random = np.random.default_rng(0)
    turn = random.uniform(0, np.pi, 300)
    bent = np.column_stack([np.cos(turn), np.sin(turn)]) + random.normal(0, 0.05, (300, 2))
    both = np.concatenate([bent, random.normal(size=(300, 2)) + 20])
    assert centre_density(both, np.repeat([0, 1], 300)) < 0.2


def test_a_few_outliers_are_too_few_to_ask():
    points = np.concatenate([np.random.default_rng(0).normal(size=(100, 2)), [[99.0, 99.0]] * 3])
    assert centre_density(points, np.repeat([0, 1], [100, 3])) == 0


def test_equal_customers_do_no_harm():
    assert centre_density(np.ones((30, 2)), np.zeros(30, dtype=int)) == np.inf


@pytest.mark.parametrize(("n", "rank"), [(50, 10), (101, 10), (401, 20), (2501, 50)])
def test_the_neighbour_that_measures_the_centre_is_farther_down_the_list_in_larger_groups(n, rank):
    # a hole of 25 in the middle of a line: from its centre the rank-th neighbour is half of them beyond it
    line = np.concatenate([-25.0 - np.arange(n // 2), 25.0 + np.arange(n // 2)])[:, None]
    # inside, the neighbours are half on one side and half on the other
    assert centre_density(line, np.zeros(len(line), dtype=int)) == pytest.approx(
        np.ceil(rank / 2) / (24 + np.ceil(rank / 2)), rel=0.03
    )
