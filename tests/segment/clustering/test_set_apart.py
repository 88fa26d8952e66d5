import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from custseg.segment.clustering.set_apart import is_beyond, kept_range, usual_range


def test_the_spread_of_a_normal_column_is_its_standard_deviation():
    """1.349 is the distance of the quartiles of the standard normal distribution."""
    assert norm.ppf(0.75) - norm.ppf(0.25) == pytest.approx(1.349, abs=5e-4)
    quantiles = norm.ppf((np.arange(100_000) + 0.5) / 100_000)
    middle, spread = usual_range(np.column_stack([quantiles, 7 + 3 * quantiles]), np.ones(100_000))
    np.testing.assert_allclose(middle, [0, 7], atol=1e-3)
    np.testing.assert_allclose(spread, [1, 3], rtol=1e-3)


def test_the_furthest_do_not_move_it_and_a_count_is_a_row_repeated():
    points, counts = np.arange(20.0)[:, None], np.arange(20) % 3 + 1.0
    usual = usual_range(points, counts)
    further = np.where(points > 17, 1e6 * points, points)
    np.testing.assert_array_equal(usual_range(further, counts), usual)
    np.testing.assert_array_equal(usual_range(points.repeat(counts.astype(int), axis=0), np.ones(39)), usual)
    np.testing.assert_array_equal(usual_range(np.vstack([points, [[1e9]]]), np.append(counts, 0.0)), usual)


def test_where_quartiles_are_equal_the_standard_deviation_counts():
    points = np.r_[np.zeros(9), 5.0][:, None]
    middle, spread = usual_range(points, np.ones(10))
    assert (middle[0], spread[0]) == (0.0, points.std())


def test_one_column_is_enough_to_be_beyond_and_its_end_is_not():
    usual = np.array([0.0, 10.0]), np.array([1.0, 2.0])
    points = np.array([[0.0, 10.0], [3.0, 10.0], [3.1, 10.0], [0.0, 3.9], [0.0, 16.0]])
    assert is_beyond(points, usual, 3.0).tolist() == [False, False, True, True, False]


def test_the_range_is_that_of_those_who_are_kept():
    numbers = np.array([[1.0, 9.0], [5.0, 2.0], [9e6, 0.0]])
    found = kept_range(numbers, np.array([True, True, False]), ["amount", "visits"])
    expected = pd.DataFrame({"low": [1.0, 2.0], "high": [5.0, 9.0]}, index=["amount", "visits"])
    pd.testing.assert_frame_equal(found, expected)
    assert kept_range(numbers, np.zeros(3, dtype=bool), ["amount", "visits"]).isna().all(axis=None)
