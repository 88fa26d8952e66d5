import numpy as np
import pandas as pd
import pytest
from scipy.stats import combine_pvalues, mannwhitneyu, norm, poisson, rankdata

from custseg.segment import CustomerSegmenter, cluster_verdict
from custseg.segment.evidence import crossing
from custseg.segment.evidence.crossing import (
    Valley,
    _both,
    _closer,
    _crowd,
    _near,
    crossing_chance,
    most_crossed,
    valley_of,
)
from custseg.segment.evidence.humps import NO_HUMP, second_hump
from custseg.segment.evidence.measures import PanelMeasures
from custseg.segment.evidence.parting import part_customers
from custseg.segment.evidence.strokes import fullest, stroke_chance
from custseg.segment.evidence.verdict_tests import CROSSING

UNASKED = {"rise_box": 0.0, "rise_copula": 0.0, "prediction_strength": 0.0, "centre": 0.0, "valley": 0.0}
BETWEEN = NO_HUMP._replace(cut=2.5, left=0.0, right=5.0)


def along_a_z(benchmark_script, seed):
    return benchmark_script("bent_crowds").bent_crowd("z_shape", 300, 3, seed)


def verdict_of_columns(points):
    X = pd.DataFrame(points).add_prefix("sim_")
    found = PanelMeasures(X, CustomerSegmenter(1).fit(X), 2000, 20, 20, 0).parting([1, 2, 3])
    return cluster_verdict(found.assign(**UNASKED, n_references=20))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [4, 11, 37, 44])
def test_the_stroke_between_the_bars_of_a_z_crosses_the_valley_between_them(benchmark_script, seed):
    """Tables that were called two clusters: nothing else refuses them."""
    points = along_a_z(benchmark_script, seed)
    scaled = (points - points.mean(axis=0)) / points.std(axis=0)
    found = part_customers(scaled, list("abc"), 2)
    assert found.chances[0] < 0.01 and found.bridges[0] <= 0.6 and found.centres[0] >= 0.8 and found.nested[0] <= 0.3
    assert found.crossings[0] < 0.025
    verdict = verdict_of_columns(points)
    assert verdict["n_clusters"] == 1
    assert "chance of it where no line crosses 0.0" in verdict["reason"]


@pytest.mark.heavy
@pytest.mark.parametrize("columns", [2, 3, 8])
@pytest.mark.parametrize("spread", [1.0, 0.5])
def test_groups_with_nothing_between_them_are_still_found(columns, spread):
    for seed in range(2):
        points = np.random.default_rng(seed).normal(size=(300, columns))
        points[:150] *= spread  # narrower in all columns
        points[:150, 0] += 5
        assert verdict_of_columns(points)["n_clusters"] == 2


def two_groups(random, n, columns, share=0.5, separation=5.0):
    points = random.normal(size=(n, columns))
    points[: round(share * n), 0] += separation
    return points[:, 0], points[:, 1:]


@pytest.mark.parametrize("columns", [2, 4, 8])
@pytest.mark.parametrize("n", [300, 2000])
def test_groups_five_standard_deviations_apart_are_hardly_ever_crossed(columns, n):
    """A fortieth at most, if the valley were a fifth as crowded; it is .09 times: five of 100 are seen once in 10^3."""
    random = np.random.default_rng(columns)
    tables = [two_groups(random, n, columns) for _ in range(100 if n == 300 else 20)]
    assert sum(crossing_chance(*table, BETWEEN) < 0.025 for table in tables) < 5 * len(tables) / 100


@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_groups_that_differ_in_the_other_columns_are_not_crossed(shift):
    """A small, narrow group beside a wide one: who is nearest on either side is spread as the two are."""
    lost = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        right = np.arange(300) < 60
        points = random.normal(size=(300, 3)) * np.where(right, 0.3, 1.0)[:, None]
        points[right] += [5.0, shift, 0.0]
        # more customers than between groups that are so far apart, all of the wide one
        points[60:75, 0], hump = random.uniform(2.9, 3.9, 15), NO_HUMP._replace(cut=3.4, left=1.0, right=5.0)
        lost += crossing_chance(points[:, 0], points[:, 1:], hump) < 0.025
    # so many in the valley count for .015: those near it may be closer together by a chance of .22, which .056 makes
    assert lost <= 6, "two or three are expected, seven or more once in 50 runs"


def test_an_empty_valley_is_none_that_a_line_crosses_whatever_else_is_tied():
    values = np.concatenate([np.linspace(-1, 1, 150), np.linspace(4, 6, 150)])
    near = np.abs(values - 2.5) < 2
    tied = np.where(near, 0.0, np.linspace(-1, 1, 300))[:, None]
    assert crossing_chance(values, tied, BETWEEN) == 1
    for inside in (2, 3):  # two are strays; three are fewer than in a valley a fifth as crowded
        few, other = np.append(values, np.linspace(2.3, 2.7, inside)), np.append(tied, np.zeros(inside))[:, None]
        chance = crossing_chance(few, other, BETWEEN)
        assert chance == 1 if inside == 2 else 0.025 < chance < 0.03


def test_what_one_column_shows_counts_less_among_many():
    values, across = crossed(0, narrow=0.7)
    alone = crossing_chance(values, across, BETWEEN)
    noise = np.random.default_rng(9).normal(size=(len(values), 6))
    assert alone < crossing_chance(values, np.column_stack([across, noise]), BETWEEN)
    assert crossing_chance(values, across[:, :0], BETWEEN) == 1


def crossed(seed, n_inside=30, narrow=0.5):
    """Two bars, 150 customers each, and those between them, who stand in one place of the other column."""
    random = np.random.default_rng(seed)
    values = np.concatenate([random.normal(size=150), random.normal(5, 1, 150), random.uniform(1.5, 3.5, n_inside)])
    across = random.normal(size=(300 + n_inside, 1)) * np.where(np.abs(values - 2.5) < 1.2, narrow, 1.0)[:, None]
    return values, across


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("n_inside", "narrow"), [(22, 0.7), (28, 0.6), (25, 0.75), (45, 0.9)])
def test_the_chance_is_that_of_its_definition(seed, n_inside, narrow):
    values, across = crossed(seed, n_inside, narrow)
    far = np.abs(values - 2.5)
    half = np.clip(np.sort(far)[6], 0.25 * 2.5, 0.4 * 2.5)
    beside = min(
        max(((values[side] >= low) & (values[side] <= low + 2 * half)).sum() for low in values[side])
        for side in (values < 2.5 - half, values > 2.5 + half)
    )
    mean, count = 0.2 * beside, (far <= half).sum()
    below = np.exp(-mean) * np.sum(np.cumprod(np.append(1.0, mean / np.arange(1, count))))
    near = far <= half
    for side in (values < 2.5 - half, values > 2.5 + half):
        near[np.flatnonzero(side)[np.argsort(far[side])[: side.sum() // 10]]] = True
    column = across[:, 0]
    aside = np.concatenate([np.abs(column[part] - np.median(column[part])) for part in (near, ~near)])
    n_near, n_others = near.sum(), (~near).sum()
    pairs = rankdata(aside)[:n_near].sum() - n_near * (n_near + 1) / 2
    spread = np.sqrt(n_near * n_others * (len(values) + 1) / 12)
    closer = norm.cdf((pairs - n_near * n_others / 2 + 0.5) / spread)
    closer = max(closer, 0.004) if 1 - pairs / n_near / n_others >= 0.56 else 1.0
    line = poisson.cdf(count, 0.6 * beside) >= 0.02
    expected = combine_pvalues([max(1 - below, 0 if line else 0.015), closer], method="fisher").pvalue
    # a stroke decides where it is the less likely; its own chance is asked in test_strokes.py
    stroke = combine_pvalues([1.0, stroke_chance(values, across, BETWEEN)], method="fisher").pvalue
    assert crossing_chance(values, across, BETWEEN) == pytest.approx(min(expected, stroke), abs=1e-7)
    assert crossing_chance(7 * values - 3, 100 - 2 * across, BETWEEN._replace(cut=14.5, left=-3.0, right=32.0)) == (
        pytest.approx(min(expected, stroke), abs=1e-7)
    )


def test_of_three_groups_the_two_with_the_line_between_them_count():
    values, across = crossed(0)
    points, labels = centred(values, np.column_stack([across, np.zeros(len(values))]))
    low, high = np.median(values[labels == 0]), np.median(values[labels == 1])
    hump = NO_HUMP._replace(cut=(low + high) / 2, left=low, right=high)
    found = most_crossed(points, labels)
    assert found == pytest.approx(crossing_chance(values, points[:, 1:], hump)) and found < 0.01
    third = np.random.default_rng(1).normal([2.5, 40.0, 0.0], size=(100, 3))
    assert most_crossed(np.concatenate([points, third]), np.append(labels, np.full(100, 2))) == pytest.approx(found)
    assert most_crossed(points, 2 * labels) == pytest.approx(found), "an empty group is none"
    assert most_crossed(points, labels * 0) == most_crossed(values[:, None], labels) == 1


def centred(values, others):
    """Bring the others to one mean on both sides of 2.5: the line between the groups is that of the values."""
    right = values > 2.5
    others = others - np.where(right[:, None], others[right].mean(axis=0), others[~right].mean(axis=0))
    return np.column_stack([values, others]), right.astype(int)


def test_columns_less_what_they_have_of_the_line_between_two_groups_are_asked_for_a_stroke_too(monkeypatch):
    """All but the column that has most of the line, here the second; as told by the distance along it."""
    asked = []
    monkeypatch.setattr(crossing, "crossing_chance", lambda *_: 1.0)
    monkeypatch.setattr(crossing, "stroke_chance", lambda *given: asked.append(given) or 0.1)
    random = np.random.default_rng(0)
    first, second = random.normal(size=(30, 3)), random.normal([3.0, -8.0, 1.0], size=(25, 3))
    found = most_crossed(np.concatenate([first, second]), np.repeat([0, 1], [30, 25]))
    assert found == pytest.approx(_both(1.0, 0.2)), "columns and directions are two looks"
    line = second.mean(axis=0) - first.mean(axis=0)
    line /= np.sqrt(line @ line)
    rest = np.array([row - (row @ line) * line for row in [*first, *second]])
    ((values, columns, hump),) = asked
    np.testing.assert_allclose(values, np.concatenate([first, second]) @ line)
    np.testing.assert_allclose(columns, rest[:, [0, 2]])
    assert (hump.left, hump.right) == pytest.approx((np.median(first @ line), np.median(second @ line)))


def test_places_that_say_nothing_leave_the_chance_of_the_crowd_however_many_columns_there_are(monkeypatch):
    values, across = crossed(0)
    valley = valley_of(values, BETWEEN)
    beside = min(fullest(values[side], 2 * valley.half) for side in valley.sides)
    crowd = _crowd(int(valley.inside.sum()), beside, int(_near(values, 2.5, valley).sum()))
    monkeypatch.setattr(crossing, "stroke_chance", lambda *_: 1.0)
    monkeypatch.setattr(crossing, "_closer", lambda *_: 0.9)
    assert crossing_chance(values, np.repeat(across, 3, axis=1), BETWEEN) == pytest.approx(_both(crowd, 1.0))


def test_along_the_line_between_two_groups_nothing_but_the_other_directions_is_asked():
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(size=300), random.normal(5, 1, 300), random.uniform(1.8, 3.2, 10)])
    points, right = centred(values, random.normal(size=(610, 1)))
    low, high = np.median(values[right == 0]), np.median(values[right == 1])
    hump = NO_HUMP._replace(cut=(low + high) / 2, left=low, right=high)
    expected = crossing_chance(values, points[:, 1:], hump)
    assert 0.1 < expected < 1
    assert most_crossed(points, right) == pytest.approx(expected)


def test_a_line_that_crosses_is_seen_in_the_narrowest_direction():
    values, across = crossed(0)
    wide = 5 * np.random.default_rng(2).normal(size=(len(values), 1))
    assert most_crossed(*centred(values, wide)) > 0.025
    assert most_crossed(*centred(values, np.column_stack([wide, across]))) < 0.01


def test_a_valley_reaches_to_the_seventh_who_is_nearest_to_the_cut():
    sides = np.concatenate([np.linspace(-1, 1, 50), np.linspace(4, 6, 50)])
    for last in (0.7, 0.8):  # between a quarter and four tenths of the way to a top
        inside = 2.5 + np.array([-0.3, 0.2, 0.0, 0.1, -0.1, -0.2, last])
        assert valley_of(np.concatenate([inside, sides]), BETWEEN).half == pytest.approx(last)


def test_a_valley_is_a_quarter_of_the_way_to_the_nearer_top_and_wider_where_it_is_nearly_empty():
    values = np.concatenate([np.linspace(-1, 1, 50), np.linspace(2.3, 2.7, 9), np.linspace(4, 6, 50)])
    full = valley_of(values, BETWEEN)
    assert full.half == pytest.approx(0.625) and full.inside.sum() == 9
    assert full.sides[0].sum() == full.sides[1].sum() == 50
    assert valley_of(values, BETWEEN._replace(right=3.5)).half == pytest.approx(0.25)
    assert valley_of(np.delete(values, range(50, 56)), BETWEEN).half == pytest.approx(1.0)


def test_twenty_customers_or_equal_ones_do_no_harm():
    values = np.concatenate([np.linspace(-1, 1, 10), np.linspace(4, 6, 10)])
    values[[8, 9, 10, 11]] = 2.0, 2.4, 2.6, 3.0
    assert 0.025 < crossing_chance(values, np.random.default_rng(0).normal(size=(20, 1)), BETWEEN) <= 1
    values, _ = crossed(0)
    alone = crossing_chance(values, np.ones((len(values), 1)), BETWEEN)
    assert alone > 0.025
    assert crossing_chance(values, np.ones((len(values), 3)), BETWEEN) == alone, "three that say nothing say no more"


def test_the_tails_of_large_groups_that_overlap_are_no_line():
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(size=4750), random.normal(4.2, 1, 250)])
    valley = valley_of(values, second_hump(values))
    beside = min(fullest(values[side], 2 * valley.half) for side in valley.sides)
    # so many in the valley that their number alone would say: a line
    assert valley.inside.sum() / beside > 0.5
    assert crossing_chance(values, random.normal(size=(5000, 2)), second_hump(values)) > CROSSING


def test_a_line_of_many_customers_is_told_by_where_they_stand(benchmark_script):
    points = benchmark_script("bent_crowds").bent_crowd("z_shape", 5000, 3, 1)
    upright = points[:, 1]
    low, high = np.quantile(upright, [0.1, 0.9])
    between = NO_HUMP._replace(cut=(low + high) / 2, left=low, right=high)
    assert crossing_chance(upright, points[:, [0, 2]], between) < 0.001


def test_the_chance_of_so_many_in_a_valley_is_that_of_a_fifth_of_those_beside_it():
    # two are expected: none, one or two come with a chance of 1, 2 and 2 times exp(-2)
    assert _crowd(3, 10, 0) == pytest.approx(1 - 5 * np.exp(-2))
    assert _crowd(1, 10, 0) == pytest.approx(1 - np.exp(-2))
    assert _crowd(9, 10, 199) == pytest.approx(poisson.sf(8, 2)) and poisson.sf(8, 2) < 0.001
    assert _crowd(9, 10, 200) == 0.015, "the places of two hundred show whether a line crosses"
    assert _crowd(3, 10, 200) == pytest.approx(1 - 5 * np.exp(-2)), "what is likelier is not made less so"
    assert _crowd(1000, 10, 0) == 1e-9
    # a line would have 60: 44 or fewer come with a chance of .019, 45 or fewer with .027
    assert poisson.cdf(44, 60) < 0.02 < poisson.cdf(45, 60)
    assert _crowd(44, 100, 0) == 0.015
    assert _crowd(45, 100, 0) == pytest.approx(poisson.sf(44, 20))
    # and 24 or fewer of 36 with .022
    assert 0.02 < poisson.cdf(24, 36) < 0.025 and _crowd(24, 60, 0) == pytest.approx(poisson.sf(23, 12))


@pytest.mark.parametrize(("first", "second"), [(0.5, 0.5), (1.0, 1.0), (0.015, 0.3), (1e-9, 0.004)])
def test_two_chances_are_joined_as_fisher_does(first, second):
    assert _both(first, second) == pytest.approx(combine_pvalues([first, second], method="fisher").pvalue)


@pytest.mark.parametrize("place", [0.0, 50.0])
@pytest.mark.parametrize(
    ("below", "above", "n_near"), [(20, 5, (2, 1)), (19, 10, (1, 1)), (39, 40, (3, 4)), (0, 3, (0, 1)), (1, 0, (1, 0))]
)
def test_near_a_valley_are_those_in_it_and_a_tenth_of_each_side_or_one(place, below, above, n_near):
    values = np.concatenate([-np.arange(1.0, below + 1), [-0.3, 0.2], np.arange(1.0, above + 1)])
    valley = Valley(0.5, np.abs(values) <= 0.5, (values < -0.5, values > 0.5))
    expected = (values >= -n_near[0] - 0.5) & (values <= n_near[1] + 0.5)
    order = np.random.default_rng(0).permutation(len(values))
    shuffled = valley._replace(inside=valley.inside[order], sides=tuple(side[order] for side in valley.sides))
    np.testing.assert_array_equal(_near(values[order] + place, place, shuffled), expected[order])
    assert valley.inside.sum() == 2, "what was found stays as it was"


def test_of_those_who_are_equally_far_all_are_near():
    values = np.array([-2.0, -2.0, -3.0, 0.1, 5.0])
    valley = Valley(0.5, values == 0.1, (values < 0, values > 1))
    assert _near(values, 0.0, valley).tolist() == [True, True, False, True, True]


@pytest.mark.parametrize(("farthest", "in_pairs"), [(4.5, 14), (5.5, 13)])
def test_who_is_near_counts_as_closer_together_in_at_least_56_of_100_pairs(farthest, in_pairs):
    """Five distances from a median of 0 beside five from one of 100; who is equally far counts half."""
    near, others = np.array([0.0, 1.5, -2.0, 3.0, -farthest]), 100 + np.array([0.0, 1.0, -3.0, 4.0, -5.0])
    aside, far = np.abs(near)[:, None], np.abs(others - 100)
    assert (aside < far).sum() + (aside == far).sum() / 2 == in_pairs
    column, is_near = np.concatenate([others, near]), np.arange(10) >= 5
    test = mannwhitneyu(np.abs(near), np.abs(others - 100), alternative="less", method="asymptotic")
    assert _closer(column, is_near) == pytest.approx(test.pvalue if in_pairs / 25 >= 0.56 else 1.0)


def test_who_is_as_far_from_the_cut_as_a_valley_reaches_is_in_it_and_on_neither_side():
    values = np.array([-3.0, -0.75, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 0.75, 3.0])
    valley = valley_of(values, NO_HUMP._replace(cut=0.0, left=-2.0, right=2.0))
    assert valley.half == 0.5
    assert valley.inside.tolist() == [False] * 2 + [True] * 7 + [False] * 2
    assert [side.tolist() for side in valley.sides] == [[True] * 2 + [False] * 9, [False] * 9 + [True] * 2]


@pytest.mark.parametrize("n_beside", [0, 1])
def test_a_valley_with_nobody_or_one_on_a_side_is_compared_with_one(n_beside):
    values = np.concatenate([np.linspace(2.3, 2.7, 4), np.linspace(4, 6, 150), [-1.0] * n_beside])
    other = np.random.default_rng(0).normal(size=len(values))
    near = _near(values, 2.5, valley_of(values, BETWEEN))
    expected = _both(_crowd(4, 1, int(near.sum())), max(_closer(other, near), 0.004))
    assert crossing_chance(values, other[:, None], BETWEEN) == pytest.approx(expected)
    assert expected < 0.015


@pytest.mark.parametrize(
    ("n_first", "n_columns", "asked"), [(10, 2, True), (9, 2, False), (30, 3, True), (30, 1, False)]
)
def test_groups_of_ten_are_asked_half_way_between_their_medians(monkeypatch, n_first, n_columns, asked):
    given = []
    monkeypatch.setattr(crossing, "crossing_chance", lambda *what: given.append(what) or 0.5)
    random = np.random.default_rng(0)
    points = random.normal(size=(n_first + 25, n_columns)) + 3
    labels = random.permutation(np.repeat([0, 1], [n_first, 25]))
    points[labels == 1] += 8
    for turned in (labels, 1 - labels):
        assert most_crossed(points, turned) == (0.5 if asked else 1.0)
    assert len(given) == (2 if asked else 0)
    for (values, across, hump), n in zip(given, (n_first, 25), strict=False):
        # the first group comes first, and lies lower on the line to the other
        assert (hump.left, hump.right) == pytest.approx((np.median(values[:n]), np.median(values[n:])))
        assert hump.left < hump.right and hump.cut == pytest.approx((hump.left + hump.right) / 2)
        assert across.shape == (n_first + 25, n_columns - 1)
