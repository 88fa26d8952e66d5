import numpy as np
import pytest

from custseg.segment.evidence.humps import second_hump
from custseg.segment.evidence.parting import part_customers
from custseg.segment.evidence.within_steps import (
    _edges,
    _far_heaps,
    _laid,
    _part_of,
    _rooms,
    within_steps,
)


def same(places):
    return places


def laid_at(values, top, scale=same):
    """Lay them where one crowd with its top there would have them."""
    (laid, again) = within_steps(values, scale, (top, top))
    np.testing.assert_array_equal(laid, again)
    return laid


def chance(table):
    """Chance of the clearest valley of a table, 1 if there is none."""
    scaled = (table - table.mean(axis=0)) / table.std(axis=0)
    return min(part_customers(scaled, [f"c{at}" for at in range(table.shape[1])], 3).chances[:1], default=1.0)


def one_digit(values):
    unit = 10 ** np.floor(np.log10(values))
    return np.round(values / unit) * unit


def test_customers_who_bought_once_or_twice_are_parted_from_those_who_buy_often():
    for seed in range(4):
        random = np.random.default_rng([77, seed])
        often = random.random(600) < 0.3
        orders = np.where(often, random.poisson(25, 600), 1 + random.poisson(0.6, 600))
        assert chance(np.column_stack([orders, random.normal(size=600)])) < 0.01, seed


def test_a_value_within_a_longer_step_has_as_long_a_step_up_to_where_that_one_ends():
    places, counts = np.array([0.0, 1, 2, 3, 4, 9]), np.array([3, 3, 3, 3, 1, 9])
    low, high = _rooms(places, counts)  # 9 reaches as far as 1
    assert low == pytest.approx([-1, 0, 1, 1, 4, 1])
    assert high == pytest.approx([1, 9, 10, 11, 4, 17])
    turned = _rooms(-places[::-1], counts[::-1])
    assert (-turned[1][::-1], -turned[0][::-1]) == (pytest.approx(low), pytest.approx(high))


def test_two_who_share_a_value_have_a_step_and_one_alone_has_none():
    low, high = _rooms(np.arange(4.0), np.array([2, 1, 2, 1]))
    assert (high - low > 1).tolist() == [True, False, True, False]
    assert (low < np.arange(4)).tolist() == (high > np.arange(4)).tolist() == [True, False, True, False]


def test_parts_of_the_scale_hold_equally_many_ends_of_steps():
    """Below .9525 are 1,906 of 5,000 ends: 114 of 300 parts begin and end there; 5,718 of 9,000 are 190."""
    low = np.append(np.linspace(0, 1, 1000, endpoint=False), np.linspace(1, 2, 1500))
    edges = _edges(low, low, np.ones(2500, dtype=int))
    assert (len(edges), edges[0], edges[-1]) == (301, 0, 2)
    assert np.searchsorted(edges, 0.9525) == 115
    shared = _edges(low, low, np.where(low < 1, 3, 1))
    assert np.searchsorted(shared, 0.9525) == 191, "three who share a value have three ends"


def test_who_stands_where_two_parts_meet_is_in_the_second_and_nobody_is_beyond_the_ends():
    assert _part_of(np.array([-1, 0, 0.5, 1, 1.5, 3, 9]), np.array([0.0, 1, 3])).tolist() == [0, 0, 0, 1, 1, 1, 1]


def test_from_an_even_spread_those_are_moved_who_make_one_crowd(monkeypatch):
    """Forty in the first two parts of four and ten in the last two; those who stay are 30 in the first."""
    low, high, counts = np.array([0.0, 2.0]), np.array([2.0, 4.0]), np.array([40, 10])
    stay, edges = np.array([30.0, 0, 0, 0]), np.arange(5.0)
    monkeypatch.setattr(f"{_laid.__module__}._ROUNDS", 0)
    assert _laid(low, high, counts, stay, edges, 1) == pytest.approx([20, 20, 5, 5])
    assert _laid(low, high, counts, stay, np.array([0.0, 1.5, 2, 3, 4]), 1) == pytest.approx([30, 10, 5, 5])
    assert _laid(low, np.array([1.0, 4.0]), counts, stay, edges, 1) == pytest.approx([40, 0, 5, 5])
    monkeypatch.setattr(f"{_laid.__module__}._ROUNDS", 60)
    assert _laid(low, high, counts, stay, edges, 1) == pytest.approx([5, 35, 5, 5], abs=0.05), "35 beside 35 rise"
    assert _laid(low, high, counts, stay, edges, 0) == pytest.approx([20, 20, 5, 5], abs=0.05), "50 and 20 fall already"


def test_customers_are_laid_evenly_within_a_part_and_half_a_way_beyond_the_ends(monkeypatch):
    monkeypatch.setattr(f"{_laid.__module__}._ROUNDS", 0)
    laid = laid_at(np.repeat([1.0, 2, 3], [2, 4, 2]), 2.0)  # two in .5 to 2, four in 1 to 3, two in 2 to 3.5
    reached = np.cumsum([0, 2 / 3, 10 / 3, 10 / 3, 2 / 3])
    assert laid == pytest.approx(np.interp(np.arange(8) + 0.5, reached, [0.5, 1, 2, 3, 3.5]))


def test_whose_step_is_within_a_part_of_the_scale_stays_and_counts(monkeypatch):
    given = []
    monkeypatch.setattr(f"{_laid.__module__}._laid", lambda *told: given.append(told) or np.zeros(len(told[4]) - 1))
    values = np.repeat(np.append(np.arange(1000.0), [2000, 2001, 2030]), [*[3] * 1000, 60, 60, 60])
    within_steps(values, same, (300.0, 600.0))
    _, _, counts, stay, _, top = given[0]
    assert counts.sum() + stay.sum() == len(values)
    assert stay.sum() > 2500
    assert top < given[1][5]


def test_a_few_who_have_bought_nothing_reach_no_farther_than_the_first_amounts():
    places = np.append(0.0, np.repeat(np.linspace(4, 10, 100), 1))
    counts = np.append(20, np.full(100, 2))
    _, high = _rooms(places, counts)
    assert high[0] == pytest.approx(places[10], abs=1e-6)
    assert (high[1:] - places[1:]).max() < 0.6, "an amount near nothing has the step of nothing"


def test_whoever_has_most_of_a_column_may_be_anywhere():
    low, high = _rooms(np.array([0.0, 1, 10]), np.array([2, 9, 3]))
    assert (low <= 0).all() and (high >= 10).all()


def test_teeth_that_alternate_become_one_hump():
    counts = np.array([5, 40, 10, 90, 20, 140, 20, 90, 10, 40, 5])
    laid = laid_at(np.repeat(np.arange(11.0), counts), 5.0)
    assert second_hump(laid).chance > 0.05
    held = np.histogram(laid, np.arange(-0.5, 11))[0]
    assert held.sum() == counts.sum()
    assert 40 < held[4] < 100, "those at 5 fill the part beside it"


@pytest.mark.parametrize("unit", [1.0, -1.0, 0.01, 40.0])
def test_two_humps_of_many_values_stay_two_whatever_the_unit(unit):
    counts = np.array([5, 20, 50, 80, 50, 20, 5, 1, 1, 1, 5, 20, 50, 80, 50, 20, 5])
    values = unit * np.repeat(np.arange(17.0), counts)
    laid = laid_at(values, unit * 3.0)
    assert second_hump(laid).chance < 1e-6
    mirrored = laid_at(-values, -unit * 3.0)
    assert np.sort(-mirrored) == pytest.approx(laid, abs=0.2 * abs(unit))


def test_nobody_leaves_his_step_or_the_scale():
    values = np.repeat([1.0, 2, 3, 4], [10, 10, 10, 10])
    laid = laid_at(values, 2.0)
    assert laid.min() >= 0.5
    assert laid.max() <= 4.5
    for rank, value in ((5, 1), (15, 2), (25, 3), (35, 4)):
        assert abs(laid[rank] - value) <= 1


def test_who_shares_a_value_with_nobody_stays():
    values = np.sort(np.random.default_rng(1).normal(size=400))
    np.testing.assert_array_equal(laid_at(values, 0.0), values)
    laid = laid_at(np.append(values, [9.0] * 5), 0.0)
    assert np.isin(values, laid).all()


def test_steps_are_measured_on_the_scale_that_is_asked():
    values = np.repeat([1.0, 2, 4, 8, 16, 32], 20)
    laid = laid_at(values, 2.0, np.log2)
    assert np.diff(np.quantile(laid, [0.1, 0.3, 0.5, 0.7, 0.9])) == pytest.approx(np.full(4, 1.2), abs=0.15)


def test_who_shares_the_first_value_is_left_out_where_none_of_their_step_is_between_the_tops():
    counts, low, high = np.array([9, 4, 2, 4, 9]), np.arange(5.0) - 1, np.arange(5.0) + 1
    both, first, last = [True, *[False] * 3, True], [True, *[False] * 4], [*[False] * 4, True]
    for tops, far in (
        ((1.5, 2.5), both),
        ((2.5, 1.5), both),
        ((1.0, 2.5), last),  # it reaches as far as to a top
        ((2.5, 1.0), last),
        ((1.5, 3.0), first),
        ((3.0, 1.5), first),
    ):
        assert _far_heaps(counts, low, high, tops).tolist() == far, tops
    for most, far in ((8, last), (9, both)):
        assert _far_heaps(np.array([most, *counts[1:]]), low, high, (1.5, 2.5)).tolist() == far
        turned = _far_heaps(np.array([*counts[:-1], most]), low, high, (1.5, 2.5)).tolist()
        assert turned == far[::-1], "more than twice as many as share the next"


@pytest.mark.parametrize(("n", "left_out"), [(3, []), (4, [True, False, False, True])])
def test_of_three_values_nobody_is_left_out(n, left_out):
    counts = np.array([9, *[1] * (n - 2), 9])
    far = _far_heaps(counts, np.full(n, 9.0), np.full(n, -9.0), (0.0, 1.0))
    assert far.tolist() == (left_out or [False] * 3)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_heap_far_below_two_groups_hides_neither_of_them(turn):
    """Of logarithms of money: 70 who have bought nothing stand far below it, and without them all is as it was."""
    random = np.random.default_rng(0)
    money = np.round(turn * np.append(random.normal(size=1140), random.normal(5, 1, 60)), 3)
    tops = (0.0, turn * 5.0)
    beside = within_steps(np.append(money, np.full(70, turn * -9.0)), same, tops)
    for laid, alone in zip(beside, within_steps(money, same, tops), strict=True):
        np.testing.assert_array_equal(laid, alone)
        assert second_hump(laid).chance < 0.05


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_amounts_told_to_one_digit_are_no_clusters(seed):
    """Of ten such tables six were called clusters."""
    assert chance(one_digit(np.random.default_rng(seed).lognormal(4, 1.2, (2000, 2)))) > 0.01


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_units_at_few_prices_are_no_clusters(seed):
    """Of ten such tables seven were called clusters."""
    random = np.random.default_rng(seed)
    prices = random.choice([4.99, 9.99, 14.99, 24.99, 49.99], p=[0.35, 0.3, 0.2, 0.1, 0.05], size=(2000, 2))
    assert chance(np.round(prices * (1 + random.poisson(1.0, (2000, 2))), 2)) > 0.01


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_groups_told_to_one_digit_are_found(seed):
    random = np.random.default_rng(seed)
    money = one_digit(random.lognormal(np.where(random.random(600) < 0.3, 6.2, 2), 0.6))
    assert chance(np.column_stack([money, random.normal(size=600)])) < 1e-3
