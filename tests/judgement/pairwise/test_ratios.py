import datetime
import math

import numpy as np
import pytest

from custseg.judgement.pairwise.ratios import ratio_of


@pytest.mark.parametrize(
    ("entry", "ratio"),
    [(3, 3), ("3", 3), (" 1/4 ", 0.25), ("=1/4", 0.25), ("= 1 / 4", 0.25), ("0,5", 0.5), (np.float32(0.5), 0.5)],
)
def test_an_entry_is_read_as_the_number_that_was_meant(entry, ratio):
    assert ratio_of(entry) == ratio


@pytest.mark.parametrize("entry", [None, "", "  ", math.nan, np.float64("nan")])
def test_an_empty_entry_is_not_judged(entry):
    assert math.isnan(ratio_of(entry))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (0, "not positive"),
        (-3, "not positive"),
        (math.inf, "not positive and finite"),
        ("strong", "expected a positive number"),
        ("1/0", "expected a positive number"),
        (True, "expected a positive number"),
        ([3], "expected a positive number"),
        (datetime.datetime(2024, 1, 3), "type =1/3"),
        (datetime.time(1, 3), "turned a fraction into a date"),
    ],
)
def test_an_entry_that_is_no_ratio_is_refused_and_explained(entry, words):
    with pytest.raises(ValueError, match=words):
        ratio_of(entry)
