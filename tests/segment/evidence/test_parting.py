import numpy as np
import pytest

from custseg.segment.evidence.humps import second_hump
from custseg.segment.evidence.parting import bridge, part_customers
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


def test_a_slanted_group_is_found_along_a_principal_direction():
    points = planted(width=2, away=150)
    turned = points @ np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    found = part_customers(turned, ["a", "b"], 2)
    assert found.chances[0] < 0.001


def test_a_crowd_is_left_whole():
    found = part_customers(np.random.default_rng(3).normal(size=(300, 4)), list("abcd"), 4)
    assert all(chance > 0.01 for chance in found.chances)


def test_an_arc_leads_across_its_valley_and_noise_does_not():
    turn = np.linspace(0, np.pi, 400)
    arc = np.cos(turn)
    assert bridge(arc, np.sin(turn)[:, None], second_hump(arc)) > 0.6
    column = planted(width=2)
    assert bridge(column[:, 1], column[:, :1], second_hump(column[:, 1])) < 0.6


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


def test_a_column_tied_to_nearness_to_a_doubtful_valley_is_a_bridge():
    """Two humps that touch; the other column widens towards the valley in one case, and is noise in the other."""
    random = np.random.default_rng(0)
    column = np.concatenate([random.normal(size=200), random.normal(3.8, 1, 200)])
    hump = second_hump(column)
    noise = random.normal(size=400)
    tied = noise * np.exp(-np.abs(column - hump.cut))
    assert bridge(column, noise[:, None], hump) < 1
    assert bridge(column, tied[:, None], hump) >= 1


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
