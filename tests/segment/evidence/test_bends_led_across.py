"""Do those half way between the legs of a bend count as what leads across?"""

import numpy as np
import pytest

from custseg.segment.evidence import bends
from custseg.segment.evidence.bends import (
    _led_across,
)


def rungs(every_left=1, below=99.0, times_right=2, n_inside=12):
    """Legs at -1 and 1 with a customer on each rung, or on every so many, or several; and those half way on some."""
    at = np.arange(-20.0, 32.0)
    left, inside = at[::every_left], np.arange(float(n_inside))
    left = left[left < below]
    along = np.repeat([-1.0, 1.0, 0.0], [len(left), times_right * len(at), n_inside])
    other = np.concatenate([left, np.tile(at, times_right), inside])
    return along, other, along > 0.5


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ({}, 3 / 4),  # four rungs to a window, of which one ends it; as many on the left leg, and twice on the right
        ({"times_right": 1}, 3 / 4),
        ({"every_left": 2}, 3 / 2),
        ({"every_left": 2, "n_inside": 10}, 2 / 1.5),  # three rungs: one or two of every second
        ({"below": -1.0}, 3 / 1),  # nobody is counted as one
        ({"n_inside": 40}, 11 / 12),  # at most twelve to a window
        ({"n_inside": 9}, 0.0),
    ],
)
def test_those_half_way_are_compared_with_the_thinner_leg_at_their_place(legs, expected):
    along, other, right = rungs(**legs)
    for turned in (1, -1):
        for unit, place in ((1.0, 0.0), (0.25, 6.0)):
            found = _led_across(turned * unit * along + place, other, right if turned == 1 else along < -0.5)
            assert found == pytest.approx(expected)


def test_who_is_farther_from_a_leg_than_the_valley_is_wide_is_not_counted_with_it():
    """The valley is from -.25 to .25; as many stand .6 behind each leg as on it."""
    along, other, _ = rungs(times_right=1)
    legs = along != 0
    along, other = np.append(along, 1.6 * along[legs]), np.append(other, other[legs])
    assert _led_across(along, other, along > 0.5) == pytest.approx(3 / 4)


def test_who_is_as_near_to_a_leg_as_the_valley_is_wide_is_counted_with_it():
    """The medians are at -1 and 1.2, and so the valley is .55 wide; as many stand .4 behind each leg as on it."""
    along, other, _ = rungs(times_right=1)
    legs = along != 0
    along, other = np.append(along, 1.4 * along[legs]), np.append(other, other[legs])
    assert _led_across(along, other, along > 0.5) == pytest.approx(3 / 8)


@pytest.mark.parametrize(
    ("density", "led", "is_tied", "smaller", "expected"),
    [
        (0.3, 0.61, "right", 20, 0.61),
        (0.3, 0.61, "left", 20, 0.61),
        (0.3, 0.61, "neither", 20, 0.3),
        (0.3, 0.2, "right", 20, 0.3),
        (0.3, 0.6, "right", 20, 0.3),  # 0.6 is the most crowded valley that leads nowhere
        (0.31, 0.9, "right", 20, 0.31),  # a bend already
        (0.0, 0.9, "right", 10, 0.9),
        (0.0, 0.9, "right", 9, 0.0),
    ],
)
@pytest.mark.parametrize("few_are_right", [True, False])
def test_what_leads_across_counts_where_the_border_is_no_bend_and_a_group_is_tied(
    monkeypatch, density, led, is_tied, smaller, expected, few_are_right
):
    right = (np.arange(60) < smaller) == few_are_right
    plane = np.column_stack([np.arange(60.0), np.where(right, 1.0, 0.0)])
    asked = []
    monkeypatch.setattr(bends, "bend_density", lambda *_: density)
    monkeypatch.setattr(bends, "_led_across", lambda *given: asked.append(given) or led)
    monkeypatch.setattr(bends, "tied", lambda group: is_tied == ("right" if group[0, 1] else "left"))
    assert bends._in_plane(plane, right) == expected
    for along, other, side in asked:
        assert (along.tolist(), other.tolist(), side.tolist()) == (*plane.T.tolist(), right.tolist())


@pytest.mark.parametrize("turned", [1, -1])
def test_who_is_as_far_from_half_way_as_the_valley_reaches_is_in_it_and_on_no_leg(turned):
    """The valley reaches from -.25 to .25, and to .4 where it holds fewer than seven and ten are equally far."""
    along, other, right = rungs(every_left=2)
    for place, expected in ((-0.25, 3 / 2), (0.25, 3 / 2), (0.375, 3 / 2), (-0.4, 3 / 2), (np.nextafter(0.4, 1), 0.0)):
        along[-12:] = place
        found = _led_across(turned * along, other, right if turned == 1 else turned * along > 0.5)
        assert found == pytest.approx(expected)


@pytest.mark.parametrize(("n_nearer", "expected"), [(6, 3 / 2), (7, 0.0)])
def test_a_valley_is_widened_to_the_seventh_and_those_who_are_as_far(n_nearer, expected):
    """Six or seven at .3, and the others of twelve at .35."""
    along, other, right = rungs(every_left=2)
    along[-12:] = np.where(np.arange(12) < n_nearer, 0.3, 0.35)
    assert _led_across(along, other, right) == pytest.approx(expected)
