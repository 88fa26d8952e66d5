import numpy as np
import pytest
from scipy.special import betaln, gammaln

from custseg.repeat_buying.likelihood import beta_geometric


def columns(rows):
    return (level.unique[level.codes] for level in (rows.x, rows.t_x, rows.T))


def textbook(rows, r, alpha, a, b, chances):
    x, t_x, T = columns(rows)
    k = x + chances
    stayed = betaln(a, b + k) - betaln(a, b) - (r + x) * np.log(alpha + T)
    left = np.where(
        k > 0, betaln(a + 1, b + np.maximum(k, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + t_x), -np.inf
    )
    return gammaln(r + x) - gammaln(r) + r * np.log(alpha) + np.logaddexp(stayed, left)


def nbd(rows, log_mean, u):
    r, alpha = 1 / u, np.exp(-log_mean) / u
    x, T = (level.unique[level.codes] for level in (rows.x, rows.T))
    return (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)
    )  # Ehrenberg's NBD, timing known


@pytest.mark.parametrize("chances", [0, 1])
def test_beta_geometric_is_the_textbook_formula(rows, chances):
    r, alpha, a, b = 0.24, 4.4, 0.79, 2.43  # Fader, Hardie & Lee 2005, equation 6; Batislam et al. 2007
    parameters = np.array([np.log(r / alpha), 1 / r, a / (a + b), 1 / (1 + a + b)])
    ours = beta_geometric.log_likelihood(parameters, rows, first_chance=chances)[0]
    np.testing.assert_allclose(ours, textbook(rows, r, alpha, a, b, chances), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("chances", [0, 1])
@pytest.mark.parametrize("u", [0.0, 1e-4, 1.7])
@pytest.mark.parametrize("dropout", [(0.3, 0.2), (0.0, 0.2), (0.3, 0.0), (0.3, 1.0), (1.0, 0.2)])
def test_the_value_alone_is_that_with_derivatives_to_the_last_bit(rows, chances, u, dropout):
    parameters = np.array([-2.5, u, *dropout])
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = beta_geometric.by_row(parameters, rows, first_chance=chances)[0]
        alone = beta_geometric.value_by_row(parameters, rows, first_chance=chances)
    np.testing.assert_array_equal(alone, whole)


@pytest.mark.parametrize("chances", [0, 1])
@pytest.mark.parametrize(
    "parameters", [(-2.5, 1.7, 0.3, 0.2), (-3.0, 0.004, 0.1, 0.9), (-2.5, 1e-4, 0.2, 1e-3), (-2.0, 2.0, 1e-3, 0.5)]
)
def test_gradient_and_hessian_are_exact(assert_exact_derivatives, rows, parameters, chances):
    assert_exact_derivatives(lambda z: beta_geometric.log_likelihood(z, rows, first_chance=chances), parameters)


@pytest.mark.parametrize("chances", [0, 1])
def test_no_dropout_is_the_nbd(rows, chances):
    ours = beta_geometric.log_likelihood(np.array([-2.5, 1.7, 0.0, 0.3]), rows, first_chance=chances)[0]
    np.testing.assert_allclose(ours, nbd(rows, -2.5, 1.7), rtol=1e-11, atol=1e-12)


def test_probability_alive_is_the_share_of_the_staying_story(rows):
    r, alpha, a, b = 0.24, 4.4, 0.79, 2.43
    x, t_x, T = columns(rows)
    parameters = np.array([np.log(r / alpha), 1 / r, a / (a + b), 1 / (1 + a + b)])
    odds = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x), 0.0)
    ours = beta_geometric.probability_alive(parameters, rows, first_chance=0)  # Fader, Hardie & Lee 2008, note 021
    np.testing.assert_allclose(ours, 1 / (1 + odds), rtol=1e-9)


def test_a_mean_dropout_for_each_gives_what_one_gives(rows):
    p = np.full(len(rows.x.unique), 0.25)
    for chances in (0, 1):
        one = beta_geometric.by_row([-1.2, 1.3, 0.25, 0.2], rows, first_chance=chances)
        each = beta_geometric.by_row([-1.2, 1.3, p, 0.2], rows, first_chance=chances)
        for found, expected in zip(each, one, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10)
