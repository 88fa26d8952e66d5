import numpy as np
import pytest

from custseg.segment.evidence.few_values import stairs_gain
from custseg.segment.evidence.parting import part_customers


def test_stairs_that_fall_gain_nothing_however_far_apart_the_prices_are():
    assert stairs_gain(np.repeat([5.0, 20, 80, 300], [120, 90, 60, 30])) == 0
    assert stairs_gain(np.repeat([0.0, 9, 19, 49, 99], [100, 90, 80, 70, 20])) == 0
    assert stairs_gain(np.repeat([1.0, 2, 3, 4, 5], [10, 20, 60, 30, 10])) == 0, "they may rise before they fall"


def test_the_gain_is_that_of_the_shares_over_the_nearest_ones_with_one_hump():
    # equal rooms of one: 40 and 20 become 30 and 30, or 20 and 40 do, whichever is nearer; here both are as near
    gain = 40 * np.log(40 / 30) + 20 * np.log(20 / 30)
    assert stairs_gain(np.repeat([1.0, 2, 3], [40, 20, 40])) == pytest.approx(gain)


def test_many_values_and_yes_or_no_say_nothing():
    assert stairs_gain(np.repeat(np.arange(31.0), 10)) == np.inf
    assert stairs_gain(np.repeat(np.arange(30.0), 10)) == 0
    for distinct in ([0.0, 1.0], [7.0], []):
        assert stairs_gain(np.repeat(distinct, 10)) == np.inf


def test_on_another_scale_the_rooms_are_others():
    counts = np.repeat([2.0, 3, 4, 10], [40, 30, 30, 40])
    assert stairs_gain(counts) == 0
    # rooms end at 1.5, 2.5, 3.5, 7 and 13: on the logarithm the last is narrower than the one before it
    rooms = np.diff(np.log([1.5, 2.5, 3.5, 7, 13]))
    pooled = 70 / rooms[2:].sum()
    gain = 30 * np.log(30 / rooms[2] / pooled) + 40 * np.log(40 / rooms[3] / pooled)
    assert stairs_gain(counts, np.log) == pytest.approx(gain)


def test_the_last_price_has_as_much_room_outwards_as_the_wider_of_the_gaps_beside_it():
    # who pays 70 or 79 would pay anything from 56.5 up: rooms of 18 and of 4.5 + 13.5, not of 18 and 9
    counts = np.repeat([8.0, 20, 43, 70, 79], [120, 110, 100, 20, 25])
    rooms = np.array([12, 17.5, 25, 18, 18])
    pooled = 45 / rooms[3:].sum()
    gain = 20 * np.log(20 / rooms[3] / pooled) + 25 * np.log(25 / rooms[4] / pooled)
    assert stairs_gain(counts) == pytest.approx(gain)


def test_the_first_and_the_last_price_ask_no_gap_but_the_two_beside_them():
    # from 70 up the gaps are 10 and 9: who pays 89 would pay from 84.5 up, to 94 and not to 114
    distinct, counts = np.array([8.0, 20, 70, 80, 89]), [120, 110, 100, 20, 25]
    gain = 20 * np.log(20 / 22.5) + 25 * np.log(25 / 22.5)
    assert stairs_gain(np.repeat(distinct, counts)) == pytest.approx(gain)
    assert stairs_gain(np.repeat(-distinct, counts)) == pytest.approx(gain)


def test_on_a_scale_that_does_not_rise_between_two_prices_they_say_nothing():
    for scale in (lambda edges: np.minimum(edges, 3.0), lambda edges: np.minimum(edges, 6.6 - 1.2 * edges)):
        assert stairs_gain(np.repeat([1.0, 2, 3, 4], [40, 10, 40, 10]), scale) == np.inf


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [9, 27])
def test_demand_at_irregular_prices_is_no_cluster(seed):
    """Log-normal demand at the nearest of up to 13 prices: 2 of 60 tables, these two, were called clusters."""
    rng = np.random.default_rng([77, seed, 600, 11])
    other = rng.normal(size=(600, 2 + seed % 3))[:, 1:]
    points = np.unique(np.round(np.exp(rng.normal(3, 1, rng.integers(5, 14)))))
    price = points[np.abs(points - np.exp(rng.normal(3, 0.8, 600))[:, None]).argmin(axis=1)]
    table = np.column_stack([price, other])
    found = part_customers((table - table.mean(axis=0)) / table.std(axis=0), list("abcd")[: table.shape[1]], 3)
    assert not found.chances or found.chances[0] > 0.01


def test_two_lots_of_values_far_apart_gain_much():
    assert stairs_gain(np.repeat([0.0, 1, 2, 50, 51, 52], [100, 90, 100, 30, 30, 30])) > 20


@pytest.mark.heavy
@pytest.mark.parametrize("n", [300, 600])
def test_four_prices_of_a_tariff_are_no_clusters(n):
    """Of 24 such tables 9 were called clusters, at either number of customers."""
    passed = []
    for seed in range(10):
        rng = np.random.default_rng([3, seed, n])
        price = rng.choice([5.0, 20, 80, 300], n, p=[0.4, 0.3, 0.2, 0.1])
        found = part_customers(np.column_stack([price, rng.normal(size=n)]), ["price", "other"], 3)
        passed += [found.chances[:1] > (0.01,) or not found.chances]
    assert sum(passed) >= 9


@pytest.mark.heavy
def test_two_groups_of_counted_customers_are_found_as_before():
    rng = np.random.default_rng(4)
    visits = np.where(rng.random(300) < 0.5, rng.poisson(2, 300), rng.poisson(20, 300))
    found = part_customers(np.column_stack([visits, rng.normal(size=300)]).astype(float), ["visits", "other"], 3)
    assert found.columns[0] == "visits"
    assert found.chances[0] < 1e-4


def one_hump_by_definition(density, width, top):
    """Rise to this step and fall after it: the largest of the smallest means of neighbours (Robertson and others)."""
    mean = lambda low, high: np.average(density[low:high], weights=width[low:high])  # noqa: E731
    rising = [
        max(min(mean(low, high + 1) for high in range(step, top + 1)) for low in range(step + 1)) for step in range(top)
    ]
    falling = [
        max(min(mean(low, high) for low in range(top, step + 1)) for high in range(step + 1, len(density) + 1))
        for step in range(top + 1, len(density))
    ]
    return np.array([*rising, density[top], *falling])


@pytest.mark.parametrize("seed", range(8))
def test_the_gain_is_that_over_the_best_of_all_stairs_with_one_hump(seed):
    random = np.random.default_rng(seed)
    distinct = np.sort(random.choice(60, size=3 + seed, replace=False)).astype(float)
    counts = random.integers(1, 40, size=len(distinct))
    middle = (distinct[1:] + distinct[:-1]) / 2
    before, after = max(np.diff(distinct)[:2]) / 2, max(np.diff(distinct)[-2:]) / 2
    width = np.diff([distinct[0] - before, *middle, distinct[-1] + after])
    density = counts / width
    peaks = [top for top in range(len(width)) if density[top] >= max(density[max(top - 1, 0) : top + 2])]
    gain = min(counts @ np.log(density / one_hump_by_definition(density, width, top)) for top in peaks)
    values = np.repeat(distinct, counts)
    assert stairs_gain(values) == pytest.approx(gain, abs=1e-8)
    shuffled = random.permutation(values)
    for turned in (values[::-1], shuffled, -values, 1000 * values, values - 77):
        assert stairs_gain(turned) == pytest.approx(gain, abs=1e-8), "order, direction, unit and place do not matter"


def test_a_gain_is_rounded_to_nine_digits_so_that_none_is_nothing():
    gain = 40 * np.log(40 / 30) + 20 * np.log(20 / 30)
    assert round(gain, 8) != round(gain, 9) != round(gain, 10)
    assert stairs_gain(np.repeat([1.0, 2, 3], [40, 20, 40])) == round(gain, 9)


@pytest.mark.parametrize(("narrow", "says_nothing"), [(1e-9, False), (0.0, True), (-0.5, True)])
def test_a_scale_must_leave_room_for_every_price(narrow, says_nothing):
    def last_room(edges):
        return np.append(edges[:-1], edges[-2] + narrow)

    found = stairs_gain(np.repeat([1.0, 2, 3], [40, 20, 10]), last_room)
    assert (found == np.inf) == says_nothing
