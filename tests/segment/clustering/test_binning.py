import numpy as np
import pytest

from custseg.segment.clustering.binning import _Grid, bin_rows, gather_coded_rows, gather_rows, merge_rows


def test_equal_rows_become_one_with_their_weights():
    points, weights, first = merge_rows(np.array([[2.0, 1], [1, 5], [2, 1], [9, 9]]), np.array([1.0, 2, 3, 0]))
    assert points.tolist() == [[1, 5], [2, 1]]
    assert weights.tolist() == [2, 4]
    assert first.tolist() == [1, 0]


@pytest.mark.heavy
@pytest.mark.parametrize("max_cells", [50, 500, 3000])
@pytest.mark.parametrize("width", [1, 2, 5])
def test_cells_hold_everybody_and_stay_within_the_limit(max_cells, width):
    points = np.random.default_rng(0).standard_t(3, size=(20_000, width))
    cells, mass = bin_rows(points, np.ones(20_000), max_cells=max_cells)
    assert len(cells) <= max_cells
    assert len(cells) > max_cells / 4
    assert mass.sum() == 20_000
    np.testing.assert_allclose(mass @ cells / 20_000, points.mean(axis=0), atol=1e-6)


def test_rows_in_any_order_give_the_same_cells():
    points = np.random.default_rng(0).normal(size=(5000, 3))
    cells, mass = bin_rows(points, np.ones(5000), max_cells=200)
    again, masses = bin_rows(points[::-1], np.ones(5000), max_cells=200)
    np.testing.assert_array_equal(cells, again)
    np.testing.assert_array_equal(mass, masses)


@pytest.mark.heavy
def test_little_is_lost_by_binning():
    """Variance within cells, the whole loss, stays below one per cent with ten thousand cells."""
    points = np.random.default_rng(0).normal(size=(100_000, 3))
    cells, mass = bin_rows(points, np.ones(100_000), max_cells=10_000)
    between = mass @ ((cells - cells.mean(axis=0)) ** 2).sum(axis=1)
    assert between / ((points - points.mean(axis=0)) ** 2).sum() == pytest.approx(1, abs=0.05)


def test_a_grid_too_fine_for_64_bits_still_works():
    random = np.random.default_rng(0)
    points = random.normal(size=(300, 40))
    assert bin_rows(points, np.ones(300), max_cells=300)[1].sum() == 300


@pytest.mark.parametrize("distinct", [50, 5000])
def test_rows_are_binned_only_where_there_are_too_many(distinct):
    points = np.random.default_rng(0).integers(0, distinct, size=(10_000, 1)) / 7.0
    cells, mass = gather_rows(points, np.ones(10_000), max_cells=500)
    assert mass.sum() == 10_000
    assert len(cells) == 50 if distinct == 50 else len(cells) <= 500


@pytest.mark.parametrize("width", [0.01, 0.3, 5.0])
@pytest.mark.parametrize("columns", [1, 3, 12])
def test_rows_share_a_key_if_they_are_in_one_cell(columns, width):
    """By the definition: the whole part of each column over the width. Twelve columns of narrow cells need no grid."""
    points = np.random.default_rng(0).normal(size=(400, columns)) - 7.0
    steps = np.floor(points / width)
    steps -= steps.min(axis=0)
    radices = np.concatenate([[1.0], np.cumprod(steps.max(axis=0) + 1)[:-1]])
    keys, bound = _Grid(points).keys(width)
    if np.prod(steps.max(axis=0) + 1) < 2.0**53:
        np.testing.assert_array_equal(keys, steps @ radices)
    assert _Grid(points).n_cells(width) == len(np.unique(steps, axis=0))
    assert not bound or bound == np.prod(steps.max(axis=0) + 1)


def test_rows_with_other_words_are_not_merged():
    points, codes = np.array([[1.0], [1.0], [0.0], [1.0]]), np.array([[2], [0], [2], [2]])
    found, words, mass = gather_coded_rows(points, codes, np.array([1.0, 1, 1, 4]), max_cells=1)
    assert found.tolist() == [[0], [1], [1]]
    assert words.tolist() == [[2], [0], [2]]
    assert mass.tolist() == [1, 1, 5]


def test_without_words_rows_are_gathered_as_ever():
    points, weights = np.random.default_rng(0).normal(size=(900, 2)), np.ones(900)
    cells, words, mass = gather_coded_rows(points, None, weights, max_cells=100)
    expected, masses = gather_rows(points, weights, max_cells=100)
    assert words is None
    np.testing.assert_array_equal(cells, expected)
    np.testing.assert_array_equal(mass, masses)
