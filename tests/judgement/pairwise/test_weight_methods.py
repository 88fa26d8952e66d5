import ahpy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import consistency_ratio, pairwise_matrix, priorities, random_matrices
from custseg.judgement.pairwise._weight_methods import METHODS, least_squares_weights, weights_from

# Donegan & Dodd (1991), the random index that ahpy uses
DONEGAN_DODD = {3: 0.4914, 4: 0.8286, 5: 1.0591, 6: 1.1797, 7: 1.2519, 8: 1.3171, 9: 1.3733}


def as_pairs(matrix):
    names = list(matrix.index)
    return {(a, b): matrix.loc[a, b] for i, a in enumerate(names) for b in names[i + 1 :]}


def noisy_matrix(n_items, seed):
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(n_items)) + 0.02
    upper = np.triu(weights[:, None] / weights[None, :] * np.exp(rng.normal(0, 0.4, (n_items, n_items))), 1)
    return pairwise_matrix(np.where(upper > 0, upper, np.nan), [f"i{number}" for number in range(n_items)])


@pytest.mark.heavy
@pytest.mark.parametrize("n_items", [3, 4, 5, 7, 9])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_and_consistency_agree_with_an_independent_package(n_items, seed):
    matrix = noisy_matrix(n_items, seed)
    other = ahpy.Compare("peer", as_pairs(matrix), precision=12)
    ours = priorities(matrix)
    for item, weight in other.local_weights.items():
        assert ours[item] == pytest.approx(weight, abs=1e-6)
    assert consistency_ratio(matrix, random_index=DONEGAN_DODD) == pytest.approx(other.consistency_ratio, abs=1e-6)


def test_the_house_agrees_with_an_independent_package(house):
    other = ahpy.Compare("peer", as_pairs(house), precision=12)
    assert priorities(house).to_dict() == pytest.approx(dict(other.local_weights), abs=1e-6)


def test_least_squares_is_the_minimum():
    # Chu, Kalaba & Spingarn (1979): no weights summing to one leave smaller squares
    matrix = noisy_matrix(5, seed=4).to_numpy()
    best = least_squares_weights(matrix)

    def squares(weights):
        return ((matrix * weights[None, :] - weights[:, None]) ** 2).sum()

    rng = np.random.default_rng(0)
    for _ in range(50):
        step = rng.normal(0, 0.01, 5)
        assert squares(best + step - step.mean()) > squares(best)
    assert (best > 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_many_matrices_at_once_equal_one_by_one(method):
    many = random_matrices(5, 20, random_state=3)
    together = weights_from(many, method)
    np.testing.assert_allclose(together, [weights_from(one, method) for one in many], rtol=1e-9)
    np.testing.assert_allclose(together.sum(axis=-1), 1)


def test_an_unknown_method_is_named():
    with pytest.raises(ValueError, match=r"method must be one of 'eigenvector', .*; found 'median'"):
        weights_from(np.ones((2, 2)), "median")


@given(
    logs=st.lists(st.floats(-2, 2), min_size=10, max_size=10),
    order=st.permutations(range(5)),
    method=st.sampled_from(list(METHODS)),
)
def test_relabelling_the_items_relabels_the_weights(logs, order, method):
    matrix = np.ones((5, 5))
    upper = np.triu_indices(5, 1)
    matrix[upper] = np.exp(logs)
    matrix.T[upper] = np.exp(np.negative(logs))
    weights = weights_from(matrix, method)
    np.testing.assert_allclose(weights_from(matrix[np.ix_(order, order)], method), weights[list(order)], rtol=1e-7)


@given(
    logs=st.lists(st.floats(-2, 2), min_size=6, max_size=6),
    scales=st.lists(st.floats(0.2, 5), min_size=4, max_size=4),
    method=st.sampled_from(["eigenvector", "geometric_mean"]),
)
def test_measuring_an_item_in_another_unit_scales_its_weight(logs, scales, method):
    matrix = np.ones((4, 4))
    upper = np.triu_indices(4, 1)
    matrix[upper] = np.exp(logs)
    matrix.T[upper] = np.exp(np.negative(logs))
    scaled = matrix * np.array(scales)[:, None] / np.array(scales)[None, :]
    expected = weights_from(matrix, method) * scales
    np.testing.assert_allclose(weights_from(scaled, method), expected / expected.sum(), rtol=1e-7)
