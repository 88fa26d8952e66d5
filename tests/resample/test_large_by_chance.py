"""Is it said of the right groups, with the right numbers, that chance may have given them few large customers?"""

import numpy as np
import pytest
from scipy.stats import hypergeom

from custseg.resample._large_by_chance import large_by_chance


def said_of(values, inside, squares=None):
    """Give what is said of those outside and of those inside; without squares they are those of the list."""
    parts, codes = np.asarray(values, dtype=float) / np.sum(values), np.asarray(inside).astype(np.intp)
    share = np.bincount(codes, parts, 2)
    own = np.array([((parts * ((codes == place) - share[place])) ** 2).sum() for place in (0, 1)])
    return large_by_chance(parts**2, codes, share, own if squares is None else squares)


FIFTEEN = np.where(np.arange(200) < 15, 100.0, np.linspace(1, 2, 200))


@pytest.mark.parametrize(("size", "said"), [(20, True), (33, True), (35, False), (60, False), (185, False)])
def test_a_group_without_the_large_says_so_where_a_twentieth_of_such_groups_would_have_none(size, said):
    """Fifteen of 200 are large: of 33 none are in .057 of groups, of 35 in .048."""
    chance = hypergeom.pmf(0, 200, 15, size) if size <= 185 else 0.0
    assert (chance >= 0.05) == said
    words = f"has none of the 15 largest customers; {chance:.0%} of groups of its size would have as few by chance: "
    assert said_of(FIFTEEN, np.arange(200) >= 200 - size)[1] == (words + "its ends may be too low") * said


def test_those_who_are_as_large_as_the_last_of_the_largest_are_counted_too():
    """Twelve of fifteen equal ones make three quarters of the squares; which twelve would depend on the order."""
    inside = np.arange(200) >= 180
    assert said_of(FIFTEEN, inside) == said_of(FIFTEEN[::-1], inside[::-1])
    assert "of the 15 largest" in said_of(FIFTEEN, inside)[1]


def test_the_largest_are_the_fewest_who_make_three_quarters_of_the_squares():
    # 16 + 9 + 4 + 3 * 1 = 32 and nearly nothing: 25 of 32 are .78, 16 are .5
    values = np.array([4.0, 3, 2, 1, 1, 1] + [0.001] * 34)
    assert "of the 2 largest customers; " in said_of(values, np.arange(40) >= 30)[1]
    # 16 + 9 + 8.4 make .748 of 33.4 + 11.24: one more is needed
    values = np.array([4.0, 3, 8.4**0.5, *[1.0] * 11, 0.24**0.5] + [0.001] * 25)
    assert "of the 14 largest customers; " in said_of(values, np.arange(40) >= 39)[1], (
        "all who are as large as the fourth"
    )


def test_one_largest_customer_is_spoken_of_as_one():
    values, inside = np.array([1e6] + [1.0, 2.0] * 10), np.arange(21) < 7
    few, many = said_of(values, inside)
    said = "; 33% of groups of its size would have as {} by chance: its ends may be too {}"
    assert many == "has the largest customer" + said.format("many", "high")
    assert few == "is without the largest customer" + said.format("few", "low")


def test_some_of_the_largest_are_counted():
    """By chance .006 of groups of thirty have one of ten large ones of 60, or none, and .18 of groups of sixteen."""
    values = np.where(np.arange(60) < 10, 100.0, 1.0)
    inside = np.isin(np.arange(60), [0, *range(20, 49)])  # thirty, of whom one is large
    few, many = said_of(values, inside, squares=np.full(2, 1e-9))
    assert (few, many) == ("", ""), f"{hypergeom.cdf(1, 60, 10, 30):.3f} is too seldom"
    inside = np.isin(np.arange(60), [0, *range(20, 35)])  # sixteen, of whom one is
    chance, other = hypergeom.cdf(1, 60, 10, 16), hypergeom.sf(8, 60, 10, 44)
    many, few = said_of(values, inside, squares=np.full(2, 1e-9))
    assert few.startswith(f"has 1 of the 10 largest customers; {chance:.0%} of groups") and few.endswith("too low")
    assert many.startswith(f"has 9 of the 10 largest customers; {other:.0%} of groups") and many.endswith("too high")


@pytest.mark.parametrize(("part", "said"), [(0.199, True), (0.201, False), (0.0, False)])
def test_it_is_said_of_a_share_with_less_than_a_fifth_of_the_variance_of_customers_drawn_from_all(part, said):
    """By hand: with share s of m of n, customers drawn from all give m (1-s)^2 + (n-m) s^2 times their mean square."""
    inside = np.arange(200) >= 180
    parts = FIFTEEN / FIFTEEN.sum()
    share = parts[inside].sum()
    drawn = (parts**2).mean() * (20 * (1 - share) ** 2 + 180 * share**2)
    assert (said_of(FIFTEEN, inside, squares=np.array([0.0, part * drawn]))[1] != "") == said


def test_a_share_with_just_a_fifth_of_that_variance_says_nothing():
    """Powers of two, so that no rounding decides: 16 of 64 with an eighth of the money, and none of the 4 largest."""
    of_each, codes = np.where(np.arange(64) < 4, 1.0, 2.0**-10), (np.arange(64) >= 48).astype(np.intp)
    fifth = 0.2 * of_each.mean() * (16 * (7 / 8) ** 2 + 48 / 64)
    for squares, said in ((fifth, False), (np.nextafter(fifth, 0), True)):
        found = large_by_chance(of_each, codes, np.array([7 / 8, 1 / 8]), np.array([0.0, squares]))
        assert found[1].startswith("has none of the 4 largest") == said and (found[1] != "") == said
