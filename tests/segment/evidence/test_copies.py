import numpy as np
import pytest

from custseg.segment.evidence import copies
from custseg.segment.evidence.copies import copies_of
from custseg.segment.evidence.parting import part_customers
from custseg.segment.evidence.verdict_tests import BRIDGE

_MONEY = np.array([1.0, 2, 3, 4, 11, 12, 13, 14])


def test_another_scale_and_the_other_way_round_are_copies():
    across = np.column_stack([_MONEY, np.exp(_MONEY / 5), _MONEY**3, -_MONEY])
    assert copies_of(_MONEY, across, _MONEY > 7).all()


def test_two_legs_and_the_bars_of_a_z_are_no_copies():
    legs = np.concatenate([_MONEY[:4], _MONEY[3::-1]])
    rng = np.random.default_rng(0)
    bars = np.where(_MONEY > 7, 10.0, 0.0) + rng.normal(0, 0.1, 8)
    turned = np.concatenate([_MONEY[3::-1], _MONEY[:3:-1]])
    assert not copies_of(_MONEY, np.column_stack([legs, bars, turned, np.zeros(8)]), _MONEY > 7).any()


def test_a_group_in_which_all_are_the_same_or_nobody_is_says_nothing_again():
    two_values = np.repeat([0.0, 9.0], 4)
    assert not copies_of(two_values, _MONEY[:, None], two_values > 5).any()
    assert not copies_of(_MONEY, two_values[:, None], two_values > 5).any()
    assert not copies_of(_MONEY, _MONEY[:, None], _MONEY > 99).any()


@pytest.mark.parametrize("turned", [1, -1])
def test_a_group_in_which_all_are_the_same_is_no_copy_however_alike_the_whole_is(turned):
    ranks = np.arange(200.0)
    equal = np.where(ranks < 190, ranks, 195.0)
    right = ranks >= 190
    assert not copies_of(equal, turned * ranks[:, None], right).any()
    assert not copies_of(ranks, turned * equal[:, None], right).any()


def test_without_other_columns_there_are_no_copies():
    assert copies_of(_MONEY, np.zeros((8, 0)), _MONEY > 7).shape == (0,)


@pytest.mark.heavy
@pytest.mark.parametrize("again", [lambda c: c, lambda c: np.exp(c / 5), lambda c: -c], ids=["same", "exp", "turned"])
def test_a_copy_of_the_column_that_parts_does_not_hide_the_groups(again):
    """Each of five such tables was judged by a bridge of 1: the copy is tied to what is cut as a bend is."""
    rng = np.random.default_rng(8)
    column = rng.normal(size=400) + 7 * (np.arange(400) < 120)
    table = np.column_stack([column, again(column), rng.normal(size=400), np.exp(rng.normal(size=400))])
    found = part_customers((table - table.mean(axis=0)) / table.std(axis=0), list("abcd"), 2)
    assert found.columns[0] in ("a", "b", "log b")
    assert found.chances[0] < 1e-6
    assert found.bridges[0] <= BRIDGE


@pytest.mark.heavy
def test_an_arc_beside_noise_stays_one_crowd():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        turn = np.pi / 2 * rng.beta(0.4, 0.4, 300)
        arc = np.column_stack([np.cos(turn), np.sin(turn)]) + rng.normal(0, 0.03, (300, 2))
        found = part_customers(np.column_stack([arc, rng.normal(size=300)]), list("abc"), 2)
        assert not found.chances or found.chances[0] > 0.01 or found.bridges[0] > BRIDGE


@pytest.mark.parametrize("turned", [1, -1])
@pytest.mark.parametrize("few_are_right", [True, False])
def test_a_small_group_that_is_turned_or_shuffled_is_no_copy_however_alike_the_whole_is(turned, few_are_right):
    ranks, few = np.arange(200.0), np.arange(200) >= 190
    for order in (np.arange(10)[::-1], np.random.default_rng(0).permutation(10)):
        other = turned * np.concatenate([ranks[:190], ranks[190:][order]])
        right = few if few_are_right else ~few
        assert not copies_of(ranks, other[:, None], right).any()
        assert copies_of(ranks, turned * ranks[:, None], right).all()


@pytest.mark.parametrize(
    ("correlations", "expected"),
    [
        ((0.99, 0.99, 0.99), True),
        ((-0.99, -0.99, -0.99), True),
        ((0.9899, 1.0, 1.0), False),
        ((1.0, 0.9899, 1.0), False),
        ((1.0, 1.0, 0.9899), False),
        ((-1.0, 1.0, -1.0), False),
        ((1.0, -1.0, 1.0), False),
        ((1.0, 1.0, -1.0), False),
    ],
)
def test_a_copy_has_rank_correlations_of_at_least_99_of_100_of_one_sign(monkeypatch, correlations, expected):
    asked, left = [], iter(correlations)
    monkeypatch.setattr(copies, "_rank_correlation", lambda first, second: asked.append(first.tolist()) or next(left))
    assert copies_of(_MONEY, _MONEY[:, None], _MONEY > 4).tolist() == [expected]
    assert asked == [_MONEY.tolist(), _MONEY[4:].tolist(), _MONEY[:4].tolist()][: len(asked)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2, 3], [1, 30, 20], 0.5),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 2, 2, 4], [1, 2, 3, 4], np.sqrt(0.9)),  # who shares a value shares the rank
        ([], [], 0.0),
        ([5, 5, 5], [1, 2, 3], 0.0),
        ([1, 2, 3], [5, 5, 5], 0.0),
    ],
)
def test_rank_correlations_of_a_few(first, second, expected):
    found = copies._rank_correlation(np.array(first, dtype=float), np.array(second, dtype=float))
    assert found == pytest.approx(expected)
