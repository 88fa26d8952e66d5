from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from custseg.repeat_buying import BetaGeoNBD, GammaGamma
from custseg.repeat_buying.fitting import likelihood_draws as module
from custseg.repeat_buying.fitting.likelihood_draws import likelihood_draws
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


@pytest.mark.heavy
@pytest.mark.parametrize("family", [BetaGeoNBD, GammaGamma])
def test_where_the_likelihood_is_a_parabola_draws_spread_as_its_curvature_says(cdnow, family):
    fitted = family().fit(cdnow)
    points = likelihood_draws(fitted, 2000, np.random.default_rng(1))
    spread = np.sqrt(np.diag(np.linalg.inv(-fitted.hessian_)))
    assert points.std(axis=0) == pytest.approx(spread, rel=0.2)
    assert (np.abs(points.mean(axis=0) - fitted.search_point_) < 0.5 * spread).all()


class OneNormal:
    """Customers whose mean is the only parameter, from a normal distribution, kept above zero."""

    rows_ = SimpleNamespace(counts=np.ones(1))

    def __init__(self, best, lower):
        self.free, self.lower = best, lower
        self.search_point_ = np.array([max(best, lower)])
        self.hessian_, self.log_likelihood_ = -np.eye(1), self._value(max(best, lower))

    def _value(self, point):
        return -0.5 * (point - self.free) ** 2

    def bounds(self, rows):
        return np.array([self.lower]), np.array([np.inf])

    def likelihood_parameters(self, point, rows):
        return SimpleNamespace(value=point)

    def log_likelihood(self, parameters, rows):
        return self._value(parameters), None, None

    def log_prior(self, point):
        return 0.0


@pytest.mark.parametrize("beyond", [0.0, 1.5])
def test_at_a_side_of_the_box_draws_are_the_part_of_the_likelihood_inside(beyond):
    points = likelihood_draws(OneNormal(-beyond, 0.0), 4000, np.random.default_rng(1))[:, 0]
    assert (points >= 0).all()
    for share in (0.25, 0.5, 0.9, 0.975):  # quantiles of a normal distribution cut off at zero
        exact = norm.ppf(norm.cdf(beyond) + share * norm.sf(beyond)) - beyond
        assert np.quantile(points, share) == pytest.approx(exact, abs=0.12)


@pytest.mark.heavy
def test_draws_stay_inside_the_box_and_leave_a_limit():
    table = simulate_bg_nbd(np.full(300, 39.0), r=1.0, alpha=5.0, a=0.0, b=1.0, random_state=1)
    fitted = BetaGeoNBD().fit(table)
    lower, upper = fitted.bounds(fitted.rows_)
    assert fitted.held_.any()
    points = likelihood_draws(fitted, 500, np.random.default_rng(1))
    assert ((points >= lower) & (points <= upper)).all()
    assert (points[:, 2] > lower[2]).all(), "no dropout is one place among those that are as likely"


@pytest.mark.heavy
def test_the_same_seed_gives_the_same_draws(cdnow):
    fitted = BetaGeoNBD().fit(cdnow.iloc[::8])
    first, second = (likelihood_draws(fitted, 20, np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.heavy
def test_a_likelihood_that_cannot_be_followed_says_what_to_do(cdnow, monkeypatch):
    fitted = BetaGeoNBD().fit(cdnow.iloc[::20])
    monkeypatch.setattr(module, "ENOUGH", np.inf)
    monkeypatch.setattr(module, "MOST_ROUNDS", 3)
    with pytest.raises(RuntimeError, match=r'BetaGeoNBD: the likelihood could not be followed.*kind="bootstrap"'):
        likelihood_draws(fitted, 20, np.random.default_rng(4))
