import numpy as np
import pytest

from custseg.repeat_buying.fitting import newton as module
from custseg.repeat_buying.fitting.newton import (
    LONG,
    Ascent,
    _along_sides,
    _ball_step,
    _bent,
    _next_steps,
    _step,
    _within,
    in_step,
    maximise,
    polished,
)

BOX_OF_TWO = np.full(2, -9.0), np.full(2, 9.0)


def bowl(centre, curvature):
    centre, curvature = np.array(centre), np.array(curvature)

    def function(z):
        d = z - centre
        return -0.5 * d @ curvature @ d, -curvature @ d, -curvature

    return function


def test_quadratic_in_two_evaluations_and_a_look():
    found = maximise(bowl([1.0, -0.5], [[2.0, 0.3], [0.3, 1.0]]), np.zeros(2), np.full(2, -9.0), np.full(2, 9.0))
    np.testing.assert_allclose(found.point, [1.0, -0.5], atol=1e-9)
    assert found.converged and found.evaluations == 2 and not found.held.any()


def test_rests_on_the_side_of_the_box():
    curvature = [[2.0, 0.9], [0.9, 1.0]]
    found = maximise(bowl([3.0, 1.0], curvature), np.zeros(2), np.full(2, -9.0), np.array([1.0, 9.0]))
    # with the first coordinate at 1 the second is 1 - .9 * (1 - 3) / 1 = 2.8
    np.testing.assert_allclose(found.point, [1.0, 2.8], atol=1e-8)
    assert found.converged and list(found.held) == [True, False]


def test_leaves_a_saddle():
    def function(z):
        x, y = z
        value = -((x**2 - 1) ** 2) - y**2
        gradient = np.array([-4 * x * (x**2 - 1), -2 * y])
        return value, gradient, np.array([[4 - 12 * x**2, 0.0], [0.0, -2.0]])

    found = maximise(function, np.array([1e-3, 2.0]), np.full(2, -9.0), np.full(2, 9.0))
    np.testing.assert_allclose(found.point, [1.0, 0.0], atol=1e-5)


def test_turns_back_from_where_the_function_ends():
    def function(z):
        if z[0] >= 2:
            return -np.inf, np.zeros(1), np.zeros((1, 1))
        gap = 2 - z[0]
        return np.log(gap) + 3 * z[0], np.array([3 - 1 / gap]), np.array([[-1 / gap**2]])

    found = maximise(function, np.zeros(1), np.array([-9.0]), np.array([9.0]))
    assert found.point[0] == pytest.approx(5 / 3, abs=1e-5)


def test_says_when_it_gave_up():
    def ramp(z):
        return float(z[0]), np.ones(1), np.zeros((1, 1))

    assert not maximise(ramp, np.zeros(1), np.array([0.0]), np.array([1e9]), max_evaluations=3).converged


def test_climbs_in_step_look_at_all_places_together_and_end_as_alone():
    bowls = [bowl([1.0], [[2.0]]), bowl([-0.5], [[1.0]]), bowl([30.0], [[1.0]])]
    box, looks = (np.array([-9.0]), np.array([40.0])), []

    def look(points):
        looks.append(len(points))
        return [function(point) for function, point in zip(bowls[-len(points) :], points, strict=True)]

    climbs = [Ascent(np.zeros(1), *box, tolerance=1e-9, max_evaluations=100) for _ in bowls]
    ends = list(in_step(look, climbs))
    assert looks[0] == 3 and looks[-1] == 1, "the last bowl is far away: its climb is the last to end"
    for end, function in zip(ends, bowls, strict=True):
        alone = maximise(function, np.zeros(1), *box)
        assert (end.point, end.value, end.evaluations) == (alone.point, alone.value, alone.evaluations)


@pytest.mark.parametrize("radius", [0.2, 50.0])
def test_steps_of_several_climbs_are_those_of_each(radius):
    random, climbs, kinds = np.random.default_rng(8), [], set()
    low, high = np.full(4, -3.0), np.full(4, 3.0)
    for number in range(60):
        start = np.clip(random.normal(scale=2.0, size=4), low, high)  # some begin at a side
        climb = Ascent(start, low, high, tolerance=1e-9, max_evaluations=9, radius=radius)
        root = random.normal(size=(4, 4))
        climb.see((0.0, random.normal(size=4), (number % 3) * np.eye(4) - root @ root.T))  # some are no hills
        climbs.append(climb)
    for climb, (held, step, promised) in zip(climbs, _next_steps(climbs), strict=True):
        (same,) = _next_steps([climb])
        assert (held == same[0]).all() and promised == pytest.approx(same[2], rel=1e-9)
        np.testing.assert_allclose(step, same[1], rtol=1e-7, atol=1e-9)
        inside = bool(((climb.point + step > low) & (climb.point + step < high)).all())
        kinds.add((bool(held.any()), inside))
    assert len(kinds) > 2, "steps inside and along the sides"


def looked_at(function, **options):
    """Give where a search in one coordinate looked, in order."""
    seen = []

    def watched(z):
        seen.append(float(z[0]))
        return function(z)

    found = maximise(watched, np.zeros(1), np.array([-1e9]), np.array([1e9]), **options)
    assert found.evaluations == len(seen), "every look at the function is counted"
    return seen


def ramp(z):
    return float(z[0]), np.ones(1), np.zeros((1, 1))


def test_strides_grow_by_two_and_a_half_while_the_function_keeps_its_promise_and_not_beyond_twenty():
    seen = looked_at(ramp, max_evaluations=7)
    assert np.diff(seen) == pytest.approx([2, 5, 12.5, 20, 20, 20])


def test_a_stride_that_leads_nowhere_is_taken_again_at_a_quarter():
    def cliff(z):
        return ramp(z) if z[0] < 0.3 else (-np.inf, np.zeros(1), np.zeros((1, 1)))

    # 2 and .5 are beyond the cliff; .125 is not, and the next stride is 2.5 times as long; then a quarter of that
    assert looked_at(cliff, max_evaluations=6) == pytest.approx([0, 2, 0.5, 0.125, 0.4375, 0.203125])


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_where_height_slope_or_curvature_is_no_number_the_search_turns_back(broken):
    """What lies beyond 1 looks higher than was promised: without one of its numbers none of it is taken."""

    def edge(z):
        seen = list(ramp(z))
        if z[0] > 1:
            seen[broken] = seen[broken] * np.nan
        return tuple(seen)

    # 2 is beyond the edge; a quarter of that is not, and the next stride is 2.5 times as long; then a quarter of that
    assert looked_at(edge, max_evaluations=5) == pytest.approx([0, 2, 0.5, 1.75, 0.8125])


@pytest.mark.parametrize(("kept", "then"), [(0.2, 0.5), (0.5, 2.0), (0.9, 5.0)])
def test_the_next_stride_follows_from_how_much_of_the_promise_was_kept(kept, then):
    def slope(z):  # promises 1 for every step to the right, and gives less
        return float(kept * z[0]), np.ones(1), np.zeros((1, 1))

    assert np.diff(looked_at(slope, max_evaluations=3)) == pytest.approx([2, then])


def test_no_further_look_where_the_function_promises_less_than_asked():
    def hill(z):
        return -0.5 * float(z[0] - 1) ** 2, 1 - z, -np.eye(1)

    assert len(looked_at(hill, tolerance=0.4)) == 2  # half a unit is promised at the start
    assert len(looked_at(hill, tolerance=0.6)) == 1


def rosenbrock(z):
    x, y = z
    value = -(100 * (y - x**2) ** 2 + (1 - x) ** 2)
    gradient = np.array([400 * x * (y - x**2) + 2 * (1 - x), -200 * (y - x**2)])
    return value, gradient, np.array([[400 * y - 1200 * x**2 - 2, 400 * x], [400 * x, -200.0]])


def test_a_bent_valley_takes_few_looks():
    found = maximise(rosenbrock, np.array([-1.2, 1.0]), np.full(2, -9.0), np.full(2, 9.0))
    np.testing.assert_allclose(found.point, [1, 1], atol=1e-6)
    assert found.evaluations <= 26, "the search for this valley (Rosenbrock 1960) has become slower"


@pytest.mark.parametrize("curvature", [[1.0, 4.0], [-3.0, 2.0], [0.0, 1.0], [1e-9, 5.0]])
@pytest.mark.parametrize("pull", [[1.0, 1.0], [0.0, 1.0], [-2.0, 0.5], [1e-3, 0.0]])
@pytest.mark.parametrize("radius", [0.1, 2.0])
def test_the_step_in_a_ball_is_the_best_there(curvature, pull, radius):
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    curved, pull = turn @ np.diag(curvature) @ turn.T, turn @ np.array(pull)
    step = _ball_step(pull, curved, radius)
    angle = np.linspace(0, 2 * np.pi, 721)
    ball = np.concatenate([share * radius * np.column_stack([np.cos(angle), np.sin(angle)]) for share in (0.5, 1.0)])
    height = ball @ pull - 0.5 * np.einsum("ij,jk,ik->i", ball, curved, ball)
    assert np.linalg.norm(step) <= radius * 1.001
    reached = pull @ step - 0.5 * step @ curved @ step
    assert reached >= height.max() - 4e-3 * abs(height.max()), "a step in the same ball promises more"


def test_a_step_is_shortened_to_the_side_of_the_box():
    low, high = np.array([-1.0, -1.0, 0.0]), np.array([1.0, 4.0, 9.0])
    assert _within(np.array([2.0, 2.0, 0.0]), low, high).tolist() == [1, 1, 0]
    assert _within(np.array([0.5, -4.0, 0.0]), low, high).tolist() == [0.125, -1, 0]
    assert _within(np.array([0.5, 2.0, 1.0]), low, high).tolist() == [0.5, 2, 1]
    assert _within(np.array([0.5, 2.0, -1.0]), low, high).tolist() == [0, 0, 0]


def test_what_leaves_the_box_is_put_on_its_side_and_the_others_follow():
    gradient, hessian = np.array([3.0, 1.0, 0.0]), -np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    low, high, whole = np.full(3, -9.0), np.array([1.0, 9.0, 9.0]), np.linalg.solve(-hessian, gradient)
    step = _bent(whole, gradient, hessian, np.ones(3, dtype=bool), low, high, 10.0)
    assert step == pytest.approx([1.0, 0.5, 0.0])  # 1 - .5 * 1 for the second, once the first is at 1
    # the ball ends the second at sqrt(1.1^2 - 1), or at a tenth of the radius if the side is farther out than that
    assert _bent(whole, gradient * 9, hessian, np.ones(3, dtype=bool), low, high, 1.1)[1] == pytest.approx(
        np.sqrt(1.1**2 - 1), rel=2e-3
    )
    assert _bent(whole, gradient * 9, hessian, np.ones(3, dtype=bool), low, high, 1.0)[1] == pytest.approx(
        0.1, rel=2e-3
    )


def test_no_step_promises_less_than_straight_uphill_to_the_top_of_its_parabola_or_the_rim():
    random, best = np.random.default_rng(6), np.zeros((2, 2))
    for _ in range(1500):
        root, gradient, radius = random.normal(size=(3, 3)), random.normal(size=3), random.choice([0.1, 0.3, 3.0])
        hessian = random.choice([-1, 1]) * 0.3 * np.eye(3) - random.choice([0.1, 1]) * root @ root.T
        low, high = -(random.random(3) ** 4), random.random(3) ** 4  # the box is often close
        held = np.array([random.random() < 0.3, False, False])
        low[held], gradient[held] = 0.0, -np.abs(gradient[held])  # on its lower side, and lower is higher
        free = np.where(held, 0.0, gradient)
        length, bend = np.linalg.norm(free), free @ hessian @ free
        top = length**2 / -bend if bend < 0 else np.inf
        uphill = free * min(radius / length, top)
        inside = np.clip(uphill, low, high)
        with np.errstate(invalid="ignore"):
            cut = uphill * min(1.0, *np.where(uphill != 0, np.where(uphill > 0, high, low) / uphill, 1.0))
        promises = [gradient @ step + 0.5 * step @ hessian @ step for step in (inside, cut)]
        step, promised = _step(np.zeros(3), gradient, hessian, held, low, high, radius)
        assert promised == pytest.approx(gradient @ step + 0.5 * step @ hessian @ step)
        # a step to the rim of the ball is a thousandth too short at most
        assert promised >= max(promises) - 2e-3 * abs(max(promises)), "straight uphill promises more"
        best[int(held.any()), int(radius / length < top)] += promised <= max(promises) + 1e-12
    assert (best > 3).all(), "choose closer boxes: straight uphill must be best now and then, to the top and to the rim"


def test_along_the_sides_nothing_is_lost_that_a_step_cut_at_the_first_side_has():
    """Each part of the way is uphill: it promises what the cut step does, and more where a side is near."""
    random, more = np.random.default_rng(8), 0
    for _ in range(300):
        root, gradient, radius = random.normal(size=(3, 3)), random.normal(size=3), random.choice([0.3, 3.0])
        hessian = 0.2 * np.eye(3) - root @ root.T  # it may curve upwards in one direction
        low, high = -(random.random(3) ** 3), random.random(3) ** 3
        cut = _within(_ball_step(gradient, -hessian, radius), low, high)
        step = _along_sides(gradient, hessian, np.ones(3, dtype=bool), low, high, radius)
        promises = [gradient @ way + 0.5 * way @ hessian @ way for way in (step, cut)]
        assert (low <= step).all() and (step <= high).all() and promises[0] >= promises[1] - 1e-12
        more += promises[0] > promises[1] + 0.01
    assert more > 100


def test_along_a_side_the_others_go_to_their_top():
    # the first meets its side after a hundredth of its way; the second has its top at 1.995 with the first there
    hessian = -np.array([[1.0, 0.5], [0.5, 1.0]])
    step = _along_sides(
        np.array([3.0, 2.0]), hessian, np.ones(2, dtype=bool), np.full(2, -9.0), np.array([0.01, 9]), 9.0
    )
    assert step == pytest.approx([0.01, 2.0 - 0.005])
    assert _along_sides(np.array([3.0, 2.0]), hessian, np.array([False, True]), *BOX_OF_TWO, 9.0).tolist() == [0.0, 2.0]


@pytest.mark.parametrize("evaluations", [LONG, LONG + 1])
def test_only_a_long_climb_looks_along_the_sides(monkeypatch, evaluations):
    climb = Ascent(np.zeros(2), *BOX_OF_TWO, tolerance=1e-9, max_evaluations=250)
    climb.see((0.0, np.array([1.0, 1.0]), -np.eye(2)))
    climb.evaluations = evaluations
    monkeypatch.setattr(module, "_step", lambda *_: (np.zeros(2), 1e-7))
    ((_, step, promised),) = _next_steps([climb])
    assert (promised == pytest.approx(1.0)) == (evaluations > LONG) == (step.tolist() == [1.0, 1.0])


def test_when_all_leave_the_box_all_are_put_on_its_sides():
    gradient, everything = np.array([9.0, -9.0]), np.ones(2, dtype=bool)
    step = _bent(gradient, gradient, -np.eye(2), everything, np.full(2, -1.0), np.full(2, 2.0), 20.0)
    assert step.tolist() == [2, -1]


def test_the_best_of_the_steps_is_taken_with_what_it_promises():
    gradient, hessian, held = np.array([3.0, 1.0]), -np.array([[1.0, 0.5], [0.5, 1.0]]), np.zeros(2, dtype=bool)
    low, high = np.full(2, -9.0), np.array([1.0, 9.0])
    step, promised = _step(np.zeros(2), gradient, hessian, held, low, high, 10.0)
    assert step == pytest.approx([1.0, 0.5])
    assert promised == pytest.approx(3.5 - 0.5 * (1 + 2 * 0.25 + 0.25))
    held = np.array([True, False])
    step, promised = _step(np.zeros(2), gradient, hessian, held, low, high, 10.0)
    assert step == pytest.approx([0.0, 1.0]) and promised == pytest.approx(0.5)
    step, promised = _step(np.zeros(2), gradient, hessian, ~(held & False), low, high, 10.0)
    assert step.tolist() == [0, 0] and promised == 0, "nothing moves when everything is held"


def test_a_direction_in_which_nothing_changes_at_all():
    """A coordinate without a meaning: no step along it promises anything, and the search ends."""

    def dome(point):
        return -(point[0] ** 2), np.array([-2.0 * point[0], 0.0]), np.array([[-2.0, 0.0], [0.0, 0.0]])

    found = maximise(dome, np.array([0.0, 1.0]), np.full(2, -50.0), np.full(2, 50.0))
    assert found.converged and found.value == 0.0


def test_the_last_digits_come_from_the_slope():
    """Heights of 1e6 are rounded to 1e-10: the search stops .00001 beside the top, and one step more finds it."""
    top, low, high = np.array([0.3, -0.2]), np.full(2, -5.0), np.full(2, 5.0)

    def hill(z):
        away = z - top
        return 1e6 - np.cosh(away).sum(), -np.sinh(away), -np.diag(np.cosh(away))

    near = maximise(hill, top + 1e-5, low, high)
    best = polished(hill, near, low, high)
    assert np.abs(near.point - top).max() > 9e-6, "the search itself must stop beside the top"
    np.testing.assert_allclose(best.point, top, rtol=0, atol=1e-12)
    assert best.evaluations == near.evaluations + 1


def test_no_last_step_where_the_slope_would_not_be_less():
    def kinked(z):
        return -abs(float(z[0]) - 0.5), -np.sign(z - 0.5), np.array([[-1e4]])

    found = maximise(kinked, np.array([0.50001]), np.array([-1.0]), np.array([1.0]))
    assert polished(kinked, found, np.array([-1.0]), np.array([1.0])).point == found.point
