"""Do the ends of a difference of means follow from those of each mean, and from Welch's where nothing is skewed?"""

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from custseg.resample._two_means import ends_of_difference, skewness_left
from custseg.resample.influence import influence_interval


def sums(group):
    """Give how many units a group has, and the sums of squares and cubes of what each adds to its mean."""
    parts = (np.asarray(group) - np.mean(group)) / len(group)
    return float(len(group)), (parts**2).sum(), (parts**3).sum()


def ends(first, second, **options):
    units, squares, cubes = (np.array(pair) for pair in zip(sums(first), sums(second), strict=True))
    difference = np.mean(first) - np.mean(second)
    return ends_of_difference(difference, units, squares, cubes, **{"level": 0.95} | options)


def welch(first, second, level=0.95):
    return list(stats.ttest_ind(first, second, equal_var=False).confidence_interval(level))


SKEWED = np.array([1.0, 1.0, 2.0, 3.0, 9.0, 20.0])
EVEN = np.array([1.0, 2.0, 4.0, 6.0, 7.0])
LONG = np.array([0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 3.0, 5.0, 8.0, 30.0])


def test_of_skewness_that_part_counts_which_the_sizes_leave():
    # |n^2 - m^2| / (n^2 + m^2) of 10 and 30 customers: 800 / 1,000
    assert skewness_left([10, 20], [30, 20]).tolist() == pytest.approx([0.8, 0.0])
    assert skewness_left(0, 0) == 0


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_symmetric_groups_of_any_size_have_the_ends_of_welch(level):
    few, many = EVEN, np.linspace(0, 3, 40)
    assert ends(few, many, level=level).tolist() == pytest.approx(welch(few, many, level))


def hall(first, second):
    """Turn Hall's cubic round by search, for the third moment of the difference; stopped at its turn, -3 / a."""
    parts = [(np.asarray(group) - np.mean(group)) / len(group) for group in (first, second)]
    lone = [(part**2).sum() * len(part) / (len(part) - 1) for part in parts]
    freedom = sum(lone) ** 2 / sum(one**2 / (len(part) - 1) for one, part in zip(lone, parts, strict=True))
    a = ((parts[0] ** 3).sum() - (parts[1] ** 3).sum()) / sum(lone) ** 1.5
    found = []
    for t in stats.t.ppf([0.975, 0.025], freedom):
        u = brentq(lambda u, t=t: u + a * u**2 / 3 + a**2 * u**3 / 27 + a / 6 - t, -1e3, 1e3)
        found.append(max(u, -3 / a) if a > 0 else min(u, -3 / a))
    return np.mean(first) - np.mean(second) - np.sqrt(sum(lone)) * np.array(found)


@pytest.mark.parametrize(("first", "second"), [(SKEWED, LONG[:6]), (EVEN, SKEWED[1:]), (SKEWED, -SKEWED)])
def test_groups_of_one_size_reach_as_far_as_the_skewness_of_their_difference_tells(first, second):
    theirs, leaned = welch(first, second), hall(first, second)
    expected = [min(theirs[0], leaned[0]), max(theirs[1], leaned[1])]
    assert ends(first, second).tolist() == pytest.approx(expected)
    assert expected[0] == theirs[0] or expected[1] == theirs[1], "one end leans, the other is left where it was"


def test_groups_of_one_size_that_are_skewed_alike_have_the_ends_of_welch():
    assert ends(SKEWED, 3 + SKEWED).tolist() == pytest.approx(welch(SKEWED, 3 + SKEWED))


@pytest.mark.parametrize(("first", "second"), [(SKEWED, LONG), (LONG, SKEWED), (-SKEWED, LONG), (EVEN, -LONG)])
def test_ends_by_hand(first, second):
    """Both reaches as Pythagoras joins them, against those of Student's t; Welch's longer by the part that is left.

    Or to where the skewness of the difference itself reaches, if that is farther out.
    """
    away, farther = [], []
    for group in (first, second):
        low, high = influence_interval(group.mean(), group - group.mean())
        away.append((group.mean() - low, high - group.mean()))
        farther.append(stats.t.ppf(0.975, len(group) - 1) * group.std(ddof=1) / np.sqrt(len(group)))
    reach = np.array([np.hypot(away[0][0], away[1][1]), np.hypot(away[0][1], away[1][0])])
    longer = np.maximum(reach / np.hypot(*farther), 1)
    left = abs(len(first) ** 2 - len(second) ** 2) / (len(first) ** 2 + len(second) ** 2)
    difference = first.mean() - second.mean()
    moved = difference + (np.array(welch(first, second)) - difference) * (1 + left * (longer - 1))
    leaned = hall(first, second)
    expected = [min(moved[0], leaned[0]), max(moved[1], leaned[1])]
    assert ends(first, second).tolist() == pytest.approx(expected)
    assert longer.max() > 1.1


def test_ends_never_move_in_and_swapping_the_groups_mirrors_them():
    random = np.random.default_rng(0)
    for _ in range(200):
        first, second = (random.lognormal(0, 1.5, random.integers(2, 30)) for _ in range(2))
        low, high = ends(first, second)
        theirs = welch(first, second)
        assert low <= theirs[0] + 1e-9 and high >= theirs[1] - 1e-9
        assert ends(second, first).tolist() == pytest.approx([-high, -low])


@pytest.mark.parametrize("cents", [1e-6, 100.0, 1e6])
def test_money_in_another_unit_moves_the_ends_with_it(cents):
    expected = [cents * end for end in ends(SKEWED, LONG)]
    assert ends(cents * SKEWED, cents * LONG).tolist() == pytest.approx(expected, rel=1e-9)
    units, squares, cubes = np.array([8.0, 4.0]), np.array([0.5, 2.0]), np.array([0.2, 1.0])
    plain = ends_of_difference(3.0, units, squares, cubes, level=0.9, products=-0.5)
    scaled = ends_of_difference(
        3.0 * cents, units, squares * cents**2, cubes * cents**3, level=0.9, products=-0.5 * cents**2
    )
    assert scaled.tolist() == pytest.approx((cents * plain).tolist(), rel=1e-9)


def test_what_units_of_both_groups_share_shortens_the_reach():
    """A unit that adds to both means alike takes nothing away from their difference: the closed form at r = .5."""
    units, squares, cubes = np.array([8.0, 4.0]), np.array([0.5, 2.0]), np.zeros(2)
    options = {"level": 0.95, "products": 0.5}  # .5 of the root of .5 times 2
    low, high = ends_of_difference(0.0, units, squares, cubes, **options)
    lone = squares * units / (units - 1)
    freedom = lone.sum() ** 2 / (lone**2 / (units - 1)).sum()
    assert high == pytest.approx(stats.t.ppf(0.975, freedom) * np.sqrt(lone.sum() - 2 * 0.5))
    assert low == pytest.approx(-high)
    leaning = [
        ends_of_difference(0.0, units, squares, np.array([0.0, 1.0]), **options | {"products": r}) for r in (-0.5, 0.0)
    ]
    # with all of the skewness in the second mean, the difference reaches farther down
    assert all(low < -high for low, high in leaning)
    first = [stats.t.ppf(0.975, n - 1) * np.sqrt(s) for n, s in zip(units, lone, strict=True)]
    down = -influence_reach(units[1], squares[1], 1.0)
    reach = np.sqrt(first[0] ** 2 + down**2 + first[0] * down)
    straight = np.sqrt(first[0] ** 2 + first[1] ** 2 + first[0] * first[1])
    wide = stats.t.ppf(0.975, freedom) * np.sqrt(lone.sum() + 1)
    assert leaning[0][0] == pytest.approx(-wide * (1 + 0.6 * (reach / straight - 1)))  # 48 / 80 of the skewness is left


def test_means_of_units_that_count_alike_in_both_have_the_ends_of_welch():
    """Both reach equally far and move together: nothing is left of how far they reach together."""
    for share in np.random.default_rng(0).uniform(0.1, 5.0, 40):
        units, squares, cubes = np.array([8.0, 8.0]), np.array([share, share]), np.zeros(2)
        low, high = ends_of_difference(0.0, units, squares, cubes, level=0.95, products=share)
        # Welch's: the variance of a difference of two means, less twice what they share
        expected = stats.t.ppf(0.975, 14) * np.sqrt(share * 16 / 7 - 2 * share)
        assert (low, high) == (pytest.approx(-expected), pytest.approx(expected))


def influence_reach(units, squares, cubes):
    """Give minus how far Hall's interval reaches up, from its cubic turned round by search."""
    a = cubes / squares**1.5
    t = stats.t.ppf(0.975, units - 1)
    error = np.sqrt(squares * units / (units - 1))
    found = brentq(lambda u: u + a * u**2 / 3 + a**2 * u**3 / 27 + a / 6 + t, -50, 50)
    return error * found


def test_one_customer_or_no_spread_has_no_ends_and_a_group_without_spread_adds_none():
    assert np.isnan(ends([3.0], SKEWED)).all() and np.isnan(ends(SKEWED, [3.0])).all()
    assert np.isnan(ends([3.0, 3.0], [1.0, 1.0, 1.0])).all()
    low, high = ends(SKEWED, np.zeros(3000))
    alone = influence_interval(SKEWED.mean(), SKEWED - SKEWED.mean())
    assert high == pytest.approx(alone[1], rel=1e-3) and low == pytest.approx(welch(SKEWED, np.zeros(3000))[0])


def test_many_pairs_at_once_are_each_by_itself():
    pairs = [(SKEWED, LONG), (EVEN, LONG), ([2.0], EVEN), (LONG, [1.0, 1.0])]
    first, second = (np.array([sums(pair[side]) for pair in pairs]).T for side in (0, 1))
    differences = np.array([np.mean(one) - np.mean(other) for one, other in pairs])
    together = ends_of_difference(differences, *np.stack([first, second], axis=1), level=0.95)
    for place, pair in enumerate(pairs):
        np.testing.assert_allclose(together[:, place], ends(*pair), rtol=1e-12)


def test_rounding_is_no_spread():
    tiny = np.array([1e-20, 2e-20, 3e-20])
    assert np.isnan(ends(tiny, 2 * tiny, size=1.0)).all()
    assert np.isfinite(ends(tiny, 2 * tiny)).all()


@pytest.mark.parametrize("crossed", [-0.4, 0.4, 3.0])
def test_what_units_of_both_groups_add_to_the_third_moment_counts_beside_the_cubes(crossed):
    """In groups of one size only the third moment of the difference moves the ends."""
    units, squares, cubes = np.array([9.0, 9.0]), np.array([0.5, 2.0]), np.array([0.3, -0.1])
    told = ends_of_difference(1.0, units, squares, cubes, level=0.95, crossed=crossed)
    same = ends_of_difference(1.0, units, squares, cubes + np.array([crossed, 0.0]), level=0.95)
    turned = ends_of_difference(1.0, units, squares, cubes - np.array([0.0, crossed]), level=0.95)
    assert told == pytest.approx(same) and told == pytest.approx(turned)
    assert told != pytest.approx(ends_of_difference(1.0, units, squares, cubes, level=0.95))


def test_groups_of_two_customers_have_ends_and_of_one_none():
    two, three = np.array([1.0, 4.0]), np.array([2.0, 2.5, 4.0])
    assert np.isfinite(ends(two, three)).all() and np.isfinite(ends(three, two)).all()
    assert ends(two, two[::-1] + 1).tolist() == pytest.approx(welch(two, two + 1))
    assert np.isnan(ends(two, three[:1])).all()


def test_beside_a_group_without_any_spread_the_ends_are_those_of_the_other_mean():
    """Or those to which its skewness reaches, if these are farther out."""
    sure = np.full(len(LONG), 2.0)
    low, high = ends(LONG, sure)
    theirs = stats.ttest_1samp(LONG, 2.0).confidence_interval()
    assert low == pytest.approx(theirs.low - 2.0)
    assert high == pytest.approx(hall(LONG, sure)[1]) and high > theirs.high - 2.0
    below, above = ends(sure, LONG)
    assert (below, above) == (pytest.approx(-high), pytest.approx(-low))
