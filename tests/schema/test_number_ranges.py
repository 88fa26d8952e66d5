import numpy as np
import pandas as pd
import pytest

from custseg.schema.number_ranges import (
    MOST_PERIODS,
    check_discount_rate,
    check_fraction,
    check_periods,
    check_whole,
)


@pytest.mark.parametrize("number", ["3", None, True, 1.5, float("nan"), 1j, pd.Timestamp("2024-01-05"), [3], -1])
def test_periods_are_whole_numbers(number):
    with pytest.raises(ValueError, match=r"periods must be a whole number of periods, 0 or more; found "):
        check_whole(number, "periods")


@pytest.mark.parametrize(("number", "found"), [(0, "0"), (13, "13"), (MOST_PERIODS + 1, "10000001")])
def test_both_ends_of_a_range_are_said(number, found):
    with pytest.raises(ValueError, match=rf"^months must be a whole number of months, 1 to 12; found {found}\.$"):
        check_whole(number, "months", at_least=1, at_most=12, of="months")
    assert [check_whole(end, "months", at_least=1, at_most=12) for end in (1, np.int8(12), 12.0)] == [1, 12, 12]


def test_fractions_reach_from_nothing_to_all():
    ends = np.array([0.0, 1.0])
    check_fraction(ends, None, "retention", "Write 80 % as 0.8.")
    check_discount_rate(ends)
    for wrong in (-1e-9, 1 + 1e-9, np.nan):
        with pytest.raises(ValueError, match=r"^discount_rate is outside 0-1 for 1 of 3 rows: 'cid'\. It is"):
            check_discount_rate(np.append(ends, wrong), pd.Index(["ann", "bob", "cid"]))


def test_periods_may_go_on_for_ever_but_not_in_parts():
    check_periods(np.array([1.0, np.inf]), None, at_least=1)
    for wrong in (0.0, 1.5):
        with pytest.raises(ValueError, match=r"^periods is not a whole number, 1 or more for 1 of 2 rows: 1\. Count"):
            check_periods(np.array([1.0, wrong]), None, at_least=1)
