"""May a value take a default's place, and is each kind told in words?"""

import pytest

from custseg.report._setting_kinds import fits, is_date, is_number, kind_of_setting, like


@pytest.mark.parametrize(
    ("default", "good", "bad", "kind"),
    [
        ("1998-06-30", ["1997-12-31"], ["June", 1997, None], "a date"),
        ("log", ["rank", ""], [1, None], "text"),
        (5, [0, -3], [2.5, True, "5"], "a whole number"),
        (0.2, [1, 0.5], [True, "0.2"], "a number"),
        (True, [False], [0, 1, "yes"], "true or false"),
        (None, [1, "a", None, True], [[1], {}], "a single value"),
        ([1, 2.5], [[3], [0.5, 1]], [[], 3, ["a"], [None]], "a list, each a number"),
        (["a", 1], [["b", None]], ["b"], "a list, each a single value"),
    ],
)
def test_a_value_fits_its_kind(default, good, bad, kind):
    assert all(fits(value, default) for value in good)
    assert not [value for value in bad if fits(value, default)]
    assert kind_of_setting(default) == kind


def test_a_value_that_fits_becomes_one_of_its_kind():
    assert like([1, 2], [0.5]) == (1.0, 2.0) and isinstance(like(1, 0.5), float)
    assert like("a", "b") == "a" and like(True, None) is True


def test_days_and_numbers_are_known():
    assert is_date("1998-06-30") and not any(map(is_date, ("1998-6-30", "1998-06-31", 19980630, None)))
    assert is_number(0.5) and is_number(3) and not is_number(True) and not is_number("3")
