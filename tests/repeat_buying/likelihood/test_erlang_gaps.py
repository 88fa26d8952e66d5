import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying.likelihood.erlang_gaps import phase_shares, unfinished_gap

X, S, T, K, MEAN, U = (
    np.array([0.0, 1, 4, 300]),
    np.array([32.0, 0, 12, 0.3]),
    np.array([32.0, 20, 38, 39]),
    4,
    0.6,
    1.2,
)


def events():
    return MEAN * S / (1 + U * MEAN * T), MEAN * T / (1 + U * MEAN * T)


def textbook():
    """The terms of Reutterer, Platzer & Schröder 2021 with r and alpha, relative to the one without a phase."""
    r, alpha = 1 / U, 1 / (U * MEAN)
    j = np.arange(K)[:, None]
    shape = r + K * X
    return np.exp(gammaln(shape + j) - gammaln(shape) - gammaln(j + 1)) * (S / (alpha + T)) ** j


def test_the_sum_over_the_phases_is_the_textbook_sum():
    q, y = events()
    found = unfinished_gap(K, K * X, np.arange(4), U, q, y)
    np.testing.assert_allclose(np.exp(found.log), textbook().sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(phase_shares(K, K * X, U, q).T, textbook() / textbook().sum(axis=0), rtol=1e-12)


def test_one_phase_is_no_factor():
    q, y = events()
    found = unfinished_gap(1, X, np.arange(4), U, q, y)
    assert not np.any(found.log) and not np.any(found.first) and not np.any(found.second)
    assert (phase_shares(1, X, U, q) == 1).all()


@pytest.mark.parametrize("u", [0.0, 1e-12])
def test_equal_rates_are_an_ordinary_point(u):
    found = unfinished_gap(K, K * X, np.arange(4), u, MEAN * S, MEAN * T)
    poisson = sum((MEAN * S) ** j / np.exp(gammaln(j + 1)) for j in range(K))
    np.testing.assert_allclose(np.exp(found.log), poisson, rtol=1e-8)


def test_ten_quadrillion_purchases_do_not_overflow():
    found = unfinished_gap(12, np.array([1e17]), np.zeros(1, int), 1.0, np.array([1.0]), np.array([1.0]))
    assert all(np.isfinite(part).all() for part in (found.log, *found.first, *found.second))
