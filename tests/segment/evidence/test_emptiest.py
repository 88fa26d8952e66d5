import numpy as np
import pytest
from scipy.stats import lognorm

from custseg.segment.evidence.emptiest import _emptiest, _hill, emptiest_cut
from custseg.segment.evidence.humps import NO_HUMP, second_hump

#: A window is as wide as a quarter of the way to the nearer top on both sides: here from 4.5 to 5.5.
FOUND = NO_HUMP._replace(cut=5.0, left=3.0, right=9.0)


def two_tops(at_cut, beyond=100):
    """Customers at 2 and at 9, some at the cut, and nobody from 5.6 on."""
    tops = np.linspace(1.7, 2.3, 100), np.linspace(8.8, 9.4, beyond)
    return np.concatenate([tops[0], np.linspace(4.6, 5.4, at_cut), tops[1]])


def money(n, share, sigma=0.6, away=5.4):
    """Log-normal groups as even as can be, this share of them moved to the right."""
    second = round(share * n)
    first, other = (lognorm.ppf((np.arange(size) + 0.5) / size, sigma) for size in (n - second, second))
    return np.concatenate([first, other + away])


@pytest.mark.parametrize(("n", "share"), [(2000, 0.15), (5000, 0.15), (5000, 0.3)])
def test_a_cut_within_the_tail_of_money_is_moved_to_where_the_tail_ends(n, share):
    column = money(n, share)
    hump = second_hump(column)
    cut = emptiest_cut(column, hump)
    tail = (column > hump.cut) & (np.arange(n) < n - round(share * n))
    assert tail.sum() > 10, "the mixture would have found the valley"
    assert 3.8 < cut < 5.7


@pytest.mark.parametrize("at_cut", [0, 1, 9])
def test_a_cut_that_is_as_empty_as_chance_makes_it_stays(at_cut):
    """Nine customers and nobody: .5 to the ninth is .002. Who is beside the window at the cut does not count."""
    for column in (two_tops(at_cut), np.append(two_tops(at_cut), [4.4, 5.6, 5.7])):
        assert emptiest_cut(column, FOUND) == FOUND.cut


def test_ten_customers_at_the_cut_and_nobody_elsewhere_are_no_chance():
    """.5 to the tenth is just below .001."""
    assert emptiest_cut(two_tops(10), FOUND) == pytest.approx((5.4 + 8.8) / 2), "the middle of the widest room"


@pytest.mark.parametrize(("at_cut", "moves"), [(15, False), (16, True)])
def test_two_customers_in_the_emptiest_place_are_compared_by_a_sign_test_as_nobody_is(at_cut, moves):
    """Of 17 two or fewer come in 154 of 2^17, which is .0012, and of 18 in 172 of 2^18, which is .0007."""
    column = np.concatenate([two_tops(at_cut), np.arange(2.4, 4.5, 0.05), np.arange(5.8, 8.8, 0.4)])
    assert _emptiest(np.sort(column[column > 5.3]), 0.5)[0] == 2
    assert (emptiest_cut(column, FOUND) != FOUND.cut) == moves


@pytest.mark.parametrize(("beyond", "moves"), [(9, False), (10, True)])
def test_who_stands_at_the_new_cut_is_not_beyond_it(beyond, moves):
    """One stands half way between 5.5 and 7; from 4.5 down to 2.4 there are too many for an empty place."""
    dense = np.concatenate([np.linspace(1.7, 2.3, 100), np.arange(2.4, 4.5, 0.05), np.linspace(4.6, 5.5, 30)])
    column = np.concatenate([dense, [6.25], np.linspace(7, 7.5, beyond)])
    assert emptiest_cut(column, FOUND) == (6.25 if moves else FOUND.cut)


@pytest.mark.parametrize(("last", "moves"), [(4.5, False), (4.49, True)])
def test_who_stands_at_the_end_of_the_window_at_the_cut_is_on_no_side_of_it(last, moves):
    column = np.concatenate([[last], two_tops(30)[100:]])
    assert (emptiest_cut(column, FOUND) != FOUND.cut) == moves
    turned = NO_HUMP._replace(cut=5.0, left=1.0, right=7.0)
    assert (emptiest_cut(10 - column, turned) != turned.cut) == moves


@pytest.mark.parametrize(("beyond", "moves"), [(9, False), (10, True), (100, True)])
def test_no_fewer_than_a_hump_needs_are_left_beyond_the_cut(beyond, moves):
    for sign in (1, -1):
        column = sign * two_tops(30, beyond=beyond)
        found = FOUND if sign == 1 else NO_HUMP._replace(cut=-5.0, left=-9.0, right=-3.0)
        assert (emptiest_cut(column, found) != found.cut) == moves


def test_the_emptiest_place_is_looked_for_between_the_tops_alone():
    """Between the tops a customer every .1 at least; nobody from -20 to 1.7, and nobody from 9.4 to 30."""
    column = np.concatenate([two_tops(30), np.arange(2.4, 4.5, 0.05), np.arange(5.5, 8.8, 0.1), [-20.0, 30.0]])
    assert 5.4 < emptiest_cut(column, FOUND) < 8.8


def test_side_unit_place_and_order_do_not_matter():
    column, hump = money(2000, 0.15), second_hump(money(2000, 0.15))
    turned = hump._replace(cut=7 - 3 * hump.cut, left=7 - 3 * hump.right, right=7 - 3 * hump.left)
    other = emptiest_cut(np.random.default_rng(0).permutation(7 - 3 * column), turned)
    assert other == pytest.approx(7 - 3 * emptiest_cut(column, hump), abs=0.01)


def test_without_a_way_to_a_top_or_anybody_on_a_side_the_cut_stays():
    column = two_tops(30)
    for found in (
        FOUND._replace(left=5.0),
        FOUND._replace(right=5.0),
        NO_HUMP._replace(cut=40.0, left=9.0, right=50.0),
        NO_HUMP._replace(cut=-40.0, left=-50.0, right=2.0),
    ):
        assert emptiest_cut(column, found) == found.cut


def test_a_cut_is_not_moved_across_a_hill_into_another_valley():
    """Three groups: the valley that was found lies between the first two, and a wider one beyond the second."""
    column = np.concatenate(
        [np.linspace(0, 3, 300), np.linspace(4.6, 5.4, 12), np.linspace(7, 11, 300), np.full(200, 19.0)]
    )
    assert 3 < emptiest_cut(column, FOUND) < 7
    few = np.concatenate([column[:312], np.linspace(7, 11, 30), np.full(200, 19.0)])
    assert 11 < emptiest_cut(few, FOUND) < 19, "thirty in four windows are no hill beside twelve in one"


def test_a_hill_ends_where_its_window_does():
    """None and ten: .5 to the tenth is just below .001; without a hill the fullest window counts."""
    ordered = np.array([0.0, 3.0, *np.linspace(6, 7, 10), *np.linspace(20, 21, 40)])
    assert _hill(ordered, 0.5, 0) == 7.0
    assert _hill(ordered, 0.5, 1) == 21.0
    assert _hill(ordered, 0.5, 500) == 21.0
    assert _hill(np.sort(np.append(ordered, 7.2)), 0.5, 0) == 7.0, "who is farther than its width is not in it"


def test_the_emptiest_window_lies_between_two_customers_and_is_as_wide_as_it_can_be():
    assert _emptiest(np.array([0.0, 1.0, 4.0, 8.0, 9.0]), 1.0) == (0, 6.0), "the wider of two empty rooms"
    assert _emptiest(np.array([0.0, 1.0, 2.0, 3.5, 4.5]), 1.0) == (1, 2.25), "one customer, and the widest room for it"
    assert _emptiest(np.array([0.0, 1.0, 2.0]), 1.0) == (1, 1.0), "who is at the ends of a window is not in it"
    few, cut = _emptiest(np.array([0.0, 1.0]), 1.0)
    assert few == 2 and np.isnan(cut), "no window of this width lies between them"
