import numpy as np
import pytest

from custseg.segment.tiers._borders import Borders, least_with_below, quota_cuts, rank_cuts, with_hysteresis

RISING = np.array([1.0, 2.0, 2.0, 3.0])


def test_the_smallest_score_with_so_many_below():
    assert least_with_below(RISING, np.arange(6.0)).tolist() == [-np.inf, 2.0, 3.0, 3.0, np.inf, np.inf]
    assert least_with_below(np.empty(0), np.arange(2.0)).tolist() == [-np.inf, np.inf]


@pytest.mark.parametrize("seed", range(5))
def test_the_smallest_score_with_so_many_below_by_counting(seed):
    rising = np.sort(np.random.default_rng(seed).integers(0, 6, 17)).astype(float)
    for below in range(19):
        fitting = [one for one in rising if (rising < one).sum() >= below]
        expected = -np.inf if below == 0 else min(fitting, default=np.inf)
        assert least_with_below(rising, np.array([float(below)]))[0] == expected


def test_equal_parts_leave_a_tier_empty_where_scores_are_equal():
    assert rank_cuts(np.array([1.0, 1.0, 1.0, 2.0]), 4).tolist() == [2.0, 2.0, 2.0]


def test_rounding_takes_no_place_away():
    """0.3 of ten are three, though 0.1 + 0.2 is not 0.3."""
    cuts = quota_cuts(np.arange(10.0), np.array([0.1, 0.2]), "lower")
    assert cuts.tolist() == [7.0, 8.0]


def test_a_margin_never_turns_a_border_round():
    cuts = rank_cuts(RISING, 2)
    borders = with_hysteresis(cuts, RISING, 5.0, "rank")
    assert (borders.fall <= borders.cuts).all() and (borders.cuts <= borders.rise).all()


def test_who_is_absent_is_in_tier_zero():
    assert Borders(*[np.array([2.0])] * 3).place(np.array([np.nan, 1.0, 2.0])).tolist() == [0, 1, 2]
