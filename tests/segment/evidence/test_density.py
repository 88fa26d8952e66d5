import numpy as np
import pytest

from custseg.segment.evidence.density import axes_between, border_density, centre_density


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


def test_ten_customers_are_enough_to_ask():
    # nine neighbours are all there are: from the middle of ten places the farthest is 4.5 away, inside they are 5 to 9
    assert centre_density(np.arange(10.0)[:, None], np.zeros(10, dtype=int)) == pytest.approx(7 / 4.5)


def test_equal_customers_do_no_harm():
    assert centre_density(np.ones((30, 2)), np.zeros(30, dtype=int)) == np.inf


@pytest.mark.parametrize(("n", "rank"), [(50, 10), (101, 10), (225, 15), (401, 20), (2501, 50)])
def test_the_neighbour_that_measures_the_centre_is_farther_down_the_list_in_larger_groups(n, rank):
    # a hole of 25 in the middle of a line: from its centre the rank-th neighbour is half of them beyond it
    line = np.concatenate([-25.0 - np.arange(n // 2), 25.0 + np.arange(n // 2)])[:, None]
    # inside, the neighbours are half on one side and half on the other
    assert centre_density(line, np.zeros(len(line), dtype=int)) == pytest.approx(
        np.ceil(rank / 2) / (24 + np.ceil(rank / 2)), rel=0.03
    )


def by_definition(first, second, n_neighbours):
    """Give the border density of two groups on a line, with all distances written out."""
    values, other = np.concatenate([first, second]), np.repeat([False, True], [len(first), len(second)])
    apart = np.abs(values[:, None] - values)
    near = np.argsort(apart + np.where(np.eye(len(values)), np.inf, 0), axis=1)[:, :n_neighbours]
    density = 1 / np.take_along_axis(apart, near, axis=1)[:, -1]
    border = (other[near] != other[:, None]).mean(axis=1) >= 0.25
    if border.sum() < max(3, 0.01 * min(len(first), len(second))):
        return 0.0
    inside = min(np.quantile(density[~other], 0.75), np.quantile(density[other], 0.75))
    return np.quantile(density[border], 0.75) / inside


@pytest.mark.parametrize(("n", "n_neighbours"), [(20, 10), (50, 10), (72, 12), (200, 20)])
@pytest.mark.parametrize("gap", [0.5, 1.5, 2.5])
def test_the_border_is_as_dense_as_its_definition_says(n, n_neighbours, gap):
    random = np.random.default_rng(n)
    first, second = random.normal(size=n) - gap, random.exponential(size=n) + gap
    labels = np.repeat([0, 1], n)
    found = border_density(np.concatenate([first, second])[:, None], labels)
    assert found == pytest.approx(by_definition(first, second, n_neighbours))


def test_the_plane_holds_the_line_through_both_centres_and_the_widest_direction_across_it():
    random = np.random.default_rng(0)
    first = random.normal(size=(300, 3)) * [1.0, 5.0, 2.0]
    plane = axes_between(first, first + np.array([7.0, 0.0, 0.0]))  # apart along the first column, widest in the second
    assert np.abs(np.corrcoef(plane[:, 0], np.tile(first[:, 0], 2) + np.repeat([0, 7], 300))[0, 1]) == pytest.approx(1)
    assert np.abs(np.corrcoef(plane[:, 1], np.tile(first[:, 1], 2))[0, 1]) > 0.99
    assert plane.std(axis=0) == pytest.approx([np.hypot(first[:, 0].std(), 3.5), first[:, 1].std()], rel=0.02)
    assert axes_between(first[:, :1], first[:, :1] + 7).shape == (600, 1)
    first = np.round(first)
    same = axes_between(first, first[::-1])  # no line between equal centres: the first two columns
    np.testing.assert_array_equal(same, np.concatenate([first, first[::-1]])[:, :2])


def test_two_columns_are_turned_too_and_the_unit_does_not_matter():
    random = np.random.default_rng(0)
    first, second = random.normal(size=(100, 2)), random.normal(size=(80, 2)) + 3
    both, line = np.concatenate([first, second]), second.mean(axis=0) - first.mean(axis=0)
    plane = axes_between(first, second)
    assert plane[:, 0] == pytest.approx(both @ line / np.linalg.norm(line))
    assert np.abs(np.corrcoef(plane[:, 1], both @ [line[1], -line[0]])[0, 1]) == pytest.approx(1)
    labels = np.repeat([0, 1], [100, 80])
    found = border_density(both, labels)
    assert 0 < found < 1
    assert border_density(both * 1e-4, labels) == pytest.approx(found)
    assert border_density(both * 1e4, labels) == pytest.approx(found)


def test_fewer_than_one_in_a_hundred_on_the_border_are_no_border():
    """Two lines of a thousand and a few between them: twenty at each end of a bridge see the other group."""
    first, second = np.linspace(-100, -60, 1000), np.linspace(60, 100, 1000)
    labels = np.repeat([0, 1], 1000)
    assert border_density(np.concatenate([first, second])[:, None], labels) == 0
    first[-5:] = [59.0, 59.2, 59.4, 59.6, 59.8]  # five customers of the one stand at the edge of the other
    assert border_density(np.concatenate([first, second])[:, None], labels) == 0
    first[-20:] = np.linspace(58, 59.8, 20)
    assert border_density(np.concatenate([first, second])[:, None], labels) > 0


def test_groups_of_ten_are_asked_for_their_border_and_of_nine_not():
    line = np.arange(30.0)[:, None]
    for small, asked in ((9, False), (10, True)):
        labels = (np.arange(30) >= 30 - small).astype(int)
        assert np.isfinite(border_density(line, labels)) == asked
        assert np.isfinite(border_density(line, 1 - labels)) == asked


def test_the_most_crowded_of_all_borders_counts():
    line = np.concatenate([np.linspace(0, 1, 40), np.linspace(1.05, 2.05, 40), np.linspace(9, 10, 40)])[:, None]
    labels = np.repeat([0, 1, 2], 40)
    alone = border_density(line[:80], labels[:80])
    assert 0 < alone == border_density(line, labels)


def in_a_plane(first, second, n_neighbours):
    """Give the border density of two groups in a plane, with all distances written out; density is one by distance²."""
    plane = np.concatenate([first, second])
    other = np.repeat([False, True], [len(first), len(second)])
    apart = np.hypot(*np.moveaxis(plane[:, None] - plane, 2, 0)) + np.where(np.eye(len(plane)), np.inf, 0)
    near = np.argsort(apart, axis=1)[:, :n_neighbours]
    reach = np.take_along_axis(apart, near, axis=1)[:, -1]
    density = np.maximum(reach, reach[reach > 0].min()) ** -2
    border = (other[near] != other[:, None]).mean(axis=1) >= 0.25
    inside = min(np.quantile(density[~other], 0.75), np.quantile(density[other], 0.75))
    return np.quantile(density[border], 0.75) / inside


def test_in_a_plane_the_border_is_as_dense_as_its_definition_says():
    random = np.random.default_rng(5)
    first, second = random.normal(size=(70, 2)), random.normal((2.5, 1.0), 1, (90, 2))
    labels = np.repeat([0, 1], [70, 90])
    both = np.concatenate([first, second])
    expected = in_a_plane(first, second, 13)
    assert border_density(both, labels) == pytest.approx(expected)
    # a dozen customers in one spot have no distance to the tenth of them: the smallest that there is stands for it
    first[:14] = first[0]
    assert border_density(np.concatenate([first, second]), labels) == pytest.approx(in_a_plane(first, second, 13))


@pytest.mark.parametrize(("strays", "is_border"), [([50.5, 120.5], False), ([50.5, 120.5, 180.5], True)])
def test_two_customers_on_the_border_are_none_and_three_are_one(strays, is_border):
    """They live among two hundred others, each of whom has one of them for a neighbour at most."""
    first, second = np.append(np.arange(-330.0, -300), strays), np.arange(200.0)
    labels = np.repeat([0, 1], [len(first), 200])
    assert (border_density(np.concatenate([first, second])[:, None], labels) > 0) == is_border
    assert (border_density(np.concatenate([second, first])[:, None], np.sort(1 - labels)) > 0) == is_border


def test_directions_across_are_the_widest_first_and_have_no_part_of_the_line():
    random = np.random.default_rng(1)
    first = random.normal(size=(200, 4)) * [1.0, 2.0, 9.0, 5.0] + 100
    plane = axes_between(first, first + np.array([7.0, 0, 0, 0]), 2)
    assert plane.shape == (400, 3)
    assert abs(np.corrcoef(plane[:, 1], np.tile(first[:, 2], 2))[0, 1]) > 0.99
    assert abs(np.corrcoef(plane[:, 2], np.tile(first[:, 3], 2))[0, 1]) > 0.99
    assert plane[:, 1].mean() == pytest.approx(0) and plane[:, 2].mean() == pytest.approx(0), "around the middle"
    assert axes_between(first, first + np.array([7.0, 0, 0, 0]), 3).shape == (400, 4)
    assert axes_between(first, first, 2).shape == (400, 3), "without a line the first columns"


def test_in_a_plane_the_centre_is_as_full_as_its_definition_says():
    group = np.random.default_rng(2).normal((5.0, -3.0), 1, (60, 2))
    apart = np.hypot(*np.moveaxis(group[:, None] - group, 2, 0))
    inside = np.median(np.sort(apart, axis=1)[:, 10])
    there = np.sort(np.hypot(*(group - group.mean(axis=0)).T))[9]
    labels = np.zeros(60, dtype=int)
    assert centre_density(group, labels) == pytest.approx((inside / there) ** 2)


def test_a_single_column_is_its_own_line_as_it_is():
    first, second = np.array([[5.0], [6.0]]), np.array([[1.0], [2.0], [3.0]])
    assert axes_between(first, second).tolist() == [[5.0], [6.0], [1.0], [2.0], [3.0]]
