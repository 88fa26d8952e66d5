"""Are groups found column by column, whatever the other columns do, and is a crowd left whole?"""

import numpy as np
import pytest
from scipy.stats import norm

from custseg.segment.evidence import parting
from custseg.segment.evidence.humps import second_hump
from custseg.segment.evidence.parting import part_customers
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
    for table, name in ((np.exp(logs), "log a"), (-np.exp(logs), "log (highest - a)")):
        found = part_customers(table, ["a", "b"], 3)
        said = f"cut at {found.columns}, bridges {found.bridges}: in money the narrow group's edge looks like a bridge"
        assert found.columns[0] == name, said
        assert found.bridges[0] < 0.1, said
        sizes = sorted(np.bincount(found.labels[-1]), reverse=True)
        assert sizes == pytest.approx([1600, 300, 100], abs=10)


@pytest.mark.parametrize("seed", range(3))
def test_groups_with_a_tail_on_the_left_are_parted_as_those_with_one_on_the_right(seed):
    """Groups 7 standard deviations apart in the logarithm of what is left of 100."""
    money = np.exp(planted(separation=7, width=2, seed=seed))
    right, left = (part_customers(table, ["a", "b"], 2) for table in (money, 100 - money))
    assert (right.columns, left.columns) == (("log b",), ("log (highest - b)",))
    assert left.chances == pytest.approx(right.chances, rel=0.01) and left.chances[0] < 1e-6
    assert left.bridges == pytest.approx(right.bridges, abs=0.01) and left.bridges[0] < 0.6
    np.testing.assert_array_equal(left.labels[0], 1 - right.labels[0])


def test_a_crowd_with_a_tail_on_the_left_is_left_whole():
    found = part_customers(100 - np.exp(np.random.default_rng(3).normal(size=(300, 3))), list("abc"), 2)
    assert all(chance > 0.01 for chance in found.chances)


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


CROWDED_AT_AN_END = {
    "gamma": lambda random, shape: random.gamma(0.3, size=shape),
    "beta": lambda random, shape: random.beta(0.3, 3, size=shape),
    "cube": lambda random, shape: random.uniform(size=shape) ** 3,
    "square": lambda random, shape: random.normal(size=shape) ** 2,
}


@pytest.mark.heavy
@pytest.mark.parametrize("turned", [1, -1])
@pytest.mark.parametrize("kind", CROWDED_AT_AN_END)
def test_a_column_that_is_densest_at_its_end_has_no_hump_there(kind, turned):
    """Densities that only fall: counted from a place that many are near, their logarithms have two humps."""
    parted = 0
    for seed in range(6):
        column = CROWDED_AT_AN_END[kind](np.random.default_rng(seed), (2000, 1))
        found = part_customers(turned * column, ["a"], 2)
        parted += any(chance <= 0.01 for chance in found.chances)
    assert parted == 0


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


@pytest.mark.parametrize(("chance", "n_cuts"), [(0.0499, 3), (0.05, 1)])
def test_only_what_is_hardly_chance_is_parted_further(monkeypatch, chance, n_cuts):
    asked = []

    def best(points, names, bent=frozenset(), placed=None):
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
    def best(points, names, bent=frozenset(), placed=None):
        right = points[:, 0] > np.median(points[:, 0])
        return parting._Cut("a", {64: 0.001, 32: of_the_halves}.get(len(points), 0.9), 0.1, 0.0, 1.0, right)

    monkeypatch.setattr(parting, "_best_cut", best)
    found = part_customers(np.arange(64.0)[:, None], ["a"], 3)
    assert found.chances == (0.001, of_the_halves)[:n_cuts]


@pytest.mark.parametrize(("n", "expected"), [(10, 1), (9, 0)])
def test_twenty_customers_can_be_parted_and_nineteen_cannot(n, expected):
    column = np.concatenate([np.linspace(-1, 1, 10), 50 + np.linspace(-1, 1, n)])[:, None]
    assert len(part_customers(column, ["a"], 2).columns) == expected
