from copy import copy
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from custseg.repeat_buying import BetaGeoNBD, BuyingWithTraits, GammaGamma, ParetoNBD
from custseg.repeat_buying.fitting import profile_beside_limits as module
from custseg.repeat_buying.fitting.profile_beside_limits import ends_beside_limits
from custseg.repeat_buying.fitting.profile_likelihood import profile_interval
from custseg.repeat_buying.fitting.search import climb, log_likelihood_at_lower_bound
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here
HALF_CHI = 1.920729  # half the 95 % point of chi-square with one degree of freedom


@pytest.mark.heavy
@pytest.mark.parametrize("family", [BetaGeoNBD, ParetoNBD, GammaGamma])
def test_inside_the_model_both_ways_give_the_same_ends(cdnow, family):
    fitted = family().fit(cdnow)
    for number in (0, len(fitted.params_) - 1):
        found = ends_beside_limits(fitted, number, fitted.log_likelihood_ - HALF_CHI)
        np.testing.assert_allclose(found, profile_interval(fitted, number, 0.95), rtol=3e-4)


@pytest.fixture(scope="module")
def nobody_leaves():
    table = simulate_bg_nbd(np.full(300, 39.0), r=1.0, alpha=5.0, a=0.0, b=1.0, random_state=1)
    fitted = BetaGeoNBD().fit(table)
    assert fitted.params_["a"] == 0, "these customers must rest on the limit: choose another seed"
    return fitted


@pytest.mark.heavy
def test_what_is_known_has_an_interval_and_what_rests_on_the_limit_has_none(nobody_leaves):
    summary = nobody_leaves.summary()
    known = summary.loc[["r", "alpha"]]
    assert (known["low"] < known["estimate"]).all() and (known["estimate"] < known["high"]).all()
    assert summary.loc[["a", "b"], ["low", "high"]].isna().all(axis=None)
    r, alpha = known.loc["r"], known.loc["alpha"]
    assert r["low"] < 1.0 < r["high"] and alpha["low"] < 5.0 < alpha["high"]  # the truth


def test_a_coarser_search_that_is_asked_for_later_moves_no_end(nobody_leaves):
    ends = [
        ends_beside_limits(model, 0, nobody_leaves.log_likelihood_ - HALF_CHI)
        for model in (nobody_leaves, copy(nobody_leaves).set_params(tolerance=100.0))
    ]
    assert ends[0] == ends[1]


def test_an_end_is_where_the_best_of_the_others_has_fallen(nobody_leaves):
    # r is one search coordinate here: held at the end, the others climb to a height that must be the target
    fitted = nobody_leaves
    for end in ends_beside_limits(fitted, 0, fitted.log_likelihood_ - HALF_CHI):
        at_end = fitted.likelihood_params_.copy()
        at_end[1] = 1.0 / end
        start = fitted.search_point(at_end, fitted.rows_)
        lower, upper = (side.copy() for side in fitted.bounds(fitted.rows_))
        lower[1] = upper[1] = start[1]
        height = climb(fitted, fitted.rows_, start, (lower, upper)).value
        assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.heavy
def test_an_effect_of_which_only_the_low_end_is_known_has_that_end():
    # of one group nobody leaves: any large effect will do, a small one is refuted by dozens of log-likelihood units
    rng = np.random.default_rng(23)
    T = rng.uniform(30, 60, 300)
    groups = [
        simulate_bg_nbd(part, r=1.5, alpha=6.0, a=a, b=b, random_state=rng).assign(group=name)
        for name, part, a, b in (("stay", T[:150], 1e-9, 3.0), ("leave", T[150:], 1.0, 2.0))
    ]
    fitted = BuyingWithTraits(ParetoNBD(), ["group"]).fit(pd.concat(groups, ignore_index=True))
    number = list(fitted.params_.index).index("leaving group[stay]")
    value = fitted.params_.iloc[number]
    assert 0 < value < np.inf and fitted.limits_reached_, "choose another seed: a limit, but not of the effect"
    low, high = ends_beside_limits(fitted, number, fitted.log_likelihood_ - HALF_CHI)
    assert low == 0.0 and value < high < 0.2
    # held at the end, the others climb to a height that must be the target
    place = fitted.n_family + 1
    lower, upper = (side.copy() for side in fitted.bounds(fitted.rows_))
    lower[place] = upper[place] = np.log(high) * fitted.coding_.scale[fitted.effect_columns][1]
    start = fitted.search_point_.copy()
    start[place] = lower[place]
    height = climb(fitted, fitted.rows_, start, (lower, upper)).value
    assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.slow
def test_intervals_beside_a_limit_hold_the_truth():
    truth, held = {"r": 1.0, "alpha": 5.0}, []
    for seed in range(120):
        table = simulate_bg_nbd(np.full(150, 39.0), **truth, a=0.005, b=2.0, random_state=seed)
        fitted = BetaGeoNBD().fit(table)
        if fitted.held_.any():
            ends = fitted.confidence_intervals()
            held += [ends.loc[name, "low"] <= value <= ends.loc[name, "high"] for name, value in truth.items()]
    assert len(held) > 100 and 0.89 <= np.mean(held) <= 0.99  # 95 % promised; 3 standard errors of 136 are 6 %


@pytest.mark.heavy
def test_an_end_that_the_data_do_not_give_is_open():
    # everybody buys alike: how alike is not known upwards
    table = simulate_bg_nbd(np.full(200, 39.0), r=200.0, alpha=1000.0, a=0.0, b=1.0, random_state=3)
    fitted = BetaGeoNBD().fit(table)
    ends = [ends_beside_limits(fitted, number, fitted.log_likelihood_ - HALF_CHI) for number in (0, 1)]
    assert all(np.isnan(low) or (low > 1 and high == np.inf) for low, high in ends)


class TwoLogarithms:
    """A likelihood of two logarithms, of which the second rests on nought; ``height`` gives its derivatives too."""

    rows_, limits = None, ()
    held_ = np.array([False, True])

    def __init__(self, height, best, end=np.inf, turn=None):
        self.height, self.search_point_, self.end = height, np.array([best, 0.0]), end
        self.turn = np.eye(2) if turn is None else turn
        self.params_ = pd.Series(np.exp(self.search_point_))
        self.log_likelihood_, _, self.hessian_ = height(self.search_point_)
        self.looks = []

    def bounds(self, rows):
        return np.array([-np.inf, 0.0]), np.full(2, np.inf)

    def likelihood_parameters(self, point, rows):
        self.looks.append(point[0])
        return SimpleNamespace(value=self.turn @ point, first=self.turn, second=np.zeros((2, 2, 2)))

    def summed_log_likelihood(self, value, rows):
        height, gradient, hessian = self.height(np.linalg.solve(self.turn, value))
        back = np.linalg.inv(self.turn)
        return height, gradient @ back, back.T @ hessian @ back

    def reported_parameters(self, value):
        return np.exp(value), np.diag(np.exp(value))

    def logarithm_of_end(self, number):
        return self.end


BEND, TOP = np.array([[4.0, 2.0], [2.0, 2.0]]), np.array([np.log(2.0) + 0.2, -0.4])


def parabola(point):
    """A normal likelihood with its top outside the box; inside it is highest at (log 2, 0)."""
    apart = point - TOP
    return -0.5 * apart @ BEND @ apart, -BEND @ apart, -BEND


def shelf(point, best=1.0):
    """Falls by one and no farther to both sides of ``best``."""
    away = point[0] - best
    fallen = 1 / (1 + away**2)
    bend = (6 * away**2 - 2) * fallen**3
    return fallen - 1 - point[1] ** 2 / 2, np.array([-2 * away * fallen**2, -point[1]]), np.diag([bend, -1.0])


def test_the_ends_beside_a_limit_let_what_rests_on_it_leave_it():
    """On a parabola the best place of the other is known: nought, or off it where the pull leads it there."""
    model = TwoLogarithms(parabola, np.log(2.0))
    target = model.log_likelihood_ - HALF_CHI

    def fallen(log):
        other = max(0.0, TOP[1] - BEND[0, 1] / BEND[1, 1] * (log - TOP[0]))
        return parabola(np.array([log, other]))[0] - target

    expected = np.exp([brentq(fallen, -5, np.log(2.0)), brentq(fallen, np.log(2.0), 5)])
    on_the_limit = 2.0 * np.exp(-np.sqrt(2 * HALF_CHI / BEND[0, 0]))
    assert expected[0] < 0.98 * on_the_limit, "the low end lies off the limit"
    assert ends_beside_limits(model, 0, target) == pytest.approx(expected, rel=3e-4)


@pytest.mark.parametrize(("end", "lowest", "highest"), [(np.inf, -11.0, 13.0), (3.0, -3.0, 3.0)])
def test_a_likelihood_that_levels_off_leaves_both_sides_open(end, lowest, highest):
    """Twelve logarithms around the best one are looked at, or as far as the parameter goes in the box."""
    model = TwoLogarithms(shelf, 1.0, end)
    assert ends_beside_limits(model, 0, model.log_likelihood_ - HALF_CHI) == (0.0, np.inf)
    assert min(model.looks) == pytest.approx(lowest, abs=0.1) and max(model.looks) == pytest.approx(highest, abs=0.1)


def test_a_parameter_is_pulled_short_of_its_end_in_the_box():
    # from e to the ends at e^-3 and e^3: at an end itself there is nothing on the other side to follow
    profile = module._Profile(TwoLogarithms(shelf, 1.0, 3.0), 0, 1.0, 7.0)
    for side, room in ((1.0, 2.0), (-1.0, 4.0)):
        assert 0.9999 * room < module._farthest(profile, side) < room
    assert module._farthest(profile._replace(model=TwoLogarithms(shelf, 1.0)), 1.0) == 12.0


def test_one_side_may_be_open_alone():
    def cliff(point):  # falls for good below its best, by one and no farther above
        height, gradient, hessian = shelf(point)
        if point[0] < 1:
            away = point[0] - 1
            height, gradient[0], hessian[0, 0] = -(away**2) - point[1] ** 2 / 2, -2 * away, -2.0
        return height, gradient, hessian

    model = TwoLogarithms(cliff, 1.0)
    low, high = ends_beside_limits(model, 0, -HALF_CHI)
    assert low == pytest.approx(np.exp(1 - np.sqrt(HALF_CHI)), rel=3e-4) and high == np.inf


def straight(profile, aim, start):
    """Fall by as much as one aims, where `_pulled` would climb."""
    return module._Place(aim, np.array([aim, 0.0]), 5.0 - abs(aim))


@pytest.mark.parametrize(("curvature", "first"), [(4.0, 0.5), (1e-6, 1.0)])
def test_the_first_aim_is_a_standard_error_away_and_no_farther_than_a_logarithm(monkeypatch, curvature, first):
    model = TwoLogarithms(lambda point: (5.0, -point, -np.diag([curvature, 1.0])), 0.0)
    aims = []

    def pulled(profile, aim, start):
        aims.append(aim)
        assert profile.pull == pytest.approx(100 / first**2)
        return straight(profile, aim, start)

    monkeypatch.setattr(module, "_pulled", pulled)
    assert ends_beside_limits(model, 0, 2.0) == pytest.approx(np.exp([-3.0, 3.0]), rel=1e-3)
    assert aims[0] == -first and first in aims


def test_an_end_before_the_first_aim_is_looked_for_from_the_best_value(monkeypatch):
    model = TwoLogarithms(lambda point: (5.0, -point, -np.eye(2)), 0.0)
    monkeypatch.setattr(module, "_pulled", straight)
    # the first aims, at minus one and one, are below it already
    assert ends_beside_limits(model, 0, 4.9) == pytest.approx(np.exp([-0.1, 0.1]), rel=1e-3)


@pytest.mark.parametrize(("fallen", "aim"), [(0.5, 2.008), (1.9, 1.1), (0.01, 2.2), (0.0, 2.2), (-1e-9, 2.2)])
def test_the_next_aim_lies_a_little_behind_the_end_of_a_parabola_and_not_too_near_nor_too_far(fallen, aim):
    # a parabola that has fallen by 0.5 at one reaches 1.92 at 1.96; 1.05 of the way from one is 2.008
    before, last = module._Place(0.0, None, 7.0), module._Place(-1.0, None, 7.0 - fallen)
    assert module._farther(before, last, 7.0 - HALF_CHI, 7.0) == pytest.approx(-aim, abs=1e-3)


def test_few_climbs_find_the_ends_of_a_parabola(monkeypatch):
    """One standard error, a little behind the end, that once more, and the line through the roots of the falls."""
    climbs, pulled = [], module._pulled
    monkeypatch.setattr(module, "_pulled", lambda *asked: climbs.append(asked[1]) or pulled(*asked))
    model = TwoLogarithms(lambda point: (-2.0 * point @ point, -4.0 * point, -4.0 * np.eye(2)), 0.0)
    expected = np.exp(np.sqrt(HALF_CHI / 2) * np.array([-1.0, 1.0]))
    assert ends_beside_limits(model, 0, -HALF_CHI) == pytest.approx(expected, rel=3e-4)
    assert len(climbs) <= 10


@pytest.mark.parametrize("target", [-0.2, -HALF_CHI, -4.5])
def test_at_an_end_the_likelihood_has_fallen_to_the_target_but_for_a_two_thousandth(target):
    model = TwoLogarithms(parabola, np.log(2.0))
    for end in ends_beside_limits(model, 0, model.log_likelihood_ + target):
        log = np.log(end)
        other = max(0.0, TOP[1] - BEND[0, 1] / BEND[1, 1] * (log - TOP[0]))
        fallen = parabola(np.array([log, other]))[0] - model.log_likelihood_
        assert fallen == pytest.approx(target, abs=5e-4 + 1e-6)


@pytest.mark.parametrize("error", [1e-2, 1e-4, 1e-6])
def test_a_narrow_interval_is_found_as_well_as_a_wide_one(error):
    """A skewed likelihood, of a standard error of 1 % to a millionth: of very many customers, or of like amounts."""

    def skewed(point):
        away = point[0] / error
        rise = np.expm1(0.3 * away) / 0.3
        bend = np.diag([(1 + 0.3 * rise) / error**2, 1.0])
        return (away - rise) / 0.3 - point[1] ** 2 / 2, -np.array([rise / error, point[1]]), -bend

    ends = np.log(ends_beside_limits(TwoLogarithms(skewed, 0.0), 0, -HALF_CHI))
    heights = [skewed(np.array([end, 0.0]))[0] for end in ends]
    assert ends[0] < 0 < ends[1] and heights == pytest.approx([-HALF_CHI] * 2, abs=1e-3)


def test_slopes_and_curvature_of_the_pulled_likelihood_are_those_of_its_value(monkeypatch):
    climbed = []
    monkeypatch.setattr(module, "maximise", lambda function, start, *box, **options: climbed.append(function) or start)

    class Sum(TwoLogarithms):  # a reported parameter that bends in both coordinates
        def reported_parameters(self, value):
            first, second = np.exp(value)
            return np.array([first + 2 * second, second]), np.array([[first, 2 * second], [0.0, second]])

    model = Sum(parabola, np.log(2.0), turn=np.array([[1.0, 0.3], [-0.2, 0.8]]))
    profile = module._Profile(model, 0, 1.0, 7.0)
    with pytest.raises(AttributeError):  # the climb itself is not wanted here
        module._pulled(profile, 0.4, model.search_point_)
    point, width = np.array([0.5, 0.7]), 1e-4
    value, gradient, hessian = climbed[0](point)
    apart = np.log(model.reported_parameters(model.turn @ point)[0][0]) - 1.4
    assert value == pytest.approx(parabola(point)[0] - 3.5 * apart**2)
    sides = [[climbed[0](point + side * step) for side in (1, -1)] for step in width * np.eye(2)]
    np.testing.assert_allclose(gradient, [(up[0] - down[0]) / (2 * width) for up, down in sides], rtol=1e-6)
    np.testing.assert_allclose(hessian, [(up[1] - down[1]) / (2 * width) for up, down in sides], rtol=1e-5)


@pytest.mark.filterwarnings("error")
def test_where_the_parameter_itself_is_at_a_limit_the_climb_turns_back(monkeypatch):
    climbed = []
    monkeypatch.setattr(module, "maximise", lambda function, start, *box, **options: climbed.append(function) or start)
    model = TwoLogarithms(parabola, np.log(2.0))
    monkeypatch.setattr(model, "reported_parameters", lambda value: (np.zeros(2), np.full((2, 2), np.inf)))
    with pytest.raises(AttributeError):
        module._pulled(module._Profile(model, 0, 1.0, 7.0), 0.4, model.search_point_)
    value, gradient, hessian = climbed[0](np.zeros(2))
    assert value == -np.inf and gradient.tolist() == [0, 0] and hessian.tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("value", [0.0, np.inf, np.nan])
def test_a_parameter_without_a_finite_value_has_no_ends(value):
    model = TwoLogarithms(parabola, np.log(2.0))
    model.params_ = pd.Series([value, 1.0])
    assert np.isnan(ends_beside_limits(model, 0, -5.0)).all()


@pytest.mark.parametrize("slope", [0.0, np.inf, np.nan])
def test_a_parameter_that_nothing_free_moves_has_no_ends(slope, monkeypatch):
    monkeypatch.setattr(module, "_logarithm", lambda model, number, point: (0.0, np.array([slope])))
    fitted = SimpleNamespace(
        params_=pd.Series([2.0]), held_=np.array([False]), hessian_=-np.eye(1), search_point_=np.zeros(1)
    )
    assert np.isnan(ends_beside_limits(fitted, 0, -1.0)).all()


class InfiniteAbove(TwoLogarithms):
    """Its parameter is infinite above a logarithm, as a mean dropout rate is where some leave at once."""

    def reported_parameters(self, value):
        values, slopes = super().reported_parameters(value)
        values[0] = np.inf if value[0] > 1.99 else values[0]
        return values, slopes


def test_a_climb_turns_back_where_the_parameter_is_infinite():
    def normal(point):
        return -0.5 * float(point @ point), -point, -np.eye(2)

    model = InfiniteAbove(normal, 0.0)  # it aims at 1 and 2.008 standard errors, and warns of nothing
    assert ends_beside_limits(model, 0, -HALF_CHI)[1] == pytest.approx(np.exp(np.sqrt(2 * HALF_CHI)), rel=3e-4)
    assert max(model.looks) > 1.99


@pytest.mark.parametrize(("from_before", "from_behind"), [(-9.0, 0.0), (0.0, -9.0)])
def test_an_end_is_climbed_to_from_both_sides_where_one_of_them_leads_into_another_valley(
    monkeypatch, from_before, from_behind
):
    """Behind a valley all is low from one side; what counts is the higher one."""
    before, behind = module._Place(1.0, np.array([1.0]), -1.0), module._Place(2.0, np.array([2.0]), -2.0)

    def pulled(profile, aim, start):
        lower = from_before if start is before.point else from_behind if start is behind.point else 0.0
        return module._Place(aim, np.array([aim]), lower - aim)

    monkeypatch.setattr(module, "_pulled", pulled)
    point = module._crossing(SimpleNamespace(model=SimpleNamespace(log_likelihood_=0.0)), before, behind, -1.5)
    assert point[0] == pytest.approx(1.5, abs=2e-3)


def two_ridges(point):
    """One along the limit of the second, which is soon left behind, and a lower one off it, which leads far away."""
    here, off = point[0], point[1] - 4.0
    heights = np.array([-(here**2) / 2 - 2 * point[1], -1.2 - 0.02 * here**2 - off**2 / 2])
    slopes = np.array([[-here, -2.0], [-0.04 * here, -off]])
    total = np.logaddexp(*heights)
    shares = np.exp(heights - total)
    gradient = shares @ slopes
    bends = shares[0] * np.diag([-1.0, 0.0]) + shares[1] * np.diag([-0.04, -1.0])
    return total, gradient, bends + (slopes.T * shares) @ slopes - np.outer(gradient, gradient)


def test_an_end_is_looked_for_on_the_ridge_beside_a_limit_too(monkeypatch):
    """On the limit the likelihood has fallen to the target at 1.96, beside it at 6."""
    monkeypatch.setattr(TwoLogarithms, "limits", (SimpleNamespace(coordinate=1, upper=False, meaningless=()),))
    monkeypatch.setattr(
        TwoLogarithms, "bounds", lambda model, rows: (np.array([-np.inf, 0.0]), np.array([np.inf, 10.0]))
    )
    ends = np.log(ends_beside_limits(TwoLogarithms(two_ridges, 0.0), 0, -HALF_CHI))
    heights = [two_ridges(np.array([end, 4.0]))[0] for end in ends]
    assert ends[0] < -5.9 and ends[1] > 5.9 and heights == pytest.approx([-HALF_CHI] * 2, abs=1e-3)


@pytest.mark.heavy
def test_the_share_gone_of_a_few_customers_may_be_none_if_their_rates_differ():
    """Thirteen of fifteen never came back: they left at once, or those two buy more often than the others."""
    table = pd.DataFrame({"x": 0, "t_x": 0.0, "T": [39, 27, 42, 18, 60, 38, 19, 27, 10, 41, 28, 44, 56, 40, 42]})
    table.loc[[12, 14], ["x", "t_x"]] = [[4, 47.0], [4, 35.1]]
    fitted = ParetoNBD().fit(table)
    assert len(fitted.reached_) == 2, "rates are equal, and some leave at once"
    # the NBD, in which nobody leaves, is not refuted
    assert log_likelihood_at_lower_bound(fitted, 2) > fitted.log_likelihood_ - HALF_CHI
    assert fitted.ratio_intervals().loc["share gone by the mean time observed", "low"] == 0.0


def test_a_climb_that_was_given_up_below_the_target_is_taken_up_again(monkeypatch):
    model = TwoLogarithms(lambda point: (5.0, -point, -np.eye(2)), 0.0)
    given_up = []

    def pulled(profile, aim, start):
        if abs(aim) > 2 and not given_up:
            given_up.append(start)
            return module._Place(aim, np.array([aim, 0.0]), -99.0)
        return straight(profile, aim, start)

    monkeypatch.setattr(module, "_pulled", pulled)
    assert ends_beside_limits(model, 0, 2.0) == pytest.approx(np.exp([-3.0, 3.0]), rel=1e-3)
    assert given_up
