"""Every likelihood against its textbook form, and every derivative against differences."""

import numpy as np
import pytest
from scipy.special import betaln, gammaln

from custseg.repeat_buying import beta_geometric, gg_likelihood, pareto_likelihood
from custseg.repeat_buying.compress import compress


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(2)
    T = np.concatenate([rng.uniform(10, 39, 60), [0.0, 5.0, 39.0]])
    x = np.concatenate([rng.integers(0, 9, 60), [0, 3, 300]]).astype(float)
    t_x = np.where(x > 0, T * np.concatenate([rng.uniform(0.05, 1, 60), [0.0, 1.0, 0.98]]), 0.0)
    return compress(x, t_x, T)


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


@pytest.mark.parametrize("chances", [0, 1])
def test_beta_geometric_is_the_textbook_formula(rows, chances):
    r, alpha, a, b = 0.24, 4.4, 0.79, 2.43  # Fader, Hardie & Lee 2005, equation 6; Batislam et al. 2007
    place = np.array([np.log(r / alpha), 1 / r, a / (a + b), 1 / (1 + a + b)])
    ours = beta_geometric.log_likelihood(place, rows, first_chance=chances)[0]
    np.testing.assert_allclose(ours, textbook(rows, r, alpha, a, b, chances), rtol=1e-11, atol=1e-12)


def test_gamma_gamma_is_the_textbook_formula():
    rng = np.random.default_rng(1)
    x, m = rng.integers(1, 9, 50).astype(float), rng.gamma(2, 20, 50)
    p, q, g = 6.25, 3.74, 15.44  # Fader & Hardie 2013, equation 1a
    expected = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(g) + (p * x - 1) * np.log(m)
    expected += p * x * np.log(x) - (p * x + q) * np.log(g + m * x)
    place = np.array([np.log(p * g / q), 1 / q, 1 / p])
    np.testing.assert_allclose(
        gg_likelihood.log_likelihood(place, gg_likelihood.SpendRows(x, m))[0], expected, rtol=1e-11
    )


INTERIOR = {
    "bg": [(-2.5, 1.7, 0.3, 0.2), (-3.0, 0.004, 0.1, 0.9), (-2.5, 1e-4, 0.2, 1e-3), (-2.0, 2.0, 1e-3, 0.5)],
    "pareto": [(-2.5, 1.7, 0.05, 1.5), (-3.0, 1e-3, 0.02, 0.4), (-2.5, 0.7, 0.02, 1e-3), (-2.0, 2.0, 1e-4, 0.5)],
}


def likelihood(family, rows):
    return {
        "bg": lambda z: beta_geometric.log_likelihood(z, rows, first_chance=0),
        "mbg": lambda z: beta_geometric.log_likelihood(z, rows, first_chance=1),
        "pareto": lambda z: pareto_likelihood.log_likelihood(z, rows),
    }[family]


@pytest.mark.parametrize("family", ["bg", "mbg", "pareto"])
@pytest.mark.parametrize("which", range(4))
def test_gradient_and_hessian_are_exact(rows, family, which):
    function, place = likelihood(family, rows), np.array(INTERIOR["pareto" if family == "pareto" else "bg"][which])
    value, score, hessian = function(place)
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-5 * max(abs(place[i]), 1e-4)
        up, down = function(place + step), function(place - step)
        width = 2 * step[i]
        np.testing.assert_allclose(score[i], (up[0] - down[0]) / width, rtol=1e-5, atol=1e-6 * np.abs(score).max())
        column = (up[1] @ rows.counts - down[1] @ rows.counts) / width
        np.testing.assert_allclose(hessian[i], column, rtol=2e-4, atol=1e-5 * np.abs(hessian).max())
    assert np.isfinite(value).all() and np.allclose(hessian, hessian.T)


@pytest.mark.parametrize("place", [(3.0, 0.3, 0.2), (3.0, 1e-5, 0.2), (3.0, 3.0, 2.0)])
def test_gamma_gamma_gradient_and_hessian(place):
    rng = np.random.default_rng(3)
    x, m = rng.integers(1, 9, 80).astype(float), rng.gamma(3, 8, 80)
    rows, place = gg_likelihood.SpendRows(x, m), np.array(place)
    _, score, hessian = gg_likelihood.log_likelihood(place, rows)
    for i in range(3):
        step = np.zeros(3)
        step[i] = 1e-4 * place[i]
        up, down = (gg_likelihood.log_likelihood(place + sign * step, rows) for sign in (1, -1))
        np.testing.assert_allclose(score[i], (up[0] - down[0]) / (2 * step[i]), rtol=1e-4, atol=1e-5)
        column = (up[1].sum(axis=1) - down[1].sum(axis=1)) / (2 * step[i])
        np.testing.assert_allclose(hessian[i], column, rtol=1e-3, atol=1e-4 * np.abs(hessian).max())


@pytest.mark.parametrize("family", ["bg", "mbg", "pareto"])
def test_no_dropout_is_the_nbd(rows, family):
    log_mean, u = -2.5, 1.7
    r, alpha = 1 / u, np.exp(2.5) / u
    x, _, T = columns(rows)
    nbd = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)  # Ehrenberg's NBD, timing known
    np.testing.assert_allclose(likelihood(family, rows)(np.array([log_mean, u, 0.0, 0.3]))[0], nbd, rtol=1e-11)
