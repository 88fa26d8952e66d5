import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from custseg.segment.clustering.kmeans import fit_kmeans, nearest
from custseg.segment.evidence.repeatability import (
    adjusted_rand,
    bootstrap_jaccard,
    contingency,
    prediction_strength,
    split_half_rand,
)


def learner(k):
    def learn(points, codes, weights, seed):
        centers = fit_kmeans(points, weights, k, n_init=2, random_state=seed)[0]
        return lambda points, codes: nearest(points, centers)

    return learn


@pytest.fixture
def lumps():
    return np.random.default_rng(0).normal(size=(200, 2)) + 9 * np.repeat([0, 1], 100)[:, None]


@pytest.mark.parametrize("seed", range(5))
def test_the_rand_index_is_that_of_scikit_learn(seed):
    first, second = np.random.default_rng(seed).integers(0, 4, (2, 50))
    assert adjusted_rand(contingency(first, second, np.ones(50), 4)) == pytest.approx(
        adjusted_rand_score(first, second)
    )


def test_two_lumps_come_back(lumps):
    random = np.random.RandomState(0)
    labels = nearest(lumps, fit_kmeans(lumps, np.ones(200), 2)[0])
    assert prediction_strength(lumps, None, 2, learner(2), n_splits=3, random_state=random) == 1
    jaccard = bootstrap_jaccard(lumps, None, np.ones(200), labels, 2, learner(2), n_resamples=5, random_state=random)
    assert jaccard.shape == (5, 2)
    assert jaccard.min() == 1
    assert split_half_rand(lumps, None, np.ones(200), 2, learner(2), n_resamples=3, random_state=random).min() == 1


def test_four_groups_of_two_lumps_do_not(lumps):
    random = np.random.RandomState(0)
    labels = nearest(lumps, fit_kmeans(lumps, np.ones(200), 4)[0])
    assert prediction_strength(lumps, None, 4, learner(4), n_splits=5, random_state=random) < 0.7
    jaccard = bootstrap_jaccard(lumps, None, np.ones(200), labels, 4, learner(4), n_resamples=20, random_state=random)
    assert jaccard.mean(axis=0).min() < 0.8
    assert split_half_rand(lumps, None, np.ones(200), 4, learner(4), n_resamples=5, random_state=random).mean() < 0.9


def test_weighted_cells_are_drawn_like_customers(lumps):
    random = np.random.RandomState(0)
    weights = np.full(200, 2.5)
    assert split_half_rand(lumps, None, weights, 2, learner(2), n_resamples=3, random_state=random).min() == 1


def test_one_group_always_comes_back(lumps):
    random = np.random.RandomState(0)
    assert prediction_strength(lumps, None, 1, learner(1), n_splits=3, random_state=random) == 1
    ones = np.zeros(200, dtype=int)
    assert (
        bootstrap_jaccard(lumps, None, np.ones(200), ones, 1, learner(1), n_resamples=2, random_state=random).min() == 1
    )
