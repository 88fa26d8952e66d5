"""The share that stays, for lengths that need not be whole: against 60 digits, across its limits."""

import mpmath as mp
import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying.likelihood.beta_dropout import dropout
from custseg.repeat_buying.likelihood.beta_survival import log_gamma_step, log_survival

ORDERS = [(0, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0), (0, 2, 0), (0, 1, 1), (1, 1, 0), (0, 0, 2), (1, 0, 1), (2, 0, 0)]


def exact(u, p, w):
    s = 1 / w - 1
    b = (1 - p) * s
    return mp.loggamma(b + u) - mp.loggamma(b) - mp.loggamma(s + u) + mp.loggamma(s)


@pytest.mark.heavy
@pytest.mark.parametrize("w", [1e-8, 1e-4, 3e-3, 0.3, 1 - 1e-6])
@pytest.mark.parametrize("u", [1.0, 2.7, 30.0, 5e3])
def test_value_and_derivatives_have_the_digits_of_the_closed_form(u, w):
    found = log_survival(np.array([u]), 0.3, w)[:, 0]
    with mp.workdps(60):
        at = tuple(map(mp.mpf, (u, "0.3", w)))
        wanted = [float(exact(*at) if not any(n) else mp.diff(exact, at, n, h=mp.mpf(10) ** -18)) for n in ORDERS]
    np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=1e-10)
    assert found[0] == pytest.approx(wanted[0], rel=1e-11)


@pytest.mark.parametrize("w", [0.0, 1e-9, 1e-3, 0.2, 0.9, 1.0])
def test_whole_numbers_of_chances_are_the_product_of_renewals(w):
    t = np.arange(1.0, 40.0)
    found = log_survival(t, 0.25, w)
    stayed = dropout(t + 1.0, 0.25, w).stayed
    np.testing.assert_allclose(found[0], stayed[0], rtol=1e-12)
    np.testing.assert_allclose(found[[1, 2]], stayed[[1, 2]], rtol=1e-7, atol=1e-9)


def test_at_the_beginning_everybody_is_there_and_at_the_limits_the_closed_forms_hold():
    assert not log_survival(np.zeros(3), np.array([0.1, 0.5, 1.0]), np.array([0.0, 0.5, 1.0])).any()
    u = np.array([1.0, 3.5, 200.0])
    np.testing.assert_allclose(log_survival(u, 0.3, 0.0)[0], u * np.log(0.7), rtol=1e-14)
    np.testing.assert_allclose(log_survival(u, 0.3, 1.0)[0], np.log(0.7), rtol=1e-14)
    assert (log_survival(u, 1.0, 0.3)[0] == -np.inf).all()


def test_steps_of_log_gamma_keep_their_digits():
    small = np.array([0.5, 3.0, 14.0])
    np.testing.assert_allclose(log_gamma_step(small, 2.5), gammaln(small + 2.5) - gammaln(small), rtol=1e-13)
    np.testing.assert_allclose(log_gamma_step(np.array([1e9]), 1.0), np.log(1e9), rtol=1e-15)  # G(x + 1) = x G(x)
    np.testing.assert_allclose(log_gamma_step(np.array([20.0]), 2.0), np.log(20.0 * 21.0), rtol=1e-14)
