import numpy as np
import pytest
from scipy.stats import norm
from sklearn.mixture import GaussianMixture

from custseg.segment.evidence import humps
from custseg.segment.evidence.humps import (
    _cells,
    _first_members,
    _gain,
    _main_valley,
    _mixtures,
    _one_hump,
    _unlike,
    _without_strays,
    chance_of_gain,
    chance_of_two,
    log_chance,
    second_hump,
)


@pytest.mark.parametrize("share", [0.05, 0.15, 0.5])
def test_a_group_nine_deviations_away_is_a_second_hump(share):
    random = np.random.default_rng(1)
    n_away = round(400 * share)
    column = np.concatenate([random.normal(size=400 - n_away), random.normal(9, 1, n_away)])
    hump = second_hump(column)
    assert hump.chance < 0.001
    assert 2.5 < hump.cut < 7
    assert hump.left < hump.cut < hump.right


@pytest.mark.heavy
@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential", "standard_cauchy"])
def test_one_hump_is_one(draw):
    few = [second_hump(getattr(np.random.default_rng(seed), draw)(size=300)).chance for seed in range(20)]
    assert sum(chance < 0.05 for chance in few) <= 3


def test_too_few_and_equal_values_have_no_second_hump():
    assert second_hump(np.arange(19.0)).chance == 1
    assert second_hump(np.ones(100)).chance == 1
    assert [len(part) for part in second_hump(np.ones(100)).crowd] == [0, 0]
    twenty = np.concatenate([np.linspace(0, 1, 10), np.linspace(9, 10, 10)])
    assert second_hump(twenty).chance < 0.001 and 1 < second_hump(twenty).cut < 9


def test_scale_and_direction_do_not_matter():
    column = np.random.default_rng(0).normal(size=300) + np.repeat([0, 4.5], 150)
    first, second = second_hump(column), second_hump(100 - 30 * column)
    assert second.gain == pytest.approx(first.gain, rel=0.05)
    assert second.cut == pytest.approx(100 - 30 * first.cut, rel=0.05)


def test_more_gain_is_less_chance():
    chances = [chance_of_gain(gain, 2) for gain in (0, 2, 4, 8)]
    assert chances == sorted(chances, reverse=True)
    assert chance_of_gain(3.6, 2) == pytest.approx(0.009, abs=0.003)


def test_the_chance_of_a_gain_is_the_tail_that_the_benchmark_says():
    """The tail is exponential: its starts and rates are those of ``benchmarks/verdict_power.py --calibrate``."""
    for gain in (1.0, 3.6, 12.0):
        assert chance_of_gain(gain, 2) == pytest.approx(np.exp(0.13 - 1.35 * gain), abs=0)
        assert chance_of_gain(gain, 3) == pytest.approx(np.exp(0.77 - 0.96 * gain), abs=0)
        assert chance_of_two(gain) == pytest.approx(chance_of_gain(gain, 2) / 0.6, abs=0)
    assert chance_of_two(0.2) == chance_of_gain(0.1, 3) == 1.0


def lumps(*sizes, apart=8.0, seed=0):
    random = np.random.default_rng(seed)
    return np.concatenate([random.normal(place * apart, 1, size) for place, size in enumerate(sizes)])


@pytest.mark.parametrize(
    ("sizes", "between"), [((15, 150, 150), (9, 15)), ((150, 150, 15), (1, 7)), ((180, 120, 100), (1, 7))]
)
def test_the_cut_is_at_the_valley_with_many_customers_on_both_sides(sizes, between):
    hump = second_hump(lumps(*sizes))
    assert between[0] < hump.cut < between[1]
    assert round(hump.left / 8) + 1 == round(hump.right / 8), "the tops are those beside it"


def test_the_chance_is_that_of_two_or_three_humps_which_share_the_level():
    two, three = second_hump(lumps(60, 60, apart=4.5)), second_hump(lumps(60, 60, 60, apart=6))
    # six and four tenths of the level
    assert two.chance == pytest.approx(chance_of_gain(two.gain, 2) / 0.6, abs=0)
    assert three.chance == pytest.approx(chance_of_gain(three.gain, 3) / 0.4, abs=0)
    assert log_chance(lumps(60, 60, apart=4.5)) == pytest.approx(np.log(two.chance))
    assert log_chance(lumps(60, 60, 60, apart=6)) == pytest.approx(np.log(three.chance))


@pytest.mark.parametrize("n_humps", [2, 3])
@pytest.mark.parametrize("apart", [5, 8])
def test_mixtures_are_those_of_scikit_learn(n_humps, apart):
    ordered = 50 + 3 * np.sort(lumps(*(40, 90, 60)[:n_humps], apart=apart))
    share, mean, spread = np.moveaxis(_mixtures(ordered, np.ones(len(ordered)), n_humps), 1, 0)[:, :, None]
    density = share / spread * np.exp(-0.5 * ((ordered[:, None] - mean) / spread) ** 2) / np.sqrt(2 * np.pi)
    found = np.log(density.sum(axis=2)).sum(axis=1)
    model = GaussianMixture(n_humps, n_init=5, tol=1e-6, max_iter=500, random_state=0).fit(ordered[:, None])
    assert found.max() == pytest.approx(model.score(ordered[:, None]) * len(ordered), abs=0.05)
    best = int(found.argmax())
    assert np.sort(mean[best, 0]) == pytest.approx(np.sort(model.means_.ravel()), abs=0.05)


def test_no_hump_is_narrower_than_a_hundredth_of_the_column():
    ordered = np.sort(np.append(np.random.default_rng(0).normal(size=150), [5.0] * 60))
    spread = _mixtures(ordered, np.ones(210), 2)[:, 2]
    low, high = np.quantile(ordered, [0.1, 0.9])
    assert spread.min() == pytest.approx(0.01 * (high - low), rel=1e-3), "sixty equal values are no hump of no width"


def test_equal_values_at_an_end_and_customers_beyond_all_humps_do_no_harm():
    column = lumps(100, 100)
    tied = np.append(column, [column.min()] * 3)
    assert second_hump(tied).chance < 1e-6
    far = np.append(column, 17.0)
    assert second_hump(-far).gain == pytest.approx(second_hump(far).gain, abs=0.05)
    assert second_hump(far).gain == pytest.approx(second_hump(column).gain, abs=6)


@pytest.mark.parametrize("seed", [4, 11, 22])
def test_a_small_narrow_group_is_found_at_either_end(seed):
    """Columns in which a search that begins with large groups alone ends in a lower mixture of three."""
    random = np.random.default_rng(seed)
    n_away = 12 if seed % 2 else 18
    for place in (-4.2, 4.2):
        column = np.concatenate([random.normal(size=200 - n_away), random.normal(place, 0.4, n_away)])
    gains = [_gain(*_cells(np.sort(side)), 3)[0] for side in (column, -column)]
    assert gains[0] == pytest.approx(gains[1], abs=0.005)


def test_the_tops_are_where_the_density_is_highest():
    even = norm.ppf((np.arange(100) + 0.5) / 100)
    hump = second_hump(np.concatenate([even, even + 20]))
    assert [hump.left, hump.right] == pytest.approx([0, 20], abs=0.01)


@pytest.mark.parametrize("strays", [[1e4], [1e4, 1e4, 1e4], [-1e4, -1e4, 9e3, 1e4, 1e4]])
def test_a_few_strays_do_not_hide_two_humps(strays):
    """Three of six tables with three customers at ten thousand had no second hump: one was spent on the three."""
    for seed in range(4):
        column = np.random.default_rng(seed).normal(size=300) + 7 * (np.arange(300) < 150)
        usual = second_hump(column)
        found = second_hump(np.concatenate([column, strays]))
        assert found[:5] == pytest.approx(usual[:5])


def test_six_far_away_and_a_tail_are_no_strays():
    column = np.sort(np.random.default_rng(0).normal(size=300))
    assert len(_without_strays(np.append(column, [1e4] * 5))) == 300
    assert len(_without_strays(np.append(column, [1e4] * 6))) == 306
    assert np.array_equal(_without_strays(column), column)
    for strays in ([-1e4], [-1e4] * 3, [-1e4, 1e4, 1e4], [-1e4] * 4 + [1e4]):
        assert np.array_equal(_without_strays(np.sort(np.append(column, strays))), column)
    assert len(_without_strays(np.append(column[:20], [1e4] * 3))) == 20
    assert len(_without_strays(np.append(column[:18], 1e4))) == 19, "a column too short for two humps stays whole"


def test_a_column_that_is_turned_round_is_searched_from_the_same_starts():
    for starts in (humps._STARTS, humps._PAIRS):
        assert sorted(1 - start for start in starts) == pytest.approx(starts)
        assert 0 < min(starts) < 0.1, "from small groups at an end, too"


def test_each_start_parts_the_ordered_column_into_its_humps():
    reached = (np.arange(200) + 0.5) / 200
    two, three = _first_members(reached, 2), _first_members(reached, 3)
    assert two.shape == (len(humps._STARTS), 2, 200)
    assert two[:, 0].mean(axis=1) == pytest.approx(humps._STARTS)
    pairs = [(low, high) for low in humps._PAIRS for high in humps._PAIRS if low < high]
    assert three.shape == (len(pairs), 3, 200)
    np.testing.assert_allclose(three.mean(axis=2), [(low, high - low, 1 - high) for low, high in pairs], atol=1e-6)
    for members in (two, three):
        np.testing.assert_array_equal(members.sum(axis=1), 1)
        assert (np.diff(members.argmax(axis=1)) >= 0).all(), "in the order of the column"


def normal_quantiles(n):
    return norm.ppf((np.arange(n) + 0.5) / n)


@pytest.mark.parametrize(
    ("column", "two", "three"),
    [
        (np.concatenate([normal_quantiles(100), normal_quantiles(100) + 4]), 8.52, 8.57),
        (np.concatenate([normal_quantiles(150), normal_quantiles(30) + 4.5]), 1.551, 1.574),
        (np.concatenate([normal_quantiles(60) + place for place in (0, 4, 8)]), 0.352, 10.06),
        (np.concatenate([normal_quantiles(900), 0.5 * normal_quantiles(300) + 3.5]), 52.79, 52.90),
        (normal_quantiles(300), 0.0, 0.0),
    ],
)
def test_the_gain_is_that_for_which_the_chance_was_calibrated(column, two, three):
    """Other starts, steps or grids gain more or less by chance: the tail would have to be simulated anew."""
    cells = _cells(np.sort(column))
    assert [_gain(*cells, n)[0] for n in (2, 3)] == pytest.approx([two, three], abs=0.006)


@pytest.mark.parametrize(("n", "each"), [(400, 1), (800, 2), (2000, 5)])
def test_a_column_is_looked_at_in_at_most_four_hundred_means_of_neighbours(n, each):
    cells, weights = _cells(np.arange(float(n)))
    assert weights.tolist() == [each] * 400
    assert cells == pytest.approx(np.arange(n).reshape(400, each).mean(axis=1))
    uneven = _cells(np.arange(500.0))[1]
    assert len(uneven) == 400 and uneven.sum() == 500 and set(uneven) == {1, 2}
    assert len(_cells(np.arange(399.0))[1]) == 399


def test_a_stray_is_farther_away_than_all_others_are_from_each_other():
    even = np.arange(31.0)  # thirty from end to end
    for away, left in ((60.0, 32), (60.5, 31)):
        assert len(_without_strays(np.append(even, away))) == left
        assert len(_without_strays(np.append(30 - away, even))) == left


@pytest.mark.parametrize(
    ("change", "kinds"), [((0.0, 0.0, 0.0), 1), ((0.001, 0.002, 0.002), 1), ((0.02, 0, 0), 2), ((0, 0.1, 0), 2)]
)
def test_mixtures_that_differ_by_less_than_a_hundredth_are_one(change, kinds):
    """A hundredth of a share, or of the column's standard deviation, which is five here."""
    one = np.array([[0.3, 0.7], [0.0, 50.0], [5.0, 5.0]])
    found = np.stack([one, one + np.array(change)[:, None], one])
    assert len(_unlike(found, 5.0)) == kinds
    assert 0 in _unlike(found, 5.0)


def test_a_mixture_needs_more_than_five_customers_a_hump():
    for few, held in ((5, False), (6, True)):
        found = _mixtures(np.append(np.linspace(0, 1, 94), np.full(few, 50.0)), np.ones(94 + few), 2)
        assert (found[:, 0].min(axis=1) * (94 + few) < few + 0.5).any() == held


def test_the_valley_is_the_one_that_is_deep_and_has_many_on_both_sides():
    width = np.ones(7)
    # depth 1 - 1/4 with five before it and fourteen after; 1 - 4/5 with five after
    density = np.array([0.0, 4.0, 1.0, 5.0, 4.0, 5.0, 0.0])
    assert _main_valley(density, width, np.array([1, 3, 5])) == (2, 1, 3)
    # as deep, but all are on one side of the first
    density = np.array([0.0, 0.4, 0.1, 5.0, 1.25, 5.0, 0.0])
    assert _main_valley(density, width, np.array([1, 3, 5])) == (4, 3, 5)
    wide = np.array([1.0, 200.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    assert _main_valley(density, wide, np.array([1, 3, 5]))[0] == 2, "customers count, not places"


def test_the_nearest_density_with_its_hump_at_a_place_takes_means_over_what_does_not_fall():
    assert _one_hump(np.array([3.0, 1.0, 2.0]), np.ones(3), 0).tolist() == [3, 1.5, 1.5]
    assert _one_hump(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 3.0]), 0).tolist() == [3, 1.75, 1.75]
    assert _one_hump(np.array([2.0, 1.0, 3.0, 1.0]), np.array([3.0, 1.0, 1.0, 1.0]), 2).tolist() == [1.75, 1.75, 3, 1]


def test_the_crowd_is_the_density_whose_likelihood_the_gain_is_measured_from():
    column = np.concatenate([normal_quantiles(100), normal_quantiles(60) + 5])
    hump = second_hump(column)
    grid, crowd = hump.crowd
    top = int(crowd.argmax())
    assert (np.diff(grid) > 0).all() and (np.diff(crowd[: top + 1]) >= 0).all() and (np.diff(crowd[top:]) <= 0).all()
    share, mean, spread = (
        np.array(part)[:, None] for part in ((100 / 160, 60 / 160), (0, 5), (column[:100].std(), column[100:].std()))
    )
    likely = (share / spread * np.exp(-0.5 * ((column - mean) / spread) ** 2)).sum(axis=0)
    assert np.log(likely / np.interp(column, grid, crowd)).sum() == pytest.approx(hump.gain, abs=0.15)


def test_a_valley_before_hardly_anybody_is_one_where_there_is_no_other():
    """So few are beyond it that their sum is rounding."""
    assert _main_valley(np.array([0.0, 5.0, 0.0, 1e-30, 0.0]), np.ones(5), np.array([1, 3])) == (2, 1, 3)
