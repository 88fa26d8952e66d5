"""Is whatever is drawn inside all ranges, and is it the same again?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.report import draw_settings, parameters
from custseg.report.settings import ENVIRONMENT


@given(seed=st.integers(0, 10_000))
def test_whatever_is_drawn_is_inside_and_ready_for_json(defaults, ranges, seed):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(ENVIRONMENT, raising=False)
        settings = parameters(**defaults, ranges=ranges)
        drawn = draw_settings(settings, random_state=seed)
        assert drawn == draw_settings(settings, random_state=seed)
        assert list(drawn) == list(ranges), "what has no range is not drawn"
        assert drawn["shares"] == sorted(drawn["shares"])
        patch.setenv(ENVIRONMENT, json.dumps(drawn))
        again = parameters(**defaults, ranges=ranges)
        assert {name: getattr(again, name) for name in drawn} == drawn | {"shares": tuple(drawn["shares"])}


def test_seeds_draw_different_values(ranged):
    drawn = [draw_settings(ranged(), random_state=seed)["day"] for seed in range(9)]
    assert len(set(drawn)) > 5


def test_ranges_that_leave_no_room_say_so(monkeypatch):
    settings = parameters(low=2, high=2, ranges={"low": (2, "high"), "high": (1, 2)})
    assert {draw_settings(settings, random_state=seed)["low"] for seed in range(20)} == {2}
    narrow = parameters(low=2, high=9, ranges={"low": (2, "high - 7"), "high": (1, 9)})
    assert draw_settings(narrow, random_state=1) == {"low": 2, "high": 9}
    monkeypatch.setattr("custseg.report.other_settings._TRIES", 1)
    with pytest.raises(ValueError, match=r"the ranges leave no room: .*low must lie from 2 to high - 7, where high is"):
        draw_settings(narrow, random_state=1)
