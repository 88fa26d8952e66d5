"""Are counts told from what is none?"""

import math

import numpy as np
import pytest

from custseg.decide.rating._counts import check_count
from custseg.schema import SchemaError


@pytest.mark.parametrize("number", [0, 15_000_000, np.int64(7), 3.0])
def test_a_count_may_be_large(number):
    assert check_count(number, "supply", "units") == number


@pytest.mark.parametrize("number", [-1, 2.5, math.nan, math.inf, True, 2**60])
def test_what_is_no_count_is_refused(number):
    with pytest.raises(SchemaError, match="supply must be a whole number of units, 0 or more"):
        check_count(number, "supply", "units")
