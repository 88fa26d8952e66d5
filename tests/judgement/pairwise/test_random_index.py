import numpy as np
import pytest

from custseg.judgement import estimate_random_index, mean_random_index, pairwise_matrix, random_matrices
from custseg.judgement.pairwise._weight_methods import principal_eigenpair


def test_random_matrices_are_reciprocal_answers_of_the_scale():
    many = random_matrices(4, 50, random_state=0)
    np.testing.assert_allclose(many * np.swapaxes(many, 1, 2), 1)
    steps = set(np.round(np.maximum(many, 1 / many).ravel(), 9))
    assert steps == set(range(1, 10))
    np.testing.assert_array_equal(many, random_matrices(4, 50, random_state=0))
    pairwise_matrix(many[0], list("abcd"))


@pytest.mark.parametrize("n_items", [3, 4, 5, 6])
def test_the_published_random_index_is_what_a_simulation_finds(n_items):
    # Alonso & Lamata (2006): mean over 100,000 random matrices, so their own error is small beside ours
    found = estimate_random_index(n_items, 4000, random_state=n_items)
    assert abs(found["random_index"] - mean_random_index(n_items)) < 4 * found["standard_error"]


@pytest.mark.slow
@pytest.mark.parametrize("n_items", range(3, 16))
def test_the_published_random_index_in_a_large_simulation(n_items):
    found = estimate_random_index(n_items, 100_000, random_state=n_items)
    # two simulations of this size: the error of the difference is sqrt(2) times that of one
    assert abs(found["random_index"] - mean_random_index(n_items)) < 4 * np.sqrt(2) * found["standard_error"]


@pytest.mark.slow
@pytest.mark.parametrize("n_missing", [1, 2, 3, 4])
def test_the_random_index_falls_nearly_in_a_straight_line_with_missing_judgements(n_missing):
    # Ágoston & Csató (2022) report a nearly linear fall for the best completion; Harker's lies a little above
    many = random_matrices(5, 20_000, random_state=n_missing)
    pairs = [(0, 2), (1, 3), (2, 4), (0, 3)][:n_missing]
    for row, column in pairs:
        many[:, row, column] = many[:, column, row] = np.nan
    index = (principal_eigenpair(many)[0] - 5) / 4
    assert index.mean() == pytest.approx(mean_random_index(5, n_missing), rel=0.25)


def test_two_items_have_no_random_index():
    with pytest.raises(ValueError, match="at least 3, found 2"):
        estimate_random_index(2)


def test_random_index_values():
    # Alonso & Lamata (2006), table of random indices; Saaty (1980)
    assert [mean_random_index(n) for n in (3, 8, 15)] == [0.5245, 1.4056, 1.5838]
    assert [mean_random_index(n, random_index="saaty") for n in (3, 8, 10)] == [0.58, 1.41, 1.49]
    assert mean_random_index(4, random_index={4: 0.9}) == 0.9


def test_random_index_falls_to_zero_where_nothing_can_be_checked():
    # 5 items have 10 pairs; 4 judgements are a chain, 6 are missing
    assert mean_random_index(5, n_missing=6) == 0
    assert mean_random_index(5, n_missing=2) == pytest.approx(1.1086 * 4 / 6)
    assert mean_random_index(2) == 0


def test_random_index_unknown_or_too_short():
    with pytest.raises(ValueError, match=r"'alonso-lamata', 'saaty', or a mapping .*; found 'guess'"):
        mean_random_index(5, random_index="guess")
    with pytest.raises(ValueError, match=r"no value for 16 items.*estimate_random_index\(16\)"):
        mean_random_index(16)
