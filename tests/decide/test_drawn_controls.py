from functools import partial

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import (
    action_lists,
    draw_control,
    largest_customers,
    overdue,
    silent_newcomers,
)

RULES = {
    "look after": partial(largest_customers, customers=10),
    "late": overdue,
    "new and silent": partial(silent_newcomers, after=50, until=57),
}


def test_half_of_a_list_is_left_alone_and_the_seed_says_which():
    one, same, other = (
        action_lists(load_cdnow(), {"late": overdue}, as_of="1997-09-30", random_state=seed) for seed in (1, 1, 2)
    )
    assert (one["draw"] == "leave").sum() == len(one) // 2
    pd.testing.assert_frame_equal(one, same)
    assert not one["draw"].equals(other["draw"])


def test_rows_in_another_order_draw_the_same_control():
    log = load_cdnow()
    one = action_lists(log, RULES, as_of="1997-04-30", random_state=1)
    other = action_lists(log.sample(frac=1, random_state=3), RULES, as_of="1997-04-30", random_state=1)
    pd.testing.assert_frame_equal(one, other)


def test_the_draw_does_not_depend_on_the_order_of_the_list_and_is_fair():
    ids = pd.Index([f"c{n:02}" for n in range(21)])
    one, other = draw_control(ids, random_state=4), draw_control(ids[::-1], random_state=4)
    assert one.to_dict() == other.to_dict() and (one == "leave").sum() == 10
    alone = np.mean([draw_control(ids, random_state=seed) == "leave" for seed in range(300)], axis=0)
    assert abs(alone - 10 / 21).max() < 0.12


@pytest.mark.parametrize("control, size", [(0.5, 2), (0.25, 4), (1 / 3, 3), (1.0, 1)])
def test_a_balanced_draw_leaves_one_of_each_block_of_neighbours_alone(control, size):
    silent = pd.Series(np.random.default_rng(1).permutation(24), index=[f"c{n:02}" for n in range(24)])
    for seed in range(5):
        drawn = draw_control(silent.index, control=control, balanced_by=silent, random_state=seed)
        alone = silent[drawn == "leave"].sort_values()
        assert (alone // size).tolist() == list(range(24 // size)), "a block has none, or two, who are left alone"


@pytest.mark.parametrize("n, control", [(8, 0.5), (9, 0.5), (10, 0.25)])
def test_in_a_balanced_draw_every_customer_has_the_same_chance(n, control):
    silent = pd.Series(np.arange(n)[::-1] // 2, index=[f"c{place}" for place in range(n)])
    draws = [draw_control(silent.index, control=control, balanced_by=silent, random_state=seed) for seed in range(400)]
    alone = np.array([one == "leave" for one in draws])
    assert set(alone.sum(axis=1)) == {int(control * n)}
    assert abs(alone.mean(axis=0) - int(control * n) / n).max() < 0.1, "a place in the list changes the chance"


def test_a_balanced_draw_goes_by_ids_where_customers_are_equal_and_not_by_the_order_of_the_list():
    equal = pd.Series(1.0, index=["d", "a", "c", "b"])
    drawn = draw_control(equal.index, balanced_by=equal, random_state=2)
    assert drawn.to_dict() == draw_control(equal.index[::-1], balanced_by=equal, random_state=2).to_dict()
    assert set(drawn[["a", "b"]]) == set(drawn[["c", "d"]]) == {"write", "leave"}


def test_a_draw_that_is_not_balanced_is_as_it_was():
    drawn = draw_control(pd.Index(list("hgfedcba")), random_state=1)
    assert "".join(sorted(drawn.index[drawn == "leave"])) == "abef"


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_share_in_percent_of_a_hundred_leaves_as_many_alone(percent):
    ids = pd.RangeIndex(100)
    drawn = draw_control(ids, control=percent / 100, random_state=1)
    assert (drawn == "leave").sum() == percent, "29 % of 100 are 29: the float .29 * 100 is a hair less"
    assert (draw_control(ids[:99], control=percent / 100) == "leave").sum() == percent * 99 // 100


def test_what_cannot_balance_a_draw_is_refused():
    ids = pd.Index(["a", "b"])
    with pytest.raises(ValueError, match="no number for 'b'"):
        draw_control(ids, balanced_by=pd.Series({"a": 1.0}))
    with pytest.raises(ValueError, match="customers twice: 'a'"):
        draw_control(ids, balanced_by=pd.Series([1.0, 2.0, 3.0], index=["a", "a", "b"]))
    with pytest.raises(ValueError, match="1 / control must be whole"):
        draw_control(ids, control=0.4, balanced_by=pd.Series({"a": 1.0, "b": 2.0}))
    with pytest.raises(TypeError, match="balanced_by must be numbers"):
        draw_control(ids, balanced_by=pd.Series({"a": "x", "b": "y"}))
    assert set(draw_control(ids, control=0.0, balanced_by=pd.Series({"a": 1.0, "b": 2.0}))) == {"write"}
