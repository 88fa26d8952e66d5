"""Do parts of a grid say what they claim, and are their rules those of the bands?"""

from typing import get_args

import numpy as np

from custseg.catalogue import Axis, Segment
from custseg.catalogue.grid_parts import RULES, coverage
from custseg.schema import BandRule


def test_rules_are_those_of_the_bands():
    assert get_args(BandRule) == RULES


def test_claims_are_counted_cell_by_cell():
    low = Segment("low", "Low", cells=((("a", 1, 1),), (("a", 0, 9), ("b", 2, 2)), (("c", 1, 1),)))
    claims = coverage((Axis("a", 2), Axis("b", 3)), (low, Segment("none", "None", cells=())))
    assert claims.shape == (2, 2, 3)
    np.testing.assert_array_equal(claims[0], [[1, 2, 1], [0, 1, 0]])  # out of range is cut off, an unknown axis nothing
    assert not claims[1].any()
