import numpy as np
import pytest

from custseg.segment.evidence.shared_values import _next_as_common, _places, shared_values, spread_ties


def test_a_value_that_stands_out_is_named_and_a_lattice_is_not():
    fee = np.concatenate([np.full(40, 99.0), np.linspace(10, 50, 60)])
    assert shared_values(fee).tolist() == [99.0]
    assert shared_values(np.repeat(np.arange(1.0, 6), [10, 20, 30, 25, 15])).tolist() == []
    assert shared_values(np.repeat([0.0, 1.0], [80, 20])).tolist() == []


def test_one_purchase_is_named_where_more_than_twice_as_many_have_it_as_two():
    assert shared_values(np.repeat([1.0, 2, 3, 4], [52, 20, 15, 13])).tolist() == [1.0]
    assert shared_values(np.repeat([1.0, 2, 3, 4], [40, 25, 20, 15])).tolist() == []


def test_whole_numbers_fill_their_units():
    spread = spread_ties(np.repeat([0.0, 1.0, 2.0], 100))
    assert np.histogram(spread, np.linspace(-0.5, 2.5, 7))[0].tolist() == [50] * 6


def test_a_neighbour_needs_half_as_many_customers_be_they_few_or_many():
    for many in (10, 1000):
        spread = spread_ties(np.repeat([0.0, 1.0, 2.0], [many, many // 2, many]))
        assert np.ptp(spread[:many]) == pytest.approx(1 - 1 / many), "half way to 1, and as far to the left"
        wide = spread_ties(np.repeat([0.0, 1.0, 2.0], [many, many // 2 - 1, many]))
        assert np.ptp(wide[:many]) == pytest.approx(2 * (1 - 1 / many)), "half way to 2"


def test_a_value_that_stands_alone_fills_the_range():
    spread = spread_ties(np.concatenate([np.zeros(100), np.arange(1.0, 11)]))
    assert np.histogram(spread, [0, 5, 10.1])[0] == pytest.approx([54, 56], abs=1)


def test_those_who_share_a_value_stand_at_even_distances_around_it():
    spread = spread_ties(np.array([10.0, 10, 10, 10, 12, 12, 15.0]))
    # room of 10: as far to the left as half way to 12; of 12: half way to 10, and, 15 being half as common, to 15
    assert np.sort(spread[:4]) == pytest.approx([9.25, 9.75, 10.25, 10.75])
    assert np.sort(spread[4:6]) == pytest.approx([11 + 2.5 / 4, 11 + 3 * 2.5 / 4])
    assert spread[6] == 15


def test_a_rare_value_is_no_neighbour_of_a_common_one():
    spread = spread_ties(np.array([1.0] * 4 + [2.0] + [5.0] * 2))
    assert np.sort(spread[:4]) == pytest.approx([-0.5, 0.5, 1.5, 2.5])  # half way to 5, and as far to the left
    assert spread[4] == 2
    assert np.sort(spread[5:]) == pytest.approx([3.5 + 0.75, 3.5 + 2.25])


def test_a_tenth_of_the_customers_is_many_and_twice_as_many_as_beside_it_is_not_enough():
    rest = np.arange(100.0, 190)
    assert shared_values(np.concatenate([np.full(10, 5.0), rest])).tolist() == [5.0]
    assert shared_values(np.concatenate([np.full(9, 5.0), rest, [300.0]])).tolist() == []
    beside = np.repeat([1.0, 2.0, 3.0], [10, 20, 5])
    assert shared_values(beside).tolist() == []
    assert shared_values(np.append(beside, 2.0)).tolist() == [2.0]
    assert shared_values(np.array([1.0, 1, 1, 2]), share=0.5).tolist() == [], "two values are a yes and a no"


def test_columns_are_shuffled_apart():
    random = np.random.default_rng(0)
    first, second = (random.integers(0, 2, 2000).astype(float) for _ in range(2))
    left = spread_ties(first) - first, spread_ties(second) - second
    assert abs(np.corrcoef(*left)[0, 1]) < 0.1


def test_what_nobody_shares_stays():
    column = np.random.default_rng(0).normal(size=50)
    assert spread_ties(column) is column


NINES = np.repeat([9.99, 19.98, 19.99, 29.97, 29.99, 39.98, 59.97], [40, 15, 20, 4, 20, 12, 8])


def test_prices_and_units_that_differ_by_cents_are_one_place_of_a_grid():
    spread = spread_ties(NINES)
    there = (NINES > 15) & (NINES < 25)
    assert np.ptp(spread[there]) > 9, "19.98 and 19.99 have the room between 9.99 and 29.99, not the cent between them"
    assert spread[there].mean() == pytest.approx(20, abs=0.1)
    assert shared_values(NINES).tolist() == [], "19.99 is no more common than its neighbours, once 19.98 is its place"


def test_a_place_of_a_grid_that_stands_out_is_named_with_all_its_values():
    dear = np.concatenate([NINES, np.repeat([79.96, 79.98, 99.95], [10, 20, 3])])
    assert shared_values(dear).tolist() == [79.96, 79.98]


def test_groups_are_no_grid_and_no_place_however_narrow():
    random = np.random.default_rng(0)
    two = np.concatenate([np.round(random.normal(0, 1, 200)), np.round(random.normal(1000, 1, 200))])
    away = np.abs(spread_ties(two) - two)
    assert np.median(away) < 1, "groups a thousand deviations apart stay apart; only the edges of a group are spread"


def test_values_that_nobody_shares_are_no_place_of_a_grid():
    close = np.append(np.arange(0.0, 180, 10), [500, 500.01])
    assert shared_values(close).tolist() == [], "two of twenty customers who spent nearly the same share no value"
    assert 500.01 in spread_ties(np.append(close, 170))


def test_places_do_not_depend_on_the_unit_of_money():
    assert spread_ties(NINES * 7) == pytest.approx(7 * spread_ties(NINES))
    assert spread_ties(100 - NINES).mean() == pytest.approx(100 - spread_ties(NINES).mean())


@pytest.mark.parametrize("seed", range(6))
def test_places_are_the_runs_that_lie_apart_and_hold_two_customers_a_value(seed):
    """By the definition, run by run: fifty times as narrow as the narrower of the gaps beside it."""
    random = np.random.RandomState(seed)
    money = random.choice([10.0, 20, 30, 40, 50, 60, 100], 200) + random.choice([0, 0.01, 0.02, -0.01], 200)
    distinct, counts = np.unique(np.append(money, random.normal(50, 40, 10)), return_counts=True)
    first = np.arange(len(distinct))
    for run in range(2, 9):
        for low in range(len(distinct) - run + 1):
            held = slice(low, low + run)
            beside = [distinct[low] - distinct[low - 1]] if low else []
            beside += [distinct[low + run] - distinct[low + run - 1]] if low + run < len(distinct) else []
            if counts[held].sum() >= 2 * run and 50 * (distinct[low + run - 1] - distinct[low]) <= min(beside):
                first[held] = low
    place = np.cumsum(first == np.arange(len(distinct))) - 1
    assert 5 <= place[-1] + 1 < len(distinct)
    np.testing.assert_array_equal(_places(distinct, counts), place)


def a_grid(n_places, beside=50.0, n_values=2, shared=2):
    """Places that are a unit wide for two values or more, this far apart; each value has as many customers."""
    starts = (1 + beside) * np.arange(n_places)
    inside = np.linspace(0, 1, n_values)
    distinct = (starts[:, None] + inside).ravel()
    return distinct, np.full(len(distinct), shared)


@pytest.mark.parametrize(("n_places", "is_grid"), [(4, False), (5, True), (6, True)])
def test_a_grid_has_five_places(n_places, is_grid):
    places = _places(*a_grid(n_places))
    assert places.tolist() == (np.repeat(np.arange(n_places), 2) if is_grid else np.arange(2 * n_places)).tolist()


@pytest.mark.parametrize(("beside", "is_grid"), [(49.0, False), (50.0, True), (51.0, True)])
def test_a_place_is_fifty_times_as_narrow_as_the_gaps_beside_it(beside, is_grid):
    assert (_places(*a_grid(6, beside)).max() == 5) == is_grid


@pytest.mark.parametrize(("n_values", "is_grid"), [(2, True), (8, True), (9, False)])
def test_a_place_has_at_most_eight_values(n_values, is_grid):
    assert (_places(*a_grid(6, n_values=n_values)).max() == 5) == is_grid


def test_a_place_has_two_customers_a_value():
    distinct, counts = a_grid(6)
    assert _places(distinct, counts).max() == 5
    counts[0] = 1  # three customers for two values: no place
    assert _places(distinct, counts).tolist() == [0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    counts[1] = 3
    assert _places(distinct, counts).max() == 5
    assert _places(distinct, np.ones(12, dtype=int)).tolist() == list(range(12)), "values that nobody shares"


def test_the_gap_on_either_side_may_be_too_narrow():
    distinct = np.array([0.0, 100, 101, 200, 300, 400, 500])
    counts = np.full(7, 5)
    assert _places(distinct, counts).tolist() == [0, 1, 1, 2, 3, 4, 5]
    for narrow in (60.0, 140.0):
        distinct[[0, 3]] = [narrow if narrow < 100 else 0, narrow if narrow > 100 else 200]
        assert _places(distinct, counts).tolist() == list(range(7))


def test_a_place_may_lie_at_either_end():
    counts = np.full(6, 5)
    assert _places(np.array([0.0, 1, 100, 200, 300, 400]), counts).tolist() == [0, 0, 1, 2, 3, 4]
    assert _places(np.array([0.0, 100, 200, 300, 400, 401]), counts).tolist() == [0, 1, 2, 3, 4, 4]


def test_values_of_a_place_have_their_mean_for_their_middle():
    """Of 19.98, shared by 15, and 19.99, shared by 20: what both fill lies around 19.9857."""
    spread = spread_ties(NINES)
    held = np.sort(spread[(NINES > 15) & (NINES < 25)])
    middles = [9.99, (15 * 19.98 + 20 * 19.99) / 35, (4 * 29.97 + 20 * 29.99) / 24]
    low, high = (middles[0] + middles[1]) / 2, (middles[1] + middles[2]) / 2
    assert held == pytest.approx(low + (high - low) * (np.arange(35) + 0.5) / 35)


def test_a_column_of_one_value_or_of_as_many_as_customers_stays():
    for column in (np.full(5, 3.0), np.array([2.0, 1.0, 3.0])):
        assert spread_ties(column) is column
    two = np.array([1.0, 1.0, 3.0])
    # 3 is half as common as 1: half way to it, and as far on the other side
    assert np.sort(spread_ties(two)).tolist() == [0.5, 1.5, 3.0]


def test_who_goes_where_is_the_same_each_time_and_depends_on_who_shares():
    column = np.repeat([0.0, 1.0, 2.0], 40)
    assert spread_ties(column).tolist() == spread_ties(column.copy()).tolist()
    assert spread_ties(column * 3) == pytest.approx(3 * spread_ties(column)), "ranks of values decide, not the values"
    assert abs(np.corrcoef(spread_ties(column)[:40], np.arange(40))[0, 1]) < 0.5, "shuffled, not in their order"


@pytest.mark.parametrize(("counts", "after"), [((4, 2, 9), 1), ((5, 2, 3), 2), ((4, 1, 1), 3), ((1, 1, 1), 3)])
def test_the_next_value_has_at_least_half_as_many(counts, after):
    assert _next_as_common(np.array(counts))[0] == after


def test_three_values_may_have_one_that_many_share():
    assert shared_values(np.repeat([1.0, 2.0, 3.0], [3, 1, 1])).tolist() == [1.0]
    assert shared_values(np.repeat([1.0, 2.0, 3.0], [1, 1, 3])).tolist() == [3.0]
    assert shared_values(np.repeat([1.0, 2.0, 3.0], [2, 1, 2])).tolist() == [], "twice as many are not more than twice"
    rare = np.repeat([1.0, 2.0, 3.0], [30, 10, 60])
    assert shared_values(rare, share=0.3).tolist() == [1.0, 3.0]
    assert shared_values(rare, share=0.31).tolist() == [3.0]


def test_all_values_together_are_no_place():
    """There is nothing beside them: a column of three prices within a cent stays as it is."""
    distinct = np.array([9.98, 9.99, 10.0])
    assert _places(distinct, np.array([20, 30, 10])).tolist() == [0, 1, 2]
    assert _places(np.arange(8.0), np.full(8, 9)).tolist() == list(range(8))


def test_the_last_of_a_hump_are_not_spread_across_the_valley_beside_it():
    spread = spread_ties(np.repeat([1.0, 2, 3, 4, 5, 6, 30, 31, 32], [20, 40, 60, 40, 4, 1, 30, 40, 30]))
    assert ((spread > 7) & (spread < 28)).sum() == 0  # half way to 30, the next that is as common, is 17.5


def test_those_at_a_limit_are_spread_among_twice_as_many_others_and_are_no_hump():
    """Money up to 100, of which so many customers have 100 exactly as have 91 to 99."""
    spread = spread_ties(np.repeat(np.arange(1.0, 101), [*np.full(99, 10), 90]))
    near = np.histogram(spread, bins=np.arange(64.5, 110, 9.0))[0]
    assert 90 <= near.max() < 150  # 180 among as many others
