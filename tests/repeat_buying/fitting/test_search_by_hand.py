"""Does the search do on a hill that is known in closed form what it says? Looks, starts, rounds and places, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from custseg.repeat_buying.fitting import search as module
from custseg.repeat_buying.fitting.explored import ALIKE, APART, Explored
from custseg.repeat_buying.fitting.family import Family, LikelihoodParameters
from custseg.repeat_buying.fitting.newton import Maximum
from custseg.repeat_buying.fitting.search import climb, evaluate, find_maximum, limits_at, log_likelihood_at_lower_bound


class Hill(Family):
    """One top, at u = 2 and v = 1, searched in (log u, v / log u); where v is above 3 nothing is possible."""

    parameter_names, columns, limits, tolerance, max_evaluations = ("u", "v"), ("u",), (), 1e-9, 100
    top = np.array([np.log(2.0), 1.0 / np.log(2.0)])

    def bounds(self, rows):
        return np.array([0.1, -3.0]), np.array([3.0, 9.0])

    def likelihood_parameters(self, search_point, rows):
        (a, b), second = search_point, np.zeros((2, 2, 2))
        second[0, 0, 0], second[1, 0, 1], second[1, 1, 0] = np.exp(a), 1.0, 1.0
        return LikelihoodParameters(np.array([np.exp(a), a * b]), np.array([[np.exp(a), 0.0], [b, a]]), second)

    def summed_log_likelihood(self, likelihood_parameters, rows):
        u, v = likelihood_parameters - (2.0, 1.0)
        if v > 2:
            return -np.inf, np.full(2, np.nan), np.full((2, 2), np.nan)
        gradient = np.array([-2 * u - 0.5 * v, -4 * v - 0.5 * u])
        return -(u**2) - 2 * v**2 - 0.5 * u * v, gradient, np.array([[-2.0, -0.5], [-0.5, -4.0]])

    compress = starts = search_point = log_likelihood = reported_parameters = from_reported = None


PLACES = [np.array([0.5, 0.2]), np.array([1.1, 1.3]), np.array([2.0, 5.0]), np.array([0.3, -1.0])]


def top_at(*point, value=-5.0, converged=True):
    there = np.array(point, dtype=float)
    return Maximum(there, value, np.zeros(2), -np.eye(2), 3, converged, np.zeros(2, dtype=bool))


def test_slope_and_curvature_are_those_in_the_search_point_at_one_place_and_at_several():
    """The chain rule, held to differences of the height; an impossible place has no height and no slope."""
    together = module._evaluated_together(Hill(), PLACES, None)
    for place, (value, gradient, hessian) in zip(PLACES, together, strict=True):
        alone = evaluate(Hill(), place, None)
        for one, other in zip((value, gradient, hessian), alone, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)
        if place is PLACES[2]:
            assert value == -np.inf and not gradient.any() and not hessian.any()
            continue
        for axis, step in enumerate(1e-5 * np.eye(2)):
            up, down = evaluate(Hill(), place + step, None), evaluate(Hill(), place - step, None)
            assert gradient[axis] == pytest.approx((up[0] - down[0]) / 2e-5, rel=1e-6)
            np.testing.assert_allclose(hessian[axis], (up[1] - down[1]) / 2e-5, rtol=1e-6)


def test_every_look_at_the_likelihood_has_one_thread():
    """Sums over a few thousand rows are slower on several, and end in other digits."""
    threads, libraries = [], ThreadpoolController().select(user_api="blas").lib_controllers

    class Watched(Hill):
        always_doubtful = True

        def starts(self, rows):
            return [PLACES[0], PLACES[3]]

        def summed_log_likelihood(self, likelihood_parameters, rows):
            threads.append([library.num_threads for library in libraries])
            return super().summed_log_likelihood(likelihood_parameters, rows)

    family, ways = Watched(), []
    with threadpool_limits(2, user_api="blas"):
        for look in (
            lambda: evaluate(family, PLACES[0], "ab"),
            lambda: climb(family, "ab", PLACES[0]),
            lambda: module._ends(family, "ab", [PLACES[0]], 1e-9, Explored()),
            lambda: module._sharpened(family, "ab", climb(family, "ab", PLACES[0])),
            lambda: find_maximum(family, "ab"),
        ):
            look()
            ways.append(len(threads))
    assert all(np.diff([0, *ways]) > 0) and {count for looked in threads for count in looked} == {1}


def test_a_climb_stays_within_narrower_bounds_and_is_refused_without_an_end():
    lower, upper = Hill().bounds(None)
    np.testing.assert_allclose(climb(Hill(), None, PLACES[0]).point, Hill.top, atol=1e-5)
    narrow = upper.copy()
    narrow[0] = 0.4  # there v is .4 b, and the height -(u - 2)^2 - 2 (v - 1)^2 - .5 (u - 2) (v - 1)
    found = climb(Hill(), None, PLACES[3], (lower, narrow))
    assert found.point[0] == 0.4
    assert 0.4 * found.point[1] == pytest.approx(1 - (np.exp(0.4) - 2) / 8, abs=1e-5)  # its slope in v is nothing

    class Hasty(Hill):
        max_evaluations = 2

    with pytest.raises(RuntimeError, match="Hasty: no maximum within 2 evaluations"):
        climb(Hasty(), None, PLACES[3])


def test_the_log_likelihood_of_a_smaller_model_is_the_highest_on_the_lower_bound(monkeypatch):
    monkeypatch.setattr(module, "check_has_data", lambda family: None)
    box = np.array([0.1, -3.0]), np.array([3.0, 9.0])

    class Fitted(Hill):
        rows_ = None

        def bounds(self, rows):
            return box

        def starts(self, rows):
            return [PLACES[0], "nothing to climb from: the first will do"]

    # with b at -3, v is -3 a: the farther from a = .1, the lower; there u is e^.1 and v is -.3
    u, v = np.exp(0.1) - 2, -1.3
    assert log_likelihood_at_lower_bound(Fitted(), 1) == pytest.approx(-(u**2) - 2 * v**2 - 0.5 * u * v, abs=1e-9)
    assert box[1].tolist() == [3, 9], "the family's bounds stay"


def test_starts_are_climbed_from_as_many_at_a_time_as_the_family_asks_for():
    looks = []

    class InPairs(Hill):
        def places_together(self, rows):
            return 2

        def summed_log_likelihoods(self, likelihood_parameters, rows):
            looks.append(len(likelihood_parameters))
            return super().summed_log_likelihoods(likelihood_parameters, rows)

    family, explored = InPairs(), Explored()
    ends = module._ends(family, None, [PLACES[0], PLACES[3], PLACES[1]], 1e-9, explored)
    assert len(ends) == 3 and looks and set(looks) == {2}, "the third is alone: nothing is looked at beside it"
    assert [end.converged for end in ends].count(True) == len(explored.maxima) > 0
    np.testing.assert_allclose(explored.maxima[0].point, Hill.top, atol=1e-5)
    family.max_evaluations, explored = 1, Explored()  # and at the side of the box nothing is possible
    assert len(module._ends(family, None, PLACES, 1e-9, explored)) == 4 and explored.maxima == []


@pytest.mark.parametrize(
    ("heights", "calls"),
    [
        ([-9.0, -8.0, -8.0], 3),  # a round that gains nothing is the last
        ([-9.0, -8.0, -8.0 + 5e-4], 3),  # less than the tolerance is nothing
        ([-9.0, -8.0, -7.0, -6.0], 4),  # and no more than three
    ],
)
def test_the_limits_of_a_better_maximum_are_left_again_while_that_gains_something(heights, calls, monkeypatch):
    first, climbed, known = top_at(0, 0, value=-10.0), [], []
    coming = iter(heights)

    def climb_on(family, rows, found, starts):
        climbed.append(starts)
        return found._replace(value=next(coming))

    def worth_climbing(family, rows, explored, starts):
        known.append([top.value for top in explored.maxima])
        return starts

    for name, stand_in in {
        "climb": lambda family, rows, start, watch: first if start == "first" else None,
        "climb_on": climb_on,
        "_worth_climbing": worth_climbing,
        "_ways_off": lambda *_: ["off"],
        "sides": lambda *_: ["side"],
        "_sharpened": lambda family, rows, found: found,
    }.items():
        monkeypatch.setattr(module, name, stand_in)
    family = SimpleNamespace(
        starts=lambda rows: ["first", "second", "third"], starts_from=lambda point, rows: ["own"], tolerance=1e-3
    )
    monkeypatch.setattr(module, "_is_doubtful", lambda *_: False)
    assert find_maximum(family, None) is first and climbed == []
    monkeypatch.setattr(module, "_is_doubtful", lambda *_: True)
    assert find_maximum(family, None).value == heights[calls - 1]
    assert climbed == [["second", "third"], *[["off", "side", "own"]] * (calls - 1)]
    assert known == [[-10.0], *[[height] for height in heights[: calls - 1]]]


def test_the_place_of_a_maximum_is_sharpened_and_every_look_is_counted():
    looks = []

    class Counted(Hill):
        tolerance = 1e-3

        def summed_log_likelihood(self, likelihood_parameters, rows):
            looks.append(likelihood_parameters)
            return super().summed_log_likelihood(likelihood_parameters, rows)

    found = climb(Counted(), None, np.array([0.5, 1.2]))
    assert np.abs(found.point - Hill.top).max() > 1e-4, "the search itself must stop beside the top"
    sharp = module._sharpened(Counted(), None, found)
    np.testing.assert_allclose(sharp.point, Hill.top, rtol=0, atol=1e-12)
    assert sharp.evaluations == len(looks)


def test_limits_are_reached_on_their_own_side_alone():
    low, high, other = (SimpleNamespace(coordinate=at, upper=up) for at, up in ((0, False), (0, True), (1, True)))
    family = SimpleNamespace(bounds=lambda rows: (np.array([0.0, 0]), np.array([5.0, 9])), limits=(low, high, other))
    reached = {(0.0, 4.0): [low], (5.0, 4.0): [high], (2.0, 4.0): [], (5.0, 9.0): [high, other]}
    for point, limits in reached.items():
        assert limits_at(family, np.array(point), None) == limits


def test_a_limit_is_left_by_a_part_of_the_box_inwards():
    limits = [SimpleNamespace(coordinate=0, upper=False), SimpleNamespace(coordinate=1, upper=True)]
    family = SimpleNamespace(bounds=lambda rows: (np.array([-10.0, 1]), np.array([10.0, 5])), limits=limits)
    point = top_at(-10, 5).point
    beside = [side.tolist() for side in module.sides(family, None, point)]
    assert beside == [pytest.approx(at) for at in ([-7, 5], [-2, 5], [-10, 4.4], [-10, 3.4])]
    assert point.tolist() == [-10, 5], "the point itself stays"


class Table:
    """So many rows, of which every so-manieth makes another table."""

    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def thinned(self, step):
        return f"every {step}th"


@pytest.fixture
def tried(monkeypatch):
    """Small tables are large, and climbs end where they are told; gives what was climbed on, and from where."""
    monkeypatch.setattr(module, "MANY", 300)
    monkeypatch.setattr(module, "FEW", 100)
    calls = []

    def ends(family, rows, starts, tolerance, explored):
        assert 0 < tolerance < ALIKE / 10, "heights that are alike must be known better than that"
        calls.append((rows, list(starts), [top.point.tolist() for top in explored.maxima]))
        return [family.leads_to[id(start)] for start in starts]

    monkeypatch.setattr(module, "_ends", ends)
    return calls


def test_starts_are_tried_roughly_first_and_those_that_lead_elsewhere_are_climbed_from(tried):
    found, starts = top_at(0, 0), [np.zeros(2) for _ in range(5)]
    to = [top_at(0.9 * APART, 0), top_at(1, 1), top_at(1, 1 + 0.9 * APART), top_at(3, 3, converged=False), top_at(2, 0)]
    family = SimpleNamespace(
        rough=lambda rows: "rough", fewer=lambda rows: None, leads_to=dict(zip(map(id, starts), to, strict=True))
    )
    worth = module._worth_climbing(family, Table(300), Explored([found]), starts)
    assert [place.tolist() for place in worth] == [[1, 1], [2, 0]]
    assert tried == [("rough", starts, [[0, 0]])], "not from a maximum that is known, is the found one, or is none"
    assert module._worth_climbing(family, Table(300), Explored([found]), []) == [] and len(tried) == 1
    family.rough = lambda rows: None
    assert module._worth_climbing(family, Table(300), Explored([found]), starts) is starts and len(tried) == 1


@pytest.mark.parametrize(("rows", "step"), [(301, 3), (1000, 10)])
def test_of_a_large_table_a_part_is_tried_on_which_the_maximum_lies_elsewhere(rows, step, tried):
    found, starts = top_at(0, 0), [np.zeros(2) for _ in range(3)]
    to = [top_at(0.2 + 0.9 * APART, 0), top_at(2, 2), top_at(0.01, 0)]
    leads_to = {id(found.point): top_at(0.2, 0), **dict(zip(map(id, starts), to, strict=True))}
    family = SimpleNamespace(rough=None, fewer=lambda rows: None, leads_to=leads_to)
    worth = module._worth_climbing(family, Table(rows), Explored([found]), starts)
    assert [place.tolist() for place in worth] == [[0.2, 0], [2, 2]]
    part = f"every {step}th"
    assert tried == [(part, [found.point], []), (part, starts, [[0.2, 0]])], "nothing is known of the part before"
    leads_to[id(found.point)] = top_at(0.2, 0, converged=False)
    module._worth_climbing(family, Table(rows), Explored([found]), starts)
    assert tried[-1] == (part, starts, []), "where the climb had no end, no maximum is known"
