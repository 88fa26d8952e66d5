"""Is one direction cut where it should be, and is each chance and bridge of the cut the one that was asked for?"""

from dataclasses import replace

import numpy as np
import pytest

from custseg.segment.evidence import parting
from custseg.segment.evidence.directions import plain_and_logged
from custseg.segment.evidence.few_values import stairs_gain
from custseg.segment.evidence.humps import NO_HUMP
from custseg.segment.evidence.parting import _NO_CUT, _cut, _on_its_scale, _stairs, part_customers
from tests.segment.evidence.even_direction import along


def test_the_groups_are_cut_where_it_is_emptiest_and_the_valley_is_asked_where_it_was_found(monkeypatch):
    found_as(monkeypatch, 0.0499, 0.05)
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: hump.chance / 2)
    asked = []
    monkeypatch.setattr(parting, "bridge", lambda *given: asked.append(given[2].cut) or 0.25)
    monkeypatch.setattr(parting, "emptiest_cut", lambda values, hump: asked.append((len(values), hump.cut)) or 0.5)
    direction = along(40)
    direction.asked[-4:] = False
    assert _cut(direction).right.tolist() == [False] * 30 + [True] * 10, "those who are set aside are cut as well"
    assert sorted(map(str, asked)) == ["(36, 0.0)", "0.0"]
    assert _cut(direction).right.tolist() == [False] * 20 + [True] * 20, "what may be chance stays where it is"
    assert len(asked) == 2


def found_as(monkeypatch, *chances):
    """Let `second_hump` find humps with these chances, one after another, with a valley at 0; keep what it is asked."""
    left, asked = iter(chances), []
    hump = NO_HUMP._replace(cut=0.0, left=-0.5, right=0.5)
    monkeypatch.setattr(
        parting, "second_hump", lambda values: asked.append(len(values)) or hump._replace(chance=next(left))
    )
    return asked


@pytest.mark.parametrize(
    ("chance", "n", "again"),
    [
        (0.01, 40, False),
        (0.011, 40, True),
        (0.149, 40, True),
        (0.15, 40, False),
        (0.03, 2000, True),
        (0.03, 2001, False),
    ],
)
def test_a_doubtful_hump_of_at_most_two_thousand_is_looked_at_twice_and_pays_for_it(monkeypatch, chance, n, again):
    found_as(monkeypatch, chance)
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: 0.004 if len(values) == n else 1.0)
    assert _cut(along(n)).chance == pytest.approx(2 * 0.004 if again else chance)


def test_a_chance_counts_all_that_was_looked_at_and_is_never_above_one(monkeypatch):
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: 0.3)
    for chance, again, expected in ((0.001, 0.3, 0.003), (0.02, 0.003, 0.018), (0.04, 0.3, 1.0), (0.7, 0.3, 1.0)):
        found_as(monkeypatch, chance)
        monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump, again=again: again)
        assert _cut(replace(along(40), factor=3.0)).chance == pytest.approx(expected)


@pytest.mark.parametrize(("with_all", "expected"), [(0.0001, 0.002), (0.03, 0.06), (0.6, 1.0)])
def test_a_hump_beside_a_hole_is_also_asked_of_everybody(monkeypatch, with_all, expected):
    """Who shares one value is set aside; a valley that they fill is none."""
    direction = replace(along(40, whole=np.zeros(55)), factor=2.0)
    asked = found_as(monkeypatch, 0.001, with_all)
    assert _cut(direction).chance == pytest.approx(expected)
    assert asked == [40, 55]


def test_who_shares_a_value_fills_the_valleys_until_no_more_of_them_stand_in_one(monkeypatch):
    direction = along(40, whole=np.zeros(40))
    direction.asked[15:25] = False
    monkeypatch.setattr(parting, "fill_valley", lambda values, hump, shared: (np.append(values, 0.0), shared[4:]))
    # the column, everybody, and with ten, six and two who share a value laid into the valley
    asked = found_as(monkeypatch, 0.001, 0.002, 0.003, 0.004, 0.005)
    assert _cut(direction).chance == pytest.approx(0.005)
    assert asked == [30, 40, 31, 32, 33]
    for chance in (0.05, 0.06):
        asked = found_as(monkeypatch, 0.001, 0.002, chance)
        assert _cut(direction).chance == pytest.approx(chance)
        assert asked == [30, 40, 31], "a valley that is filled need not be filled further"
    monkeypatch.setattr(parting, "fill_valley", lambda values, hump, shared: (values, np.array(shared)))
    for n in (40, 800):
        direction = along(n, whole=np.zeros(n))
        direction.asked[: n // 2] = False
        found_as(monkeypatch, 0.001, 0.002)
        assert _cut(direction).chance == pytest.approx(0.002), "nobody is left who would fill a valley"


def test_stairs_of_few_values_are_no_second_hump_however_clear_it_looks(monkeypatch):
    found_as(monkeypatch, *[1e-6] * 4)
    values = np.repeat([5.0, 20, 80, 300], 10)
    assert _cut(along(40, column=values)).chance == 1.0
    assert _cut(along(40, column=values, even=np.linspace(5, 300, 40))).chance == 1.0
    assert _cut(along(40)).chance == pytest.approx(1e-6)
    assert _cut(along(40, column=np.linspace(5, 300, 40))).chance == pytest.approx(1e-6), (
        "of many values they say nothing"
    )


def test_stairs_are_as_wide_as_they_are_on_the_scale_on_which_the_column_is_cut():
    """Counts that fall all the way in money, and rise at the last step on the logarithm."""
    counted, even = np.repeat([2.0, 3, 4, 10], [40, 30, 30, 40]), np.linspace(1, 14, 140)
    on_log = replace(along(140, column=counted, even=even), values=np.log(even))
    assert _stairs(on_log) == pytest.approx(stairs_gain(counted, np.log), rel=0.01)
    assert _stairs(on_log) > 1 > stairs_gain(counted) == _stairs(replace(on_log, even=None))
    assert _stairs(replace(on_log, column=None)) == np.inf


@pytest.mark.parametrize(("chance", "asked"), [(0.0499, True), (0.05, False), (0.06, False), (0.3, False)])
def test_only_a_cut_that_is_hardly_chance_is_asked_what_leads_across(monkeypatch, chance, asked):
    found_as(monkeypatch, chance)
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: chance / 2)
    monkeypatch.setattr(parting, "bridge", lambda *given: 0.25)
    monkeypatch.setattr(parting, "crossing_chance", lambda *given: 0.5)
    found = _cut(along(40))
    assert (found.bridge, found.crossing) == ((0.25, 0.5) if asked else (np.inf, 1.0))
    assert found.nested == 0, "no other column winds around it"
    assert found.right.tolist() == [False] * 20 + [True] * 20
    found_as(monkeypatch, chance)
    assert _cut(along(41)).right.tolist() == [False] * 21 + [True] * 20, "who stands at the cut is on its left"


def test_what_is_surely_chance_is_no_cut(monkeypatch):
    found_as(monkeypatch, *[1.0] * 20)
    found = part_customers(np.random.default_rng(0).normal(size=(40, 2)), ["a", "b"], 3)
    assert found.columns == () and found.labels.shape == (0, 40)


@pytest.mark.parametrize(
    ("bridged", "crossing", "chance", "on_log", "expected"),
    [
        (0.1, 0.9, 0.001, 0.0001, "a"),  # a clear cut that nothing leads across stays as it is
        (0.1, 0.01, 0.001, 0.001, "log a"),  # a line crosses, and the logarithm is as clear
        (0.1, 0.01, 0.001, 0.0001, "log a"),
        (0.1, 0.01, 0.001, 0.002, "a"),  # the logarithm is less clear
        (0.1, 0.01, 0.01, 0.01, "log a"),
        (0.9, 0.9, 0.001, 0.001, "log a"),  # a bridge
        (0.9, 0.01, 0.001, 0.001, "log a"),
        (0.1, 0.01, 0.02, 0.02, "a"),  # what may be chance is not asked what crosses it
    ],
)
def test_a_cut_with_something_across_it_gives_way_to_that_of_the_logarithm(
    monkeypatch, bridged, crossing, chance, on_log, expected
):
    cuts = {"a": (chance, bridged, 0.0, crossing), "log a": (on_log, 0.0, 0.0, 1.0)}
    nothing = np.zeros(60, dtype=bool)
    monkeypatch.setattr(parting, "_cut", lambda one: parting._Cut(one.name, *cuts.get(one.name, (1.0,) * 4), nothing))
    money = np.exp(np.random.default_rng(0).normal(size=(60, 1)))
    assert parting._best_cut(money, ["a"]).name == expected


@pytest.mark.parametrize("place", [0.0, 40.0])
def test_who_stands_at_the_cut_is_on_its_left_wherever_that_is(monkeypatch, place):
    asked = []
    hump = NO_HUMP._replace(cut=place, left=place - 0.5, right=place + 0.5, chance=0.001)
    monkeypatch.setattr(parting, "second_hump", lambda values: hump)
    monkeypatch.setattr(parting, "copies_of", lambda *given: asked.append(given[2]) or np.zeros(2, dtype=bool))
    direction = replace(along(41), across=np.random.default_rng(0).normal(size=(41, 2)))
    direction = replace(direction, values=direction.values + place)
    assert direction.values[20] == place
    found = _cut(direction)
    assert found.right.tolist() == asked[0].tolist() == [False] * 21 + [True] * 20


def test_other_columns_are_asked_but_for_copies_and_only_of_those_who_share_no_value(monkeypatch):
    found_as(monkeypatch, 0.001, 0.001, 0.001)
    seen, winds = [], {0: 0.2, 1: 0.9, 2: 0.4}
    monkeypatch.setattr(parting, "copies_of", lambda values, across, right: np.array([False, True, False]))
    monkeypatch.setattr(parting, "nested_share", lambda plane: seen.append(plane) or winds[int(plane[0, 1])])
    monkeypatch.setattr(parting, "bridge", lambda *given: seen.append(given) or 0.1)
    monkeypatch.setattr(parting, "crossing_chance", lambda *given: seen.append(given) or 0.7)
    direction = along(40, columns=np.arange(80.0).reshape(40, 2))
    direction = replace(direction, across=np.tile([0.0, 1, 2], (40, 1)))
    direction.asked[::4] = False
    found = _cut(direction)
    assert (found.nested, found.bridge, found.crossing) == (0.4, 0.1, 0.7), "most of what is no copy"
    first, second, bridged, crossed = seen
    for plane, column in ((first, 0), (second, 2)):
        np.testing.assert_array_equal(plane, np.column_stack([direction.values, np.full(40, column)])[direction.asked])
    for given in (bridged, crossed):
        np.testing.assert_array_equal(given[0], direction.values[direction.asked])
        np.testing.assert_array_equal(given[1], direction.across[direction.asked][:, [0, 2]])
    np.testing.assert_array_equal(bridged[3], direction.columns[direction.asked])
    _cut(replace(direction, columns=None))
    assert seen[-2][3] is None


@pytest.mark.parametrize(("crowded", "crossing"), [(0.6, 0.3), (np.nextafter(0.6, 1), 1.0)])
def test_a_bridge_is_not_asked_whether_a_line_crosses_it(monkeypatch, crowded, crossing):
    found_as(monkeypatch, 0.001)
    monkeypatch.setattr(parting, "bridge", lambda *given: crowded)
    monkeypatch.setattr(parting, "crossing_chance", lambda *given: 0.3)
    found = _cut(along(40))
    assert (found.bridge, found.crossing) == (crowded, crossing)


@pytest.mark.parametrize("chance", [0.05, 0.06, 0.3])
def test_what_may_be_chance_is_not_asked_of_everybody_nor_of_stairs(monkeypatch, chance):
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: chance / 2)
    asked = found_as(monkeypatch, chance)
    stairs = np.repeat([5.0, 20, 80, 300], 10)
    assert _cut(along(40, whole=np.zeros(55), column=stairs)).chance == pytest.approx(chance)
    assert asked == [40]
    asked = found_as(monkeypatch, 0.001, chance)
    monkeypatch.setattr(parting, "_stairs", lambda direction: 3.0)
    monkeypatch.setattr(parting, "chance_of_two", lambda gain: 0.9)
    assert _cut(along(40, whole=np.zeros(55), column=stairs)).chance == pytest.approx(chance), "everybody shows chance"


@pytest.mark.parametrize(
    ("by_stairs", "factor", "expected"), [(0.01, 3.0, 0.03), (0.0001, 3.0, 0.003), (0.7, 3.0, 1.0)]
)
def test_the_chance_that_stairs_give_counts_every_look_and_makes_nothing_less_likely(
    monkeypatch, by_stairs, factor, expected
):
    found_as(monkeypatch, 0.001)
    monkeypatch.setattr(parting, "_stairs", lambda direction: 3.0)
    monkeypatch.setattr(parting, "chance_of_two", lambda gain: {3.0: by_stairs}[gain])
    assert _cut(replace(along(40, column=np.arange(40.0)), factor=factor)).chance == pytest.approx(expected)


def test_between_two_customers_a_scale_of_stairs_is_a_straight_line():
    """A scale with a corner at 4, and as steep beyond the customers as between the last two."""
    counted = np.repeat([2.0, 3, 4, 10], [40, 30, 30, 40])
    even = np.random.default_rng(0).permutation(np.repeat([1.0, 4.0, 9.0], [40, 60, 40]))

    def scale(at):
        return np.where(at < 4, at, 4 + (at - 4) / 5)

    on_scale = replace(along(140, column=counted, even=even), values=scale(even))
    assert _stairs(on_scale) == pytest.approx(stairs_gain(counted, scale)) and _stairs(on_scale) > 0.3


@pytest.mark.parametrize(
    ("chances", "bridged", "n_kinds"),
    [
        ((0.01, 0.5, 0.5), 0.6, 1),  # clear, and nothing leads across: nothing else is asked
        ((np.nextafter(0.01, 1), 0.5, 0.5), 0.6, 3),
        ((0.01, 0.5, 0.5), np.nextafter(0.6, 1), 3),
        ((0.5, 0.01, 0.5), 0.1, 2),
        ((0.5, 0.5, 0.001), 0.1, 3),
    ],
)
def test_logarithms_and_directions_are_asked_where_no_column_has_a_cut_that_stands(
    monkeypatch, chances, bridged, n_kinds
):
    money = np.exp(np.random.default_rng(0).normal(size=(60, 2)))
    kinds, asked = ("a", "log a", "principal direction 1"), []

    def cut(direction):
        asked.append(direction.name)
        chance = dict(zip(kinds, chances, strict=True)).get(direction.name, 1.0)
        return parting._Cut(direction.name, chance, bridged, 0.0, 1.0, np.zeros(60, dtype=bool))

    monkeypatch.setattr(parting, "_cut", cut)
    found = parting._best_cut(money, ["a", "b"])
    names = ["a", "b", "log a", "log b", "principal direction 1", "principal direction 2"]
    assert asked[: 2 * n_kinds] == names[: 2 * n_kinds]
    # where a bridge leads across, the logarithm of what is cut is asked again at the end
    assert asked[2 * n_kinds :] == (["log a"] if bridged > 0.6 else [])
    assert found.name == kinds[int(np.argmin(chances))]


@pytest.mark.parametrize(
    ("bridged", "crossing", "expected"),
    [
        (0.6, 1.0, "a"),
        (np.nextafter(0.6, 1), 1.0, "log a"),
        (0.1, 0.025, "a"),
        (0.1, np.nextafter(0.025, 0), "log a"),
    ],
)
def test_only_what_leads_across_lets_the_logarithm_of_the_same_column_have_the_cut(
    monkeypatch, bridged, crossing, expected
):
    cuts = {"a": (0.001, bridged, 0.0, crossing), "log a": (0.001, 0.0, 0.0, 1.0), "log b": (0.001, 0.0, 0.0, 1.0)}
    nothing = np.zeros(60, dtype=bool)
    monkeypatch.setattr(parting, "_cut", lambda one: parting._Cut(one.name, *cuts.get(one.name, (1.0,) * 4), nothing))
    money = np.exp(np.random.default_rng(0).normal(size=(60, 2)))
    assert parting._best_cut(money[:, ::-1], ["b", "a"]).name == expected


@pytest.mark.parametrize(("tail", "name"), [(1, "log b"), (-1, "log (highest - b)")])
def test_the_other_scale_of_a_cut_is_the_logarithm_of_its_own_column(monkeypatch, tail, name):
    """The first column has a logarithm, too: a cut never goes to the scale of another column."""
    points = np.exp(np.random.default_rng(0).normal(size=(60, 2))) * [1, tail]
    plain, logged = plain_and_logged(points, points, ["a", "b"])
    monkeypatch.setattr(parting, "_cut", lambda direction: replace(_NO_CUT, name=direction.name, chance=0.03))
    for chance, expected in ((0.02, "b"), (0.03, name), (0.04, name)):
        cut = replace(_NO_CUT, name=plain[1].name, place=plain[1].place, chance=chance)
        assert _on_its_scale(cut, logged).name == expected
    mixture = replace(_NO_CUT, name="principal direction 1", chance=0.04)
    assert _on_its_scale(mixture, logged) is mixture
