import mpmath as mp
import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying.likelihood import pareto as pareto_likelihood
from custseg.repeat_buying.likelihood.purchase_rows import compress


def nbd(rows, log_mean, u):
    r, alpha = 1 / u, np.exp(-log_mean) / u
    x, T = (level.unique[level.codes] for level in (rows.x, rows.T))
    return (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)
    )  # Ehrenberg's NBD, timing known


@pytest.mark.parametrize(
    "parameters", [(-2.5, 1.7, 0.05, 1.5), (-3.0, 1e-3, 0.02, 0.4), (-2.5, 0.7, 0.02, 1e-3), (-2.0, 2.0, 1e-4, 0.5)]
)
def test_gradient_and_hessian_are_exact(assert_exact_derivatives, rows, parameters):
    assert_exact_derivatives(lambda z: pareto_likelihood.log_likelihood(z, rows), parameters)


@pytest.mark.parametrize("u", [0.0, 1e-4, 0.7])
@pytest.mark.parametrize("dropout", [(0.05, 1.5), (0.0, 0.3), (0.02, 0.0), (0.02, 1e-4), (np.inf, 1.0), (3.0, -1.5)])
def test_the_value_alone_is_that_with_derivatives_to_the_last_bit(rows, u, dropout):
    parameters = np.array([-2.5, u, *dropout])  # the last pair: some leave at once
    alone, with_slopes = (f(parameters, rows) for f in (pareto_likelihood.value_by_row, pareto_likelihood.by_row))
    np.testing.assert_array_equal(alone, with_slopes[0])
    assert np.isfinite(alone).all() == (dropout[0] < np.inf)


def test_no_dropout_is_the_nbd(rows):
    ours = pareto_likelihood.log_likelihood(np.array([-2.5, 1.7, 0.0, 0.3]), rows)[0]
    np.testing.assert_allclose(ours, nbd(rows, -2.5, 1.7), rtol=1e-11, atol=1e-12)


def test_likelihood_and_probability_alive_against_quadrature():
    r, alpha, s, beta = 0.55, 10.6, 0.61, 11.7  # Schmittlein, Morrison & Colombo 1987: staying, or leaving at y
    x, t_x, T = np.array([0.0, 2.0, 26.0]), np.array([0.0, 30.43, 30.86]), np.array([38.86, 38.86, 31.0])
    rows = compress(x, t_x, T)
    parameters = np.array([np.log(r / alpha), 1 / r, s / beta, 1 / s])
    value, _, _ = pareto_likelihood.log_likelihood(parameters, rows)
    alive = pareto_likelihood.probability_alive(parameters, rows)
    for i in range(3):
        n, t, end = (float(level.unique[level.codes[i]]) for level in (rows.x, rows.t_x, rows.T))
        stay = (alpha + end) ** -(r + n) * (1 + end / beta) ** -s
        leave = mp.quad(lambda y, n=n: (alpha + y) ** -(r + n) * s / beta * (1 + y / beta) ** -(s + 1), [t, end])
        exact = gammaln(r + n) - gammaln(r) + r * np.log(alpha) + float(mp.log(stay + leave))
        assert value[i] == pytest.approx(exact, rel=1e-12)
        assert alive[i] == pytest.approx(float(stay / (stay + leave)), rel=1e-12)


def test_a_mean_dropout_rate_for_each_gives_what_one_gives(rows):
    rate = np.linspace(0.01, 0.2, len(rows))
    each = pareto_likelihood.by_row([-1.2, 1.3, rate, 0.8], rows)
    for row, own in enumerate(rate):
        alone = compress(*(column[[row]] for column in rows.histories(np.arange(len(rows)))))
        for found, expected in zip(each, pareto_likelihood.by_row([-1.2, 1.3, own, 0.8], alone), strict=True):
            np.testing.assert_allclose(found[..., row], expected[..., 0], rtol=1e-8, atol=1e-9)
