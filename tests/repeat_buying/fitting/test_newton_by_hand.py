"""Where does a climb end, how far does it step, and what is it told? Functions whose every step is known."""

import numpy as np
import pytest

from custseg.repeat_buying.fitting import newton as module
from custseg.repeat_buying.fitting.newton import (
    Ascent,
    Maximum,
    _ball_step,
    _next_steps,
    _step,
    in_step,
    maximise,
    polished,
)

BOX = np.full(1, -9.0), np.full(1, 9.0)
ROUNDING = 2.0**-52  # of a number in double precision, relative to it


def parabola(top=1.0, curvature=1.0, height=0.0):
    def function(z):
        return height - 0.5 * curvature * float(z[0] - top) ** 2, curvature * (top - z), np.array([[-curvature]])

    return function


@pytest.mark.parametrize(("roundings", "looks"), [(3.0, 1), (5.0, 2)])
@pytest.mark.parametrize("height", [-1e9, 1e9])
def test_a_climb_ends_where_its_height_is_too_roughly_known_to_tell_a_better_place(height, roundings, looks):
    """A log-likelihood of -1e9 is rounded to 2e-7: less than four of these cannot be told from nothing."""
    promise = roundings * ROUNDING * abs(height)  # of the first step: half of top squared, and above the tolerance
    found = maximise(parabola(np.sqrt(2 * promise), height=height), np.zeros(1), *BOX)
    assert found.converged and found.evaluations == looks


def test_a_climb_does_not_end_where_only_its_stride_is_short():
    """Where the slope is a millionth, a stride of .0001 promises less than the tolerance; the top is far away."""

    def gentle(z):
        return 1e-6 * float(z[0]), np.full(1, 1e-6), np.zeros((1, 1))

    found = maximise(gentle, np.zeros(1), *BOX, radius=1e-4)
    assert found.point == 9 and found.converged and found.held[0]


def test_a_climb_ends_at_an_edge_that_no_slope_foretells():
    def roof(z):  # it promises a gain beyond its edge for ever
        return -1e-4 * abs(float(z[0]) - 0.3), -1e-4 * np.sign(z - 0.3), np.zeros((1, 1))

    found = maximise(roof, np.zeros(1), *BOX)
    assert found.converged and found.point == pytest.approx(0.3, abs=1e-5)
    assert found.evaluations < 30


def test_a_climb_without_an_end_is_given_up_after_a_hundred_looks_unless_told_otherwise():
    def ramp(z):
        return float(z[0]), np.ones(1), np.zeros((1, 1))

    for options, looks in (({}, 100), ({"max_evaluations": 7}, 7)):
        found = maximise(ramp, np.zeros(1), np.zeros(1), np.full(1, 1e9), **options)
        assert not found.converged and found.evaluations == looks


def test_a_function_that_answers_for_fewer_places_than_it_was_asked_for_is_refused():
    climbs = [Ascent(np.zeros(1), *BOX, tolerance=1e-9, max_evaluations=9) for _ in range(3)]
    with pytest.raises(ValueError, match="shorter"):
        list(in_step(lambda points: [parabola()(points[0])] * 2, climbs))


@pytest.mark.parametrize(("first", "second"), [(1.5, 2.0), (1.7, 5.0)])
def test_a_stride_says_that_longer_ones_are_good_only_if_it_was_nearly_the_longest(first, second):
    """Of the longest, 2, a stride of 1.5 is less than four fifths."""
    seen = []

    def function(z):
        seen.append(float(z[0]))
        bend = 1.0 / first if z[0] == 0 else 0.0  # the top of the first parabola is the first stride away
        return float(z[0]) - 0.5 * bend * float(z[0]) ** 2 - (z[0] > 0) * first / 2, np.ones(1), np.array([[-bend]])

    maximise(function, np.zeros(1), np.full(1, -99.0), np.full(1, 99.0), max_evaluations=3)
    assert np.diff(seen) == pytest.approx([first, second])


def test_what_watches_a_climb_is_told_where_it_is_and_what_the_next_step_promises():
    told, function = [], parabola(top=3.0, height=7.0)

    def watch(here, there, height, promised):
        told.append((here, there))
        assert (height, promised) == (function(here)[0], pytest.approx(function(there)[0])), "a parabola keeps it"
        return len(told) == 2

    found = maximise(function, np.zeros(1), *BOX, is_known=watch)
    assert [float(here[0]) for here, _ in told] == pytest.approx([0.0, 2.0], abs=2e-3)  # to the rim, and on
    assert [float(there[0]) for _, there in told] == pytest.approx([2.0, 3.0], abs=2e-3)
    assert (found.point, found.converged, found.evaluations) == (told[1][0], False, 2)


def test_a_start_where_nothing_is_possible_is_no_maximum():
    def nowhere(z):
        return -np.inf, np.zeros(2), np.zeros((2, 2))

    low, high = np.full(2, -3.0), np.full(2, 3.0)
    for start in ([0.0, 0.0], [2.5, 0.0], [3.0, -3.0]):
        assert not maximise(nowhere, np.array(start), low, high).converged


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_coordinate_rests_on_either_side_of_the_box_even_where_its_slope_is_nothing(side):
    curvature, low, high = np.array([[2.0, 0.9], [0.9, 1.0]]), np.array([-1.0, -9.0]), np.array([1.0, 9.0])

    def bowl(z):
        away = z - side * np.array([3.0, 1.0])
        return -0.5 * away @ curvature @ away, -curvature @ away, -curvature

    found = maximise(bowl, np.zeros(2), low, high)
    # with the first coordinate at 1 the second is 1 - .9 * (1 - 3) / 1 = 2.8
    np.testing.assert_allclose(found.point, [side, side * 2.8], atol=1e-8)
    assert found.converged and list(found.held) == [True, False]

    def level(z):  # its top is on the side itself
        away = z - np.array([side, 2.0])
        return -0.5 * away @ away, -away, -np.eye(2)

    assert list(maximise(level, np.array([side, 0.0]), low, high).held) == [True, False]


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_step_that_leaves_the_box_in_every_coordinate_ends_on_its_sides(side):
    low, high = np.full(2, -1.0), np.full(2, 1.0)
    gradient = side * np.array([4.0, 3.0])
    step, promised = _step(np.zeros(2), gradient, -np.eye(2), np.zeros(2, dtype=bool), low, high, 20.0)
    assert step == pytest.approx([side, side]) and promised == pytest.approx(4 + 3 - 1)


@pytest.mark.parametrize("curvature", [[-3.0, 2.0], [-1.0, -1.0], [1.0, 4.0]])
@pytest.mark.parametrize("scale", [1e9, 1e13])
def test_the_unit_of_height_does_not_matter_for_a_step(curvature, scale):
    curvature, pull = np.diag(curvature), np.array([1.0, -0.5])
    np.testing.assert_allclose(
        _ball_step(scale * pull, scale * curvature, 0.7), _ball_step(pull, curvature, 0.7), rtol=2e-3
    )


def test_of_several_climbs_only_those_at_the_sides_are_solved_alone(monkeypatch):
    low, high, alone = np.full(1, 0.0), np.full(1, 9.0), []
    one = module._next_step
    monkeypatch.setattr(module, "_next_step", lambda climb: alone.append(float(climb.point[0])) or one(climb))
    climbs = [Ascent(np.array([start]), low, high, tolerance=1e-9, max_evaluations=9) for start in (0.0, 1.0, 4.0, 8.5)]
    for climb, top in zip(climbs, (-1.0, 2.0, 5.0, 20.0), strict=True):
        climb.see(parabola(top)(climb.point))
    steps = [float(step[0]) for _, step, _ in _next_steps(climbs)]
    assert steps == pytest.approx([0.0, 1.0, 1.0, 0.5]) and alone == [0.0, 8.5], "held at a side, and beyond one"


def maximum(point, slope, *, value=-1e6, curvature=1.0, held=False):
    size = len(point)
    held = np.broadcast_to(held, size).copy()
    return Maximum(np.array(point), value, np.array(slope), -curvature * np.eye(size), 5, True, held)


LESS, MORE = np.array([1e-9]), np.array([1e-7])


@pytest.mark.parametrize(
    ("lower", "slope", "taken"),
    [
        (0.0, LESS, True),
        (2 * ROUNDING * 1e6, LESS, True),  # two roundings lower is as high
        (8 * ROUNDING * 1e6, LESS, False),  # and eight are not
        (0.0, MORE, False),  # as high, and steeper
        (1.0, MORE, False),
    ],
)
def test_the_last_step_counts_if_it_is_as_high_and_less_steep(lower, slope, taken):
    found = maximum([0.0], [1e-8])
    best = polished(lambda z: (-1e6 - lower, slope, -np.eye(1)), found, *BOX)
    assert best.point == (pytest.approx(1e-8) if taken else 0.0), "the step is slope by curvature"
    assert best.evaluations == 6 and best.converged


def test_the_last_step_is_a_thousandth_at_most():
    found = maximum([0.0], [0.1])  # the top of its parabola is .1 away
    best = polished(lambda z: (-1e6, 0.1 - z, -np.eye(1)), found, *BOX)
    assert best.point == pytest.approx(1e-3, rel=2e-3)


def test_the_last_step_counts_only_where_the_same_coordinates_rest_on_the_side():
    low, high = np.full(2, 0.0), np.full(2, 9.0)
    found = maximum([1e-9, 1.0], [-1e-8, 1e-8])  # the first will end on its lower side, and be held there
    best = polished(lambda z: (-1e6, np.array([-1e-9, 0.0]), -np.eye(2)), found, low, high)
    assert best.point.tolist() == [1e-9, 1.0]


def test_how_steep_it_is_towards_a_side_on_which_a_coordinate_rests_does_not_matter():
    low, high = np.full(2, 0.0), np.full(2, 9.0)
    found = maximum([0.0, 1.0], [-5.0, 1e-10], held=[True, False])
    best = polished(lambda z: (-1e6, np.array([-5.1, 1e-14]), -np.eye(2)), found, low, high)
    assert best.point.tolist() == [0.0, 1.0 + 1e-10], "the slope of the other has become less"
