"""Do conditions hold where they should, and do they say why they do not?"""

import datetime

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit import (
    all_above,
    all_below,
    beats,
    excludes,
    longer_than,
    most,
    nearly,
    ordered,
)

RATES = pd.Series({"champions": 0.54, "loyal": 0.31, "promising": 0.35})
QUARTER = (datetime.date(1998, 4, 1), datetime.date(1998, 6, 30))


def gain(difference, low, high):
    return pd.DataFrame({"difference": [difference], "low": [low], "high": [high]})


@pytest.mark.parametrize(
    ("condition", "holds", "why"),
    [
        (ordered([3, 2, 1]), True, ""),
        (ordered(RATES), False, "promising (0.350) is not below loyal (0.310)"),
        (ordered([1, 2, 3], rising=True), True, ""),
        (ordered([1, 2, 2], rising=True), False, "number 3 (2.00) is not above number 2 (2.00)"),
        (ordered([2, 2, 1], ties=True), True, ""),
        (ordered([1, 2], ties=True), False, "number 2 (2.00) is above number 1 (1.00)"),
        (ordered([2, 1], rising=True, ties=True), False, "number 2 (1.00) is below number 1 (2.00)"),
        (all_below(RATES, 0.6), True, ""),
        (all_below(RATES, 0.54), False, "champions (0.540) is not below 0.540"),
        (all_above(np.array([0.1, 0.2]), 0), True, ""),
        (all_above([0.0, 0.2], 0), False, "number 1 (0) is not above 0"),
        (beats(gain(0.02, 0.01, 0.03), "thirds"), True, ""),
        (beats(gain(-0.02, -0.03, -0.01), "thirds", lower_is_better=True), True, ""),
        (beats(gain(2, 1, 3), "a", lower_is_better=True), False, "it is no better than a: the difference is 2.00"),
        (beats(gain(0.0, 0.0, 0.0), "thirds"), False, "it is no better than thirds: the difference is 0"),
        (beats(gain(0.02, np.nan, np.nan), "a"), False, "the difference from a, 0.0200, has no interval that is known"),
        (excludes((0.44, 0.48), 0.5), True, ""),
        (excludes((0.44, 0.5), 0.5), False, "0.500 lies in the interval, 0.440 to 0.500"),
        (excludes((np.nan, np.nan), 0.5), False, "no interval is known"),
        (nearly(0.66, 0.67, within=0.02), True, ""),
        (nearly(0.6, 0.7, within=0.02), False, "0.600 and 0.700 are 0.100 apart, more than 0.0200"),
        (most(1218, 2357), True, ""),
        (most(0.5), False, "it is 50% of the whole, not more than 50%"),
        (longer_than(QUARTER, 90), True, ""),
        (longer_than(QUARTER, QUARTER), False, "from 1 April 1998 to 30 June 1998 are 91 days, not more than 91"),
    ],
)  # fmt: skip
def test_a_condition_says_why(condition, holds, why):
    assert (bool(condition), condition.why) == (holds, why)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ordered([1]),
        lambda: ordered([1, np.nan]),
        lambda: all_below([], 1),
        lambda: all_above([None], 1),
        lambda: beats(pd.DataFrame({"difference": [1.0]}), "x"),
        lambda: beats(pd.concat([gain(1, 0, 2)] * 2), "x"),
        lambda: excludes((2, 1), 3),
        lambda: excludes((1, 2, 3), 3),
        lambda: nearly(np.nan, 1, within=1),
        lambda: nearly(1, 1, within=-1),
        lambda: most(1, 0),
        lambda: most(1, at_least=2),
        lambda: longer_than(QUARTER[::-1], 1),
        lambda: longer_than([QUARTER[0]], 1),
        lambda: longer_than([pd.NaT, QUARTER[0]], 1),
    ],
)
def test_what_cannot_be_asked_is_refused(call):
    with pytest.raises((ValueError, TypeError), match=r"expected|missing|must"):
        call()


def test_an_interval_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError, match=r"the lower one first; found \[0\.5, 0\.2\]"):
        beats(pd.DataFrame({"difference": [0.3], "low": [0.5], "high": [0.2]}), "a rival")


def test_equal_neighbours_without_end_are_ties():
    assert ordered([np.inf, np.inf], ties=True) and not ordered([np.inf, np.inf])
