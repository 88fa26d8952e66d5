import numpy as np
import pandas as pd
import pytest

from custseg.judgement import (
    consistency_ratio,
    estimate_random_index,
    mean_random_index,
    pairwise_matrix,
    random_matrices,
)
from custseg.judgement.pairwise.incomplete import comparison_groups
from custseg.judgement.pairwise.random_index import incomplete_random_index


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


@pytest.mark.heavy
def test_random_matrices_with_gaps_are_joined_and_every_pattern_is_drawn():
    many = random_matrices(4, 400, random_state=0, n_missing=3)
    judged = ~np.isnan(many)
    assert (judged.sum(axis=(1, 2)) == 4 + 2 * 3).all()  # the diagonal, and three pairs seen from both sides
    assert all(len(comparison_groups(pd.DataFrame(matrix))) == 1 for matrix in many)
    patterns = {tuple(pattern) for pattern in judged[:, *np.triu_indices(4, 1)]}
    assert len(patterns) == 16  # Cayley (1889): 4^2 trees on four items


def test_the_table_has_a_value_for_every_number_of_missing_pairs():
    table = incomplete_random_index()
    assert list(table) == list(range(3, 16))
    for n_items, values in table.items():
        assert len(values) == (n_items - 1) * (n_items - 2) // 2, "run benchmarks/incomplete_random_index.py again"
        assert (np.diff(values) < 0).all()  # fewer judgements leave less to contradict
        assert values[0] == pytest.approx(mean_random_index(n_items), rel=0.02)


@pytest.mark.parametrize(("n_items", "n_missing"), [(4, 1), (5, 3), (6, 6), (8, 10)])
def test_a_tabulated_index_is_what_random_answers_with_gaps_reach(n_items, n_missing):
    # the same completion as in the consistency index: Harker's
    found = estimate_random_index(n_items, 1500, random_state=n_missing, n_missing=n_missing)
    assert abs(found["random_index"] - mean_random_index(n_items, n_missing)) < 4 * found["standard_error"] + 0.01


@pytest.mark.slow
@pytest.mark.parametrize("n_items", [4, 6, 9])
def test_the_table_again_with_another_seed(n_items):
    for n_missing, value in enumerate(incomplete_random_index()[n_items]):
        found = estimate_random_index(n_items, 10_000, random_state=n_missing, n_missing=n_missing)
        # both simulations are of this size: the error of the difference is sqrt(2) times that of one
        assert abs(found["random_index"] - value) < 4.5 * np.sqrt(2) * found["standard_error"]


@pytest.mark.heavy
def test_random_answers_with_gaps_have_a_ratio_of_one_on_average():
    many = random_matrices(6, 600, random_state=4, n_missing=6)
    ratios = [consistency_ratio(pairwise_matrix(matrix, list("abcdef"))) for matrix in many]
    assert np.mean(ratios) == pytest.approx(1, abs=4 * np.std(ratios) / np.sqrt(600))


def test_gaps_that_no_table_has_are_refused_or_given_by_the_caller():
    assert mean_random_index(20, 7, {(20, 7): 1.5}) == 1.5
    with pytest.raises(ValueError, match=r"incomplete matrices of 16 items.*estimate_random_index\(16, n_missing=3\)"):
        mean_random_index(16, 3, {16: 1.59})
    with pytest.raises(ValueError, match="n_missing from 0 to 3, found 4"):
        random_matrices(4, 1, n_missing=4)


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
    assert 0 < mean_random_index(5, n_missing=5) < mean_random_index(5, n_missing=2) < mean_random_index(5)
    assert mean_random_index(2) == 0


def test_random_index_unknown_or_too_short():
    with pytest.raises(ValueError, match=r"'alonso-lamata', 'saaty', or a mapping .*; found 'guess'"):
        mean_random_index(5, random_index="guess")
    with pytest.raises(ValueError, match=r"no value for 16 items.*estimate_random_index\(16\)"):
        mean_random_index(16)


def test_fewer_than_no_missing_pairs_are_refused():
    with pytest.raises(ValueError, match=r"n_missing must be 0 or more, .* found -1"):
        mean_random_index(5, -1)


@pytest.mark.parametrize(("n_items", "most", "found"), [(5, 6, 7), (5, 6, 9), (3, 1, 2), (2, 0, 1)])
def test_more_missing_pairs_than_can_be_are_refused(n_items, most, found):
    mean_random_index(n_items, most)
    for asked in (mean_random_index, lambda items, missing: random_matrices(items, 1, n_missing=missing)):
        with pytest.raises(ValueError, match=f"expected n_missing from 0 to {most}, found {found}"):
            asked(n_items, found)


@pytest.mark.parametrize("n_matrices", [0, 1, -3])
def test_an_index_needs_two_random_matrices_for_its_error(n_matrices):
    assert estimate_random_index(4, 2, random_state=0).notna().all()
    with pytest.raises(ValueError, match=f"n_matrices must be a whole number of random .* found {n_matrices}"):
        estimate_random_index(4, n_matrices)
