"""Is a value outside its range refused in words, and an author's mistake as well?"""

import pytest

from custseg.report import parameters


@pytest.mark.parametrize(
    ("outside", "told"),
    [
        ({"top": 0.6}, "top must lie from 0.05 to 0.5; found 0.6"),
        ({"bands": 1}, "bands must lie from 2 to 10; found 1"),
        ({"way": "raw"}, "way must be one of 'log', 'rank'; found 'raw'"),
        ({"quarter": "2017Q1"}, "quarter must be one of '2017Q2', '2017Q3'; found '2017Q1'"),
        ({"end": "2018-01-01"}, "end must lie from 2017-04-28 to 2017-12-31; found '2018-01-01'"),
        ({"day": "2017-12-04"}, "day must lie from 2017-03-31 to end - 28 days, where end is '2017-12-31'; found"),
        ({"end": "2017-07-01"}, "day must lie from 2017-03-31 to end - 28 days, where end is '2017-07-01'; found"),
        ({"shares": [0.2, 1.5]}, "each of shares must lie from top - 0.2 to 1, where top is 0.2; found [0.2, 1.5]"),
    ],
)
def test_what_lies_outside_gets_a_sentence(ranged, outside, told):
    with pytest.raises(ValueError) as caught:
        ranged(**outside)
    assert f"\n- {told}" in str(caught.value)


def test_ends_are_included_and_all_problems_are_told_at_once(ranged):
    inside = ranged(day="2017-12-03", top=0.5, bands=2, shares=[1.0, 1.0])
    assert (inside.day, inside.bands) == ("2017-12-03", 2)
    with pytest.raises(ValueError) as caught:
        ranged(top=0.04, bands=11, way="raw", sed=3)
    assert str(caught.value).count("\n- ") == 4


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"tip": (0, 1)}, "ranges name 'tip', which is no setting"),
        ({"top": []}, "top has an empty list of choices"),
        ({"top": 0.5}, "top has 0.5, neither"),
        ({"top": (0.1, 0.2, 0.3)}, "neither"),
        ({"way": ("log", "rank")}, "way is 'log', which lies between no two ends: give it a list of choices"),
        ({"strict": (0, 1)}, "give it a list of choices"),
        ({"top": ("2017-01-01", 1)}, "an end of top is '2017-01-01', which is not like 0.2"),
        ({"day": ("2017-01-01", "ende")}, "an end of day is 'ende', which names no setting like day"),
        ({"day": ("2017-01-01", "top")}, "an end of day is 'top', which names no setting like day"),
        ({"top": (0.3, 0.5)}, "the default is out of range: top must lie from 0.3 to 0.5; found 0.2"),
        ({"way": ["raw"]}, "the default is out of range: way must be one of 'raw'; found 'log'"),
        ({"bands": [3, "x"]}, "bands is a whole number, like 5, and its choices hold 'x'"),
        ({"bands": [3, 5, 2.5]}, "bands is a whole number, like 5, and its choices hold 2.5"),
        ({"day": ["2017-06-30", "June"]}, "day is a date, like '2017-06-30', and its choices hold 'June'"),
        ({"shares": [[0.05, 0.5], 0.2]}, "and its choices hold 0.2"),
        ({"strict": [True, 1]}, "strict is true or false, like True, and its choices hold 1"),
        ({"day": ("2017-01-01", "end"), "end": ("day", "2017-12-31")}, "day and end bound each other"),
    ],
)
def test_an_author_s_mistake_is_told(defaults, wrong, told):
    with pytest.raises(TypeError, match=r"a range is .low, high. or a list of choices:") as caught:
        parameters(**defaults, ranges=wrong)
    assert told in str(caught.value)


@pytest.mark.parametrize("wrong", [3, [("top", (0, 1))], "top", (0, 1)])
def test_ranges_that_map_nothing_are_refused(wrong):
    with pytest.raises(TypeError, match=r"ranges must map names to ranges, such as {'seed': .0, 9999.}; found"):
        parameters(top=0.2, ranges=wrong)


def test_choices_that_fit_are_taken():
    choices = {"by": [None, "city"], "share": [0, 0.2], "cuts": [[1, 2], (3,)]}
    settings = parameters(by=None, share=0.2, cuts=[1, 2], ranges=choices)
    assert settings.ranges == choices and settings.share == 0.2


def test_ranges_are_shown_and_known(ranged, ranges):
    settings = ranged(bands=3)
    assert settings.ranges == ranges
    lines = repr(settings).splitlines()
    assert "bands   = 3               # from outside; default 5; from 2 to 10" in lines
    assert "seed    = 1" in lines


def test_a_range_without_end_is_refused():
    with pytest.raises(TypeError, match="an end of top is inf, from which nothing can be drawn"):
        parameters(top=0.2, ranges={"top": (0, float("inf"))})
