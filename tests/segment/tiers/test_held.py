import numpy as np

from custseg.segment.tiers._held import held_tiers


def held(placed, risen=None, fallen=None, **rule):
    placed, risen, fallen = (np.array(rows, dtype=np.int16) for rows in (placed, risen or placed, fallen or placed))
    return held_tiers(placed, risen, fallen, **{"grace": 0, "minimum_stay": 1, **rule}).tolist()


def test_without_memory_the_tier_is_that_of_the_cuts():
    assert held([[1, 3, 0, 2]]) == [[1, 3, 0, 2]]


def test_between_the_borders_the_tier_of_before_stays():
    assert held([[2, 1, 3]], [[1, 1, 2]], [[3, 2, 3]]) == [[2, 2, 2]]


def test_a_fall_by_several_tiers_ends_where_the_score_is():
    assert held([[5, 1, 1, 1]], grace=1) == [[5, 5, 1, 1]]


def test_windows_below_during_the_stay_count_as_grace():
    assert held([[2, 1, 1, 1, 1]], grace=1, minimum_stay=3) == [[2, 2, 2, 1, 1]]
    assert held([[2, 1, 1, 1, 1]], grace=1) == [[2, 2, 1, 1, 1]]
