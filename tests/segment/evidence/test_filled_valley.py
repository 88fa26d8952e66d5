import numpy as np
import pytest

from custseg.segment.evidence.filled_valley import fill_valley
from custseg.segment.evidence.humps import second_hump
from custseg.segment.evidence.parting import part_customers

_APART = np.concatenate([np.linspace(0, 3, 100), np.linspace(5, 8, 100)])


def _means(seed, n, likely, most):
    """Mean of one to so many ratings of 1 to 5."""
    rng = np.random.default_rng([77, seed, n])
    ratings = rng.choice([1.0, 2, 3, 4, 5], (n, most), p=likely)
    given = np.arange(most) < rng.integers(1, most + 1, n)[:, None]
    return (ratings * given).sum(axis=1) / given.sum(axis=1), rng.normal(size=n)


def test_those_who_stand_in_the_valley_fill_its_emptiest_parts_first():
    hump = second_hump(_APART)
    filled, left = fill_valley(_APART, hump, np.full(20, 4.0))
    assert len(filled) == 220
    assert len(left) == 0
    added = filled[200:]
    assert 3 < added.min() < added.max() < 5, "nobody was missing beside the tops"


def test_no_more_are_laid_into_a_valley_than_one_crowd_has_there():
    hump = second_hump(_APART)
    assert len(fill_valley(_APART, hump, np.full(5000, 4.0))[0]) == len(fill_valley(_APART, hump, np.full(300, 4.0))[0])


def test_those_who_stand_elsewhere_do_not_fill_it():
    filled, left = fill_valley(_APART, second_hump(_APART), np.full(80, 7.9))
    assert np.array_equal(filled, _APART)
    assert np.array_equal(left, np.full(80, 7.9))


def test_what_is_there_stays_as_it_is():
    before = _APART.copy()
    filled, _ = fill_valley(_APART, second_hump(_APART), np.full(80, 4.0))
    assert np.array_equal(_APART, before)
    assert np.array_equal(filled[:200], before)


@pytest.mark.heavy
@pytest.mark.parametrize("n", [300, 600])
def test_means_of_few_ratings_are_no_clusters(n):
    """Of 40 such tables of 600 customers 12 were called clusters: 4 was set aside, and stood in the hole it left."""
    passed = []
    for seed in range(10):
        table = np.column_stack(_means(seed, n, [0.05, 0.08, 0.17, 0.4, 0.3], 4))
        found = part_customers((table - table.mean(axis=0)) / table.std(axis=0), ["mean", "other"], 3)
        passed += [not found.chances or found.chances[0] > 0.01]
    assert all(passed)


@pytest.mark.heavy
def test_groups_are_found_on_either_side_of_a_value_that_some_share():
    rng = np.random.default_rng(5)
    spend = np.concatenate([rng.normal(0, 1, 125), rng.normal(7, 1, 125), np.full(50, 3.5)])
    found = part_customers(np.column_stack([spend, rng.normal(size=300)]), ["spend", "other"], 3)
    assert found.columns[0] == "spend"
    assert found.chances[0] < 1e-4
