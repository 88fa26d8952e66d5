import numpy as np
import pytest

from custseg.segment.evidence.step_reach import _ways, step_reach


def test_a_step_reaches_as_far_as_others_are_as_many_as_share_the_value():
    places, counts = np.array([0.0, 1, 2, 3, 4, 9]), np.array([3, 3, 3, 3, 3, 9])
    assert step_reach(places, counts) == pytest.approx([1, 1, 1, 1, 1, 7])  # nine others are no nearer to 9 than 2


def test_a_step_ends_at_the_next_value_that_half_as_many_share():
    """Else most of those who bought once fill the valley before those who bought often, and part of their hump."""
    places = np.append(np.arange(1.0, 6), np.arange(15.0, 35))
    counts = np.append([235, 138, 40, 12, 3], np.full(20, 9))
    assert _ways(places, counts) == pytest.approx([1, 1, 1, 11, 10, 11, *np.ones(19)])
    assert step_reach(places, counts)[0] == pytest.approx(1)
    assert _ways(np.array([0.0, 2, 5]), np.array([9, 4, 9])).tolist() == [5, 3, 5]


def test_a_step_is_no_longer_than_it_must_be():
    places, counts = np.arange(7.0), np.array([1, 2, 4, 6, 4, 2, 1])
    assert step_reach(places, counts) == pytest.approx(np.ones(7))
    assert step_reach(2.5 * places - 9, counts) == pytest.approx(np.full(7, 2.5))
