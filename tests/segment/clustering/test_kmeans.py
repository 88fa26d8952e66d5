import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_diabetes, load_iris, load_wine

from custseg.segment.clustering.kmeans import _QuickLloyd, fit_kmeans, nearest, one_thread, within


@pytest.fixture
def points():
    return np.random.default_rng(0).normal(size=(400, 3))


@pytest.mark.heavy
def test_it_finds_what_scikit_learn_finds(points):
    inertia = KMeans(4, n_init=10, random_state=0).fit(points).inertia_
    assert fit_kmeans(points, np.ones(400), 4, n_init=10)[2] == pytest.approx(inertia, rel=1e-3)


def test_one_centre_is_the_weighted_mean(points):
    weights = np.arange(400.0)
    centers, labels, inertia = fit_kmeans(points, weights, 1)
    np.testing.assert_allclose(centers[0], np.average(points, axis=0, weights=weights))
    assert inertia == pytest.approx(within(points, weights, centers, labels))


def test_a_start_alone_is_enough_and_is_never_made_worse(points):
    rough = points[:4]
    before = within(points, np.ones(400), rough, nearest(points, rough))
    assert fit_kmeans(points, np.ones(400), 4, n_init=0, start=rough)[2] < before


def test_nearest_gives_the_first_of_equals_in_every_block():
    points = np.zeros((70_000, 2))
    points[-1] = 9
    labels = nearest(points, np.array([[1.0, 0], [-1, 0], [9, 9]]))
    assert labels[0] == 0
    assert labels[-1] == 2


@pytest.mark.parametrize("n", [400, 3000])
def test_quick_steps_are_those_of_lloyd_to_the_last_digit(n):
    """By the textbook: nearest centre of all distances, mean of each group, an empty group stays where it is."""
    random = np.random.default_rng(1)
    points, weights = random.normal(size=(n, 3)), random.integers(1, 5, n).astype(float)
    centers = np.vstack([points[:5], np.full((1, 3), 50.0)])
    found, inertia = _QuickLloyd(points, weights, len(centers)).steps(centers, 3)
    for _ in range(3):
        scores = (centers**2).sum(axis=1) / 2 - points @ centers.T
        labels = scores.argmin(axis=1)
        reached = weights @ ((points**2).sum(axis=1) + 2 * scores.min(axis=1))
        for group in set(labels.tolist()):
            mass = np.bincount(labels, weights=weights)[group]
            sums = [np.bincount(labels, weights=weights * column)[group] for column in points.T]
            centers[group] = np.array(sums) / mass
    np.testing.assert_array_equal(found, centers)
    assert inertia == reached


def test_threads_are_given_back():
    from threadpoolctl import threadpool_info

    before = [pool["num_threads"] for pool in threadpool_info()]
    with one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
    assert [pool["num_threads"] for pool in threadpool_info()] == before


def standard(table):
    return (table - table.mean(axis=0)) / table.std(axis=0)


SETS = {
    "iris": lambda: standard(load_iris().data),
    "wine": lambda: standard(load_wine().data),
    "diabetes": lambda: standard(load_diabetes().data),
    "one crowd": lambda: np.random.default_rng(3).normal(size=(500, 4)),
    "even": lambda: np.random.default_rng(4).uniform(size=(400, 2)),
    "spend": lambda: standard(np.exp(np.random.default_rng(5).normal(size=(300, 3)))),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["iris", "even"])
def test_many_centres_are_as_good_as_the_best_of_many_starts(name):
    points = SETS[name]()
    best = KMeans(8, n_init=50, random_state=1).fit(points).inertia_
    assert fit_kmeans(points, np.ones(len(points)), 8)[2] <= 1.001 * best


@pytest.mark.slow
@pytest.mark.parametrize("k", [8, 10, 12])
@pytest.mark.parametrize("name", SETS)
def test_many_centres_are_within_a_thousandth_of_the_best_of_a_hundred_starts(name, k):
    points = SETS[name]()
    best = KMeans(k, n_init=100, random_state=1).fit(points).inertia_
    for seed in range(3):
        assert fit_kmeans(points, np.ones(len(points)), k, random_state=seed)[2] <= 1.001 * best


def test_moving_centres_stops_where_nothing_is_left():
    points = np.repeat(np.arange(9.0)[:, None], 3, axis=0) + 1e6
    assert fit_kmeans(points, np.ones(27), 9)[2] == 0


@pytest.mark.heavy
def test_few_centres_are_those_of_scikit_learn_to_the_last_digit(points):
    ours = fit_kmeans(points, np.ones(400), 7, random_state=3)
    theirs = KMeans(7, n_init=10, random_state=3).fit(points)
    assert ours[2] == pytest.approx(theirs.inertia_, rel=1e-12)
