"""Is a bend found in the columns that show the groups, and in no others?"""

import numpy as np
import pytest
from sklearn.cluster import KMeans

from custseg.segment.evidence import bends
from custseg.segment.evidence.bends import (
    LINE,
    _squared_distance,
    bend_density,
    bend_in_columns,
    most_bent,
)
from custseg.simulate import simulate_crowd


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
