"""Is a bend as crowded at its border as within, and are crowds that are apart none?"""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans

from custseg.segment import cluster_panel, cluster_verdict
from custseg.segment.evidence import bends
from custseg.segment.evidence.bends import (
    LINE,
    bend_density,
    most_bent,
)
from custseg.simulate import simulate_crowd

SHAPES = {
    "quarter of a ring": lambda t: (np.cos(t * np.pi / 2), np.sin(t * np.pi / 2), 0.08),
    "two legs": lambda t: (np.maximum(2 * t - 1, 0), np.maximum(1 - 2 * t, 0), 0.06),
    "bowl": lambda t: (3.2 * t - 1.6, (3.2 * t - 1.6) ** 2, 0.12),
}


def crowd_along(shape, n, seed):
    """Customers along a line that turns, with a third column of noise."""
    random = np.random.default_rng(seed)
    first, second, noise = SHAPES[shape](random.uniform(size=n))
    points = np.column_stack([first, second, np.zeros(n)]) + noise * random.normal(size=(n, 3))
    return (points - points.mean(axis=0)) / points.std(axis=0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n", [150, 600])
def test_the_halves_of_a_bend_touch_along_a_line(shape, n):
    for seed in range(5):
        points = crowd_along(shape, n, seed)
        halves = (points[:, 0] > np.median(points[:, 0])).astype(int)
        assert most_bent(points, halves) > LINE, (shape, n, seed)
        assert most_bent(points * [1.0, 1.0, 9.0], halves) > LINE, "the bend need not be in the widest plane"


@pytest.mark.parametrize("separation", [0, 5, 7])
@pytest.mark.parametrize("tilt", [0.0, 0.9])
def test_crowds_that_are_apart_and_columns_that_are_not_tied_are_no_bend(separation, tilt):
    for seed in range(5):
        points = np.random.default_rng(seed).normal(size=(400, 2))
        points[:, 1] += tilt * points[:, 0]
        right = points[:, 0] > 0 if separation == 0 else np.arange(400) < 60
        points[right, 0] += separation
        found = bend_density(points, right)
        assert found == 0 if tilt == 0 else (found > LINE if separation == 0 else found <= LINE)


@pytest.mark.parametrize("seed", [38, 82, 89])
def test_the_short_piece_between_two_long_legs_leads_across(seed):
    """Tables in which the border of the two legs is thinner than LINE: the piece between them is a thin line."""
    points = simulate_crowd("u_shape", 300, 3, random_state=np.random.RandomState([11, seed])).to_numpy()
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    halves = KMeans(2, n_init=3, random_state=0).fit_predict(points)
    assert most_bent(points, halves) > 0.6


def test_a_half_that_turns_back_is_tied_though_nothing_correlates():
    """An S whose halves have ranks, and distances from the median, that correlate by less than a quarter."""
    points = simulate_crowd("s_curve", 300, 3, random_state=np.random.RandomState([11, 26])).to_numpy()
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    assert most_bent(points, KMeans(2, n_init=3, random_state=0).fit_predict(points)) > LINE


@pytest.mark.parametrize("columns", [2, 8])
@pytest.mark.parametrize("share", [0.15, 0.5])
def test_nothing_leads_across_between_groups_whose_columns_are_not_tied(columns, share):
    """In 8 columns the few in the valley stand by chance as close as beside it; without a tie that is no bend."""
    for seed in range(5):
        points = np.random.default_rng(seed).normal(size=(300, columns))
        right = np.arange(300) < share * 300
        points[right, 0] += 5
        assert most_bent(points, right.astype(int)) <= 0.6


def test_few_and_equal_customers_do_no_harm():
    assert bend_density(np.zeros((30, 2)), np.arange(30) < 15) == 0
    assert bend_density(np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) < 5) == 0
    assert most_bent(np.arange(40.0)[:, None], np.repeat([0, 1], 20)) == 0
    tied = np.repeat(np.arange(4.0), 10)
    assert bend_density(np.column_stack([tied, tied]), tied > 1) == pytest.approx(0, abs=10), "no division by nothing"


def by_definition(plane, right, rank):
    """Give the density on the border over that in the thinner group, with all distances written out.

    Distances within round groups are those of Mahalanobis, by the common covariance within the groups.
    """
    within = np.concatenate([plane[side] - plane[side].mean(axis=0) for side in (right, ~right)])
    apart = cdist(plane, plane, "mahalanobis", VI=np.linalg.inv(within.T @ within / len(plane)))
    near = np.argsort(apart + np.where(np.eye(len(plane)), np.inf, 0), axis=1)[:, :rank]
    density = np.take_along_axis(apart, near, axis=1)[:, -1] ** -2
    border = (right[near] != right[:, None]).mean(axis=1) >= 0.25
    inside = min(np.quantile(density[right], 0.75), np.quantile(density[~right], 0.75))
    return np.quantile(density[border], 0.75) / inside


@pytest.mark.parametrize(
    ("n", "n_right", "rank"),
    [(60, 10, 4), (60, 12, 4), (60, 21, 7), (80, 40, 10), (225, 33, 11), (225, 90, 15), (400, 200, 20)],
)
@pytest.mark.parametrize("unit", [0.001, 1.0, 500.0])
def test_the_border_of_a_bend_is_as_dense_as_its_definition_says(n, n_right, rank, unit):
    random = np.random.default_rng(n)
    turn = np.sort(random.uniform(0, np.pi / 2, n))
    arc = np.column_stack([np.cos(turn), np.sin(turn)]) + random.normal(size=(n, 2)) * 0.05
    right = np.arange(n) < n_right
    assert bend_density(arc * unit + 3, right) == pytest.approx(by_definition(arc, right, rank))


@pytest.mark.parametrize("slope", [1.0, 2.0, -0.3])
def test_an_even_line_is_as_crowded_at_its_middle_as_elsewhere(slope):
    """All on one line have no width across it, by which nothing must be divided."""
    along = np.linspace(0, 1, 100)
    assert bend_density(np.column_stack([along, slope * along]), along > 0.5) == pytest.approx(1)


def test_a_column_that_is_the_same_for_all_is_tied_to_nothing():
    values = np.random.default_rng(0).normal(size=60)
    for plane in (np.column_stack([values, np.ones(60)]), np.column_stack([np.ones(60), values])):
        assert bend_density(plane, np.arange(60) < 30) == 0


def test_fewer_than_ten_are_no_half_of_a_bend():
    line = np.column_stack([np.linspace(-1, 1, 80), np.linspace(-1, 1, 80) ** 2])
    for away, expected in ((9, False), (10, True)):
        assert (most_bent(line, (np.arange(80) >= 80 - away).astype(int)) > LINE) == expected


def test_of_three_groups_the_most_bent_pair_counts_and_an_empty_group_is_none():
    points = crowd_along("bowl", 300, 0)
    labels = np.digitize(points[:, 0], np.quantile(points[:, 0], [0.4, 0.7]))
    pairs = [
        most_bent(points[labels != left_out], np.unique(labels[labels != left_out], return_inverse=True)[1])
        for left_out in range(3)
    ]
    assert most_bent(points, labels) == pytest.approx(max(pairs))
    halves = (points[:, 0] > 0).astype(int)
    assert most_bent(points, 2 * halves) == most_bent(points, halves)
    crowds = np.random.default_rng(0).normal(size=(100, 2)) + 50 * halves[:100, None]
    assert most_bent(crowds, 2 * halves[:100]) == 0


@pytest.mark.heavy
@pytest.mark.parametrize("shape", SHAPES)
def test_a_crowd_along_a_bend_is_not_called_clusters(shape):
    X = pd.DataFrame(crowd_along(shape, 300, 1)[:, :2], columns=["spend", "visits"])
    gates = ["gap_box", "gap_copula", "prediction_strength", "valley", "centre"]
    verdict = cluster_verdict(cluster_panel(X, ks=[1, 2, 3], measures=gates, random_state=1))
    assert verdict["n_clusters"] == 1, verdict["reason"]


def lumps(apart):
    """Sixteen at 0 and four at 3 on the diagonal, and as many beyond a gap the other way round."""
    place = np.repeat([0.0, 3.0, 3 + apart, 6 + apart], [16, 4, 4, 16])
    return np.column_stack([place, place]), np.arange(40) >= 20


@pytest.mark.parametrize("unit", [1.0, 1e-8])
def test_who_stand_in_one_spot_are_as_dense_as_if_a_standard_deviation_apart(unit):
    plane, right = lumps(2.5)
    # sixteen at 0 and four at 3 have a standard deviation of 1.2; the border reaches from 3 to 5.5
    assert bend_density(unit * plane, right) == pytest.approx((2.5 / 1.2) ** -2)
    assert bend_density(unit * plane + 9 * unit, ~right) == pytest.approx((2.5 / 1.2) ** -2)


def test_tied_groups_far_apart_have_no_border():
    plane, right = lumps(30.0)
    assert bend_density(plane, right) == 0


@pytest.mark.parametrize("unit", [1e-8, 1e8])
def test_the_unit_of_a_bend_does_not_matter_however_small(unit):
    points = crowd_along("bowl", 200, 3)[:, :2]
    right = points[:, 0] > 0.2
    assert bend_density(points * [unit, 3 * unit] - 5 * unit, right) == pytest.approx(bend_density(points, right))


@pytest.mark.parametrize(("given", "looks"), [((), 1), ((6,), 6)])
def test_either_group_may_be_tied_by_the_chance_of_as_many_looks(monkeypatch, given, looks):
    asked = []
    monkeypatch.setattr(bends, "tied", lambda group, looks: asked.append((len(group), looks)) or False)
    assert bend_density(np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) < 15, *given) == 0
    assert asked == [(15, looks), (25, looks)]
