import numpy as np
import pytest

from custseg.segment.evidence.filled_valley import _lowest_first, fill_valley
from custseg.segment.evidence.humps import NO_HUMP, second_hump
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


# a crowd of 80 customers, 20 evenly below 5 and 60 evenly above it: between 2 and 8 stand 48 of them, 2 in each of 24
# parts, of which 6 are as wide as .5 and 18 as a sixth
_STEP = NO_HUMP._replace(cut=5.0, left=2.0, right=8.0, crowd=(np.array([0.0, 5, 5, 10]), np.array([1.0, 1, 3, 3])))
_EDGES = np.concatenate([np.linspace(2, 5, 7), np.linspace(5, 8, 19)[1:]])
_WIDTHS = np.diff(_EDGES)


def test_an_empty_valley_is_filled_up_to_its_crowd_and_not_beyond():
    outside = np.repeat([1.0, 9.0], 40)
    half_full, _ = fill_valley(outside, _STEP, np.full(24, 5.0))
    np.testing.assert_allclose(half_full[80:], _EDGES[:-1] + _WIDTHS / 2)
    for n_shared in (48, 60):
        full, _ = fill_valley(outside, _STEP, np.full(n_shared, 5.0))
        both = np.column_stack([_EDGES[:-1] + _WIDTHS / 4, _EDGES[:-1] + _WIDTHS * 3 / 4])
        np.testing.assert_allclose(full[80:], both.ravel())
    other_unit = _STEP._replace(crowd=(_STEP.crowd[0], 7 * _STEP.crowd[1]))
    np.testing.assert_array_equal(fill_valley(outside, other_unit, np.full(24, 5.0))[0], half_full)


def test_of_77_customers_a_crowd_has_no_whole_number_in_each_part():
    """46.2 between 2 and 8: 1.925 in each of 24 parts, which are rounded on their way up."""
    filled, _ = fill_valley(np.repeat([1.0, 9.0], [37, 40]), _STEP, np.full(60, 5.0))
    expected = np.diff(np.round(1.925 * np.arange(25)))
    assert expected.tolist().count(1) == 2
    np.testing.assert_array_equal(np.histogram(filled[77:], _EDGES)[0], expected)


def test_the_lowest_parts_are_raised_to_one_level():
    there = _EDGES[[0, 0, 1, 5]] + 0.01  # two, one and one customer stand in three of the parts
    values = np.concatenate([np.full(76, 9.0), there])
    filled, _ = fill_valley(values, _STEP, np.full(21, 5.0))
    added = np.histogram(filled[80:], _EDGES)[0]
    np.testing.assert_array_equal(added, [0, 0, 1, 1, 1, 0, *[1] * 18])


def test_who_stands_at_a_top_is_not_between_the_tops():
    filled, left = fill_valley(np.repeat([1.0, 9.0], 40), _STEP, np.array([2.0, 5.0, 8.0]))
    assert len(filled) == 81 and left.tolist() == [2.0, 8.0]


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


@pytest.mark.parametrize(
    ("have", "whole", "most", "expected"),
    [
        ([0, 3, 1], 2.0, 3, [2, 0, 1]),  # two and one lay them level
        ([0, 3, 1], 2.0, 1, [1, 0, 0]),  # the lowest comes first
        ([0, 3, 1], 2.0, 2, [2, 0, 0]),  # one and a half, and a half: halves go to the even number
        ([0, 3, 1], 2.0, 100, [2, 0, 1]),  # not above the crowd
        ([0, 3, 1], 2.0, 0, [0, 0, 0]),
        ([5, 5], 2.0, 3, [0, 0]),  # more than the crowd has already
        ([0, 50, 0], 8.0, 8, [4, 0, 4]),  # who is there too often makes no room elsewhere
        ([0, 0, 0, 0], 1.5, 3, [1, 1, 0, 1]),  # three quarters each, rounded on the way up
        ([0, 0, 0, 0], 0.25, 3, [0, 0, 1, 0]),  # a quarter each
    ],
)
def test_the_emptiest_parts_are_raised_first(have, whole, most, expected):
    assert _lowest_first(np.array(have), whole, most).tolist() == expected


def test_fewer_than_the_parts_are_laid_into_every_third_one():
    filled, left = fill_valley(np.repeat([1.0, 9.0], 40), _STEP, np.append(np.full(8, 5.0), 9.5))
    assert np.histogram(filled[80:], _EDGES)[0].tolist() == [0, 1, 0] * 8
    assert left.tolist() == [9.5]


def test_where_the_crowd_begins_and_in_which_unit_it_is_does_not_matter():
    values, shared = np.repeat([1.0, 3.1, 9.0], [30, 5, 45]), np.full(30, 5.0)
    filled, _ = fill_valley(values, _STEP, shared)
    crowd = (10 * _STEP.crowd[0] - 70, _STEP.crowd[1])
    moved = NO_HUMP._replace(cut=-20.0, left=-50.0, right=10.0, crowd=crowd)
    np.testing.assert_allclose(fill_valley(10 * values - 70, moved, 10 * shared - 70)[0], 10 * filled - 70)
    assert len(filled) == 80 + 30
