import numpy as np
import pytest
from scipy.spatial import KDTree
from scipy.stats import norm, spearmanr

from custseg.segment.evidence.ties import _log_reach, bend_together, go_together, tied


@pytest.mark.parametrize("n", [20, 150])
def test_columns_that_have_nothing_to_do_with_each_other_are_seldom_tied(n):
    """A thousandth for each of five looks: of 200 crowds one is expected, and five or more once in 270 runs."""
    random = np.random.default_rng(0)
    assert sum(tied(random.uniform(size=(n, 2))) for _ in range(200)) < 5


@pytest.mark.parametrize("seed", range(12))
def test_tied_are_columns_or_distances_whose_ranks_correlate_by_a_quarter_beyond_chance(seed):
    random = np.random.default_rng(seed)
    n, bend, slope = int(random.choice([40, 80, 150, 800])), random.choice([0, 0.2, 0.5]), random.choice([0, 0.2, 0.5])
    plane = random.normal(size=(2 * n, 2))
    right = np.arange(2 * n) < n
    plane[right, 1] += slope * plane[right, 0] + bend * np.abs(plane[right, 0])
    for group in (plane[right], plane[~right]):
        expected, far = False, np.abs(group - np.median(group, axis=0))
        for first in (group[:, 0], far[:, 0]):
            for second in (group[:, 1], far[:, 1]):
                found = spearmanr(first, second)
                expected |= bool(abs(found.statistic) >= 0.25 and found.pvalue < 0.001)
        assert tied(group) == expected


def test_a_tie_begins_where_chance_makes_it_in_one_of_a_thousand():
    random = np.random.default_rng(1)
    first, noise = random.normal(size=120), random.normal(size=120)
    slopes = np.arange(0.15, 0.6, 0.003)
    chance = np.array([spearmanr(first, slope * first + noise).pvalue for slope in slopes])
    place = int((chance < 0.001).argmax())
    assert 0.00085 < chance[place] < 0.001 < chance[place - 1] < 0.00115
    for at in (place - 1, place):
        assert tied(np.column_stack([first, slopes[at] * first + noise])) == (at == place)


@pytest.mark.parametrize("n", [10, 37, 151, 300])
def test_neighbours_among_ranks_are_those_of_a_tree_to_the_last_digit(n):
    ranks = np.column_stack([np.arange(n), np.random.RandomState(n).permutation(n)])
    reach = KDTree(ranks).query(ranks, [round(np.sqrt(n)) + 1])[0]
    assert _log_reach(ranks) == np.log(reach).mean()


@pytest.mark.parametrize(
    "kind", ["slope", "even slope", "half ring", "turned half ring", "leaning half ring", "ring", "noise"]
)
def test_a_slope_is_tied_and_no_bend(kind):
    """The ties that a bend has beside those of a slope: what goes with the distance from a median, or against it."""
    random = np.random.default_rng(3)
    turn, slope = random.uniform(size=400), random.normal(size=(400, 2)) @ [[1.0, 0.8], [0.0, 0.6]]
    half, whole = ([np.cos(turn * part), np.sin(turn * part)] for part in (np.pi, 2 * np.pi))
    turned = np.array([[1.0, 1.0], [-1.0, 1.0]]) @ half
    groups = {
        "slope": slope,
        "even slope": norm.cdf(slope),
        "half ring": np.column_stack(half),
        "turned half ring": turned.T,
        "leaning half ring": np.column_stack([half[0] + half[1], half[1]]),
        "ring": np.column_stack(whole),
        "noise": random.normal(size=(400, 2)),
    }
    assert go_together(groups[kind]) == (kind != "noise")
    assert bend_together(groups[kind]) == ("ring" in kind)
