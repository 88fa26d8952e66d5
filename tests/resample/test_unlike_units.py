"""Are units of unlike size as sure as the matrices of Bell and McCaffrey say?"""

import numpy as np
import pytest

from custseg.resample._unlike_units import unit_weights


def by_matrices(rows):
    """Give the trace, the degrees of freedom and the corrections from the n times n form, for units of equal spread."""
    weights = np.array(rows) / np.sum(rows)
    residuals = np.eye(len(rows)) - np.outer(np.ones(len(rows)), weights)
    correction = 1 / (residuals**2).sum(axis=1)
    form = residuals.T @ np.diag(weights**2 * correction) @ residuals
    return np.trace(form), np.trace(form) ** 2 / np.trace(form @ form), correction


@pytest.mark.parametrize("rows", [[1, 1, 1, 1], [1, 2, 3, 4, 5], [50, 1, 1, 2, 1], [3, 900]])
def test_the_sums_are_those_of_the_matrices(rows):
    found, (trace, freedom, correction) = unit_weights(np.array(rows), np.zeros(len(rows), int), 1), by_matrices(rows)
    assert found.freedom == pytest.approx([freedom]) and found.correction == pytest.approx(correction)
    assert found.equal == pytest.approx([1 / trace]), "right on average: the trace is the sum of the squared weights"


def test_units_of_one_size_are_rows():
    found = unit_weights(np.full(7, 3), np.zeros(7, int), 1)
    assert found.freedom == pytest.approx([6]) and found.equal == pytest.approx([7])
    assert found.correction == pytest.approx(np.full(7, 7 / 6))


def test_each_group_has_its_own():
    found = unit_weights(np.array([1, 9, 2, 2, 2, 5]), np.array([1, 1, 0, 0, 0, 3]), 4)
    assert found.freedom == pytest.approx([2, 1, 1, 1]), "nobody and one unit: no spread, and nothing divided by nought"
    assert found.equal == pytest.approx([3, 100 / 82, 0, 1])
    assert found.correction[5] == 0, "a unit alone is the mean, and says nothing of the spread"


def test_the_spread_of_a_group_is_that_of_its_units_alone_with_their_corrections():
    rows, group, sums = np.array([1, 9, 2, 4, 3]), np.array([1, 1, 0, 0, 0]), np.array([2.0, -2.0, 1.0, -3.0, 2.0])
    both = unit_weights(rows, group, 3).spread(sums, group)
    for place in (0, 1):
        its = group == place
        alone = unit_weights(rows[its], np.zeros(its.sum(), int), 1)
        assert both["variance"][place] == pytest.approx((alone.correction * sums[its] ** 2).sum())
        one, two = alone.spread(sums[its]), alone.spread(np.column_stack([sums[its], 3 * sums[its]]))
        assert one["variance"] == pytest.approx(both["variance"][place])
        assert two["variance"] == pytest.approx(both["variance"][place] * np.array([1, 9]))
        assert one["freedom"] == two["freedom"] == both["freedom"][place]
    assert both["variance"][2] == 0, "nobody"


@pytest.mark.parametrize("size", [10**3, 10**6, 10**9])
def test_a_unit_of_almost_all_rows_leaves_one_degree_of_freedom(size):
    found = unit_weights(np.array([size, *[1] * 20]), np.zeros(21, int), 1)
    assert found.freedom == pytest.approx([1], abs=0.01) and np.isfinite(found.correction).all()
