"""Is the skewness-corrected interval Hall's, in units, clusters and every size of skewness?"""

import numpy as np
import pytest
from scipy import stats

from custseg.resample import influence_interval
from custseg.resample.influence import corrected_ends, unit_of


def spend_of(n, seed=0):
    return np.random.default_rng(seed).lognormal(0, 1, n)


def test_ends_solve_halls_cubic():
    spend = spend_of(12)
    for end, side in zip(influence_interval(spend.mean(), spend - spend.mean()), (1, -1), strict=True):
        t, g = (spend.mean() - end) / stats.sem(spend), stats.skew(spend)
        n = len(spend)
        # Hall (1992), the cubic of the studentised mean with skewness g of n customers
        cubic = t + g * t**2 / (3 * n**0.5) + g**2 * t**3 / (27 * n) + g / (6 * n**0.5)
        assert cubic == pytest.approx(side * stats.t.ppf(0.975, n - 1))


def test_the_correction_fades_continuously():
    flat, faint = (corrected_ends(1.0, 0.01, cubes, 50, level=0.95) for cubes in (0.0, 2e-9))
    assert flat == pytest.approx(faint, abs=1e-6)


@pytest.mark.parametrize(("units", "stopped"), [(20, -1.5), (60, -0.5), (600, -0.05)])
def test_past_its_turn_the_inverse_is_stopped_the_sooner_the_more_units_there_are(units, stopped):
    # sums chosen so that the standard error is 1 and the skewness 5: for -t the cubic is 1 + 5 (-t - 5 / 6) < -11
    squares = (units - 1) / units
    upper = corrected_ends(0.0, squares, 5 * squares**1.5, units, level=0.95)[1]
    assert upper == pytest.approx((1 - np.cbrt(stopped)) / (5 / 3)), "upper end of few large customers"


def test_several_statistics_at_once_are_the_same_as_one_by_one():
    spend = spend_of(30)
    both = np.column_stack([spend - spend.mean(), spend**2 - (spend**2).mean()])
    ends = influence_interval([spend.mean(), (spend**2).mean()], both)
    assert ends.shape == (2, 2)
    assert ends[:, 0] == pytest.approx(influence_interval(spend.mean(), both[:, 0]))


def test_the_mean_of_the_influence_is_taken_out():
    spend = spend_of(30)
    assert influence_interval(spend.mean(), spend) == pytest.approx(
        influence_interval(spend.mean(), spend - spend.mean())
    )


def test_a_cluster_is_one_unit():
    spend = spend_of(20)
    doubled, household = np.repeat(spend, 2), np.repeat([f"h{i}" for i in range(20)], 2)
    one = influence_interval(spend.mean(), spend - spend.mean())
    assert influence_interval(spend.mean(), doubled - spend.mean(), clusters=household) == pytest.approx(one)
    careless = influence_interval(spend.mean(), doubled - spend.mean())
    assert np.ptp(careless) < 0.8 * np.ptp(one)  # the same money counted twice is no more evidence


@pytest.mark.parametrize("values", [[5.0], [0.1] * 7, [0.0, 0.0]])
def test_no_spread_no_interval(values):
    values = np.array(values)
    assert np.isnan(influence_interval(values.mean(), values - values.mean())).all()


@pytest.mark.parametrize(
    ("influence", "options", "message"),
    [
        ([], {}, "one row per customer"),
        ([[1.0, 2.0]], {}, "one row per customer"),
        ([1.0, np.nan], {}, "1 are missing or infinite"),
        ([1.0, 2.0], {"level": 1}, "between 0 and 1"),
        ([1.0, 2.0], {"level": 0}, "between 0 and 1"),
        ([1.0, 2.0], {"level": -0.5}, "between 0 and 1"),
        ([1.0, 2.0], {"clusters": ["a"]}, "each of 2 rows; found 1"),
        ([1.0, 2.0], {"clusters": ["a"]}, "1[.]$"),  # not one word of missing ones where none is
        ([1.0, 2.0, 4.0], {"clusters": ["a", "b", None]}, "each of 3 rows; 1 are missing"),
        ([1.0, 2.0, 4.0], {"clusters": ["a", None]}, "each of 3 rows; found 2, and 1 are missing"),
    ],
)
def test_what_does_not_fit_is_refused(influence, options, message):
    with pytest.raises(ValueError, match=message):
        influence_interval(1.0, influence, **options)


@pytest.mark.parametrize("unit", [1e-300, 1e-170, 1e-110, 1e90])
def test_very_small_and_large_units_change_nothing(unit):
    spend = np.random.default_rng(2).lognormal(size=(30, 2))
    one, other = (influence_interval(part.mean(axis=0), part) for part in (spend, spend * unit))
    assert other / unit == pytest.approx(one, rel=1e-9)
    assert unit_of(spend * 0) == 1.0 and spend.max() <= unit_of(spend) <= 2 * spend.max()


def test_one_cluster_has_no_interval_whatever_rounding_leaves():
    adds = np.array([0.1, 0.2, -0.3])
    assert (adds / 3).sum() != 0
    assert np.isnan(influence_interval(0.0, adds, clusters=["a"] * 3)).all()


def test_clusters_of_several_statistics_are_those_of_each():
    spend, household = spend_of(12), np.repeat(list("abcdef"), 2)
    both = np.column_stack([spend - spend.mean(), spend**2 - (spend**2).mean()])
    ends = influence_interval([0.0, 1.0], both, clusters=household)
    for place, middle in enumerate((0.0, 1.0)):
        assert ends[:, place] == pytest.approx(influence_interval(middle, both[:, place], clusters=household))


def test_two_units_have_an_interval_and_fewer_have_none():
    # closed form: standard error 1 of 2 and 4, one degree of freedom
    assert influence_interval(3.0, [-1.0, 1.0]).tolist() == pytest.approx([3 - 12.7062, 3 + 12.7062], abs=1e-4)
    assert np.isnan(corrected_ends(1.0, 0.5, 0.0, [0, 1], level=0.95)).all()


def test_a_spread_of_rounding_is_none_by_the_size_of_the_numbers():
    """Numbers of a thousand are known to 1e-9; four of them whose mean is known to half of that differ by no more."""
    ends = corrected_ends(0.0, [0.2e-18, 0.3e-18], 0.0, 4, level=0.95, size=1e3)
    assert np.isnan(ends[:, 0]).all() and np.isfinite(ends[:, 1]).all()
    assert np.isfinite(corrected_ends(0.0, 0.2e-18, 0.0, 4, level=0.95)).all()


def test_a_level_in_words_is_refused():
    with pytest.raises(TypeError, match="level must be a number"):
        influence_interval(0.0, [1.0, 2.0], level="most")


def test_estimates_that_are_missing_are_counted_too():
    with pytest.raises(ValueError, match="2 are missing or infinite"):
        influence_interval(estimate=np.nan, influence=[1.0, np.inf])


def test_with_degrees_of_freedom_given_the_squares_are_those_of_the_estimate():
    # closed form: standard error 3 of an estimate of 10, five degrees of freedom
    ends = corrected_ends(estimate=10.0, squares=9.0, cubes=0.0, units=40, level=0.9, freedom=5)
    assert ends.tolist() == pytest.approx([10 - 3 * 2.015048, 10 + 3 * 2.015048], abs=1e-5)


def test_a_missing_unit_in_a_list_of_names_is_no_name():
    with pytest.raises(ValueError, match="each of 3 rows; 1 are missing"):
        influence_interval(0.0, [1.0, 2.0, 4.0], clusters=["a", "b", np.nan])
    apart = influence_interval(0.0, [1.0, 2.0, 4.0], clusters=[1, "1", 2])
    np.testing.assert_array_equal(apart, influence_interval(0.0, [1.0, 2.0, 4.0], clusters=["a", "b", "c"]))
