import numpy as np
import pytest
from scipy.special import betaln

from custseg.repeat_buying.likelihood.beta_dropout import (
    HEAVY,
    beta_nodes,
    dropout,
    later_dropout,
    later_stay,
    posterior,
)


def test_factors_are_ratios_of_beta_functions():
    a, b, k = 0.79, 2.43, np.array([1.0, 2.0, 7.0])
    chance = dropout(k, a / (a + b), 1 / (1 + a + b))
    np.testing.assert_allclose(chance.stayed[0], betaln(a, b + k - 1) - betaln(a, b), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(chance.leave[0], a / (a + b + k - 1), rtol=1e-12)
    assert dropout(np.array([0.0]), 0.3, 0.2).leave[0, 0] == 0.0


@pytest.mark.parametrize("w", [0.0, 1.0])
def test_limits_of_polarity(w):
    leave = dropout(np.array([1.0, 2.0, 9.0]), 0.3, w).leave[0]
    np.testing.assert_allclose(leave, [0.3, 0.3, 0.3] if w == 0 else [0.3, 0.0, 0.0])


def test_posterior_mean_and_polarity():
    a, b = 0.79, 2.43
    p, w = posterior(a / (a + b), 1 / (1 + a + b), np.array([0.0, 5.0]))
    np.testing.assert_allclose(p, [a / (a + b), a / (a + b + 5)])
    np.testing.assert_allclose(w, [1 / (1 + a + b), 1 / (1 + a + b + 5)])


@pytest.mark.parametrize(("a", "b"), [(0.79, 2.43), (0.01, 0.02), (0.5, 0.5), (40.0, 900.0)])
def test_quadrature_gives_the_moments_of_the_beta_distribution(a, b):
    nodes, weights = beta_nodes(np.array([a / (a + b)]), np.array([1 / (1 + a + b)]), 12)
    for power in range(8):
        moment = np.exp(betaln(a + power, b) - betaln(a, b))
        assert (weights * nodes**power).sum() == pytest.approx(moment, rel=1e-10)


def test_quadrature_of_point_and_two_point_distributions():
    nodes, weights = beta_nodes(np.array([0.3, 0.3, 0.0]), np.array([0.0, 1.0, 0.5]), 8)
    np.testing.assert_allclose((weights * nodes).sum(axis=1), [0.3, 0.3, 0.0])
    np.testing.assert_allclose((weights * nodes**2).sum(axis=1), [0.09, 0.3, 0.0])


@pytest.mark.parametrize("w", [0.0, 0.2, 1.0])
def test_a_mean_for_each_gives_what_one_mean_gives(w):
    """Also beside heavy buyers, whose sums are run up one by one, and in pieces."""
    k = np.array([0.0, 1.0, 2.0, 40.0, HEAVY + 5.0, 1_000_000.0] * 40)
    p = np.tile([0.1, 0.3, 0.6, 0.3, 0.1, 0.6], 40)
    found = dropout(k, p, w)
    for mean in (0.1, 0.3, 0.6):
        one, these = dropout(k[p == mean], mean, w), p == mean
        np.testing.assert_allclose(found.stayed[:, these], one.stayed, rtol=1e-12, atol=1e-12)
        np.testing.assert_array_equal(found.leave[:, these], one.leave)


def test_staying_is_what_leaving_leaves_also_where_hardly_anybody_stays():
    p, w = np.array([0.3, 1.0 - 1e-14, 0.9, 1.0]), np.array([0.2, 0.1, 0.0, 0.4])
    for stayed in (0.0, 1.0, 7.0):
        both = later_dropout(p, w, stayed) + later_stay(p, w, stayed)
        np.testing.assert_allclose(both, 1.0, rtol=1e-14)
    assert later_stay(p, np.zeros(4), 5.0)[1] == 1.0 - p[1]
