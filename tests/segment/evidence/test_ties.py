import numpy as np
import pytest
from scipy.spatial import KDTree
from scipy.stats import norm, pearson3, rankdata, spearmanr

from custseg.segment.evidence import ties
from custseg.segment.evidence.ties import (
    _correlated,
    _log_reach,
    _of_slope,
    _turns_back,
    _without_a_tie,
    bend_together,
    go_together,
    tied,
)


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


def reach_of(ranks):
    """Give the mean logarithm of the distance to the neighbour whose rank is the square root of the size."""
    return np.log(KDTree(ranks).query(ranks, [round(np.sqrt(len(ranks))) + 1])[0]).mean()


def test_what_is_usual_without_a_tie_is_that_of_two_hundred_shuffles():
    random = np.random.RandomState(0)
    reach = [reach_of(np.column_stack([np.arange(30), random.permutation(30)])) for _ in range(200)]
    assert _without_a_tie(30) == pytest.approx((np.mean(reach), np.std(reach, ddof=1)))


@pytest.mark.parametrize("n", [60, 120])
def test_a_line_that_turns_back_is_tied_where_neighbours_are_closer_than_chance_makes_them(n):
    """Twice as much closer is the mutual information: beyond chance it is that of a rank correlation of a quarter."""
    seen = set()
    for scatter in (0.05, 0.1, 0.3, 0.6, 0.9, 1.2):
        random = np.random.default_rng(5)
        turn = random.uniform(0, 2 * np.pi, n)
        plane = np.column_stack([turn, np.sin(2 * turn) + scatter * random.normal(size=n)])
        usual, spread = _without_a_tie(n)
        closer = usual - reach_of(np.column_stack([rankdata(column) for column in plane.T]))
        for looks in (1, 40):
            sure = pearson3.sf(closer / spread, 0.6) < 0.001 / looks
            assert _turns_back(plane, looks=looks) == sure
            assert not sure or 2 * closer > -np.log(1 - 0.25**2) / 2
            assert tied(plane, looks) == (_turns_back(plane, looks=looks) or go_together(plane, looks))
            seen.add(_turns_back(plane, looks=looks))
    assert seen == {True, False}


@pytest.mark.parametrize(("n", "asked"), [(300, 300), (301, 151), (600, 300), (601, 201)])
def test_at_most_three_hundred_customers_are_asked_whether_a_line_turns_back(monkeypatch, n, asked):
    rows = []
    monkeypatch.setattr(ties, "_without_a_tie", lambda size: rows.append(size) or (0.0, 1.0))
    assert not tied(np.random.default_rng(0).normal(size=(n, 2)))
    assert rows == [asked]


def test_ten_customers_can_be_tied_and_nine_cannot():
    line = np.column_stack([np.arange(10.0), np.arange(10.0)])
    assert tied(line) and not tied(line[1:])


def test_a_column_that_is_the_same_for_all_goes_with_nothing():
    for values in (np.random.default_rng(0).normal(size=60), np.linspace(0, 1, 60)):
        for plane in (np.column_stack([values, np.ones(60)]), np.column_stack([np.ones(60), values])):
            assert not go_together(plane) and not bend_together(plane) and not tied(plane)


def test_a_bowl_with_much_scatter_is_a_bend_whichever_column_is_first():
    for seed in range(12):
        plane = np.random.default_rng(seed).normal(size=(120, 2))
        plane[:, 1] += 0.9 * np.abs(plane[:, 0])
        found = spearmanr(np.abs(plane[:, 0] - np.median(plane[:, 0])), plane[:, 1])
        assert found.statistic >= 0.25 and found.pvalue < 0.001
        assert bend_together(plane) and bend_together(plane[:, ::-1])


def test_on_a_ring_with_much_scatter_who_is_near_one_median_is_far_from_the_other():
    found = []
    for seed in range(10):
        random = np.random.default_rng(seed)
        turn = random.uniform(0, 2 * np.pi, 100)
        ring = np.column_stack([np.cos(turn), np.sin(turn)]) + 0.35 * random.normal(size=(100, 2))
        far = spearmanr(*np.abs(ring - np.median(ring, axis=0)).T)
        if far.statistic <= -0.25 and far.pvalue < 0.001:
            found.append(bend_together(ring))
    assert len(found) > 2 and all(found)


def test_who_is_far_from_both_medians_is_tied_and_on_no_bend():
    """Customers differ in how much they do of anything: columns without correlation that are wide together."""
    for seed in range(5):
        plane, wide = (
            np.random.default_rng(seed).normal(size=(200, 2)),
            np.random.default_rng(seed + 50).normal(size=200),
        )
        plane *= np.exp(0.8 * wide)[:, None]
        assert go_together(plane) and not bend_together(plane)


def test_a_slope_that_winds_is_a_bend():
    """Far from the median of one column is far from that of the other, on either side: neighbours alone tell it."""
    random = np.random.default_rng(0)
    first = random.uniform(-1, 1, 300)
    for winding in (0.0, 0.8):
        second = first + winding * np.sin(6 * first) + 0.1 * random.normal(size=300)
        assert bend_together(np.column_stack([first, second])) == (winding > 0)


def test_the_tie_of_a_slope_is_the_mutual_information_of_normal_columns():
    first, noise = np.random.default_rng(0).normal(size=(2, 20_000))
    for correlation in (0.5, 0.8):
        second = correlation * first + np.sqrt(1 - correlation**2) * noise
        assert _of_slope(first, second) == pytest.approx(-np.log(1 - correlation**2) / 2, abs=0.02)
    assert _of_slope(first, first) == pytest.approx(np.log(1e12) / 2)


@pytest.mark.parametrize("looks", [1, 7])
@pytest.mark.parametrize("kind", ["slope", "bowl"])
def test_many_looks_share_the_chance_of_a_thousandth(kind, looks):
    random = np.random.default_rng(1)
    first, noise = random.normal(size=120), random.normal(size=120)
    first = first if kind == "slope" else np.abs(first - np.median(first))
    slopes = np.arange(0.1, 0.9, 0.001)
    chance = np.array([spearmanr(first, slope * first + noise).pvalue for slope in slopes])
    for place in np.flatnonzero(np.diff(chance < 0.001 / looks)):
        for at in (place, place + 1):
            assert _correlated(first, slopes[at] * first + noise, looks) == (chance[at] < 0.001 / looks)
            assert _correlated(-first, slopes[at] * first + noise, looks) == (chance[at] < 0.001 / looks)


def bowl_at_the_border_of_chance():
    """Give planes in which a distance from a median and the other column are just not tied, and just tied."""
    random = np.random.default_rng(4)
    first, noise = random.normal(size=120), random.normal(size=120)
    far = np.abs(first - np.median(first))
    slopes = np.arange(0.1, 0.9, 0.002)
    chance = np.array([spearmanr(far, slope * far + noise).pvalue for slope in slopes])
    place = int((chance < 0.001).argmax())
    assert 0.0006 < chance[place] < 0.001 < chance[place - 1] < 0.0015
    return [np.column_stack([first, slopes[at] * far + noise]) for at in (place - 1, place)]


def test_one_look_has_the_whole_thousandth(monkeypatch):
    monkeypatch.setattr(ties, "_turns_back", lambda *_, **__: False)
    without, with_tie = bowl_at_the_border_of_chance()
    for turned in (1, -1):  # the columns in either order
        assert go_together(with_tie[:, ::turned]) and bend_together(with_tie[:, ::turned]) and tied(with_tie)
        assert not go_together(without[:, ::turned]) and not bend_together(without[:, ::turned]) and not tied(without)


@pytest.mark.parametrize(("correlation", "expected"), [(0.25, True), (-0.25, True), (0.2499, False), (-0.2499, False)])
def test_a_rank_correlation_of_a_quarter_matters_and_a_smaller_one_does_not(monkeypatch, correlation, expected):
    monkeypatch.setattr(np, "corrcoef", lambda *_: np.array([[1.0, correlation], [correlation, 1.0]]))
    assert _correlated(np.arange(1000.0), np.arange(1000.0)) == expected


@pytest.mark.parametrize("correlation", [1.0, -1.0, 1 + 2e-16, 1 - 2e-16])
def test_columns_that_say_the_same_are_tied_whatever_rounding_makes_of_it(monkeypatch, correlation):
    monkeypatch.setattr(np, "corrcoef", lambda *_: np.array([[1.0, correlation], [correlation, 1.0]]))
    assert _correlated(np.arange(10.0), np.arange(10.0))


def test_nothing_is_between_columns_of_which_one_does_not_differ():
    for pair in ((np.arange(30.0), np.ones(30)), (np.ones(30), np.arange(30.0)), (np.ones(30), np.ones(30))):
        assert not _correlated(*pair)


def test_the_tie_of_a_slope_of_three_customers():
    """Ranks that correlate by a half: normal columns with it correlate by 2 sin(pi / 12)."""
    expected = -np.log(1 - 4 * np.sin(np.pi / 12) ** 2) / 2
    assert _of_slope(np.array([1.0, 2, 3]), np.array([10.0, 30, 20])) == pytest.approx(expected)
    assert _of_slope(np.array([1.0, 2, 3]), np.array([-10.0, -30, -20])) == pytest.approx(expected)


@pytest.mark.parametrize("looks", [1, 7])
@pytest.mark.parametrize("usual_tie", [0.0, 0.3])
def test_how_much_closer_neighbours_must_be(monkeypatch, usual_tie, looks):
    plane = np.random.default_rng(0).normal(size=(60, 2))
    reach = _log_reach(np.column_stack([rankdata(column) - 1 for column in plane.T]))
    usual = reach + 0.4
    beyond = 2 * (usual - reach) - usual_tie
    sure = pearson3.isf(0.001 / looks, 0.6)  # in standard deviations of the half
    more = {} if looks == 1 else {"looks": looks}
    for part, expected in ((0.999, True), (1.001, False)):
        monkeypatch.setattr(ties, "_without_a_tie", lambda n, part=part: (usual, part * beyond / 2 / sure))
        given = (usual_tie,) if usual_tie else ()
        assert _turns_back(plane, *given, **more) == expected
    monkeypatch.setattr(ties, "_without_a_tie", lambda n: (usual, 0.001))
    assert _turns_back(plane, usual_tie, beyond, **more)
    assert not _turns_back(plane, usual_tie, np.nextafter(beyond, 1), **more)


def test_equal_values_are_ordered_by_a_shuffle_that_each_column_has_of_its_own(monkeypatch):
    asked = []
    monkeypatch.setattr(ties, "_log_reach", lambda ranks: asked.append(ranks) or 0.0)
    monkeypatch.setattr(ties, "_without_a_tie", lambda n: (0.0, 1.0))
    plane = np.column_stack([np.repeat([3.0, 1.0, 2.0], 5), np.zeros(15)])
    _turns_back(plane)
    shuffle = np.random.RandomState(0)
    for place, column in enumerate(plane.T):
        order = shuffle.permutation(15)
        expected = sorted(range(15), key=lambda row, column=column, order=order: (column[row], order[row]))
        assert np.argsort(asked[0][:, place]).tolist() == expected


def test_along_a_slope_more_than_its_own_tie_by_a_quarter_is_a_bend(monkeypatch):
    asked = []
    monkeypatch.setattr(ties, "_turns_back", lambda group, *more: asked.append(more) or True)
    random = np.random.default_rng(0)
    slope = random.normal(size=(300, 2)) @ [[1.0, 0.8], [0.0, 0.6]]
    assert bend_together(slope)
    assert asked == [(pytest.approx(_of_slope(*slope.T)), 0.25)]
    assert bend_together(random.normal(size=(300, 2)))
    assert asked[1:] == [()], "without a slope nothing is taken off, and any tie matters"


def test_without_a_tie_nothing_bends_however_far_the_distances_from_the_medians_lean(monkeypatch):
    monkeypatch.setattr(ties, "_turns_back", lambda *_: False)
    assert not any(bend_together(np.random.default_rng(seed).normal(size=(100, 2))) for seed in range(10))


def test_order_unit_and_place_of_two_columns_do_not_matter_for_a_tie():
    random = np.random.default_rng(0)
    turn = random.uniform(0, 2 * np.pi, 120)
    for plane in (
        np.column_stack([turn, np.sin(2 * turn) + 0.6 * random.normal(size=120)]),
        np.column_stack([np.cos(turn), np.sin(turn)]),
        random.normal(size=(120, 2)),
    ):
        same = [plane[::-1], plane[:, ::-1], 100 - plane * [2.0, 0.01], random.permutation(plane)]
        assert {tied(other) for other in same} == {tied(plane)}
        assert {bend_together(other) for other in same} == {bend_together(plane)}
