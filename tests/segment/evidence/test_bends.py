import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans

from custseg.segment import cluster_panel, cluster_verdict
from custseg.segment.evidence import bends
from custseg.segment.evidence.bends import (
    LINE,
    _led_across,
    _squared_distance,
    bend_density,
    bend_in_columns,
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


@pytest.mark.parametrize("seed", [130, 170, 190, 229, 296, 315])
def test_an_s_bends_in_the_plane_of_two_columns_where_a_third_is_noise(seed):
    """Tables that were called two clusters: directions across the line mix the second column with the noise."""
    points = simulate_crowd("s_curve", 300, 3, random_state=np.random.RandomState([11, seed])).to_numpy()
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    right = KMeans(2, n_init=3, random_state=0).fit_predict(points) == 1
    assert bend_in_columns(points, right) > 0.45
    assert most_bent(points, right.astype(int)) > 0.45
    if seed in (170, 229, 315):  # all planes share the chance of a tie, and those of the others are weaker
        more = np.column_stack([points, np.random.default_rng(seed).normal(size=(300, 5))])
        assert bend_in_columns(more, right) > 0.45, "columns that have nothing to do with it hide nothing"


@pytest.mark.parametrize("n", [300, 1000])
def test_columns_that_do_not_show_the_groups_are_not_asked_for_a_bend(n):
    """Tilted groups that three columns part together, while they touch along the slope in any two of them."""
    lost = 0
    for seed in range(10):
        points = np.random.default_rng(seed).normal(size=(n, 3)) @ (np.eye(3) + 0.7 * (1 - np.eye(3)))
        right = np.arange(n) < n / 2
        points[right] += [2.2, -1.1, -1.1]  # 9 standard deviations along the thin direction
        lost += bend_in_columns(points, right) > 0
        touching = max(bend_density(points[:, pair], right) for pair in ([0, 1], [0, 2], [1, 2]))
        assert touching > LINE
    assert lost == 0


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_tilted_groups_that_are_apart_are_no_bend_in_any_columns(share):
    """Their borders are the most crowded of groups that are there: about a third as crowded as they are."""
    for seed in range(20):
        points = np.random.default_rng(seed).normal(size=(300, 5))
        points[:, 1] += 0.8 * points[:, 0]
        right = np.arange(300) < share * 300
        points[right, 1] += 7
        assert bend_in_columns(points, right) == 0


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


def rungs(every_left=1, below=99.0, times_right=2, n_inside=12):
    """Legs at -1 and 1 with a customer on each rung, or on every so many, or several; and those half way on some."""
    at = np.arange(-20.0, 32.0)
    left, inside = at[::every_left], np.arange(float(n_inside))
    left = left[left < below]
    along = np.repeat([-1.0, 1.0, 0.0], [len(left), times_right * len(at), n_inside])
    other = np.concatenate([left, np.tile(at, times_right), inside])
    return along, other, along > 0.5


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ({}, 3 / 4),  # four rungs to a window, of which one ends it; as many on the left leg, and twice on the right
        ({"times_right": 1}, 3 / 4),
        ({"every_left": 2}, 3 / 2),
        ({"every_left": 2, "n_inside": 10}, 2 / 1.5),  # three rungs: one or two of every second
        ({"below": -1.0}, 3 / 1),  # nobody is counted as one
        ({"n_inside": 40}, 11 / 12),  # at most twelve to a window
        ({"n_inside": 9}, 0.0),
    ],
)
def test_those_half_way_are_compared_with_the_thinner_leg_at_their_place(legs, expected):
    along, other, right = rungs(**legs)
    for turned in (1, -1):
        for unit, place in ((1.0, 0.0), (0.25, 6.0)):
            found = _led_across(turned * unit * along + place, other, right if turned == 1 else along < -0.5)
            assert found == pytest.approx(expected)


def test_who_is_farther_from_a_leg_than_the_valley_is_wide_is_not_counted_with_it():
    """The valley is from -.25 to .25; as many stand .6 behind each leg as on it."""
    along, other, _ = rungs(times_right=1)
    legs = along != 0
    along, other = np.append(along, 1.6 * along[legs]), np.append(other, other[legs])
    assert _led_across(along, other, along > 0.5) == pytest.approx(3 / 4)


def test_who_is_as_near_to_a_leg_as_the_valley_is_wide_is_counted_with_it():
    """The medians are at -1 and 1.2, and so the valley is .55 wide; as many stand .4 behind each leg as on it."""
    along, other, _ = rungs(times_right=1)
    legs = along != 0
    along, other = np.append(along, 1.4 * along[legs]), np.append(other, other[legs])
    assert _led_across(along, other, along > 0.5) == pytest.approx(3 / 8)


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


@pytest.mark.parametrize(
    ("density", "led", "is_tied", "smaller", "expected"),
    [
        (0.3, 0.61, "right", 20, 0.61),
        (0.3, 0.61, "left", 20, 0.61),
        (0.3, 0.61, "neither", 20, 0.3),
        (0.3, 0.2, "right", 20, 0.3),
        (0.3, 0.6, "right", 20, 0.3),  # 0.6 is the most crowded valley that leads nowhere
        (0.31, 0.9, "right", 20, 0.31),  # a bend already
        (0.0, 0.9, "right", 10, 0.9),
        (0.0, 0.9, "right", 9, 0.0),
    ],
)
@pytest.mark.parametrize("few_are_right", [True, False])
def test_what_leads_across_counts_where_the_border_is_no_bend_and_a_group_is_tied(
    monkeypatch, density, led, is_tied, smaller, expected, few_are_right
):
    right = (np.arange(60) < smaller) == few_are_right
    plane = np.column_stack([np.arange(60.0), np.where(right, 1.0, 0.0)])
    asked = []
    monkeypatch.setattr(bends, "bend_density", lambda *_: density)
    monkeypatch.setattr(bends, "_led_across", lambda *given: asked.append(given) or led)
    monkeypatch.setattr(bends, "tied", lambda group: is_tied == ("right" if group[0, 1] else "left"))
    assert bends._in_plane(plane, right) == expected
    for along, other, side in asked:
        assert (along.tolist(), other.tolist(), side.tolist()) == (*plane.T.tolist(), right.tolist())


@pytest.mark.parametrize(
    ("in_planes", "in_columns", "expected"),
    [((0.2, LINE), 0.9, 0.9), ((LINE, 0.2), 0.1, LINE), ((0.2, 0.31), 0.9, 0.31), ((0.31, 0.2), 0.9, 0.31)],
)
def test_columns_are_asked_where_no_plane_along_the_line_shows_a_bend(monkeypatch, in_planes, in_columns, expected):
    left = iter(in_planes)
    monkeypatch.setattr(bends, "_in_plane", lambda plane, right: next(left))
    monkeypatch.setattr(bends, "bend_in_columns", lambda points, right: in_columns)
    points = np.random.default_rng(0).normal(size=(30, 3)) + 5 * (np.arange(30) < 12)[:, None]
    assert most_bent(points, (np.arange(30) >= 12).astype(int)) == expected
    assert list(left) == [], "both directions across the line are asked"


@pytest.mark.parametrize(("density", "expected"), [(0.4, 0.0), (np.nextafter(0.4, 1), np.nextafter(0.4, 1))])
def test_all_planes_of_columns_that_show_the_groups_share_the_chance_of_a_tie(monkeypatch, density, expected):
    asked = []
    monkeypatch.setattr(bends, "bend_density", lambda *given: asked.append(given) or density)
    right = np.arange(60) < 25
    points = np.random.default_rng(0).normal(size=(60, 4))
    points[right, 1] += 6  # planes without this column do not show the groups
    assert bend_in_columns(points, right) == expected
    for other, (plane, side, looks) in zip((0, 2, 3), asked, strict=True):
        np.testing.assert_array_equal(plane, points[:, sorted([1, other])])
        assert side is right and looks == 6


@pytest.mark.parametrize(("squared", "shown"), [(3.0, 3), (np.nextafter(3.0, 0), 0)])
def test_a_plane_shows_groups_with_three_quarters_of_their_squared_distance(monkeypatch, squared, shown):
    asked = []
    monkeypatch.setattr(bends, "_squared_distance", lambda line, spread: {3: 4.0, 2: squared}[len(line)])
    monkeypatch.setattr(bends, "bend_density", lambda *given: asked.append(given) or 0.0)
    assert bend_in_columns(np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) < 20) == 0
    assert len(asked) == shown


def test_the_squared_distance_is_that_of_mahalanobis():
    # a line of 1 and 2 standard deviations along and across an ellipse that is turned by 45 degrees
    spread = np.array([[5.0, 3.0], [3.0, 5.0]])  # variances 8 and 2
    line = np.array([1.0, 1.0]) * 2 + np.array([1.0, -1.0]) * 2
    assert _squared_distance(line, spread) == pytest.approx(1 + 4)
    assert _squared_distance(np.array([3.0, 0.0]), np.diag([4.0, 0.0])) == pytest.approx(9 / 4)


def test_one_column_and_one_group_have_no_bend():
    line = np.linspace(-1, 1, 40)
    assert bend_in_columns(line[:, None], line > 0) == 0
    assert most_bent(np.column_stack([line, line**2]), np.zeros(40, dtype=int)) == 0


@pytest.mark.parametrize("seed", [170, 229])
def test_place_unit_and_order_do_not_matter_for_a_bend_in_columns(seed):
    points = simulate_crowd("s_curve", 300, 3, random_state=np.random.RandomState([11, seed])).to_numpy()
    right = points[:, 0] > np.median(points[:, 0])
    expected, order = bend_in_columns(points, right), np.random.default_rng(0).permutation(300)
    assert expected > 0.4
    for other in (points + np.array([100.0, -70.0, 3.0]), points * [0.01, 50.0, 1.0], points[:, ::-1], -points):
        assert bend_in_columns(other, right) == pytest.approx(expected)
        assert bend_in_columns(other[order], ~right[order]) == pytest.approx(expected)
    labels = right.astype(int)
    for other in (points + np.array([100.0, -70.0, 3.0]), 0.01 * points, points[:, ::-1]):
        assert most_bent(other[order], 1 - labels[order]) == pytest.approx(most_bent(points, labels))


@pytest.mark.parametrize("turned", [1, -1])
def test_who_is_as_far_from_half_way_as_the_valley_reaches_is_in_it_and_on_no_leg(turned):
    """The valley reaches from -.25 to .25, and to .4 where it holds fewer than seven and ten are equally far."""
    along, other, right = rungs(every_left=2)
    for place, expected in ((-0.25, 3 / 2), (0.25, 3 / 2), (0.375, 3 / 2), (-0.4, 3 / 2), (np.nextafter(0.4, 1), 0.0)):
        along[-12:] = place
        found = _led_across(turned * along, other, right if turned == 1 else turned * along > 0.5)
        assert found == pytest.approx(expected)


@pytest.mark.parametrize(("n_nearer", "expected"), [(6, 3 / 2), (7, 0.0)])
def test_a_valley_is_widened_to_the_seventh_and_those_who_are_as_far(n_nearer, expected):
    """Six or seven at .3, and the others of twelve at .35."""
    along, other, right = rungs(every_left=2)
    along[-12:] = np.where(np.arange(12) < n_nearer, 0.3, 0.35)
    assert _led_across(along, other, right) == pytest.approx(expected)


@pytest.mark.parametrize("place", [0.0, 50.0])
def test_groups_are_as_far_apart_as_their_means_by_the_covariance_within_them(monkeypatch, place):
    asked = []
    monkeypatch.setattr(bends, "_squared_distance", lambda line, spread: asked.append((line, spread)) or 0.0)
    points = np.random.default_rng(0).normal(size=(60, 3)) @ (np.eye(3) + 0.5) + place
    right = np.arange(60) < 24
    points[right] += [4.0, 0.0, -2.0]
    bend_in_columns(points, right)
    spread = (24 * np.cov(points[right].T, bias=True) + 36 * np.cov(points[~right].T, bias=True)) / 60
    line = points[right].mean(axis=0) - points[~right].mean(axis=0)
    for (found, within), columns in zip(asked, ([0, 1, 2], [0, 1], [0, 2], [1, 2]), strict=True):
        np.testing.assert_allclose(found, line[columns])
        np.testing.assert_allclose(within, spread[np.ix_(columns, columns)], rtol=1e-9)


@pytest.mark.parametrize(("given", "looks"), [((), 1), ((6,), 6)])
def test_either_group_may_be_tied_by_the_chance_of_as_many_looks(monkeypatch, given, looks):
    asked = []
    monkeypatch.setattr(bends, "tied", lambda group, looks: asked.append((len(group), looks)) or False)
    assert bend_density(np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) < 15, *given) == 0
    assert asked == [(15, looks), (25, looks)]
