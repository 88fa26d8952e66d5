import numpy as np
import pytest
from sklearn.cluster import KMeans

from custseg.segment.clustering.kmeans import fit_kmeans, nearest, one_thread, within


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


def test_threads_are_given_back():
    from threadpoolctl import threadpool_info

    before = [pool["num_threads"] for pool in threadpool_info()]
    with one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
    assert [pool["num_threads"] for pool in threadpool_info()] == before
