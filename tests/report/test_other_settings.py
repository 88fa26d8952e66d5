"""Is whatever is drawn inside all ranges, and is it the same again?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.report import draw_settings, parameters
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


@given(st.integers(0, 10_000))
def test_whatever_is_drawn_is_inside_and_ready_for_json(seed):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(ENVIRONMENT, raising=False)
        settings = parameters(**DEFAULTS, ranges=RANGES)
        drawn = draw_settings(settings, random_state=seed)
        assert drawn == draw_settings(settings, random_state=seed)
        assert list(drawn) == list(RANGES), "what has no range is not drawn"
        assert drawn["shares"] == sorted(drawn["shares"])
        patch.setenv(ENVIRONMENT, json.dumps(drawn))
        again = parameters(**DEFAULTS, ranges=RANGES)
        assert {name: getattr(again, name) for name in drawn} == drawn | {"shares": tuple(drawn["shares"])}


def test_seeds_draw_different_values(study):
    drawn = [draw_settings(study(), random_state=seed)["day"] for seed in range(9)]
    assert len(set(drawn)) > 5


def test_ranges_that_leave_no_room_say_so(monkeypatch):
    settings = parameters(low=2, high=2, ranges={"low": (2, "high"), "high": (1, 2)})
    assert {draw_settings(settings, random_state=seed)["low"] for seed in range(20)} == {2}
    narrow = parameters(low=2, high=9, ranges={"low": (2, "high - 7"), "high": (1, 9)})
    assert draw_settings(narrow, random_state=1) == {"low": 2, "high": 9}
    monkeypatch.setattr("custseg.report.other_settings._TRIES", 1)
    with pytest.raises(ValueError, match=r"the ranges leave no room: .*low must lie from 2 to high - 7, where high is"):
        draw_settings(narrow, random_state=1)
