"""Are compared values numbers without a gap, each with a name, and is what has no end written?"""

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit._compared_values import days_of, named_value, or_nan, values_and_names, written


def test_labels_of_a_series_are_names_and_places_are_otherwise():
    numbers, names = values_and_names(pd.Series({"red": 1, "blue": 2}), "ordered")
    assert numbers.tolist() == [1.0, 2.0] and names == ["red", "blue"]
    assert values_and_names(pd.Series([3.0, 4.0]), "ordered")[1] == ["number 1", "number 2"]
    assert named_value(names, numbers, 1) == "blue (2.00)"


@pytest.mark.parametrize(
    ("values", "told"),
    [([], "ordered: expected 1 or more values"), ([1, np.nan], "ordered: 1 of 2 values are missing")],
)
def test_too_few_and_missing_ones_are_refused(values, told):
    with pytest.raises(ValueError, match=told):
        values_and_names(values, "ordered")


def test_what_has_no_end_is_written():
    assert [written(value) for value in (0.25, np.inf, -np.inf)] == ["0.250", "∞", "−∞"]


def test_what_is_missing_is_nan_whatever_its_kind():
    assert all(np.isnan(or_nan(value)) for value in (None, pd.NA, pd.NaT)) and or_nan(2) == 2


def test_a_period_has_a_length_and_its_ends_in_words():
    assert days_of(["1998-04-01", "1998-04-30"], "period") == (30, "from 1 April 1998 to 30 April 1998")
    with pytest.raises(ValueError, match="period must be the first and the last day"):
        days_of(["1998-04-30", "1998-04-01"], "period")
