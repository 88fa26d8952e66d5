import numpy as np
import pytest

from custseg.repeat_buying import ParetoNBD
from custseg.repeat_buying.fitting import search
from custseg.repeat_buying.fitting.explored import ALIKE, APART, LONGEST, Explored, Leg
from custseg.repeat_buying.fitting.newton import Maximum
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # some rest on a limit

TOP = Maximum(np.array([1.0, 2.0]), -5.0, np.zeros(2), -np.eye(2), 3, True, np.zeros(2, dtype=bool))
HERE = np.array([8.0, 8.0])


@pytest.mark.parametrize(
    ("away", "height", "promised", "known"),
    [
        (0.9 * APART, -6.0, -5.0, True),
        (1.1 * APART, -6.0, -5.0, False),
        (0.0, -6.0, -5.0 + 0.9 * ALIKE, True),
        (0.0, -6.0, -5.0 + 1.1 * ALIKE, False),  # more is promised than the maximum has
        (0.0, -6.0, -5.0 - 1.1 * ALIKE, False),
        (0.0, -4.99, -5.0, False),  # who is higher already is not on the way there
    ],
)
def test_a_step_to_a_known_maximum_leads_nowhere_new(away, height, promised, known):
    assert Explored([TOP]).watch()(HERE, TOP.point + np.array([0.0, away]), height, promised) == known


def ridge(explored, points, heights):
    """Climb along points, each step to the next one."""
    watch = explored.watch()
    steps = zip(points[:-1], points[1:], heights[:-1], heights[1:], strict=True)
    return [watch(np.array(here), np.array(there), height, promised) for here, there, height, promised in steps]


def test_a_climb_does_not_meet_its_own_way_and_keeps_its_legs():
    explored = Explored(legs=[])
    assert ridge(explored, [[0.0, 0.0], [0.4, 0.1], [0.7, 0.1], [0.9, 0.1]], [1.0, 2.0, 3.0, 3.5]) == [False] * 3
    assert [(leg.begin, leg.low, leg.high) for leg in explored.legs] == [([0.0, 0.0], 1.0, 2.0), ([0.4, 0.1], 2.0, 3.0)]
    assert explored.legs[1].way == pytest.approx([0.3, 0.0])


def test_no_leg_is_a_step_that_did_not_lead_up_or_was_long():
    explored = Explored(legs=[])
    ridge(explored, [[0.0], [0.3], [0.0], [0.9 * LONGEST], [2.0 * LONGEST], [0.0]], [1.0, 1.0, 1.0, 2.0, 3.0, 4.0])
    assert [leg.begin for leg in explored.legs] == [[0.0]], "one that was turned back, or goes too far to know the way"


def test_a_step_that_was_turned_back_on_the_way_up_is_no_leg():
    explored = Explored(legs=[])
    ridge(explored, [[0.0], [0.3], [0.3], [0.4], [0.5]], [1.0, 2.0, 2.0, 3.0, 4.0])  # the second was tried twice
    assert [(leg.begin, leg.low, leg.high) for leg in explored.legs] == [([0.0], 1.0, 2.0), ([0.3], 2.0, 3.0)]


LEG = Leg([0.0, 0.0], [0.4, 0.0], 1.0, 2.0)


@pytest.mark.parametrize(
    ("there", "height", "promised", "known"),
    [
        ([0.2, 0.9 * APART], 0.0, 1.5, True),
        ([0.2, 1.1 * APART], 0.0, 1.5, False),
        ([-0.9 * APART, 0.0], 0.0, 1.0, True),
        ([-1.1 * APART, 0.0], 0.0, 1.0, False),  # before its beginning
        ([0.4 + 1.1 * APART, 0.0], 0.0, 2.0, False),  # behind its end
        ([0.2, 0.0], 0.0, 2.0 + 1.1 * ALIKE, False),  # more is promised than the way has
        ([0.2, 0.0], 0.0, 1.0 - 1.1 * ALIKE, False),
        ([0.2, 0.0], 2.0, 2.0, False),  # the way leads no higher than here
    ],
)
def test_a_step_onto_a_way_that_leads_higher_leads_nowhere_new(there, height, promised, known):
    assert Explored(legs=[LEG]).watch()(HERE[:2], np.array(there), height, promised) == known


def test_without_legs_no_way_is_followed_or_kept():
    explored = Explored()
    assert ridge(explored, [[0.0, 0.0], [0.2, 0.0], [0.4, 0.0]], [1.0, 1.5, 2.0]) == [False, False]
    assert ridge(explored, [[0.0, 0.0], [0.2, 0.0]], [0.0, 1.5]) == [False] and explored.legs is None


@pytest.mark.heavy
# 50 to 200 customers whose climbs cross each other's ways: a step that is only promised must not count as a way
@pytest.mark.parametrize("number", [1, 653, 973, 1252])
def test_climbs_that_meet_lose_no_maximum(number, benchmark_script, monkeypatch):
    cohorts = benchmark_script("wide_cohorts")
    rng = np.random.default_rng([1711, number])
    table = cohorts.draw("Pareto/NBD", cohorts.KINDS[number % 4], rng)
    usual = ParetoNBD().fit(table)
    monkeypatch.setattr(search, "Explored", lambda maxima=(), legs=None: Explored(maxima))
    alone = ParetoNBD().fit(table)
    assert usual.log_likelihood_ == pytest.approx(alone.log_likelihood_, abs=1e-8)


def test_climbs_that_meet_look_less_often(monkeypatch):
    T = np.random.default_rng(1).integers(27, 53, 2_000)
    table = simulate_bg_nbd(T, r=0.243, alpha=4.414, a=0.793, b=2.426, random_state=2)[["x", "t_x", "T"]]
    table = table.assign(t_x=np.ceil(table["t_x"]))
    monkeypatch.setattr(ParetoNBD, "fewer", lambda self, rows: None)  # climbs begin far away, where they meet
    looks, together = [], search._evaluated_together
    monkeypatch.setattr(search, "_evaluated_together", lambda *of: looks.append(len(of[1])) or together(*of))
    on_ways, seen = ParetoNBD().fit(table), sum(looks)
    looks.clear()
    monkeypatch.setattr(search, "Explored", lambda maxima=(), legs=None: Explored(maxima))
    alone = ParetoNBD().fit(table)
    assert 0 < seen < 0.8 * sum(looks)
    assert on_ways.log_likelihood_ == pytest.approx(alone.log_likelihood_, abs=1e-9)
