from types import SimpleNamespace

import numpy as np
import pytest

from custseg.repeat_buying._draw_quantiles import check_level, draw_ends, level_for


@pytest.mark.parametrize(("n", "level", "outside"), [(199, 0.95, 4), (199, 0.9, 9), (99, 0.8, 9), (39, 0.95, 0)])
def test_as_many_draws_are_outside_as_the_level_leaves(n, level, outside):
    draws = np.random.default_rng(0).permutation(n).astype(float)
    low, high = draw_ends(draws, level)
    assert (draws < low).sum() == outside and (draws > high).sum() == outside


def test_too_few_draws_give_their_whole_range():
    assert draw_ends(np.array([3.0, 1.0, 2.0]), 0.95).tolist() == [1.0, 3.0]


def test_each_column_has_its_ends_and_infinite_draws_stay_infinite():
    draws = np.column_stack([np.arange(39.0), np.full(39, np.inf)])
    assert draw_ends(draws, 0.95).tolist() == [[0.0, np.inf], [38.0, np.inf]]


def test_the_next_draw_is_inside_as_often_as_it_says():
    # quantiles between the draws hold 90.5 % here; three standard errors of 4,000 are 1.0 %
    draws = np.random.default_rng(1).normal(size=(40, 4000))
    low, high = draw_ends(draws[1:], 0.95)
    assert np.mean((low <= draws[0]) & (draws[0] <= high)) == pytest.approx(0.95, abs=0.0104)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_a_level_is_a_fraction(level):
    with pytest.raises(ValueError, match="level must be between 0 and 1, found"):
        check_level(level)


def test_a_fit_on_a_limit_leaves_half_as_many_draws_outside():
    inside, on_a_limit = (SimpleNamespace(held_=np.array(held)) for held in ([False, False], [False, True]))
    assert level_for([inside, inside], 0.9) == 0.9
    assert level_for([inside, on_a_limit], 0.9) == pytest.approx(0.95)
