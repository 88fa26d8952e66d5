"""Is a value outside its range refused in words, and an author's mistake as well?"""

import json

import pytest

from custseg.report import parameters
from custseg.report.settings import ENVIRONMENT

DEFAULTS = {
    "day": "2017-06-30",
    "end": "2017-12-31",
    "top": 0.2,
    "shares": [0.05, 0.5],
    "bands": 5,
    "way": "log",
    "quarter": "2017Q2",
    "strict": True,
    "seed": 1,
}
RANGES = {
    "day": ("2017-03-31", "end - 28 days"),
    "end": ("2017-04-28", "2017-12-31"),
    "top": (0.05, 0.5),
    "shares": ("top - 0.2", 1),
    "bands": (2, 10),
    "way": ["log", "rank"],
    "quarter": ["2017Q2", "2017Q3"],
    "strict": [True, False],
}


@pytest.fixture
def study(monkeypatch):
    """Give a study's settings, with some set from outside."""

    def asked(**outside):
        monkeypatch.setenv(ENVIRONMENT, json.dumps(outside))
        return parameters(**DEFAULTS, ranges=RANGES)

    return asked


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
def test_what_lies_outside_gets_a_sentence(study, outside, told):
    with pytest.raises(ValueError) as caught:
        study(**outside)
    assert f"\n- {told}" in str(caught.value)


def test_ends_are_included_and_all_problems_are_told_at_once(study):
    inside = study(day="2017-12-03", top=0.5, bands=2, shares=[1.0, 1.0])
    assert (inside.day, inside.bands) == ("2017-12-03", 2)
    with pytest.raises(ValueError) as caught:
        study(top=0.04, bands=11, way="raw", sed=3)
    assert str(caught.value).count("\n- ") == 4


@pytest.mark.parametrize(
    ("ranges", "told"),
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
        ({"day": ("2017-01-01", "end"), "end": ("day", "2017-12-31")}, "day and end bound each other"),
    ],
)
def test_an_author_s_mistake_is_told(study, ranges, told):
    with pytest.raises(TypeError, match=r"a range is .low, high. or a list of choices:") as caught:
        parameters(**DEFAULTS, ranges=ranges)
    assert told in str(caught.value)


def test_true_is_not_one():
    with pytest.raises(TypeError, match="out of range"):
        parameters(strict=True, ranges={"strict": [1, 0]})


def test_ranges_are_shown_and_known(study):
    settings = study(bands=3)
    assert settings.ranges == RANGES
    lines = repr(settings).splitlines()
    assert "bands   = 3               # from outside; default 5; from 2 to 10" in lines
    assert "seed    = 1" in lines


def test_a_range_without_end_is_refused():
    with pytest.raises(TypeError, match="an end of top is inf, from which nothing can be drawn"):
        parameters(top=0.2, ranges={"top": (0, float("inf"))})
