import numpy as np
import pytest

from custseg.segment.clustering.component_floors import least_variances, narrow_columns
from custseg.segment.clustering.mixture_search import Mixture


def test_rounding_is_the_least_variance_and_a_shared_value_does_not_widen_it_for_ever():
    rng = np.random.default_rng(1)
    smooth, whole = rng.normal(0, 10, 500), np.round(rng.normal(0, 10, 500))
    zero_or_much = np.where(rng.uniform(size=500) < 0.6, 0.0, rng.normal(50, 3, 500))
    points = np.column_stack([smooth, whole, zero_or_much])
    least = least_variances(points, np.ones(500), 1e-6)
    assert least[0] < 1e-3
    assert least[1] == pytest.approx(1 / 12)  # a uniform error of rounding to whole numbers
    assert least[2] == pytest.approx(zero_or_much.var() / 16)  # a quarter of the spread of the column


def test_the_grain_is_that_of_the_customer_in_the_middle_and_rows_count_as_often_as_they_stand_for():
    """Values 0, 1, 2 and 10, 20, 30: whole numbers or tens, by who is more."""
    points = np.array([0.0, 1, 2, 10, 20, 30])[:, None]
    for counts, grain in ((np.array([5, 5, 5, 1, 1, 1.0]), 1.0), (np.array([1, 1, 1, 9, 9, 9.0]), 10.0)):
        everybody = np.repeat(points, counts.astype(int), axis=0)
        expected = min(grain**2 / 12, everybody.var() / 16)
        assert least_variances(points, counts, 1e-6) == pytest.approx(expected)
        assert least_variances(everybody, np.ones(len(everybody)), 1e-6) == pytest.approx(expected)


def test_a_column_that_is_the_same_for_all_and_the_share_of_a_variance_are_floors():
    points = np.column_stack([np.full(5, 7.0), np.arange(5.0)])
    # of spread 1 where there is none
    assert least_variances(points, np.ones(5), 0.5) == pytest.approx([0.5, 0.5 * points[:, 1].var()])


@pytest.mark.parametrize("shared", [3, 7])
def test_columns_at_the_floor_are_named_with_those_who_share_a_value_there(shared):
    """Of ten customers near the first component some have its value of the first column; the second is wide."""
    here = np.column_stack([np.r_[np.zeros(shared), np.linspace(0.01, 0.05, 10 - shared)], np.linspace(-1, 1, 10)])
    points, counts = np.vstack([here, [[9.0, 9.0]]]), np.ones(11)
    mixture = Mixture(
        weights=np.array([10, 1]) / 11,
        means=np.array([[0.0, 0.0], [9.0, 9.0]]),
        covariances=np.stack([np.diag([0.04, 1.0]), np.eye(2)]),
        floored=np.array([[True, False], [False, False]]),
        directions=np.stack([np.eye(2), np.eye(2)]),
        sizes=np.array([10.0, 1.0]),
        thin=np.array([False, True]),
        steps=1,
        converged=True,
    )
    assert narrow_columns(mixture, 0, points, counts) == {0: pytest.approx(shared / 10)}
    assert narrow_columns(mixture, 1, points, counts) == {}
    doubled = counts + (points[:, 0] == 0)
    assert narrow_columns(mixture, 0, points, doubled) == {0: pytest.approx(2 * shared / (10 + shared))}


def test_where_nobody_is_near_nothing_is_shared():
    one = np.ones((1, 1, 1))
    found = np.ones(1), np.zeros((1, 1)), one, one[0] > 0, one, np.ones(1), np.ones(1) > 0
    mixture = Mixture(*found, steps=1, converged=True)
    assert narrow_columns(mixture, 0, np.array([[5.0]]), np.ones(1)) == {0: 0.0}
