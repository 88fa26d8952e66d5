import numpy as np
import pytest

from custseg.repeat_buying.likelihood.beta_dropout import beta_nodes
from custseg.repeat_buying.likelihood.phase_sums import PhaseSums


def sums(k, r, alpha, a, b, x, T, horizon, first_chance, n=48):
    stayed, shape = b + x + first_chance, r + k * x
    total = a + stayed
    p, weights = beta_nodes(np.array([a / total]), np.array([1 / (1 + total)]), n)
    customer = np.array([shape / (alpha + T)]), np.array([1 / shape]), np.array([horizon])
    return PhaseSums(k, p, weights, *customer, np.array([stayed <= 2]))


@pytest.mark.parametrize("k", [1, 2, 3, 4, 12])
@pytest.mark.parametrize(
    "customer",
    [
        (0.85, 1.45, 0.79, 2.42, 0, 32.0, 32.0, 1),
        (0.85, 1.45, 0.79, 0.05, 0, 32.0, 32.0, 0),  # nearly everybody leaves: the powers would cancel
        (1.4, 0.68, 0.51, 365.0, 50, 52.0, 52.0, 0),
        (0.25, 4.4, 0.1, 2.4, 300, 39.0, 39.0, 0),
        (3.0, 4.4, 5.0, 2.4, 2, 39.0, 1.0, 1),
    ],
)
def test_the_closed_form_is_the_series(series_by_phase, k, customer):
    ours = sums(k, *customer)
    found = [ours.survival()[0], ours.purchases()[0], ours.rate()[0]]
    np.testing.assert_allclose(found, series_by_phase(k, *customer), rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_limits_are_ordinary_points(k):
    one = np.ones(1)
    limits = {name: np.full((1, 1), p) for name, p in (("nobody leaves", 0.0), ("everybody leaves", 1.0))}
    stay, leave = (PhaseSums(k, p, np.ones((1, 1)), 3 * one, 0 * one, 2 * one, one > 0) for p in limits.values())
    np.testing.assert_allclose(stay.survival(), 1.0, rtol=1e-12)
    poisson = np.exp(-6) * np.cumprod(np.append(1.0, 6 / np.arange(1, 200)))  # equal rates: six phases on average
    for j in range(k):
        counts = (np.arange(200) + j) // k
        assert stay.purchases()[0, j] == pytest.approx(poisson @ counts, rel=1e-12)
        assert leave.survival()[0, j] == pytest.approx(poisson[counts == 0].sum(), rel=1e-12)
        assert leave.purchases()[0, j] == pytest.approx(poisson[counts > 0].sum(), rel=1e-12)


def test_no_time_brings_nothing():
    ours = sums(3, 0.85, 1.45, 0.79, 2.42, 0, 32.0, 0.0, 1)
    np.testing.assert_allclose(ours.survival(), 1.0, rtol=1e-13)
    np.testing.assert_allclose(ours.purchases(), 0.0, atol=1e-13)
    assert ours.rate()[0, 2] == pytest.approx((0.85 + 2) / (1.45 + 32.0)) and ours.rate()[0, 0] == pytest.approx(0)
