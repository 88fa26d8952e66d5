from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._arguments import MOST_COUNTS, as_count, as_generator, as_share, as_time, plain_numbers

NO_NUMBERS = [True, np.True_, "5", None, 5j, np.timedelta64(5, "D"), pd.Timestamp("2024-01-01"), np.nan, [5]]


@pytest.mark.parametrize("value", [*NO_NUMBERS, -1, np.inf])
def test_what_is_no_time(value):
    with pytest.raises(ValueError, match="horizon must be a finite time of zero or more"):
        as_time(value, "horizon")


@pytest.mark.parametrize("value", [*NO_NUMBERS, -0.1, 10])
def test_what_is_no_share(value):
    with pytest.raises(ValueError, match=r"margin must be a fraction from 0 to 1 \(write 30 % as 0\.30\)"):
        as_share(value, "margin", "write 30 % as 0.30")


@pytest.mark.parametrize("value", [*NO_NUMBERS, 0, 1.5, np.inf])
def test_what_is_no_count(value):
    with pytest.raises(ValueError, match="steps must be a whole number of at least 1"):
        as_count(value, "steps", at_least=1)


def test_numbers_of_any_make_are_taken():
    assert as_time(np.float32(2), "t") == as_time(Fraction(2), "t") == as_count(np.int8(2), "n") == as_count(2.0, "n")
    assert as_share(0, "margin", "") == 0.0


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2.5, None], ""),
        ([Decimal(1), Decimal(2)], ""),
        (pd.array([1, None], dtype="Int64"), ""),
        ([True, False], "boolean"),
        ([1j], "complex"),
        (["1"], "string"),
        (pd.to_datetime(["2024-01-01"]), "datetime64"),
        (pd.to_timedelta(["1D"]), "timedelta64"),
        (pd.Series([True, False], dtype=object), "boolean"),
    ],
)
def test_columns_of_plain_numbers(values, found):
    assert plain_numbers(pd.Series(values)) == found


@pytest.mark.parametrize("value", ["a", 1.5, -1, True, [1, 2], np.inf])
def test_what_is_no_seed(value):
    with pytest.raises(TypeError, match="random_state must"):
        as_generator(value)


def test_a_seed_begins_the_same_chance_and_a_generator_goes_on():
    rng = np.random.default_rng(3)
    assert as_generator(rng) is rng
    assert as_generator(3).uniform() == as_generator(np.int64(3)).uniform() == rng.uniform()


def test_more_than_can_be_counted_is_refused_in_words():
    with pytest.raises(ValueError, match=r"largest must be at most 1,000,000, found 1e\+300"):
        as_count(1e300, "largest", at_most=MOST_COUNTS)
