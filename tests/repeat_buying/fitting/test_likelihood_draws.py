from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import beta, multivariate_t, norm

from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ShiftedBetaGeo
from custseg.repeat_buying.fitting import likelihood_draws as module
from custseg.repeat_buying.fitting.likelihood_draws import likelihood_draws
from custseg.repeat_buying.fitting.simpler_models import SimplerModel, simpler_models
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

    def log_likelihood_values(self, parameters, rows):
        return self._value(parameters)

    def log_prior(self, point):
        return 0.0


@pytest.mark.parametrize("beyond", [0.0, 1.5])
def test_at_a_side_of_the_box_draws_are_the_part_of_the_likelihood_inside(beyond):
    points = likelihood_draws(OneNormal(-beyond, 0.0), 4000, np.random.default_rng(1))[:, 0]
    assert (points >= 0).all()
    for share in (0.25, 0.5, 0.9, 0.975):  # quantiles of a normal distribution cut off at zero
        exact = norm.ppf(norm.cdf(beyond) + share * norm.sf(beyond)) - beyond
        assert np.quantile(points, share) == pytest.approx(exact, abs=0.12)


class ThreeNormals(OneNormal):
    """Customers with three means, known together: correlated, and the second one kept above zero."""

    curvature = np.array([[4.0, 1.0, 0.5], [1.0, 9.0, 0.3], [0.5, 0.3, 1.0]])

    def __init__(self):
        self.search_point_ = np.array([1.0, 0.2, -3.0])
        self.hessian_, self.log_likelihood_ = -self.curvature, 0.0

    def _value(self, point):
        apart = point - self.search_point_
        return np.array([-0.5 * apart @ self.curvature @ apart])

    def bounds(self, rows):
        return np.array([-np.inf, 0.0, -4.5]), np.full(3, np.inf)


def test_on_a_side_of_the_box_draws_are_the_part_of_the_likelihood_on_it():
    """The others have the normal distribution that is left with the second mean at zero, cut off by their own sides."""
    model, on = ThreeNormals(), np.array([False, True, False])
    point = np.array([9.0, 0.0, -9.0])  # only the side counts, not where on it somebody began
    block = model.curvature[np.ix_(~on, ~on)]
    top = model.search_point_[~on] + np.linalg.solve(block, model.curvature[~on, 1] * 0.2)
    point[~on] = top
    simpler = SimplerModel(point, -model.curvature, on)
    points = likelihood_draws(model, 4000, np.random.default_rng(1), simpler)
    assert points.shape == (4000, 3) and (points[:, 1] == 0).all() and (points[:, 2] >= -4.5).all()
    centre, spread = top[1], np.sqrt(np.linalg.inv(block)[1, 1])
    below = norm.cdf((-4.5 - centre) / spread)
    for share in (0.1, 0.5, 0.9):
        exact = centre + spread * norm.ppf(below + share * (1 - below))
        assert np.quantile(points[:, 2], share) == pytest.approx(exact, abs=0.2 * spread)
    assert points[:, 0].std() == pytest.approx(np.sqrt(np.linalg.inv(block)[0, 0]), rel=0.2)
    assert np.corrcoef(points[:, [0, 2]].T)[0, 1] < -0.1


def test_what_was_known_before_the_data_counts(monkeypatch):
    """A normal likelihood times a density that falls by e a unit is a normal distribution one unit lower."""
    monkeypatch.setattr(OneNormal, "log_prior", lambda model, point: -float(point[0]))
    points = likelihood_draws(OneNormal(0.0, -np.inf), 4000, np.random.default_rng(1))[:, 0]
    assert points.mean() == pytest.approx(-1.0, abs=0.15) and points.std() == pytest.approx(1.0, abs=0.15)


def test_where_the_likelihood_has_no_value_nothing_is_drawn():
    class Hole(OneNormal):
        def log_likelihood_values(self, parameters, rows):
            return np.where(parameters > 0.5, np.nan, self._value(parameters))

    points = likelihood_draws(Hole(0.0, -np.inf), 2000, np.random.default_rng(1))
    assert 0.3 < points.max() <= 0.5 and points.min() < -2


def test_at_least_three_rounds_of_a_hundred_looks(monkeypatch):
    monkeypatch.setattr(module, "ENOUGH", 50.0)  # as many as the first round brings
    looks, height = [], module._height
    monkeypatch.setattr(module, "_height", lambda model, point: looks.append(point) or height(model, point))
    likelihood_draws(OneNormal(0.0, -np.inf), 10, np.random.default_rng(1))
    assert len(looks) == 300, "few looks do not show whether the proposal is right, many cost time"


def test_as_many_rounds_as_the_message_says(monkeypatch):
    looks, height = [], module._height
    monkeypatch.setattr(module, "_height", lambda model, point: looks.append(point) or height(model, point))
    monkeypatch.setattr(module, "ENOUGH", np.inf)
    monkeypatch.setattr(module, "MOST_ROUNDS", 4)
    with pytest.raises(RuntimeError, match="could not be followed in 400 places"):
        likelihood_draws(OneNormal(0.0, -np.inf), 10, np.random.default_rng(1))
    assert len(looks) == 400


@pytest.mark.parametrize(("worth", "enough"), [(299.0, False), (300.0, True)])
def test_draws_are_given_as_soon_as_they_are_worth_three_hundred(monkeypatch, worth, enough):
    monkeypatch.setattr(module, "_effective", lambda weights: worth)
    if enough:
        assert len(likelihood_draws(OneNormal(0.0, -np.inf), 10, np.random.default_rng(1))) == 10
        return
    with pytest.raises(RuntimeError, match=r"followed in 3000 places \(as good as 299 draws, 300 are needed\)"):
        likelihood_draws(OneNormal(0.0, -np.inf), 10, np.random.default_rng(1))


def test_weights_that_fall_short_of_one_by_rounding_leave_the_last_point():
    last = SimpleNamespace(uniform=lambda: 0.9999, permutation=lambda places: places)
    assert module._resampled(np.array([0.5, 0.499]), 1, last).tolist() == [1]


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
    with pytest.raises(RuntimeError, match=r'could not be followed in 300 places .*kind="bootstrap"'):
        likelihood_draws(fitted, 20, np.random.default_rng(4))


@pytest.fixture
def proposal():
    return module._Proposal.of(np.array([1.0, -2.0]), np.array([[4.0, 1.0], [1.0, 2.0]]))


def test_a_proposal_is_a_t_a_fifth_wider_than_the_covariance(proposal):
    theirs = multivariate_t([1.0, -2.0], 1.2 * np.array([[4.0, 1.0], [1.0, 2.0]]), df=5)
    points = np.array([[1.0, -2.0], [3.0, 0.0], [-9.0, 4.0]])
    assert np.diff(proposal.log_density(points)) == pytest.approx(np.diff(theirs.logpdf(points)))
    wider = module._Proposal.of(np.zeros(2), 4 * np.eye(2))  # twice as wide in both: a quarter of the density
    narrow = module._Proposal.of(np.zeros(2), np.eye(2))
    centre = np.zeros((1, 2))
    assert wider.log_density(centre) - narrow.log_density(centre) == pytest.approx(-np.log(4))
    drawn = proposal.draw(40_000, np.random.default_rng(2))
    apart = np.abs(drawn[:, 0] - 1) / np.sqrt(1.2 * 4)
    assert np.quantile(apart, [0.5, 0.95]) == pytest.approx([0.7267, 2.5706], rel=0.03)  # Student, 5 degrees
    assert np.corrcoef(np.sign(drawn - [1, -2]).T)[0, 1] == pytest.approx(2 / np.pi * np.arcsin(8**-0.5), abs=0.02)


def test_several_proposals_are_one_mixture_with_the_shares_of_what_each_proposed(proposal):
    other = module._Proposal.of(np.array([0.0, 0.0]), np.eye(2))
    points = np.array([[1.0, -2.0], [5.0, 5.0]])
    mixed = module._mixture([proposal, other], [300, 100], points)
    by_hand = np.log(300 * np.exp(proposal.log_density(points)) + 100 * np.exp(other.log_density(points)))
    assert mixed == pytest.approx(by_hand)
    with pytest.raises(ValueError, match="shorter"):  # a proposal without a share must not fall out in silence
        module._mixture([proposal, other], [300, 100, 100], points)


def test_the_first_proposal_is_the_curvature_and_goes_two_far_where_there_is_none():
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    for curvature, variance in (([4.0, 0.5], [0.25, 2.0]), ([4.0, 0.0], [0.25, 4.0]), ([4.0, -3.0], [0.25, 4.0])):
        found = module._first_covariance(-turn @ np.diag(curvature) @ turn.T)
        assert found == pytest.approx(turn @ np.diag(variance) @ turn.T)


def test_what_is_proposed_outside_the_box_is_counted():
    proposal = module._Proposal.of(np.zeros(1), np.eye(1))
    found, tries = module._inside(proposal, np.zeros(1), np.array([np.inf]), np.random.default_rng(0))
    assert (found >= 0).all() and 100 <= len(found) < 200, "enough points, and no more rounds than needed"
    assert tries % 100 == 0 and tries == pytest.approx(2 * len(found), abs=60)


def test_a_box_that_cannot_be_hit_is_given_up_after_a_thousand_points_for_each_that_is_wanted():
    proposal = module._Proposal.of(np.zeros(1), 1e-6 * np.eye(1))
    found, tries = module._inside(proposal, np.array([5e9]), np.array([6e9]), np.random.default_rng(0))
    assert (len(found), tries) == (0, 100_000)


def test_weights_add_up_and_say_how_many_draws_they_are_worth():
    shares = module._shares(np.log([2.0, 1.0, 1.0]) - 5000)
    assert shares.tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert module._effective(shares) == pytest.approx(1 / 0.375)  # Kish: 1 over the sum of squares


def test_a_proposal_is_learnt_from_the_weighted_points_and_from_flatter_weights_where_few_count():
    points = np.random.default_rng(3).normal(size=(400, 2)) * [1.0, 3.0]
    log_weights = np.where(points[:, 0] > 0, 0.0, -1.0)
    weights = np.exp(log_weights) / np.exp(log_weights).sum()
    learnt = module._learnt(points, log_weights)
    assert learnt.centre == pytest.approx(weights @ points)
    spread = np.cov(points.T, aweights=weights, ddof=0)
    assert learnt.root @ learnt.root.T == pytest.approx(1.2 * spread, rel=1e-9)
    steep = 60.0 * points[:, 0]  # one point has nearly all the weight: as good as 1 draw
    power = next(0.7**n for n in range(20) if module._effective(module._shares(0.7**n * steep)) >= 20)
    assert module._learnt(points, steep).centre == pytest.approx(module._shares(power * steep) @ points)


@pytest.mark.parametrize(("alike", "flattened"), [(19, True), (20, False)])
def test_weights_are_flattened_where_they_are_worth_less_than_twenty_draws(alike, flattened):
    """One weighs half as much as ``alike`` others: worth (alike + .5)^2 / (alike + .25), 19.75 or 20.75 draws."""
    points = np.append(np.zeros(alike), 1000.0)[:, None]
    log_weights = np.append(np.zeros(alike), np.log(0.5))
    plain = 500.0 / (alike + 0.5)
    centre = module._learnt(points, log_weights).centre[0]
    assert centre > 1.3 * plain if flattened else centre == pytest.approx(plain)


def test_a_proposal_around_one_point_is_narrow_and_not_impossible():
    proposal = module._Proposal.of(np.array([3.0, 4.0]), np.zeros((2, 2)))
    drawn = proposal.draw(50, np.random.default_rng(1))
    assert 0 < np.abs(drawn - [3.0, 4.0]).max() < 1e-4


def test_flattening_ends_where_no_weights_are_flat_enough():
    points = np.random.default_rng(3).normal(size=(10, 1))  # ten points are never worth twenty
    steep = 60.0 * points[:, 0]
    power = next(0.7**n for n in range(20) if 0.7**n <= 0.01)
    assert module._learnt(points, steep).centre == pytest.approx(module._shares(power * steep) @ points)


def test_points_are_drawn_as_often_as_they_weigh_in_random_order():
    weights = np.array([0.5, 0.125, 0.375])
    drawn = module._resampled(weights, 8, np.random.default_rng(1))
    assert np.bincount(drawn).tolist() == [4, 1, 3]
    assert (np.diff(drawn) < 0).any(), "sorted draws would pair the same points each time"


@pytest.mark.heavy
def test_on_a_limit_draws_are_those_of_the_simpler_model():
    # contracts of customers who are all alike: with a flat density of the chance to leave it is beta distributed
    truth = ShiftedBetaGeo.from_params(alpha=70.0, beta=120.0)
    for seed in range(1, 20):
        table = truth.simulate(60, periods=7, random_state=seed)
        model = ShiftedBetaGeo().fit(table)
        if simpler := simpler_models(model):
            break
    # as good as 300 independent draws a time: the standard error of the outer quantiles is .055 of a deviation
    points = np.vstack([likelihood_draws(model, 1000, np.random.default_rng(one), simpler[0]) for one in range(8)])
    shown, again = np.unique(points, axis=0, return_inverse=True)
    chances, polarities = np.array([model.likelihood_parameters(point, model.rows_).value for point in shown])[again].T
    assert (polarities == 0).all()
    lost = table["lost"].sum()
    exact = beta(lost + 1, table["t"].sum() - lost + 1)
    for share in (0.025, 0.25, 0.5, 0.75, 0.975):
        assert np.quantile(chances, share) == pytest.approx(exact.ppf(share), abs=0.2 * exact.std())
