import numpy as np
import pytest

from custseg.repeat_buying import BetaGeoNBD, ParetoNBD
from custseg.repeat_buying.fitting import profile_likelihood as module
from custseg.repeat_buying.fitting.profile_likelihood import profile_interval
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


def test_a_skewed_likelihood_gives_a_skewed_interval(cdnow):
    # the Hessian's interval of s is symmetric in the logarithm; the likelihood falls much more slowly upwards
    fitted = ParetoNBD().fit(cdnow)
    low, high = profile_interval(fitted, 2, 0.95)
    assert np.log(high / fitted.s_) > 1.5 * np.log(fitted.s_ / low)


@pytest.mark.heavy
def test_an_end_that_the_data_do_not_give_is_open():
    open_ends = 0
    for seed in range(8):
        table = simulate_bg_nbd(np.full(80, 39.0), r=1.0, alpha=5.0, a=1.0, b=3.0, random_state=seed)
        fitted = ParetoNBD().fit(table)
        if not fitted.limits_reached_:
            ends = fitted.confidence_intervals("profile", level=0.99)
            assert ((ends["low"] <= fitted.params_) & (fitted.params_ <= ends["high"])).all()
            open_ends += int(np.isinf(ends["high"]).sum())
    assert open_ends > 0


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(4))
def test_wider_levels_contain_narrower_ones(cdnow, number):
    fitted = ParetoNBD().fit(cdnow)
    inner, outer = profile_interval(fitted, number, 0.5), profile_interval(fitted, number, 0.9)
    assert outer[0] < inner[0] < inner[1] < outer[1]


def here(value, gradient, hessian):
    return module._Here(value, np.array(gradient), np.array(hessian))


def test_gradient_and_curvature_in_logarithms_are_those_of_the_value(cdnow):
    fitted = BetaGeoNBD().fit(cdnow.iloc[::10])
    theta = np.log(fitted.params_.to_numpy()) + np.array([0.1, -0.1, 0.2, 0.3])
    found, width = module._look(fitted, theta), 1e-4
    sides = [[module._look(fitted, theta + side * step) for side in (1, -1)] for step in width * np.eye(4)]
    slopes = [(up.value - down.value) / (2 * width) for up, down in sides]
    bends = [(up.gradient - down.gradient) / (2 * width) for up, down in sides]
    np.testing.assert_allclose(found.gradient, slopes, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(found.hessian, bends, rtol=1e-4, atol=1e-3)


def test_along_the_ridge_the_others_follow_their_best():
    hill = here(0.0, [0.0, 0.0, 0.0], [[-2.0, 0.5, 0.4], [0.5, -1.0, 0.0], [0.4, 0.0, -4.0]])
    ridge = module._ridge(hill, 0, np.array([False, True, True]))
    assert ridge == pytest.approx([1, 0.5, 0.1])  # the gradient of the others stays zero
    assert module._ridge(here(0.0, [0.0], [[-2.0]]), 0, np.array([False])).tolist() == [1]


def test_the_others_climb_by_newton_not_farther_than_two_and_up_where_the_likelihood_bends_upwards():
    others = np.array([False, True, True])
    assert module._climb(here(0.0, [9, 1, 2], np.diag([-1.0, -2, -4])), others) == pytest.approx([0, 0.5, 0.5])
    assert module._climb(here(0.0, [9, 1, 2], np.diag([-1.0, 2, -4])), others) == pytest.approx([0, 0.5, 0.5])
    far = module._climb(here(0.0, [9, 30, 40], np.diag([-1.0, -1, -1])), others)
    assert far == pytest.approx([0, 1.2, 1.6])
    flat = module._climb(here(0.0, [9, 1e-9, 1], np.diag([-1.0, 0, -1])), others)
    assert flat == pytest.approx([0, 0.1, 1])  # the least curvature is 1e-8 of the largest
    assert module._climb(here(0.0, [9, 0, 0], np.diag([-1.0, -1, -1])), others).tolist() == [0, 0, 0]
    assert module._climb(here(0.0, [9.0], [[-1.0]]), np.array([False])).tolist() == [0]


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_the_target_lies_where_the_parabola_along_the_ridge_meets_it(side):
    ridge, climb = np.array([1.0, 0.5]), np.zeros(2)
    hill = here(-3.0, [0.4, 0.2], np.diag([-2.0, -4.0]))  # slope .5 and bend -3 along the ridge
    found = module._along(hill, ridge, climb, 0.25, -5.0, side)
    assert found * side > 0 and -3 + 0.25 + 0.5 * found - 1.5 * found**2 == pytest.approx(-5)
    # no such parabola: a straight line to the target where it falls to that side, half a step where it rises
    valley = here(-3.0, [0.4, 0.2], np.diag([2.0, 4.0]))
    assert module._along(valley, ridge, climb, 0.25, -5.0, side) == pytest.approx(-4.5 if side < 0 else 0.5)
    slant = here(-3.0, [0.4, 0.2], np.zeros((2, 2)))
    assert module._along(slant, ridge, climb, 0.25, -5.0, side) == pytest.approx(-4.5 if side < 0 else 0.5)
    above = here(-6.0, [0.04, 0.02], np.diag([-2.0, -4.0]))
    assert module._along(above, ridge, climb, 0.0, -5.0, side) == pytest.approx(20 if side < 0 else 0.5)
    just = here(-5.1, [0.04, 0.02], np.diag([-2.0, -4.0]))  # by a tenth too low for the parabola
    assert module._along(just, ridge, climb, 0.0, -5.0, side) == pytest.approx(2.0 if side < 0 else 0.5)
    downhill = here(-3.0, [-0.4, -0.2], np.diag([2.0, 4.0]))
    assert module._along(downhill, ridge, climb, 0.25, -5.0, side) == pytest.approx(4.5 if side > 0 else -0.5)


@pytest.mark.parametrize(
    ("wall", "floor", "expected"),
    [(np.inf, -99.0, 3.0), (1.0, -99.0, 0.75), (0.002, -99.0, 3 / 2**11), (0.001, -99.0, None), (np.inf, -2.0, 1.5)],
)
def test_a_step_is_at_most_three_long_and_is_halved_until_it_leads_somewhere(monkeypatch, wall, floor, expected):
    monkeypatch.setattr(module, "_is_inside", lambda model, theta: theta[0] < wall)
    monkeypatch.setattr(module, "_look", lambda model, theta: here(-theta[0], [0.0], [[0.0]]))
    moved = module._advance(None, np.zeros(1), here(0.0, [0.0], [[0.0]]), np.array([50.0]), floor)
    assert (moved[0].tolist() == [expected] and moved[1].value == -expected) if expected else moved is None


def test_where_the_likelihood_has_fallen_twenty_times_too_far_no_end_is_looked_for(cdnow, monkeypatch):
    fitted, asked = BetaGeoNBD().fit(cdnow.iloc[::10]), []
    monkeypatch.setattr(module, "_advance", lambda model, theta, now, step, floor: asked.append(floor))
    best, target = np.log(fitted.params_.to_numpy()), fitted.log_likelihood_ - 3.0
    assert module._end(fitted, best, 0, 1.0, target) is None
    assert asked == [pytest.approx(target - 60)], "a step into a collapsed likelihood must be halved"


def test_a_short_step_is_taken_as_it_is(monkeypatch):
    monkeypatch.setattr(module, "_is_inside", lambda model, theta: True)
    monkeypatch.setattr(module, "_look", lambda model, theta: here(0.0 if theta[0] < 0.4 else np.nan, [0.0], [[0.0]]))
    now = here(0.0, [0.0], [[0.0]])
    assert module._advance(None, np.zeros(1), now, np.array([0.3]), -1.0)[0].tolist() == [0.3]
    assert module._advance(None, np.zeros(1), now, np.array([0.5]), -1.0)[0].tolist() == [0.25]  # no value at .5
    assert module._advance(None, np.zeros(1), now, np.array([0.0]), -1.0)[0].tolist() == [0.0]


def test_a_search_point_on_the_side_of_the_box_is_not_inside(cdnow):
    fitted = BetaGeoNBD().fit(cdnow.iloc[::10])
    theta, (lower, upper) = np.log(fitted.params_.to_numpy()), fitted.bounds(fitted.rows_)
    _, point = module._from_logarithms(fitted, theta)
    assert module._is_inside(fitted, theta)
    for side, beside in ((lower, 5e-8), (upper, -5e-8)):
        for apart, inside in ((1, False), (4, True)):
            with pytest.MonkeyPatch.context() as patch:
                near = point.copy()
                near[1] = side[1] + apart * beside
                patch.setattr(module, "_from_logarithms", lambda model, theta, near=near: (None, near))
                assert module._is_inside(fitted, theta) == inside


@pytest.mark.parametrize("number", range(4))
def test_at_an_end_the_others_are_at_their_best_and_the_likelihood_has_fallen_to_the_target(cdnow, number, monkeypatch):
    fitted = BetaGeoNBD().fit(cdnow)
    looks, look = [], module._look
    monkeypatch.setattr(module, "_look", lambda model, theta: looks.append((theta, look(model, theta))) or looks[-1][1])
    best = np.log(fitted.params_.to_numpy())
    for side in (-1.0, 1.0):
        end = module._end(fitted, best, number, side, fitted.log_likelihood_ - 1.92)
        theta, there = looks[-1]
        assert end == theta[number] and (end - best[number]) * side > 0
        assert there.value == pytest.approx(fitted.log_likelihood_ - 1.92, abs=1e-4)
        assert np.abs(np.delete(there.gradient, number)).max() < 0.1
    assert len(looks) <= 8, "the search for an end has become slower"


def on(monkeypatch, height):
    """Let this function of two logarithms, with gradient and Hessian, stand for the likelihood of a model."""
    monkeypatch.setattr(module, "_is_inside", lambda model, theta: True)
    monkeypatch.setattr(module, "_look", lambda model, theta: here(*height(theta)))


def hill(theta):
    matrix = np.array([[2.0, 0.5], [0.5, 1.0]])
    return -0.5 * theta @ matrix @ theta, -matrix @ theta, -matrix


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_the_end_on_a_parabola_is_where_the_best_of_the_others_has_fallen_to_the_target(monkeypatch, side):
    on(monkeypatch, hill)
    # the others at their best leave 1.75 of the curvature of 2: -1.75 x^2 / 2 = -3
    assert module._end(None, np.zeros(2), 0, side, -3.0) == pytest.approx(side * np.sqrt(6 / 1.75), rel=1e-4)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_the_first_step_goes_half_of_the_way_that_the_curvature_promises(monkeypatch, side):
    on(monkeypatch, hill)
    steps = []
    monkeypatch.setattr(module, "_advance", lambda model, theta, now, step, floor: steps.append(step))
    assert module._end(None, np.zeros(2), 0, side, -3.0) is None
    assert steps[0] == pytest.approx(side * 0.5 * np.sqrt(6 / 1.75) * np.array([1.0, -0.5]))


def test_a_step_along_the_ridge_is_at_most_two_long_either_way(monkeypatch):
    on(monkeypatch, hill)
    advance, steps = module._advance, []
    monkeypatch.setattr(module, "_advance", lambda *given: steps.append(given[3]) or advance(*given))
    for far in (50.0, -50.0):
        monkeypatch.setattr(module, "_along", lambda *given, far=far: far)
        module._end(None, np.zeros(2), 0, 1.0, -3.0)
        assert steps[1][0] == pytest.approx(np.sign(far) * 2.0), "the ridge has length one in the parameter asked for"
        steps.clear()


def test_there_is_no_end_where_the_likelihood_does_not_bend_down_or_levels_off(monkeypatch):
    on(monkeypatch, lambda theta: (0.0, np.zeros(2), np.diag([0.0, -1.0])))
    assert module._end(None, np.zeros(2), 0, 1.0, -3.0) is None

    def shelf(theta):  # falls by one and no farther, level from there on
        fallen = 1 / (1 + theta[0] ** 2)
        slope, bend = -2 * theta[0] * fallen**2, (6 * theta[0] ** 2 - 2) * fallen**3
        return fallen - 1 - theta[1] ** 2 / 2, [slope, -theta[1]], [[bend, 0.0], [0.0, -1.0]]

    looks = []
    on(monkeypatch, lambda theta: looks.append(theta) or shelf(theta))
    assert module._end(None, np.zeros(2), 0, 1.0, -3.0) is None
    assert module.FARTHEST < max(theta[0] for theta in looks) < module.FARTHEST + module.LONGEST
    assert len(looks) < module.STEPS, "beyond the farthest place that counts no more steps are taken"


def test_the_search_gives_up_after_so_many_steps(monkeypatch):
    on(monkeypatch, hill)
    tries = []
    monkeypatch.setattr(module, "_advance", lambda model, theta, now, *step: tries.append(0) or (theta, now))
    assert module._end(None, np.zeros(2), 0, 1.0, -3.0) is None
    assert len(tries) == 60


def test_an_end_that_is_not_there_is_zero_below_and_infinite_above(cdnow, monkeypatch):
    fitted = BetaGeoNBD().fit(cdnow.iloc[::10])
    monkeypatch.setattr(module, "_end", lambda *given: None)
    assert profile_interval(fitted, 0, 0.95) == (0.0, np.inf)
    asked = []
    monkeypatch.setattr(module, "_end", lambda *given: asked.append(given[2:]) or given[3] * np.log(2))
    assert profile_interval(fitted, 1, 0.95) == pytest.approx((0.5, 2.0))
    target = pytest.approx(fitted.log_likelihood_ - 1.920729)  # half the 95 % point of chi-square
    assert asked == [(1, -1.0, target), (1, 1.0, target)]


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ((-np.sqrt(6 / 1.75), 0.5 * np.sqrt(6 / 1.75)), "it is the end on the other side"),
        ((np.sqrt(3.0), 0.0), "the other parameter is not at its best there"),
    ],
)
def test_a_place_as_high_as_the_target_is_no_end_if(monkeypatch, place, why):
    on(monkeypatch, hill)
    there = np.array(place)
    monkeypatch.setattr(module, "_advance", lambda *given: (there, here(*hill(there))))
    assert hill(there)[0] == pytest.approx(-3.0)
    assert module._end(None, np.zeros(2), 0, 1.0, -3.0) is None, why
