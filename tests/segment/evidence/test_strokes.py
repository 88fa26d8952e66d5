import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from custseg.segment.evidence import strokes
from custseg.segment.evidence.crossing import _both, crossing_chance, most_crossed
from custseg.segment.evidence.humps import NO_HUMP
from custseg.segment.evidence.strokes import _aside, _closer, fullest, stroke_chance
from custseg.segment.evidence.verdict_tests import CROSSING

BARS = NO_HUMP._replace(cut=0.5, left=0.0, right=1.0)
GROUPS = NO_HUMP._replace(cut=2.5, left=0.0, right=5.0)


@pytest.fixture(scope="module")
def joined(benchmark_script):
    """Draw bars and bridges with the code of benchmarks/results/joined_groups.csv."""
    return benchmark_script("joined_groups")


def h_shape(joined, seed, n, share, **kind):
    return joined.bars(np.random.default_rng([11, seed]), n, share, **kind)


def bridged(joined, seed, n, share, shape="round", apart=5.0):
    """Two groups, and a share of the customers on a line between their centres."""
    random = np.random.default_rng([12, seed])
    points = random.normal(size=(n, 2))
    if shape == "disc":
        turn, reach = random.uniform(0, 2 * np.pi, n), 2 * np.sqrt(random.random(n))
        points = np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])
    values = joined.bridged(random, points, share, apart)
    return values[:, 0], values[:, 1:]


@pytest.mark.parametrize(
    ("n", "share", "kind"),
    [
        (600, 0.14, {}),
        (600, 0.22, {}),
        (2000, 0.08, {}),
        (2000, 0.14, {"tilt": 0.6}),
        (2000, 0.14, {"rungs": (0.3, 0.7)}),
        (2000, 0.14, {"rungs": (0.0,)}),
        (5000, 0.1, {"columns": 3}),
    ],
)
def test_a_crossbar_crosses_a_valley_however_few_it_leaves_there(joined, n, share, kind):
    for seed in range(5):
        points = h_shape(joined, seed, n, share, **kind)
        assert _both(1.0, stroke_chance(points[:, 0], points[:, 1:], BARS)) < CROSSING
        assert crossing_chance(points[:, 0], points[:, 1:], BARS) < CROSSING


@pytest.mark.parametrize("n", [300, 2000])
@pytest.mark.parametrize(("share", "apart"), [(0.0, 5.0), (0.03, 5.0), (0.03, 7.0)])
def test_groups_and_three_of_a_hundred_between_them_are_not_crossed(joined, n, share, apart):
    hump = GROUPS._replace(cut=apart / 2, right=apart)
    found = [_both(1.0, stroke_chance(*bridged(joined, seed, n, share, apart=apart), hump)) for seed in range(40)]
    assert sum(chance < CROSSING for chance in found) <= 1


@pytest.mark.parametrize("share", [0.0, 0.03])
def test_groups_that_end_before_the_middle_are_not_crossed(joined, share):
    """Discs of radius 2, 5 apart: their ends are narrow, and nobody is half way, or three of a hundred."""
    for seed in range(10):
        assert stroke_chance(*bridged(joined, seed, 2000, share, "disc"), GROUPS) == 1


@pytest.mark.heavy
@pytest.mark.parametrize("columns", [2, 3])
def test_directions_across_the_line_between_two_groups_do_not_blur_a_crossbar(joined, columns):
    for seed in range(4):
        points = h_shape(joined, seed, 1000, 0.18, columns=columns)
        scaled = (points - points.mean(axis=0)) / points.std(axis=0)
        assert most_crossed(scaled, (points[:, 0] > 0.5).astype(int)) < CROSSING


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [4, 9])
def test_two_bars_and_their_crossbar_are_one_crowd(joined, benchmark_script, seed):
    """Tables that were two clusters, in all columns together and by one column."""
    X = pd.DataFrame(h_shape(joined, seed, 800, 0.18, columns=2 + seed % 2)).add_prefix("sim_")
    assert benchmark_script("verdict_power").verdict_of(X, seed)["verdict"] != "compact clusters"


def even_line(n_inside, n_side=200):
    """Bars that are even in the other column, and a line as even along the first."""
    bars = np.linspace(-1, 1, n_side)
    values = np.concatenate([np.zeros(n_side), np.linspace(0.31, 0.69, n_inside), np.ones(n_side)])
    return values, np.concatenate([bars, np.linspace(-0.1, 0.1, n_inside), bars])[:, None]


@pytest.mark.parametrize(("n_inside", "asked"), [(10, True), (9, False)])
def test_fewer_than_ten_in_a_valley_are_no_line(n_inside, asked):
    assert (stroke_chance(*even_line(n_inside), BARS) < 1) == asked
    values, across = even_line(20)
    spread = np.linspace(0, 199, n_inside).astype(int)
    keep = np.append(spread, np.arange(200, len(values)))  # so many on one side
    assert (stroke_chance(values[keep], across[keep], BARS) < 1) == asked


@pytest.mark.parametrize(("n_middle", "line"), [(5, True), (4, False)])
def test_who_leaves_the_middle_of_a_valley_is_on_no_line(n_middle, line):
    """Of twenty, 5 or fewer come with a chance of .021, 4 or fewer with .006."""
    values, across = even_line(20)
    values[200 : 200 + n_middle], values[200 + n_middle : 220] = 0.5 - 0.099, 0.5 + 0.101
    assert (stroke_chance(values, across, BARS) < 1) == line


@pytest.mark.parametrize(("n_side", "line"), [(290, True), (350, False)])
def test_a_line_of_hardly_any_counts_for_nothing(n_side, line):
    """Ten who are nearly all closer than the others are a line of .032 or .027 of those on a side."""
    values, _ = even_line(10, n_side)
    far = np.concatenate([np.linspace(-2, -1, n_side // 2), np.linspace(1, 2, n_side // 2)])
    across = np.concatenate([far, 0.01 * np.arange(10), far])[:, None]
    assert (stroke_chance(values, across, BARS) < 1) == line


@pytest.mark.parametrize(("n_inside", "line"), [(12, True), (11, False)])
def test_three_of_a_hundred_are_as_many_as_a_line_has(monkeypatch, n_inside, line):
    """All of twelve are on it, beside four hundred."""
    monkeypatch.setattr(strokes, "fullest", lambda *_: 400)
    monkeypatch.setattr(strokes, "_closer", lambda *_: (0.001, 1.0))
    assert stroke_chance(*even_line(n_inside), BARS) == (0.002 if line else 1.0)


def test_a_chance_that_all_columns_share_is_never_above_one(monkeypatch):
    monkeypatch.setattr(strokes, "_closer", lambda *_: (0.6, 1.0))
    assert stroke_chance(*even_line(20), BARS) == 1.0


def test_all_columns_and_both_ways_share_the_chance():
    values, across = even_line(20)
    alone = stroke_chance(values, across, BARS)
    noise = np.random.default_rng(0).normal(size=(len(values), 3))
    assert stroke_chance(values, np.column_stack([noise, across]), BARS) == pytest.approx(4 * alone)
    sides = [across[:200, 0], across[220:, 0]]
    assert alone == pytest.approx(2 * min(_closer(across[200:220, 0], sides, n)[0] for n in (1, 2)))
    assert stroke_chance(values, across[:, :0], BARS) == 1


def test_the_side_that_is_less_different_counts():
    random = np.random.default_rng(0)
    there, wide, narrow = 0.1 * random.normal(size=50), random.normal(size=50), 0.2 * random.normal(size=50)
    chance, share = _closer(there, [wide, narrow], 1)
    test = mannwhitneyu(_aside(there, 1), _aside(narrow, 1), alternative="less", method="asymptotic")
    assert chance == pytest.approx(test.pvalue) and share == pytest.approx(1 - test.statistic / 2500)
    assert _closer(there, [narrow, wide], 1) == (chance, share)


def test_few_are_compared_with_as_few():
    """Ten are closer to two medians of their own than a thousand are, by chance alone."""
    random = np.random.default_rng(0)
    shares = [_closer(random.normal(size=10), [random.normal(size=1000)] * 2, 2)[1] for _ in range(200)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.02)


def test_either_half_has_its_own_median():
    column = np.array([9.0, 0, 10, 1, 2, 12])
    assert sorted(_aside(column, 1)) == [3.5, 3.5, 4.5, 4.5, 5.5, 6.5]
    assert sorted(_aside(column, 2)) == [0, 0, 1, 1, 1, 2]


def test_the_fullest_window_holds_both_its_ends():
    assert fullest(np.array([3.0, 1, 2, 7]), 2.0) == 3
    assert fullest(np.array([3.0, 1, 2, 7]), 0.5) == 1
    assert fullest(np.zeros(0), 1.0) == 0


def test_the_order_of_the_customers_decides_nothing(joined):
    values, across = bridged(joined, 1, 600, 0.08, apart=5.0)
    order = np.random.default_rng(0).permutation(len(values))
    hump = GROUPS._replace(cut=2.5, right=5.0)
    assert 0 < stroke_chance(values, across, hump) < 1
    assert stroke_chance(values[order], across[order], hump) == stroke_chance(values, across, hump)
