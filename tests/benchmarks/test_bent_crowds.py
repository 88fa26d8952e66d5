import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

KINDS = (
    *("turned_sine", "sine", "cubic", "spiral", "horseshoe", "v_shape", "w_shape", "z_shape", "hook"),
    "question_mark",
)


@pytest.fixture(scope="module")
def crowds(benchmark_script):
    return benchmark_script("bent_crowds")


def test_all_kinds_are_tried(crowds):
    assert tuple(crowds.LINES) == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("columns", [2, 5])
def test_customers_hang_together_along_a_line_of_length_one(crowds, kind, columns):
    for seed in range(3):
        drawn = crowds.bent_crowd(kind, 1000, columns, seed)
        assert drawn.shape == (1000, columns)
        pairs = KDTree(drawn[:, :2]).query_pairs(0.08, output_type="ndarray")
        near = coo_array((np.ones(len(pairs)), pairs.T), shape=(1000, 1000))
        _, piece = connected_components(near, directed=False)
        assert np.bincount(piece).max() >= 990, "one crowd, in one piece, and a few stragglers"
        assert np.ptp(drawn[:, :2], axis=0).max() < 1.4, "no longer than the line and its scatter"


def test_the_same_seed_draws_the_same_and_another_another(crowds):
    again, other = (crowds.bent_crowd("hook", 50, 3, seed) for seed in (1, 2))
    np.testing.assert_array_equal(crowds.bent_crowd("hook", 50, 3, 1), again)
    assert not np.allclose(again, other)
