import numpy as np
import pytest

from custseg.segment.clustering.kmeans import fit_kmeans
from custseg.segment.clustering.kprototypes import fit_kprototypes, prototype_distances


@pytest.fixture
def mixed():
    random = np.random.default_rng(0)
    group = random.integers(0, 3, 300)
    points = random.normal(size=(300, 2)) + 3 * (group == 2)[:, None]
    codes = np.column_stack([np.where(group == 1, 1, 0), random.integers(0, 4, 300)])
    return points, codes, group


def test_distances_are_those_of_the_definition(mixed):
    points, codes, _ = mixed
    found = prototype_distances(points, codes, points[:3], codes[:3], 0.7)
    row, prototype = 50, 2
    expected = ((points[row] - points[prototype]) ** 2).sum() + 0.7 * (codes[row] != codes[prototype]).sum()
    assert found[row, prototype] == pytest.approx(expected)


def test_words_that_count_nothing_leave_k_means(mixed):
    points, codes, _ = mixed
    cost = fit_kprototypes(points, codes, np.ones(300), 3, gamma=0.0, n_init=20)[3]
    assert cost == pytest.approx(fit_kmeans(points, np.ones(300), 3, n_init=20)[2], rel=1e-3)


def test_groups_that_differ_in_words_and_numbers_are_found(mixed):
    points, codes, group = mixed
    labels = fit_kprototypes(points, codes, np.ones(300), 3, gamma=3.0)[2]
    purity = sum(np.bincount(group[labels == label]).max() for label in np.unique(labels)) / 300
    assert purity > 0.9  # the second column of words says nothing


def test_weights_count_as_repeated_rows(mixed):
    points, codes, _ = mixed
    counts = np.random.default_rng(1).integers(1, 4, 300)
    weighted = fit_kprototypes(points, codes, counts.astype(float), 3, gamma=2.0, n_init=30)[3]
    both = np.repeat(points, counts, axis=0), np.repeat(codes, counts, axis=0)
    assert weighted == pytest.approx(
        fit_kprototypes(*both, np.ones(counts.sum()), 3, gamma=2.0, n_init=30)[3], rel=0.02
    )


def test_no_group_is_left_empty():
    points, codes = np.zeros((6, 1)), np.array([[0], [0], [0], [0], [1], [2]])
    labels = fit_kprototypes(points, codes, np.ones(6), 3, gamma=1.0)[2]
    assert sorted(np.bincount(labels).tolist()) == [1, 1, 4]
