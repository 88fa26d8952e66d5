import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from custseg.segment.clustering.kmeans import fit_kmeans, nearest
from custseg.segment.evidence.repeatability import (
    adjusted_rand,
    bootstrap_jaccard,
    contingency,
    n_distinct,
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


def told(*rules):
    """Give a learner that has learnt these rules, one after another, whatever it was shown."""
    left = iter(rules)

    def learn(points, codes, weights, seed):
        rule = next(left)
        return lambda points, codes: rule(points[:, 0]).astype(int)

    return learn


def test_prediction_strength_is_the_worst_share_of_pairs_that_are_kept():
    points, second_half = np.arange(40.0)[:, None], np.random.RandomState(3).permutation(40)[20:]
    small, other = (second_half[second_half <= 19], second_half <= 5)
    n, apart = len(small), int(other.sum())  # of the group up to 19, those up to 5 are parted from the others
    kept = (apart * (apart - 1) + (n - apart) * (n - apart - 1)) / (n * (n - 1))
    learn = told(lambda v: v > 5, lambda v: v > 19)
    found = prediction_strength(points, None, 2, learn, n_splits=1, random_state=np.random.RandomState(3))
    assert 1 < apart < n and found == pytest.approx(kept), "Tibshirani and Walther (2005), equation 1"


def test_a_group_of_one_has_no_pair_that_is_kept():
    learn = told(lambda v: v > 99, lambda v: v == v.max())
    points = np.arange(10.0)[:, None]
    assert prediction_strength(points, None, 2, learn, n_splits=1, random_state=np.random.RandomState(0)) == 0


def test_the_similarity_of_a_group_is_to_its_best_match():
    points, weights = np.arange(10.0)[:, None], np.arange(1.0, 11)
    labels = (points[:, 0] > 4).astype(int)
    found = bootstrap_jaccard(
        points,
        None,
        weights,
        labels,
        2,
        told(lambda v: v <= 6, lambda v: v <= 4),
        n_resamples=2,
        random_state=np.random.RandomState(0),
    )
    # group 0 is 0 to 4 (weight 15); "up to 6" has 28: 15 / 28. Group 1 is 5 to 9 (40); "above 6" has 27: 27 / 40
    assert found[0] == pytest.approx([15 / 28, 27 / 40])
    assert found[1] == pytest.approx([1, 1])


def test_halves_share_no_customer_and_together_are_everybody():
    points, weights, seen = np.arange(30.0)[:, None], np.full(30, 3.0), []

    def learn(points, codes, weights, seed):
        seen.append(dict(zip(points[:, 0], weights, strict=True)))
        return lambda points, codes: (points[:, 0] > 9).astype(int)

    found = split_half_rand(points, None, weights, 2, learn, n_resamples=1, random_state=np.random.RandomState(0))
    assert found.tolist() == [1]
    assert all(seen[0].get(one, 0) + seen[1].get(one, 0) == 3 for one in range(30))
    assert sum(seen[0].values()) == pytest.approx(45, abs=15)


def test_a_cell_of_two_and_a_half_customers_is_two_or_three_in_halves():
    points, weights, seen = np.arange(200.0)[:, None], np.full(200, 2.5), []

    def learn(points, codes, weights, seed):
        seen.append(dict(zip(points[:, 0], weights, strict=True)))
        return lambda points, codes: (points[:, 0] > 9).astype(int)

    split_half_rand(points, None, weights, 2, learn, n_resamples=1, random_state=np.random.RandomState(0))
    together = [seen[0].get(one, 0) + seen[1].get(one, 0) for one in range(200)]
    assert set(together) == {2, 3} and np.mean(together) == pytest.approx(2.5, abs=0.12)


@pytest.mark.parametrize(
    "table",
    [
        np.array([[4.0, 0.0], [0.0, 0.0]]),  # everybody in one group, twice
        np.eye(4),  # everybody alone, twice
    ],
)
def test_groupings_that_leave_nothing_to_chance_are_the_same(table):
    labels = np.repeat(np.arange(len(table)), table.sum(axis=1).astype(int))
    assert adjusted_rand(table) == adjusted_rand_score(labels, labels) == 1


def test_a_pair_that_stays_together_is_kept():
    learn = told(lambda v: v > 99, lambda v: v >= np.sort(v)[-2])
    points = np.arange(10.0)[:, None]
    assert prediction_strength(points, None, 2, learn, n_splits=1, random_state=np.random.RandomState(0)) == 1


def test_a_group_that_stands_for_less_than_one_customer_comes_back_too():
    points, labels = np.arange(2.0)[:, None], np.array([0, 1])
    found = bootstrap_jaccard(
        points,
        None,
        np.array([0.4, 5.0]),
        labels,
        2,
        told(lambda v: v),
        n_resamples=1,
        random_state=np.random.RandomState(0),
    )
    assert found.tolist() == [[1.0, 1.0]]


def test_a_group_that_nobody_is_in_does_not_come_back():
    found = bootstrap_jaccard(
        points=np.arange(4.0)[:, None],
        codes=None,
        weights=np.ones(4),
        labels=np.array([0, 0, 1, 1]),
        k=3,
        learn=told(lambda v: v > 1),
        n_resamples=1,
        random_state=np.random.RandomState(0),
    )
    assert found.tolist() == [[1.0, 1.0, 0.0]]


def test_of_one_group_nothing_is_learnt(lumps):
    def learn(points, codes, weights, seed):
        raise AssertionError("one group needs no rule")

    ones, random = np.zeros(200, dtype=int), np.random.RandomState(0)
    found = bootstrap_jaccard(lumps, None, np.ones(200), ones, 1, learn, n_resamples=2, random_state=random)
    assert found.tolist() == [[1.0], [1.0]]
    assert prediction_strength(lumps, None, 1, learn, n_splits=2, random_state=random) == 1
    halves = split_half_rand(
        points=lumps, codes=None, weights=np.ones(200), k=1, learn=learn, n_resamples=2, random_state=random
    )
    assert halves.tolist() == [1.0, 1.0]


def test_who_was_not_drawn_is_not_learnt_from(lumps):
    least = []

    def learn(points, codes, weights, seed):
        least.append(weights.min())
        assert len(points) == len(codes) == len(weights)
        return lambda points, codes: (points[:, 0] > 4).astype(int)

    codes, labels, random = np.zeros((200, 1)), np.repeat([0, 1], 100), np.random.RandomState(0)
    bootstrap_jaccard(lumps, codes, np.ones(200), labels, 2, learn, n_resamples=1, random_state=random)
    split_half_rand(lumps, codes, np.ones(200), 2, learn, n_resamples=1, random_state=random)
    assert least == [1, 1, 1], "a resample leaves a third of the customers out, a half leaves a half out"


def test_each_rule_is_learnt_with_a_seed_of_its_own_that_stays(lumps):
    """The stored panels were made with these: other seeds would be other numbers on the pages."""
    seeds = []

    def learn(points, codes, weights, seed):
        seeds.append(seed)
        return lambda points, codes: (points[:, 0] > 4).astype(int)

    prediction_strength(lumps, None, 2, learn, n_splits=2, random_state=np.random.RandomState(3))
    random, expected = np.random.RandomState(3), []
    for _ in range(2):
        random.permutation(200)
        expected += [random.randint(2_147_483_647), random.randint(2_147_483_647)]
    assert seeds == expected and len(set(seeds)) == 4


def test_the_rand_index_counts_pairs_of_customers_whom_cells_stand_for():
    """By hand, with pairs counted twice: 2 + 6 together; 12 + 12 in rows, 6 + 20 in columns; 56 in all."""
    table = np.array([[2.0, 2.0], [1.0, 3.0]])
    together, rows, columns, total = 2 + 2 + 0 + 6, 12 + 12, 6 + 20, 56
    chance = rows * columns / total
    assert adjusted_rand(table) == pytest.approx((together - chance) / ((rows + columns) / 2 - chance))


def test_less_than_a_customer_has_no_pairs_and_of_one_customer_nothing_is_told():
    assert adjusted_rand(np.array([[0.4, 0.0], [0.0, 0.5]])) == 1.0
    assert adjusted_rand(np.array([[1.0, 0.0], [0.0, 0.0]])) == 1.0
    assert adjusted_rand(np.zeros((2, 2))) == 1.0
    # half a customer in each of two cells makes no negative pair: 2 of 3 pairs of the others are together
    some, halves = np.array([[2.0, 0.0], [0.0, 2.0]]), np.array([[2.0, 0.5], [0.0, 2.0]])
    pairs = 4.0, 2.5 * 1.5 + 2, 2 + 2.5 * 1.5, 4.5 * 3.5
    chance = pairs[1] * pairs[2] / pairs[3]
    assert adjusted_rand(halves) == pytest.approx((pairs[0] - chance) / ((pairs[1] + pairs[2]) / 2 - chance))
    assert adjusted_rand(some) == 1.0


@pytest.mark.parametrize(("weight", "total"), [(2.5, 8), (2.4, 7), (1.0, 3)])
def test_a_resample_has_as_many_customers_as_the_cells_stand_for(weight, total):
    """Of three cells, rounded to whole customers."""
    sizes = []

    def learn(points, codes, weights, seed):
        sizes.append(weights.sum())
        return lambda points, codes: (points[:, 0] > 0).astype(int)

    bootstrap_jaccard(
        points=np.arange(3.0)[:, None],
        codes=None,
        weights=np.full(3, weight),
        labels=np.array([0, 1, 1]),
        k=2,
        learn=learn,
        n_resamples=4,
        random_state=np.random.RandomState(0),
    )
    assert sizes == [total] * 4


def test_cells_are_drawn_as_often_as_they_have_customers():
    drawn = []

    def learn(points, codes, weights, seed):
        drawn.append(dict(zip(points[:, 0], weights, strict=True)))
        return lambda points, codes: (points[:, 0] > 0).astype(int)

    weights, random = np.array([10.0, 30.0, 60.0]), np.random.RandomState(0)
    labels = np.array([0, 1, 1])
    bootstrap_jaccard(np.arange(3.0)[:, None], None, weights, labels, 2, learn, n_resamples=300, random_state=random)
    means = [np.mean([one.get(cell, 0.0) for one in drawn]) for cell in range(3)]
    assert means == pytest.approx(weights, abs=1)


def test_a_half_has_half_of_the_customers():
    sizes = []

    def learn(points, codes, weights, seed):
        sizes.append(weights.sum())
        return lambda points, codes: (points[:, 0] > 9).astype(int)

    points, random = np.arange(100.0)[:, None], np.random.RandomState(0)
    found = split_half_rand(points, None, np.full(100, 4.0), 2, learn, n_resamples=20, random_state=random)
    assert found.shape == (20,) and np.mean(sizes[::2]) == pytest.approx(200, abs=7)


def test_the_strength_is_the_mean_of_the_halvings_and_the_second_half_is_placed():
    placed = []

    def rule(values):
        placed.append(len(values))
        return values > 6

    points = np.arange(21.0)[:, None]
    learn = told(rule, rule, lambda v: v > 99, lambda v: v == v.max())
    found = prediction_strength(points, None, 2, learn, n_splits=2, random_state=np.random.RandomState(0))
    assert found == 0.5, "all pairs are kept in the first halving, none of the group of one in the second"
    assert placed == [10, 10], "of twenty-one the first half has eleven"


def test_words_are_halved_with_their_customers():
    seen = []

    def learn(points, codes, weights, seed):
        seen.append((points[:, 0], codes[:, 0], weights))
        return lambda points, codes: (codes[:, 0] > 109).astype(int)

    points = np.arange(20.0)[:, None]
    strength = prediction_strength(points, points + 100, 2, learn, n_splits=1, random_state=np.random.RandomState(0))
    assert strength == 1
    for values, words, weights in seen:
        np.testing.assert_array_equal(words, values + 100)
        assert weights.tolist() == [1.0] * 10
    assert sorted(np.concatenate([values for values, *_ in seen])) == list(range(20))


def test_distinct_customers_are_counted_as_far_as_needed():
    points = np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 3.0], [2.0, 3.0]])
    assert n_distinct(points, None, 3) == 3
    assert n_distinct(points, None, 2) == 2, "the first column has enough"
    assert n_distinct(points, None, 1) == 1, "no more are looked for"
    assert n_distinct(np.append(np.zeros(500), [1.0, 2.0])[:, None], None, 3) == 3, "the last ones count, too"
    assert n_distinct(points, np.array([[0], [1], [2], [3]]), 9) == 4


def test_of_few_customers_no_half_is_empty():
    sizes = []

    def learn(points, codes, weights, seed):
        sizes.append(weights.sum())
        return lambda points, codes: np.zeros(len(points), dtype=int)

    arguments = (np.array([[0.0], [1.0], [2.0]]), None, np.ones(3), 2, learn)
    split_half_rand(*arguments, n_resamples=60, random_state=np.random.RandomState(0))
    assert min(sizes) == 1 and len(sizes) == 120
