"""Do the rules follow what is known of the customers, and is nothing advised that the past speaks against?"""

import pandas as pd
import pytest

from custseg.brief._rules import advised, monday_rules
from custseg.decide import rule_key


def rhythm(money, gap=30.0, days=3):
    return pd.DataFrame({"purchase_days": days, "usual_gap": gap, "amount_last_year": money})


def numbers(rules, name):
    return rule_key(rules[name])[1]


def prospects(name, members, low, share, high):
    return pd.DataFrame({"members": members, "people": members, "low": low, "share": share, "high": high}, index=[name])


@pytest.mark.parametrize(
    "money, size", [(range(1, 201), 10), (range(1, 31), 3), ([9.0] * 4 + [5.0] * 96, 4), ([1.0] * 9 + [0.0], 1)]
)
def test_the_largest_are_a_tenth_and_never_some_of_the_equal(money, size):
    rules = monday_rules(rhythm(list(map(float, money))), half_by=40.0)
    if len(set(money)) == 2 and size == 1:
        assert "largest" not in rules  # nine brought the same
    else:
        assert numbers(rules, "largest")["customers"] == size


def test_where_nobody_bought_on_two_days_there_is_no_list_of_the_largest():
    assert list(monday_rules(rhythm([5.0, 3.0], float("nan"), 1), half_by=float("nan"))) == ["silent", "late"]


@pytest.mark.parametrize("gap, days", [(30.0, 365), (365.0, 1095), (float("nan"), 365)])
def test_long_silent_is_a_year_or_three_usual_gaps(gap, days):
    assert numbers(monday_rules(rhythm([5.0, 3.0], gap), half_by=40.0), "silent")["days"] == days


@pytest.mark.parametrize(
    "name, row, action",
    [
        ("largest", (40, 0.0, 0.0, 0.05), "call"),
        ("late", (400, 0.3, 0.35, 0.4), "write"),
        ("late", (400, 0.01, 0.03, 0.05), "leave"),
        ("late", (30, 0.0, 0.0, 0.11), "leave"),
        ("late", (400, 0.85, 0.9, 0.95), "leave"),
        ("late", (5, 0.0, 0.0, 0.4), "write"),
        ("silent", (5, 0.1, 0.2, 0.6), "leave"),
        ("silent", (400, 0.15, 0.2, 0.25), "write"),
    ],
)
def test_what_is_advised_follows_what_came_back_before(name, row, action):
    assert advised(prospects(name, *row)).tolist() == [action]


def test_of_a_dozen_of_whom_none_came_back_nobody_is_written_to():
    row = {"members": 12, "people": 12, "share": 0.0, "low": 0.0, "high": 0.24}
    assert advised(pd.DataFrame([row], index=["late"]))["late"] == "leave"
