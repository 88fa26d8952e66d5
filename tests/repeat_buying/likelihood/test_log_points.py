import mpmath as mp
import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying.likelihood.beta_dropout import beta_nodes
from custseg.repeat_buying.likelihood.log_points import NEAR_POINTS, DropoutPoints, log_rate_points, logit_points


def one(values):
    return np.array([values], dtype=float)


@pytest.mark.parametrize("a", [1e-6, 1e-2, 0.5, 1.1, 4.0, 300.0, 1e5])
@pytest.mark.parametrize("b", [1e-6, 0.3, 1.0, 2.9, 40.0, 1e4])
@pytest.mark.parametrize("n", [1, 30, 10**7])
def test_the_chance_to_stay_n_times_is_a_quotient_of_beta_functions(a, b, n):
    points, weights = logit_points(one(a / (a + b)), one(1 / (1 + a + b)), float(n))
    exact = np.exp(gammaln(b + n) - gammaln(a + b + n) + gammaln(a + b) - gammaln(b))
    assert weights.sum() == pytest.approx(1.0, rel=1e-12)
    with np.errstate(divide="ignore"):
        found = (weights * np.exp(n * np.log1p(-points))).sum()
    if exact > 1e-12:
        assert found == pytest.approx(exact, rel=2e-7)
    else:
        assert found == pytest.approx(0.0, abs=2e-12)


@pytest.mark.parametrize(("p", "w"), [(0.0, 0.3), (1.0, 0.3), (0.3, 0.0), (0.3, 1.0), (0.3, 1e-14)])
def test_limits_are_points(p, w):
    points, weights = logit_points(np.array([p, 0.2]), np.array([w, 0.5]), 1e3)
    assert weights[0] @ points[0] == pytest.approx(p, rel=1e-12)
    assert weights[0] @ (points[0] - p) ** 2 == pytest.approx(p * (1 - p) * w, abs=1e-12)
    assert weights[1] @ points[1] == pytest.approx(0.2, rel=1e-8)


@pytest.mark.parametrize("u", [0.0, 1e-14, 1e-9, 1e-4, 0.1, 1.0, 10.0, 1e6])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e8])
def test_rates_weighted_by_themselves(u, scale):
    """The mean of exp(-rate t) of a gamma distribution of shape 1/u + 1, and of what falls as one by the rate."""
    points, weights = log_rate_points(one(u), one(scale))
    with mp.workdps(50):
        t, spread = mp.mpf(scale), mp.mpf(u)
        kept = mp.log1p(spread * t) / spread if u else t
        exact, bought = float(mp.exp(-kept) / (1 + spread * t)), float(-mp.expm1(-kept))
    if exact > 1e-12:
        assert (weights * np.exp(-scale * points)).sum() == pytest.approx(exact, rel=1e-6)
    assert (weights * -np.expm1(-scale * points) / points).sum() == pytest.approx(bought, rel=1e-6)


def test_points_are_worked_out_once_for_reaches_of_a_like_size():
    p, w = np.array([0.2, 0.05]), np.array([0.1, 0.5])
    points = DropoutPoints(p, w)
    assert points.steep(250.0) is points.steep(1000.0) and points.near() is points.near()
    for found, expected in [
        (points.steep(250.0), logit_points(p, w, 1000.0)),
        (points.steep(0.1), logit_points(p, w, 1.0)),
    ]:
        assert all((one == other).all() for one, other in zip(found, expected, strict=True))
    for found, expected in zip(points.near(), beta_nodes(p, w, NEAR_POINTS), strict=True):
        assert (found == expected).all()
