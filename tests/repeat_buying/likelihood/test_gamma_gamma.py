import mpmath as mp
import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying.likelihood import gamma_gamma as gg_likelihood


def test_gamma_gamma_is_the_textbook_formula():
    rng = np.random.default_rng(1)
    x, m = rng.integers(1, 9, 50).astype(float), rng.gamma(2, 20, 50)
    p, q, g = 6.25, 3.74, 15.44  # Fader & Hardie 2013, equation 1a
    expected = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(g) + (p * x - 1) * np.log(m)
    expected += p * x * np.log(x) - (p * x + q) * np.log(g + m * x)
    parameters = np.array([np.log(p * g / q), 1 / q, 1 / p])
    np.testing.assert_allclose(
        gg_likelihood.log_likelihood(parameters, gg_likelihood.SpendRows(x, m))[0], expected, rtol=1e-11
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("log_mean", [-700.0, -80.0, -40.0, 80.0])
def test_a_mean_that_is_nothing_beside_what_was_spent_is_impossible_and_warns_of_nothing(log_mean):
    rows = gg_likelihood.SpendRows(np.array([1.0, 2.0, 5.0]), np.array([10.0, 20.0, 5e3]))
    parameters = np.array([log_mean, 0.3, 0.2])
    assert not np.isfinite(gg_likelihood.by_row(parameters, rows)[0]).all()
    assert not np.isfinite(gg_likelihood.summed(parameters, rows)[0])


@pytest.mark.parametrize("parameters", [(3.0, 0.3, 0.2), (3.0, 1e-5, 0.2), (3.0, 3.0, 2.0)])
def test_gamma_gamma_gradient_and_hessian(parameters):
    rng = np.random.default_rng(3)
    x, m = rng.integers(1, 9, 80).astype(float), rng.gamma(3, 8, 80)
    rows, parameters = gg_likelihood.SpendRows(x, m), np.array(parameters)
    _, score, hessian = gg_likelihood.log_likelihood(parameters, rows)
    for i in range(3):
        step = np.zeros(3)
        step[i] = 1e-4 * parameters[i]
        up, down = (gg_likelihood.log_likelihood(parameters + sign * step, rows) for sign in (1, -1))
        np.testing.assert_allclose(score[i], (up[0] - down[0]) / (2 * step[i]), rtol=1e-4, atol=1e-5)
        column = (up[1].sum(axis=1) - down[1].sum(axis=1)) / (2 * step[i])
        np.testing.assert_allclose(hessian[i], column, rtol=1e-3, atol=1e-4 * np.abs(hessian).max())


@pytest.mark.parametrize("z", [0.02, 1.0, 14.9, 15.1, 1e3, 1e9])
def test_stirling_rest_against_thirty_digits(z):
    with mp.workdps(40):
        exact = mp.loggamma(z) - (mp.mpf(z) - 0.5) * mp.log(z) + z - mp.log(2 * mp.pi) / 2
        slope = mp.digamma(z) - mp.log(z) + 1 / (2 * mp.mpf(z))
    value, first, _ = gg_likelihood.stirling_rest(np.array([z]))
    assert value[0] == pytest.approx(float(exact), rel=1e-10, abs=1e-14)
    assert first[0] == pytest.approx(float(slope), rel=1e-10, abs=1e-14)


def test_thinned_rows_are_every_so_manieth_by_rising_spend_in_any_order():
    rng = np.random.default_rng(2)
    x, m = rng.integers(1, 9, 50).astype(float), rng.gamma(2.0, 20.0, 50)
    turned = gg_likelihood.SpendRows(x[::-1], m[::-1], unknown=3).thinned(4)
    few = gg_likelihood.SpendRows(x, m, unknown=3).thinned(4)
    np.testing.assert_array_equal(few.spend, np.sort(m)[::4])
    np.testing.assert_array_equal(few.spend, turned.spend)
    np.testing.assert_array_equal(few.x[few.codes], turned.x[turned.codes])
    assert few.unknown == 3 and len(few) == 13


def test_a_level_for_each_is_spend_in_another_currency():
    rng = np.random.default_rng(1)
    x, spend, level = rng.integers(1, 9, 30).astype(float), rng.lognormal(3, 1, 30), rng.normal(0, 0.5, 30)
    each = gg_likelihood.by_row([3.0 + level, 0.3, 0.2], gg_likelihood.SpendRows(x, spend))
    other = gg_likelihood.by_row([3.0, 0.3, 0.2], gg_likelihood.SpendRows(x, spend / np.exp(level)))
    np.testing.assert_allclose(each[0], other[0] - level, rtol=1e-12)
    for found, expected in zip(each[1:], other[1:], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("customers", [None, [1.0, 0.0, 3.0, 0.5]], ids=["one each", "several"])
@pytest.mark.parametrize("parameters", [(3.0, 0.3, 0.2), (3.5, 1e-4, 0.2), (3.0, 2.0, 40.0), (3.0, 0.3, 1e-4)])
def test_sums_are_those_of_the_rows_by_rising_x(parameters, customers, monkeypatch):
    monkeypatch.setattr(gg_likelihood, "CHUNK_ROWS", 7)  # so that an x lies in several chunks, and a chunk has several
    rng = np.random.default_rng(4)
    x, spend = rng.integers(1, 6, 60).astype(float), rng.gamma(2.0, 20.0, 60)
    counts = None if customers is None else np.resize(customers, 60)
    rows, parameters = gg_likelihood.SpendRows(x, spend, counts), np.array(parameters)
    value, gradient, hessian = gg_likelihood.summed(parameters, rows)
    by_row = gg_likelihood.by_row(parameters, rows)
    assert value == pytest.approx(rows.counts @ by_row[0], rel=1e-12)
    np.testing.assert_allclose(gradient, by_row[1] @ rows.counts, rtol=1e-8)
    np.testing.assert_allclose(
        hessian[np.triu_indices(3)], by_row[2] @ rows.counts, rtol=1e-6, atol=1e-8 * np.abs(hessian).max()
    )


def test_rows_with_other_counts_have_sums_of_their_own():
    rng = np.random.default_rng(5)
    x, spend, counts = rng.integers(1, 6, 40).astype(float), rng.gamma(2.0, 20.0, 40), rng.integers(0, 4, 40) * 1.0
    rows, parameters = gg_likelihood.SpendRows(x, spend), np.array([3.0, 0.3, 0.2])
    gg_likelihood.summed(parameters, rows)
    found = gg_likelihood.summed(parameters, rows.weighted(counts))
    expected = gg_likelihood.summed(
        parameters, gg_likelihood.SpendRows(np.repeat(x, counts.astype(int)), np.repeat(spend, counts.astype(int)))
    )
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
