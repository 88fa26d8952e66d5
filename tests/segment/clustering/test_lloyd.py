import numpy as np
import pytest
from sklearn.cluster import k_means, kmeans_plusplus
from sklearn.exceptions import ConvergenceWarning

from custseg.segment.clustering import lloyd
from custseg.segment.clustering.kmeans import one_thread
from custseg.segment.clustering.lloyd import LloydRuns, seed_centers


def table(kind):
    random = np.random.default_rng(5)
    if kind == "crowd":
        return random.normal(size=(300, 3)), np.ones(300)
    if kind == "weighted, far from zero":
        return random.normal(size=(500, 2)) * [1.0, 9.0] + 1e3, random.integers(1, 9, 500).astype(float)
    if kind == "whole numbers":
        return random.poisson(2.0, size=(400, 3)).astype(float), random.uniform(0.5, 2.0, 400)
    return np.asfortranarray(random.exponential(size=(200, 5))), np.ones(200)


KINDS = ["crowd", "weighted, far from zero", "whole numbers", "columns first"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [2, 5, 9])
def test_runs_are_those_of_scikit_learn_to_the_last_digit(kind, k):
    points, weights = table(kind)
    runs = LloydRuns(points, weights)
    with one_thread():
        found = [runs.from_seeds(k, 4, np.random.RandomState(3)), runs.from_centers(points[:k] + 0.1, 100)]
        theirs = [
            k_means(points, k, sample_weight=weights, n_init=4, random_state=np.random.RandomState(3)),
            k_means(points, k, sample_weight=weights, init=points[:k] + 0.1, n_init=1, max_iter=100),
        ]
    for ours, other in zip(found, theirs, strict=True):
        np.testing.assert_array_equal(ours[0], other[0])
        np.testing.assert_array_equal(ours[1], other[1])
        assert ours[2] == other[2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [1, 3, 12])
def test_seeds_are_those_of_scikit_learn(kind, k):
    points, weights = table(kind)
    squares = (points**2).sum(axis=1)
    ours = seed_centers(points, squares, weights, k, np.random.RandomState(7))
    theirs, _ = kmeans_plusplus(
        points, k, sample_weight=weights, x_squared_norms=squares, random_state=np.random.RandomState(7)
    )
    np.testing.assert_array_equal(ours, theirs)


def test_random_numbers_go_on_where_scikit_learn_leaves_them():
    points, weights = table("crowd")
    ours, theirs = np.random.RandomState(1), np.random.RandomState(1)
    LloydRuns(points, weights).from_seeds(6, 3, ours)
    k_means(points, 6, sample_weight=weights, n_init=3, random_state=theirs)
    assert ours.uniform() == theirs.uniform()


def test_the_public_function_stands_in_where_the_private_one_is_gone(monkeypatch):
    points, weights = table("crowd")
    usual = LloydRuns(points, weights).from_seeds(4, 3, np.random.RandomState(0))
    monkeypatch.setattr(lloyd, "_single_run", None)
    other = LloydRuns(points, weights).from_seeds(4, 3, np.random.RandomState(0))
    np.testing.assert_allclose(other[0], usual[0], rtol=1e-9)
    np.testing.assert_array_equal(other[1], usual[1])
    assert other[2] == pytest.approx(usual[2], rel=1e-12)


def test_the_points_and_the_centres_that_came_in_stay_as_they_are():
    points, weights = table("crowd")
    before, start = points.copy(), points[:3].copy()
    LloydRuns(points, weights).from_centers(start)
    np.testing.assert_array_equal(points, before)
    np.testing.assert_array_equal(start, before[:3])


def test_too_few_rows_and_values_that_are_not_finite_are_refused():
    points = np.arange(6.0).reshape(3, 2)
    with pytest.raises(ValueError, match="4 centres need as many rows; found 3"):
        LloydRuns(points, np.ones(3)).from_seeds(4, 1, np.random.RandomState(0))
    with pytest.raises(ValueError, match="4 centres need as many rows; found 3"):
        LloydRuns(points, np.ones(3)).from_centers(np.zeros((4, 2)))
    points[1] = np.nan
    with pytest.raises(ValueError, match="finite numbers; found 2"):
        LloydRuns(points, np.ones(3))


def test_groups_without_anybody_are_said():
    points = np.repeat([[0.0], [1.0]], 5, axis=0)
    with pytest.warns(ConvergenceWarning, match="1 of 3 groups hold nobody"):
        LloydRuns(points, np.ones(10)).from_seeds(3, 2, np.random.RandomState(0))


def test_equal_groups_in_another_order_are_the_same():
    labels = np.array([0, 0, 1, 2, 1], dtype=np.int32)
    assert lloyd._same_groups(labels, np.array([2, 2, 0, 1, 0], dtype=np.int32), 3)
    assert not lloyd._same_groups(labels, np.array([2, 2, 0, 1, 1], dtype=np.int32), 3)
    assert not lloyd._same_groups(labels, np.array([2, 1, 0, 1, 0], dtype=np.int32), 3)
