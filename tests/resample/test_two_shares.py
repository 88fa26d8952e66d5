"""Do differences of shares have Newcombe's ends, and hold what they promise where few say yes?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, t

from custseg.resample import group_difference, wilson_interval
from custseg.resample._two_shares import ends_of_shares


def independent(yes, of, level=0.95):
    """Give the ends for two groups whose rows are units; yes of shape (2, ...)."""
    counts = np.broadcast_to(np.reshape(of, (2, *[1] * (np.ndim(yes) - 1))), np.shape(yes)).astype("float64")
    shares = np.asarray(yes) / counts
    return ends_of_shares(shares, counts, counts, shares * (1 - shares) / counts, level=level)


@pytest.mark.parametrize(
    ("yes", "of", "ends"),
    [
        # Newcombe (1998), Statistics in Medicine 17(8), table II, method 10
        ((56, 48), (70, 80), (0.0524, 0.3339)),
        ((9, 3), (10, 10), (0.1705, 0.8090)),
        ((6, 2), (7, 7), (0.0582, 0.8062)),
        ((5, 0), (56, 29), (-0.0381, 0.1926)),
        ((0, 0), (10, 20), (-0.1611, 0.2775)),
        ((0, 0), (10, 10), (-0.2775, 0.2775)),
        ((10, 0), (10, 20), (0.6791, 1.0000)),
        ((10, 0), (10, 10), (0.6075, 1.0000)),
    ],
)
def test_the_cases_of_the_paper(yes, of, ends):
    assert independent(yes, of) == pytest.approx(ends, abs=5e-5)


def held(n, m, chances):
    """Sum up over all lists how often the ends hold the difference of two chances, for each two of these."""
    yes = np.array(np.meshgrid(np.arange(n + 1), np.arange(m + 1), indexing="ij"))
    low, high = independent(yes, (n, m))
    first, second = (binom.pmf(np.arange(size + 1), size, np.array(chances)[:, None]) for size in (n, m))
    truths = np.subtract.outer(chances, chances)
    return [
        first[one] @ ((low <= truth + 1e-12) & (high >= truth - 1e-12)) @ second[other]
        for (one, other), truth in np.ndenumerate(truths)
    ]


@pytest.mark.parametrize(("n", "m"), [(5, 15), (10, 10), (12, 38), (25, 25), (10, 90), (50, 150), (100, 900)])
def test_of_all_lists_nine_in_ten_or_more_hold_whatever_the_chances(n, m):
    """Exactly, without drawing: at these sizes Welch's ends, moved out, hold .72, .90, .61, .89, .44, .87 and .87."""
    chances = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
    found = held(n, m, chances)
    assert min(found) > 0.92
    assert 0.95 <= np.mean(found) < 0.97


def test_swapping_the_groups_or_the_answers_mirrors_the_ends():
    low, high = independent((7, 3), (20, 50))
    assert independent((3, 7), (50, 20)) == pytest.approx([-high, -low])
    assert independent((13, 47), (20, 50)) == pytest.approx([-high, -low])


def test_beside_a_share_that_is_known_the_ends_are_those_of_wilson():
    low, high = wilson_interval(3, 20)
    assert independent((3, 0), (20, 10**12)) == pytest.approx([low, high], abs=1e-5)


def test_a_higher_level_reaches_farther():
    assert np.ptp(independent((3, 5), (20, 20), level=0.99)) > np.ptp(independent((3, 5), (20, 20)))
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        independent((3, 5), (20, 20), level=95)


def test_several_rows_of_a_unit_that_say_the_same_are_one_row_and_student_s_quantile():
    """Twenty units of three rows each, seven of which said yes: as sure as 19 of them (the spread has 19 degrees)."""
    shares, units = np.array([7 / 20, 3 / 20]), np.array([20.0, 20.0])
    squares = shares * (1 - shares) / 20
    ends = ends_of_shares(shares, 3 * units, units, squares, level=0.95)
    alone = ends_of_shares(shares, units, units, squares, level=0.95)
    assert np.ptp(alone) < np.ptp(ends) < 1.1 * np.ptp(alone)
    spread = np.sqrt((squares * 20 / 19).sum())
    # far from 0 and 1 and with many units it is Student's: Wilson's ends shrink to the middle by the quantile's square
    assert np.ptp(ends) == pytest.approx(2 * 2.093 * spread, rel=0.15)


def test_where_all_units_of_a_group_said_the_same_they_count_as_one_row_each():
    told = ends_of_shares(np.zeros(2), np.array([30.0, 60]), np.array([10.0, 20]), np.zeros(2), level=0.95)
    apart = independent((0, 0), (10, 20))
    assert told[0] < apart[0] < 0 < apart[1] < told[1]  # Student's quantile
    assert told[1] < independent((0, 0), (6, 20))[1]


@pytest.mark.parametrize("said", [(1, 0), (1, 0, 0), (1, 1, 0), (1, 0, 0, 0, 0, 0, 0)])
def test_units_that_all_said_yes_as_often_are_as_sure_as_all_their_rows(said):
    """No more: nothing lies beyond, and whether a third or a half is a round number decides nothing."""
    rows, share = 10.0 * np.full(2, len(said)), np.full(2, np.mean(said))
    units, none = np.full(2, 10.0), np.zeros(2)
    exact = ends_of_shares(share, rows, units, none, level=0.95)
    assert exact == pytest.approx(ends_of_shares(share, rows, units, none + 1e-12, level=0.95))
    assert exact == pytest.approx(ends_of_shares(share, rows, units, none + 1e-34, level=0.95, products=-1e-34))
    households = pd.Series(np.repeat(np.arange(20), len(said)))
    table = group_difference(pd.Series(np.tile(said, 20)), households < 10, clusters=households)
    assert table[["low", "high"]].to_numpy()[0] == pytest.approx(exact)


def test_what_units_share_in_both_groups_cancels_out():
    shares, counts, squares = np.array([0.4, 0.3]), np.array([50.0, 50.0]), np.array([0.24, 0.21]) / 50
    apart = ends_of_shares(shares, counts, counts, squares, level=0.95)
    alike = ends_of_shares(shares, counts, counts, squares, level=0.95, products=0.8 * np.sqrt(squares.prod()))
    assert np.ptp(alike) < 0.6 * np.ptp(apart)
    assert apart[0] < alike[0] < 0.1 < alike[1] < apart[1]


@pytest.mark.parametrize("cells", [(36, 12, 2, 0), (5, 3, 1, 11), (1, 4, 4, 1), (2, 0, 0, 18)])
def test_one_row_of_each_unit_in_both_groups_has_the_ends_of_newcombe_s_pairs(cells):
    """His method 10 by its own formula: from the four cells, with phi corrected for continuity."""
    both, first, second, neither = cells
    n, yes = sum(cells), np.array([both + first, both + second])
    shares, rows = yes / n, np.array([n, n])
    (low, high), agree = wilson_interval(yes, n), both * neither - first * second
    phi = (max(agree - n / 2, 0) if agree > 0 else agree) / np.sqrt((yes * (n - yes)).prod())
    below, above, difference = shares - low, high - shares, shares[0] - shares[1]
    reach = [
        np.sqrt(one**2 - 2 * phi * one * other + other**2)
        for one, other in ((below[0], above[1]), (above[0], below[1]))
    ]
    told = ends_of_shares(
        shares, rows, rows, shares * (1 - shares) / n, level=0.95, products=(both / n - shares.prod()) / n
    )
    assert told == pytest.approx([difference - reach[0], difference + reach[1]], abs=1e-9)


def test_a_group_of_one_unit_has_no_ends():
    assert np.isnan(independent((1, 3), (1, 20))).all()
    one = ends_of_shares(np.array([0.5, 0.2]), np.array([4.0, 20]), np.array([1.0, 20]), np.zeros(2), level=0.95)
    assert np.isnan(one).all()


def wilson(share, n, quantile):
    """Wilson (1927): where the share differs from a chance by the quantile times that chance's own error."""
    roots = np.roots([1 + quantile**2 / n, -2 * share - quantile**2 / n, share**2])
    return np.sort(roots.real)


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize("shared", [-0.004, 0.0, 0.001, 0.006])
def test_shares_of_units_with_several_rows_by_hand(level, shared):
    """As many rows as would have the spread of the units, and Student's quantile of these; Newcombe's rule for both."""
    shares, rows, units = np.array([0.4, 0.25]), np.array([60.0, 90.0]), np.array([12.0, 20.0])
    squares = np.array([0.012, 0.007])
    ends = []
    for share, n, of, square in zip(shares, rows, units, squares, strict=True):
        like = min(share * (1 - share) / (square * of / (of - 1)), n)
        ends.append(wilson(share, like, t.ppf((1 + level) / 2, of - 1)))
    (low, high), (least, most) = ends
    half_a_pair = 0.5 / (60 * 90)
    r = (max(shared - half_a_pair, 0) if shared > 0 else shared) / np.sqrt(0.012 * 0.007)
    below, above = np.array([0.4 - low, most - 0.25]), np.array([high - 0.4, 0.25 - least])
    reach = [np.sqrt(one @ one - 2 * r * one.prod()) for one in (below, above)]
    found = ends_of_shares(shares, rows, units, squares, level=level, products=shared)
    assert found == pytest.approx([0.15 - reach[0], 0.15 + reach[1]])


def test_units_whose_rows_tell_more_than_themselves_count_no_more_than_their_rows():
    """Forty rows of ten units with hardly a spread between these: forty at most."""
    shares, rows, units = np.array([0.5, 0.5]), np.array([40.0, 40.0]), np.array([10.0, 10.0])
    low, high = ends_of_shares(shares, rows, units, np.full(2, 1e-4), level=0.95)
    each = wilson(0.5, 40, t.ppf(0.975, 9))
    assert high == pytest.approx(np.hypot(each[1] - 0.5, 0.5 - each[0])) and low == pytest.approx(-high)


def test_many_pairs_of_groups_at_once_are_each_by_itself():
    cases = [
        ((0.4, 0.3), (50.0, 60.0), (50.0, 60.0), (0.0048, 0.0035), 0.001),
        ((0.4, 0.3), (50.0, 60.0), (10.0, 20.0), (0.01, 0.008), -0.002),
        ((0.0, 1.0), (30.0, 20.0), (10.0, 20.0), (0.0, 0.0), 0.0),
        ((0.5, 0.1), (9.0, 20.0), (1.0, 20.0), (0.0, 0.0045), 0.0),
    ]
    together = ends_of_shares(
        *(np.array(part).T for part in zip(*[case[:4] for case in cases], strict=True)),
        level=0.9,
        products=np.array([case[4] for case in cases]),
    )
    assert together.shape == (2, 4)
    for place, case in enumerate(cases):
        alone = ends_of_shares(*map(np.array, case[:4]), level=0.9, products=case[4])
        np.testing.assert_allclose(together[:, place], alone)
    assert np.isnan(together[:, 3]).all() and np.isfinite(together[:, :3]).all()


def test_what_both_groups_share_never_reaches_less_than_nothing():
    shares, counts, squares = np.array([0.5, 0.5]), np.array([50.0, 50.0]), np.full(2, 0.005)
    ends = ends_of_shares(shares, counts, counts, squares, level=0.95, products=0.0055)
    assert ends.tolist() == [0, 0], "as one, and more by rounding: nothing is left of a difference"


def test_a_spread_that_is_rounding_counts_as_none():
    """Of four units of two rows each: squares up to a part in 10^24, over four, are what rounding leaves."""
    shares, rows, units = np.full(2, 0.5), np.full(2, 8.0), np.full(2, 4.0)
    exact = ends_of_shares(shares, rows, units, np.zeros(2), level=0.95, products=1e-26)
    assert ends_of_shares(shares, rows, units, np.full(2, 0.25e-24), level=0.95, products=1e-26) == pytest.approx(exact)
    assert np.isfinite(exact).all()


@pytest.mark.parametrize(("square", "counts"), [(1e-20, True), (1e-25, False)])
def test_what_units_share_counts_where_their_spread_is_more_than_rounding(square, counts):
    """Of units that agree but for a hair: minus nine tenths of the spread is shared, and both ends reach farther."""
    shares, rows, units = np.full(2, 0.5), np.full(2, 8.0), np.full(2, 4.0)
    low, high = ends_of_shares(shares, rows, units, np.full(2, square), level=0.95, products=-0.9 * square)
    alone = ends_of_shares(shares, rows, units, np.full(2, square), level=0.95)[1]
    assert high == pytest.approx(-low) and high == pytest.approx(np.sqrt(1.9) * alone if counts else alone)


def test_two_units_have_ends():
    shares, rows, squares = np.array([0.5, 0.2]), np.array([6.0, 40.0]), np.array([0.02, 0.005])
    assert np.isfinite(ends_of_shares(shares, rows, np.array([2.0, 20.0]), squares, level=0.95)).all()
    assert np.isnan(ends_of_shares(shares, rows, np.array([1.0, 20.0]), squares, level=0.95)).all()


def test_a_share_that_is_more_than_one_by_rounding_is_one():
    """Of units with several rows each: everybody said yes, and a sum of their parts is a hair more."""
    rows, units, squares = np.array([30.0, 60.0]), np.array([10.0, 20.0]), np.array([0.0, 0.005])
    told = ends_of_shares(np.array([np.nextafter(1, 2), 0.5]), rows, units, squares, level=0.95)
    assert told == pytest.approx(ends_of_shares(np.array([1.0, 0.5]), rows, units, squares, level=0.95))
