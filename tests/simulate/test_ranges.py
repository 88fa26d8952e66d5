"""Is each argument outside its range named, and is an end of the range within it?"""

import pytest

from custseg.schema import SchemaError
from custseg.simulate._ranges import check_ranges


def test_all_arguments_outside_their_ranges_are_named_at_once():
    with pytest.raises(SchemaError) as error:
        check_ranges(dear=(1.5, 0, 1), times=(0.5, 1, 1000), pull=(2, 0, 2), lost=(float("nan"), 0, 1))
    assert error.value.problems == (
        "dear must lie between 0 and 1; found 1.5.",
        "times must lie between 1 and 1000; found 0.5.",
        "lost must lie between 0 and 1; found nan.",
    )


def test_the_ends_of_a_range_are_in_it():
    check_ranges(least=(0, 0, 1), most=(1, 0, 1))
