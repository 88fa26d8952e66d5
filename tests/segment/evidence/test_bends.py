import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans

from custseg.segment import cluster_panel, cluster_verdict
from custseg.segment.evidence.bends import LINE, bend_density, most_bent
from custseg.segment.evidence.humps import NO_HUMP
from custseg.segment.evidence.parting import bridge
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


@pytest.mark.parametrize("n", [20, 150])
def test_columns_that_have_nothing_to_do_with_each_other_are_seldom_tied(n):
    """A thousandth for each of five looks: of 200 crowds one is expected, and five or more once in 270 runs."""
    random = np.random.default_rng(0)
    second = np.repeat([False, True], n)
    crowds = [random.uniform(size=(2 * n, 2)) for _ in range(100)]
    assert sum(bend_density(crowd, second) > 0 for crowd in crowds) < 5, "two groups in one place: a border everywhere"


def test_the_folds_of_an_s_are_bridged():
    """Seen from the side, an S folds into two humps; the line between them is as crowded as they are."""
    turn = np.linspace(0.3, 6.9, 600)
    for seed in range(5):
        points = np.column_stack([turn, 1.2 * np.sin(turn)]) + 0.25 * np.random.default_rng(seed).normal(size=(600, 2))
        points = points - points.mean(axis=0)
        _, _, axes = np.linalg.svd(points, full_matrices=False)
        along, across = (points @ axes.T).T
        assert bridge(along, across[:, None], NO_HUMP._replace(cut=0.0, left=-2.3, right=2.3)) >= 1


def test_few_and_equal_customers_do_no_harm():
    assert bend_density(np.zeros((30, 2)), np.arange(30) < 15) == 0
    assert bend_density(np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) < 5) == 0
    assert most_bent(np.arange(40.0)[:, None], np.repeat([0, 1], 20)) == 0
    tied = np.repeat(np.arange(4.0), 10)
    assert bend_density(np.column_stack([tied, tied]), tied > 1) == pytest.approx(0, abs=10), "no division by nothing"


@pytest.mark.heavy
@pytest.mark.parametrize("shape", SHAPES)
def test_a_crowd_along_a_bend_is_not_called_clusters(shape):
    X = pd.DataFrame(crowd_along(shape, 300, 1)[:, :2], columns=["spend", "visits"])
    gates = ["gap_box", "gap_copula", "prediction_strength", "valley", "centre"]
    verdict = cluster_verdict(cluster_panel(X, ks=[1, 2, 3], measures=gates, random_state=1))
    assert verdict["n_clusters"] == 1, verdict["reason"]
