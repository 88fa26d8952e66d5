from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from custseg.segment.evidence import parting
from custseg.segment.evidence.directions import Direction
from custseg.segment.evidence.few_values import stairs_gain
from custseg.segment.evidence.humps import NO_HUMP, second_hump
from custseg.segment.evidence.parting import _beside_bends, _Cut, _cut, _stairs, part_customers
from custseg.simulate import simulate_bent_shapes


def planted(n=300, width=5, away=60, separation=7.0, seed=0):
    points = np.random.default_rng(seed).normal(size=(n, width))
    points[:away, 1] += separation
    return points


@pytest.mark.heavy
def test_the_column_that_separates_is_named_whatever_the_others_do():
    found = part_customers(planted(), list("abcde"), 4)
    assert found.columns[0] == "b"
    assert found.chances[0] < 1e-4
    assert found.bridges[0] < 0.6
    assert (found.labels[0] == 1).sum() == pytest.approx(60, abs=2)


@pytest.mark.heavy
def test_three_groups_take_two_cuts():
    points = planted(away=100)
    points[200:, 1] -= 8
    found = part_customers(points, list("abcde"), 6)
    assert found.columns[:2] == ("b", "b")
    assert max(found.chances[:2]) < 0.01
    assert all(chance > 0.01 for chance in found.chances[2:])


def test_a_skewed_column_is_asked_on_the_scale_of_its_logarithm():
    found = part_customers(np.exp(planted(separation=6, width=2)), ["a", "b"], 3)
    assert found.columns[0] in ("b", "log b")
    assert found.chances[0] < 0.001


@pytest.mark.heavy
def test_a_narrow_group_and_wide_ones_are_parted_on_the_scale_of_the_logarithm():
    random = np.random.default_rng(3)
    group = np.repeat([0, 1, 2], [1600, 300, 100])
    logs = random.normal(size=(2000, 2))
    logs[:, 0] = logs[:, 0] * np.array([1, 0.5, 0.5])[group] + 5 * group
    found = part_customers(np.exp(logs), ["a", "b"], 3)
    said = f"cut at {found.columns}, bridges {found.bridges}: in money the edge of the narrow group looks like a bridge"
    assert found.columns[0] == "log a", said
    assert found.bridges[0] < 0.1, said
    assert [(found.labels[-1] == part).sum() for part in range(3)] == pytest.approx([1600, 300, 100], abs=10)


@pytest.mark.heavy
@pytest.mark.parametrize(("n", "share", "seed"), [(2000, 0.15, 3), (5000, 0.15, 1), (5000, 0.3, 2), (5000, 0.3, 0)])
def test_the_end_of_a_tail_is_no_group_beside_the_one_beyond_it(n, share, seed):
    """Seeds at which the mixture is lowest within the tail, the rest of which stood as a third group."""
    money = np.exp(0.6 * np.random.default_rng(seed).normal(size=(n, 2)))
    second = np.arange(n) < share * n
    money[second, 0] += 5.4
    found = part_customers(money, ["a", "b"], 4)
    assert found.columns[0] == "a" and found.chances[0] < 1e-6
    assert all(chance > 0.01 for chance in found.chances[1:]), "more groups than two"
    assert (found.labels[0] != second).sum() <= 15, "the tail is not with its group"


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


def test_a_slanted_group_is_found_along_a_principal_direction():
    points = planted(width=2, away=150)
    turned = points @ np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    found = part_customers(turned, ["a", "b"], 2)
    assert found.chances[0] < 0.001


def test_stripes_that_overlap_in_every_column_are_parted_across_their_length():
    random = np.random.default_rng(0)
    stripes = np.column_stack([random.uniform(-10, 10, 240), random.normal(size=240) + 8 * (np.arange(240) < 100)])
    found = part_customers(stripes @ np.array([[1.0, 1.0], [-1.0, 1.0]]), ["a", "b"], 2)
    assert found.columns == ("principal direction 2",)
    assert found.chances[0] < 0.001 and found.bridges[0] < 0.6
    assert sorted(np.bincount(found.labels[0]).tolist()) == [100, 140]


def test_a_crowd_is_left_whole():
    found = part_customers(np.random.default_rng(3).normal(size=(300, 4)), list("abcd"), 4)
    assert all(chance > 0.01 for chance in found.chances)


def test_one_value_that_many_share_is_no_group():
    random = np.random.default_rng(0)
    spend = np.where(random.random(400) < 0.4, 0.0, random.normal(50, 5, 400))
    found = part_customers(np.column_stack([spend, random.normal(size=400)]), ["spend", "other"], 3)
    assert all(chance > 0.01 for chance in found.chances)


def test_a_popular_place_of_a_grid_leaves_no_valley_behind():
    """Without those at 40, who are more than twice as many as at 30 and 50, the column falls into two."""
    places = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 120.0, 150.0, 180.0, 240.0]
    amount = np.repeat(places, [36, 64, 10, 46, 21, 22, 27, 20, 26, 8, 14, 6])
    found = part_customers(np.column_stack([amount, np.random.default_rng(0).normal(size=300)]), ["spend", "other"], 2)
    assert all(chance > 0.01 for chance in found.chances)


def test_groups_on_either_side_of_a_fee_are_found():
    random = np.random.default_rng(0)
    spend = np.concatenate([np.full(60, 35.0), random.normal(20, 2, 150), random.normal(50, 2, 150)])
    found = part_customers(np.column_stack([spend, random.normal(size=360)]), ["spend", "other"], 2)
    assert found.columns[0] == "spend"
    assert found.chances[0] < 1e-4


def test_what_the_others_hide_beside_a_shared_value_is_found():
    random = np.random.default_rng(0)
    spend = np.concatenate([np.zeros(150), random.normal(20, 2, 150), random.normal(50, 2, 150)])
    found = part_customers(np.column_stack([spend, random.normal(size=450)]), ["spend", "other"], 3)
    assert found.columns[0] == "spend"
    assert found.chances[0] < 1e-6
    assert len(set(found.labels[0][:150])) == 1, "those who share a value stay together"


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [37, 39, 48, 90])
def test_a_valley_that_runs_through_two_rings_is_found_out(seed):
    """Seeds at which all other tests of single columns are passed: arcs of both rings stand for groups."""
    rings = simulate_bent_shapes("rings", 300, random_state=seed)[["sim_1", "sim_2"]]
    found = part_customers(((rings - rings.mean()) / rings.std(ddof=0)).to_numpy(), ["a", "b"], 4)
    assert found.columns and found.nested[0] > 0.3, "the cut through both rings is taken for one between groups"


@pytest.mark.parametrize("width", [2, 3])
def test_a_valley_between_groups_runs_through_no_piece(width):
    found = part_customers(planted(width=width, away=150), list("abc")[:width], 2)
    assert found.nested[0] < 0.1


def test_the_chance_of_a_clear_cut_counts_every_column_that_was_looked_at(monkeypatch):
    monkeypatch.setattr(parting, "redrawn_chance", lambda *_: pytest.fail("a clear cut is not asked again"))
    points = planted(n=120, width=3, away=50, separation=9)
    found = part_customers(points, list("abc"), 2)
    # nine tenths of the level are for the columns, in equal parts
    assert found.chances[0] == pytest.approx(second_hump(points[:, 1]).chance * 3 / 0.9)
    assert found.columns == ("b",) and found.labels.tolist() == [[1] * 50 + [0] * 70]


def test_three_groups_in_one_column_are_parted_one_after_another_and_no_more_than_asked_for():
    column = np.concatenate([place + np.linspace(-1, 1, 41) for place in (0, 9, 30)])[:, None]
    found = part_customers(column, ["a"], 6)
    assert [cut for cut, chance in zip(found.columns, found.chances, strict=True) if chance < 0.01] == ["a", "a"]
    assert [len(set(labels[:82])) for labels in found.labels[:2]] in ([1, 2], [2, 2])
    assert max(found.chances[1:]) < 0.05, "what is likely chance is not cut further"
    assert sorted(np.bincount(found.labels[1]).tolist()) == [41, 41, 41]
    # 41 on a line: the tenth neighbour of their middle is five steps away, as is that of most of the others
    assert found.centres[1] == pytest.approx(1.0)
    assert len(part_customers(column, ["a"], 2).columns) == 1
    assert len(part_customers(column, ["a"], 3).columns) == 2
    assert len(part_customers(column, ["a"], 1).columns) == len(part_customers(column, ["a"], 0).columns) == 0


def test_unit_and_place_of_a_column_do_not_matter():
    points = planted(n=120, width=2, away=50, separation=8)
    points[:, 0] = np.exp(points[:, 0])
    found, other = (part_customers(table, ["a", "b"], 2) for table in (points, points * [1000.0, 0.01] + [-5.0, 77.0]))
    assert found.columns == other.columns
    np.testing.assert_array_equal(found.labels, other.labels)
    for measure in ("bridges", "centres", "nested"):
        assert getattr(other, measure) == pytest.approx(getattr(found, measure), rel=0.02)


def test_ten_customers_are_a_group_with_a_centre():
    points = planted(n=110, width=2, away=10, separation=0)
    points[:10, 0] = 30 + np.linspace(-1, 1, 10)
    found = part_customers(points[:, :1], ["a"], 2)
    assert found.columns == ("a",) and found.labels.sum() == 10
    assert found.centres[0] > 0.8


def along(n, **more):
    """A direction with customers evenly from -1 to 1, and no other column."""
    everybody = np.ones(n, dtype=bool)
    return Direction("a", np.linspace(-1, 1, n), everybody, np.zeros((n, 0)), 1.0, **more)


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
    assert _cut(along(40, counted=values)).chance == 1.0
    assert _cut(along(40, counted=values, even=np.linspace(5, 300, 40))).chance == 1.0
    assert _cut(along(40)).chance == pytest.approx(1e-6)
    assert _cut(along(40, counted=np.linspace(5, 300, 40))).chance == pytest.approx(1e-6), (
        "of many values they say nothing"
    )


def test_stairs_are_as_wide_as_they_are_on_the_scale_on_which_the_column_is_cut():
    """Counts that fall all the way in money, and rise at the last step on the logarithm."""
    counted, even = np.repeat([2.0, 3, 4, 10], [40, 30, 30, 40]), np.linspace(1, 14, 140)
    on_log = replace(along(140, counted=counted, even=even), values=np.log(even))
    assert _stairs(on_log) == pytest.approx(stairs_gain(counted, np.log), rel=0.01)
    assert _stairs(on_log) > 1 > stairs_gain(counted) == _stairs(replace(on_log, even=None))
    assert _stairs(replace(on_log, counted=None)) == np.inf


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


def test_a_skewed_column_that_is_counted_from_anywhere_is_parted_on_the_scale_of_its_logarithm():
    """Log-normal groups as even as can be; in money the wide one has no hump that chance would not make."""
    logs = np.concatenate([norm.ppf((np.arange(300) + 0.5) / 300), 5 + norm.ppf((np.arange(60) + 0.5) / 60) / 2])
    for start in (0.0, -50.0):
        found = part_customers(np.exp(logs)[:, None] + start, ["a"], 2)
        assert found.columns == ("log a",), start
        assert found.labels[0].tolist() == [0] * 300 + [1] * 60


def test_groups_along_a_diagonal_of_two_columns_are_not_hidden_by_the_valley_of_each():
    random = np.random.default_rng(900)
    points = random.normal(size=(600, 6))
    second = random.uniform(size=600) < 0.5
    points[second, :2] += 7 / np.sqrt(2)
    found = part_customers(points, list("abcdef"), 2)
    # each of the two columns has a clear valley, across which the other leads
    assert found.columns == ("principal direction 1",)
    assert found.chances[0] < 1e-6
    assert found.bridges[0] < 0.1
    assert max((found.labels[0] == second).mean(), (found.labels[0] != second).mean()) > 0.99


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
    assert _cut(along(40, whole=np.zeros(55), counted=stairs)).chance == pytest.approx(chance)
    assert asked == [40]
    asked = found_as(monkeypatch, 0.001, chance)
    monkeypatch.setattr(parting, "_stairs", lambda direction: 3.0)
    monkeypatch.setattr(parting, "chance_of_two", lambda gain: 0.9)
    assert _cut(along(40, whole=np.zeros(55), counted=stairs)).chance == pytest.approx(chance), "everybody shows chance"


@pytest.mark.parametrize(
    ("by_stairs", "factor", "expected"), [(0.01, 3.0, 0.03), (0.0001, 3.0, 0.003), (0.7, 3.0, 1.0)]
)
def test_the_chance_that_stairs_give_counts_every_look_and_makes_nothing_less_likely(
    monkeypatch, by_stairs, factor, expected
):
    found_as(monkeypatch, 0.001)
    monkeypatch.setattr(parting, "_stairs", lambda direction: 3.0)
    monkeypatch.setattr(parting, "chance_of_two", lambda gain: {3.0: by_stairs}[gain])
    assert _cut(replace(along(40, counted=np.zeros(40)), factor=factor)).chance == pytest.approx(expected)


def test_between_two_customers_a_scale_of_stairs_is_a_straight_line():
    """A scale with a corner at 4, and as steep beyond the customers as between the last two."""
    counted = np.repeat([2.0, 3, 4, 10], [40, 30, 30, 40])
    even = np.random.default_rng(0).permutation(np.repeat([1.0, 4.0, 9.0], [40, 60, 40]))

    def scale(at):
        return np.where(at < 4, at, 4 + (at - 4) / 5)

    on_scale = replace(along(140, counted=counted, even=even), values=scale(even))
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


@pytest.mark.parametrize(("chance", "n_cuts"), [(0.0499, 3), (0.05, 1)])
def test_only_what_is_hardly_chance_is_parted_further(monkeypatch, chance, n_cuts):
    asked = []

    def best(points, names, bent=frozenset()):
        asked.append(len(points))
        right = points[:, 0] > np.median(points[:, 0])
        return parting._Cut("a", chance, 0.1, 0.2, 0.3, right)

    monkeypatch.setattr(parting, "_best_cut", best)
    monkeypatch.setattr(parting, "centre_at_most", lambda inside, concerned: 100.0 - len(inside))
    found = part_customers(np.random.default_rng(0).permutation(64.0 + np.arange(64))[:, None], ["a"], 4)
    assert found.columns == ("a",) * n_cuts
    assert found.chances == (chance,) * n_cuts
    assert (found.bridges, found.nested, found.crossings) == ((0.1,) * n_cuts, (0.2,) * n_cuts, (0.3,) * n_cuts)
    # a half is left whole, and is the emptiest here: the first of those that are as likely is parted
    assert found.centres == (68.0,) * n_cuts
    assert sorted(np.bincount(found.labels[-1]).tolist()) == ([8, 8, 16, 32] if n_cuts == 3 else [32] * 2)
    assert asked == ([64, 32, 32, 16, 16, 8, 8] if n_cuts == 3 else [64])


@pytest.mark.parametrize(("of_the_halves", "n_cuts"), [(0.0499, 2), (0.05, 1), (0.3, 1)])
def test_what_may_be_chance_is_not_cut_after_another_cut(monkeypatch, of_the_halves, n_cuts):
    def best(points, names, bent=frozenset()):
        right = points[:, 0] > np.median(points[:, 0])
        return parting._Cut("a", {64: 0.001, 32: of_the_halves}.get(len(points), 0.9), 0.1, 0.0, 1.0, right)

    monkeypatch.setattr(parting, "_best_cut", best)
    found = part_customers(np.arange(64.0)[:, None], ["a"], 3)
    assert found.chances == (0.001, of_the_halves)[:n_cuts]


@pytest.mark.parametrize(("n", "expected"), [(10, 1), (9, 0)])
def test_twenty_customers_can_be_parted_and_nineteen_cannot(n, expected):
    column = np.concatenate([np.linspace(-1, 1, 10), 50 + np.linspace(-1, 1, n)])[:, None]
    assert len(part_customers(column, ["a"], 2).columns) == expected


@pytest.mark.heavy
@pytest.mark.parametrize("shape", ["ring", "bend"])
def test_a_bend_of_other_columns_does_not_hide_the_column_that_separates(shape):
    """Hours of the day as sine and cosine, or a number and its square, beside two groups 7 sd apart."""
    for seed in range(3):
        random = np.random.default_rng(seed)
        turn, x = random.vonmises(0, 1, 300), random.normal(size=300)
        other = [np.cos(turn), np.sin(turn)] if shape == "ring" else [x, x**2 + 0.3 * random.normal(size=300)]
        group = random.random(300) < 0.3
        points = np.column_stack([*other, random.normal(size=300) + 7 * group])
        found = part_customers(points, list("abc"), 2)
        assert found.columns == ("c",)
        assert found.centres[0] >= 0.8
        assert (found.labels[0] == group).mean() > 0.99


@pytest.mark.heavy
def test_a_ring_is_hollow_whatever_is_beside_it():
    """Where the ring itself is cut its plane is asked, wherever the cut before it was."""
    random = np.random.default_rng(1)
    turn = random.uniform(0, 2 * np.pi, 600)
    group = random.random(600) < 0.3
    points = np.column_stack([np.cos(turn), np.sin(turn), random.normal(size=600) + 9 * group])
    found = part_customers(points, list("abc"), 4)
    assert found.columns[0] == "c" and found.centres[0] >= 0.8
    assert all(
        centre < 0.8 or bridge > 0.6 for centre, bridge in zip(found.centres[1:], found.bridges[1:], strict=True)
    )


def z_shape(random, n):
    """Two bars of a Z with a stroke between them, a third of the customers in each: the stroke leads across."""
    part, along_it = random.integers(0, 3, n), random.random(n)
    line = np.column_stack([along_it, np.choose(part, [np.zeros(n), along_it, np.ones(n)])])
    return line + 0.04 * random.normal(size=(n, 2))


@pytest.mark.heavy
@pytest.mark.parametrize(("n", "share"), [(600, 0.3), (300, 0.3), (600, 0.05)])
def test_a_valley_that_a_stroke_leads_across_hides_no_column_that_separates(n, share):
    """The valley between the bars is clearer than that of the groups, and is none. It is none in each group either."""
    for seed in range(2):
        random = np.random.default_rng(seed)
        group = random.permutation(n) < share * n
        points = np.column_stack([z_shape(random, n), random.normal(size=n) + 7 * group])
        found = part_customers(points, list("abc"), 4)
        assert found.columns[0] in ("c", "log c")
        assert found.chances[0] < 0.01 and found.bridges[0] < 0.6 and found.crossings[0] > 0.025
        assert (found.labels[0] == group).mean() > 0.98
        assert {column[-1] for column in found.columns} == {"c"} and min(found.chances[1:], default=1.0) > 0.01


@pytest.mark.heavy
def test_a_stroke_beside_noise_still_leads_across():
    for seed in range(3):
        random = np.random.default_rng(seed)
        found = part_customers(np.column_stack([z_shape(random, 300), random.normal(size=300)]), list("abc"), 2)
        assert found.columns == ("b",) and found.bridges[0] == 1.0


def seen_as(monkeypatch, cuts, leads):
    """Give cuts of columns, by name, and columns without which another one's bridge is gone."""

    def cut(direction):
        left = set(direction.across[0])
        chance, bridged, crossing, nested = cuts[direction.name]
        gone = direction.name in leads and leads[direction.name] not in left
        return _Cut(direction.name, chance, 0.0 if gone else bridged, nested, crossing, nothing, direction.place)

    nothing = np.zeros(40, dtype=bool)
    monkeypatch.setattr(parting, "_cut", cut)
    seen = []
    for place, name in enumerate(cuts):
        others = np.tile([float(at) for at in range(len(cuts)) if at != place], (40, 1))
        direction = replace(along(40), name=name, across=others, place=place)
        seen.append((direction, cut(direction)))
    return seen


STANDS, BRIDGED = (0.001, 0.1, 1.0, 0.0), (1e-9, 1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("cuts", "leads", "expected", "bent"),
    [
        ({"a": BRIDGED, "b": STANDS, "c": (1.0, np.inf, 1.0, 0.0)}, {"a": 2.0}, "b", {0}),
        ({"a": BRIDGED, "b": STANDS, "c": (1.0, np.inf, 1.0, 0.0)}, {"a": 1.0}, None, None),  # b is part of the bend
        ({"c": (1.0, np.inf, 1.0, 0.0), "b": STANDS, "a": BRIDGED}, {"a": 1.0}, None, None),
        ({"c": (1.0, np.inf, 1.0, 0.0), "b": STANDS, "a": BRIDGED}, {"a": 0.0}, "b", {2}),
        ({"a": BRIDGED, "b": BRIDGED, "c": STANDS}, {"a": 1.0, "b": 0.0}, "c", {0, 1}),
        ({"a": BRIDGED, "b": BRIDGED, "c": STANDS}, {"a": 1.0, "b": 2.0}, None, None),
        ({"a": BRIDGED, "b": STANDS, "c": (0.0005, 0.1, 1.0, 0.0)}, {}, "c", {0}),  # the clearest of those that stand
        ({"a": BRIDGED, "b": (0.005, 0.6, 0.025, 0.3)}, {}, "b", {0}),  # a second look counts twice
        ({"a": BRIDGED, "b": (np.nextafter(0.005, 1), 0.6, 0.025, 0.3)}, {}, None, None),
        ({"a": BRIDGED, "b": (0.005, np.nextafter(0.6, 1), 0.025, 0.3)}, {}, None, None),
        ({"a": BRIDGED, "b": (0.005, 0.6, np.nextafter(0.025, 0), 0.3)}, {}, None, None),
        ({"a": BRIDGED, "b": (0.005, 0.6, 0.025, np.nextafter(0.3, 1))}, {}, None, None),
        ({"a": (1e-9, 0.1, 0.001, 0.0), "b": STANDS}, {}, "b", {0}),  # a line crosses
        ({"a": (1e-9, 0.1, 1.0, 0.5), "b": STANDS}, {}, "b", {0}),  # a piece around another
        ({"a": (0.02, 1.0, 1.0, 0.0), "b": STANDS}, {"a": 1.0}, "b", set()),  # what may be chance is asked nothing
    ],
)
def test_a_column_that_stands_without_a_part_in_the_bends_of_others_is_cut(monkeypatch, cuts, leads, expected, bent):
    found = _beside_bends(seen_as(monkeypatch, cuts, leads))
    assert (found and found.name, found and found.bent) == (expected, bent)


@pytest.mark.parametrize(("on_log", "expected"), [(5e-10, "log a"), (6e-10, None)])
def test_a_logarithm_that_is_less_clear_does_not_mend_its_own_column(monkeypatch, on_log, expected):
    seen = seen_as(monkeypatch, {"a": BRIDGED, "log a": (on_log, 0.1, 1.0, 0.0)}, {})
    (plain, cut), (log, other) = seen
    found = _beside_bends([(plain, cut), (replace(log, place=0), replace(other, place=0))])
    assert (found and found.name) == expected
    assert not found or found.bent == frozenset()


def test_mixtures_of_columns_neither_give_way_nor_are_preferred(monkeypatch):
    seen = seen_as(monkeypatch, {"a": BRIDGED, "b": STANDS}, {})
    mixed = [(replace(one, place=None), replace(cut, place=None)) for one, cut in seen]
    assert _beside_bends(mixed) is None
    assert _beside_bends([seen[0], mixed[1]]) is None
    assert _beside_bends([*seen, mixed[0]]).bent == {0}


def test_groups_are_not_cut_in_the_columns_that_are_bent(monkeypatch):
    cuts = {"a": BRIDGED, "b": STANDS, "c": (0.02, 0.1, 1.0, 0.0), "d": (1.0, np.inf, 1.0, 0.0)}
    asked = []

    def cut(direction):
        asked.append((len(direction.values), direction.name))
        chance, bridged, crossing, nested = cuts.get(direction.name, cuts["d"])
        right = direction.values > np.median(direction.values)
        chance = 0.03 if chance == 0.001 and len(right) < 80 else chance
        return _Cut(direction.name, chance, bridged, nested, crossing, right, direction.place)

    monkeypatch.setattr(parting, "_cut", cut)
    found = part_customers(np.random.default_rng(0).normal(size=(80, 4)), list("abcd"), 4)
    assert found.columns == ("b", "c", "c") and found.chances == (0.002, 0.02, 0.02) and found.bridges == (0.1,) * 3
    assert {name for n, name in asked if n == 80} >= {"a", "b", "c", "d", "principal direction 1"}
    assert {name for n, name in asked if n < 80} == {"b", "c", "d"}
