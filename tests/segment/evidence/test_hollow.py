from itertools import combinations

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import binom, gamma, norm

from custseg.segment.evidence import hollow
from custseg.segment.evidence.hollow import _allowance, _at_median, centre_at_most, planes_concerned
from custseg.segment.evidence.humps import SMALLEST

FULL = 0.8  # what the verdict asks


def bent(n, sweep, width=2, seed=0, scatter=0.08):
    """A part of a circle in two columns, and normal noise in the others."""
    random = np.random.default_rng(seed)
    turn = random.uniform(-sweep / 2, sweep / 2, n)
    line = np.column_stack([np.cos(turn), np.sin(turn)]) + scatter * random.normal(size=(n, 2))
    return np.column_stack([line, random.normal(size=(n, width - 2))])


@pytest.mark.parametrize("width", [2, 5])
@pytest.mark.parametrize("circle", [1.0, 0.75, 2 / 3])
def test_rings_and_most_of_a_ring_are_hollow(circle, width):
    most = [centre_at_most(bent(150, circle * 2 * np.pi, width, seed)) for seed in range(10)]
    assert max(most) < FULL, f"a group along {circle:.0%} of a circle looks full: {np.round(most, 2)}"


def test_half_a_ring_is_hollow_in_nearly_all_tables():
    """Of 200 groups of 150 customers in two columns, 2 were taken for full when the rule was made."""
    full = sum(centre_at_most(bent(150, np.pi, 2, seed)) >= FULL for seed in range(40))
    assert binom.sf(full - 1, 40, 0.05) > 1e-3


def test_along_a_bend_nothing_is_allowed_for_chance():
    """Of 200 half rings with much scatter 42 were taken for full when the rule was made, with an allowance half."""
    full = sum(centre_at_most(bent(150, np.pi, 2, seed, scatter=0.15)) >= FULL for seed in range(60))
    assert binom.sf(full - 1, 60, 0.21) > 1e-3, f"{full} of 60 half rings look full"


@pytest.mark.parametrize("n", [60, 150])
@pytest.mark.parametrize("width", [2, 5, 8])
def test_even_columns_have_no_hollow_though_some_plane_is_thin_at_its_centre(width, n):
    for seed in range(5):
        assert centre_at_most(np.random.default_rng(seed).uniform(size=(n, width))) >= FULL


def test_even_columns_that_correlate_are_called_hollow_as_seldom_as_is_said():
    random = np.random.default_rng(0)
    shared = [random.normal(size=(150, 1)) for _ in range(60)]
    groups = [norm.cdf(0.6 * random.normal(size=(150, 5)) + 0.8 * one) for one in shared]
    hollow = sum(centre_at_most(group) < FULL for group in groups)
    assert binom.sf(hollow - 1, 60, 0.05) > 1e-3, f"{hollow} of 60 are called hollow, 5 % are allowed"


def test_the_allowance_is_the_upper_limit_of_a_gamma_variable_over_its_mean():
    # a gamma variable of shape 10 is half a chi-square one with 20 degrees of freedom: upper .05 of the tables 31.410
    assert _allowance(10, 1) == pytest.approx(31.410 / 20, abs=1e-4)
    # shared by five planes, upper .01: 37.566
    assert _allowance(10, 5) == pytest.approx(37.566 / 20, abs=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_no_group_is_hollow_that_was_full_where_every_plane_was_asked(seed):
    """Planes left out and an allowance can only raise the least density: no group that was found is lost."""
    random = np.random.default_rng(seed)
    groups = [bent(100, turn * np.pi, 4, seed) for turn in (0.5, 1, 2)]
    groups += [random.uniform(size=(100, 4)), random.normal(size=(100, 4)) @ random.normal(size=(4, 4))]
    for group in groups:
        scaled = (group - np.median(group, axis=0)) / group.std(axis=0)
        asked = [_at_median(scaled[:, pair], 10) for pair in map(list, combinations(range(4), 2))]
        assert centre_at_most(group) >= min(1.0, *asked) - 1e-9


def test_order_and_unit_do_not_matter():
    group = bent(150, 1.2 * np.pi, 3)
    turned = np.random.default_rng(1).permutation(group) * [100.0, 0.01, 3.0] + [5.0, 0.0, -7.0]
    assert centre_at_most(turned) == pytest.approx(centre_at_most(group), rel=0.05)


def test_a_single_column_is_asked_as_it_is():
    two = np.concatenate([np.linspace(-6, -4, 40), np.linspace(4, 6, 40)])[:, None]
    assert centre_at_most(two) < 0.4
    assert centre_at_most(np.linspace(0, 1, 80)[:, None]) == 1.0


def test_fewer_than_a_group_have_no_centre():
    assert centre_at_most(np.random.default_rng(0).normal(size=(SMALLEST - 1, 2))) == 0.0


@pytest.mark.parametrize(("n", "rank", "every"), [(60, 10, 1), (121, 11, 1), (150, 12, 1), (700, 26, 2)])
def test_the_centre_of_a_ring_is_as_full_as_its_definition_says(n, rank, every):
    """How far the neighbour of that rank is from the medians, beside how far it is from the customers."""
    ring = bent(n, 2 * np.pi, scatter=0.12, seed=n)
    scaled = (ring - np.median(ring, axis=0)) / ring.std(axis=0)
    there = np.sort(np.hypot(*scaled.T))[rank - 1]
    inside = np.median(np.sort(cdist(scaled[::every], scaled), axis=1)[:, rank])
    assert centre_at_most(ring) < 0.8
    assert centre_at_most(ring) == pytest.approx((inside / there) ** 2)
    assert centre_at_most(ring * [100.0, 0.01] + [5.0, -7.0]) == pytest.approx(centre_at_most(ring))


@pytest.mark.parametrize(("n", "asked"), [(100, 100), (599, 599), (600, 300), (900, 300)])
def test_three_hundred_customers_or_a_few_more_tell_whether_two_columns_are_tied(monkeypatch, n, asked):
    rows = []
    monkeypatch.setattr(hollow, "bend_together", lambda plane: rows.append(len(plane)))
    monkeypatch.setattr(hollow, "go_together", lambda plane: rows.append(len(plane)))
    assert centre_at_most(bent(n, 2 * np.pi)) == 1.0, "what is not tied is not asked"
    assert rows == [asked, asked]


def dumbbell(n_columns, scatter=0.5):
    """Two groups of thirty with nobody between them, along a slope in all columns."""
    random = np.random.default_rng(1)
    along = np.concatenate([np.linspace(-1.2, -0.36, 30), np.linspace(0.36, 1.2, 30)])
    return np.column_stack([along, *(along + scatter * random.normal(size=60) for _ in range(n_columns - 1))])


@pytest.mark.parametrize(("n_columns", "n_planes"), [(2, 1), (3, 3)])
def test_along_a_slope_the_centre_is_as_full_as_it_may_be_by_chance(n_columns, n_planes):
    """The least of the planes that are tied, times the upper limit of the gamma variable that all of them share."""
    group = dumbbell(n_columns)
    scaled = (group - np.median(group, axis=0)) / group.std(axis=0)
    least = min(_at_median(scaled[:, list(pair)], 10) for pair in combinations(range(n_columns), 2))
    assert centre_at_most(group) == pytest.approx(least * gamma.ppf(1 - 0.05 / n_planes, 10) / 10)
    beside = np.column_stack([group, np.random.default_rng(2).normal(size=60)])
    assert centre_at_most(beside) == pytest.approx(centre_at_most(group)), "planes that are not tied share no chance"


def test_a_column_that_is_the_same_for_all_changes_nothing():
    ring = bent(80, 2 * np.pi)
    assert centre_at_most(np.column_stack([ring, np.full(80, 5.0)])) == centre_at_most(ring) < FULL
    assert centre_at_most(np.column_stack([np.zeros(80), np.full(80, 5.0)])) == 1.0


def test_a_single_column_is_as_full_as_its_definition_says():
    two = np.concatenate([np.linspace(-6, -4, 40), np.linspace(4, 6, 40)])
    scaled = two / two.std()
    there = np.sort(np.abs(scaled))[9]
    inside = np.median(np.sort(np.abs(scaled[:, None] - scaled), axis=1)[:, 10])
    assert centre_at_most(two[:, None]) == pytest.approx(inside / there)


def test_ten_customers_have_a_centre():
    assert centre_at_most(np.arange(10.0)[:, None]) == 1.0
    assert centre_at_most(np.arange(9.0)[:, None]) == 0.0


def test_where_many_stand_at_the_median_nothing_is_fuller():
    assert _at_median(np.zeros((20, 1)), 10) == np.inf
    # nine at the median, whom the tenth neighbour is not among: 1 away, and as far from most others
    assert _at_median(np.repeat([-1.0, 0.0, 1.0], [6, 9, 5])[:, None], 10) == 1.0
    # in a plane the density is one over the square of the distance: of 21 on a cross each has the tenth 2 away or more
    line = np.arange(-5.0, 6)
    cross = np.concatenate([np.column_stack([line, 0 * line]), np.column_stack([0 * line, line])[line != 0]])
    there = np.sort(np.hypot(*cross.T))[9]
    inside = np.median(np.sort(cdist(cross, cross), axis=1)[:, 10])
    assert _at_median(cross, 10) == pytest.approx((inside / there) ** 2)


@pytest.mark.parametrize(("n", "rank"), [(10, 9), (11, 10), (109, 10), (111, 11)])
def test_the_rank_is_the_root_of_the_size_at_least_ten_and_no_more_than_others_there_are(monkeypatch, n, rank):
    ranks = []
    monkeypatch.setattr(hollow, "_at_median", lambda points, rank: ranks.append(rank) or 1.0)
    assert centre_at_most(np.arange(float(n))[:, None]) == 1.0
    assert ranks == [rank]


def parted(others, n, seed):
    """Two groups nine apart in the last column, which has nothing to do with the others."""
    random = np.random.default_rng(seed)
    points = np.column_stack([others, random.normal(size=n) + 9 * (np.arange(n) < n // 3)])
    return points[: n // 3], points[n // 3 :]


@pytest.mark.parametrize("seed", range(5))
def test_a_ring_of_two_other_columns_has_nothing_to_do_with_the_column_that_parts(seed):
    ring = bent(300, 2 * np.pi, seed=seed)
    parts = parted(ring, 300, seed + 100)
    concerned = planes_concerned(parts, 2)
    assert concerned.tolist() == [[False, False, True], [False, False, True], [True, True, True]]
    assert max(centre_at_most(part) for part in parts) < FULL
    assert min(centre_at_most(part, concerned) for part in parts) >= FULL


@pytest.mark.parametrize("seed", range(5))
def test_a_ring_that_goes_with_the_column_that_parts_is_asked(seed):
    """The ring of a torus is as wide as its third column says, and no single column is tied to that one."""
    random = np.random.default_rng(seed)
    turn, around = random.uniform(0, 2 * np.pi, (2, 400))
    torus = np.column_stack([(3 + np.cos(around)) * np.cos(turn), (3 + np.cos(around)) * np.sin(turn), np.sin(around)])
    parts = torus[torus[:, 2] < 0], torus[torus[:, 2] >= 0]
    assert planes_concerned(parts, 2)[0, 1]
    assert min(centre_at_most(part, planes_concerned(parts, 2)) for part in parts) < FULL


def test_planes_of_columns_that_are_tied_to_the_one_that_parts_are_asked():
    random = np.random.default_rng(0)
    turn = random.uniform(0, 2 * np.pi, 300)
    bends = [np.cos(turn), np.sin(turn), np.sin(turn) + 0.1 * random.normal(size=300), random.normal(size=300)]
    points = np.column_stack(bends)
    concerned = planes_concerned((points[points[:, 0] < 0], points[points[:, 0] >= 0]), 0)
    assert concerned[1, 2], "both go with the first: their plane shows the bend as well"
    np.testing.assert_array_equal(concerned, concerned.T)
    assert concerned[0].all(), "its own planes are always asked"
