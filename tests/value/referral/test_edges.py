"""Does each row fall under one rule, the one that is stated?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.value import sift_referrals
from custseg.value.referral.edges import RULES, forest_of

from .conftest import referrals_of

PEOPLE = pd.Index(["a", "b", "c", "d"], name="customer_id")


def rules(pairs: str, **settings) -> list[str]:
    """Sift pairs such as "ab bc"."""
    rows = [list(pair) for pair in pairs.split()]
    edges = pd.DataFrame(rows, columns=["referrer_id", "referred_id"])
    if "dates" in settings:
        edges["date"] = pd.to_datetime(settings.pop("dates"), format="mixed")
    return sift_referrals(edges, PEOPLE, **settings)["rule"].tolist()


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ("ab bc", ["counted", "counted"]),
        ("aa", ["self-referral"]),
        ("xx", ["self-referral"]),
        ("xa", ["unknown referrer"]),
        ("ax", ["unknown referred"]),
        ("xy", ["unknown referrer"]),
        ("ac bc", ["counted", "second referrer"]),
        ("ab ab", ["counted", "second referrer"]),
        ("ab ba", ["counted", "closes a circle"]),
        ("ab bc ca cd", ["counted", "counted", "closes a circle", "counted"]),
        ("ab cd ba dc", ["counted", "counted", "closes a circle", "closes a circle"]),
    ],
)
def test_rules_without_dates_go_by_the_order_of_rows(pairs, expected):
    assert rules(pairs) == expected


def test_dates_decide_before_rows():
    assert rules("ac bc", dates=["2024-02-01", "2024-01-01"]) == ["second referrer", "counted"]
    assert rules("ab ba", dates=["2024-02-01", "2024-01-01"]) == ["closes a circle", "counted"]
    assert rules("ac bc", dates=[None, "2024-01-01"]) == ["second referrer", "counted"]


def test_the_window_has_its_last_day_and_not_its_first():
    days = ["2024-01-01 23:59", "2024-01-02", "2024-01-31 23:59"]
    window = {"after": "2024-01-01", "until": "2024-01-31"}
    assert rules("ab bc cd", dates=days, **window) == ["outside the window", "counted", "counted"]
    assert rules("ab bc cd", dates=days, until="2024-01-30") == ["counted", "counted", "outside the window"]


def test_who_had_brought_somebody_on_an_earlier_day_was_there_before():
    assert rules("ab bc", dates=["2024-02-01", "2024-01-01"]) == ["was there before", "counted"]
    assert rules("ab bc", dates=["2024-02-01 09:00", "2024-02-01 08:00"]) == ["counted", "counted"]
    assert rules("ab bc", dates=[None, "2024-01-01"]) == ["counted", "counted"]
    assert rules("ab bc ca", dates=["2024-03-01", "2024-02-01", "2024-01-01"]) == [
        "closes a circle", "was there before", "counted"]  # fmt: skip
    # what b claims of c, who had come by another row, says nothing of b
    assert rules("ac bc ab", dates=["2024-01-01", "2024-01-02", "2024-02-01"]) == [
        "counted", "second referrer", "counted"]  # fmt: skip


@given(st.integers(1, 30), st.integers(0, 500))
def test_whatever_the_list_everybody_came_once_and_nobody_before_who_brought_them(n, seed):
    edges, value = referrals_of(n, seed)
    sifted = sift_referrals(edges, value.index)
    pd.testing.assert_frame_equal(sifted.drop(columns="rule"), edges)
    counted = sifted[sifted["rule"] == "counted"]
    assert counted["referred_id"].is_unique
    up = dict(zip(counted["referred_id"], counted["referrer_id"], strict=True))
    for start in up:
        place, steps = start, 0
        while place in up:
            place, steps = up[place], steps + 1
            assert steps <= n
    came = dict(zip(counted["referred_id"], counted["date"], strict=True))
    assert all(came[up[taker]] <= came[taker] for taker in up if up[taker] in came), "nobody after whom they brought"
    assert set(sifted["rule"].cat.categories) == set(RULES)


@pytest.mark.parametrize("kind", ["text", "whole numbers", "text of pyarrow", "objects"])
def test_ids_of_every_kind(kind):
    edges, customers = pd.DataFrame({"referrer_id": [1, 9], "referred_id": [2, 1]}), pd.Index([1, 2])
    if kind != "whole numbers":
        edges, customers = edges.astype(str), customers.astype(str)
    if kind == "objects":
        edges, customers = edges.astype(object), customers.astype(object)
    if kind == "text of pyarrow":
        edges = edges.convert_dtypes(dtype_backend="pyarrow")
    assert sift_referrals(edges, customers)["rule"].tolist() == ["counted", "unknown referrer"]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "range"])
def test_small_whole_numbers_do_not_hide_large_ones(kind):
    customers = pd.RangeIndex(1, 3) if kind == "range" else pd.Index([1, 2], dtype=kind)
    edges = pd.DataFrame({"referrer_id": [1, 300, -7], "referred_id": [2, 1, 2]})
    assert sift_referrals(edges, customers)["rule"].tolist() == ["counted", "unknown referrer", "unknown referrer"]


def test_depths_are_those_of_the_chain():
    edges = pd.DataFrame({"referrer_id": list("abc"), "referred_id": list("bcd")})
    assert forest_of(edges, PEOPLE, None, None).depth.tolist() == [0, 1, 2, 3]


def test_everything_that_is_wrong_is_said_at_once():
    edges = pd.DataFrame({"referrer_id": [1], "referred_id": [2], "reward": [-1.0]})
    with pytest.raises(SchemaError) as error:
        sift_referrals(edges, pd.Index(["a", "a"]))
    assert len(error.value.problems) == 4
    assert "names some twice: 'a'" in str(error.value)
    assert "referrer_id holds integer values and the customers' index string ones" in str(error.value)
    assert "'reward' is negative or too large in 1 rows" in str(error.value)


@pytest.mark.parametrize(
    ("edges", "settings", "message"),
    [
        ({"referrer_id": ["a"]}, {}, "referrals lacks column 'referred_id'"),
        ({"referrer_id": ["a"], "referred_id": [None]}, {}, "'referred_id' is missing in 1 row"),
        ({"referrer_id": ["a"], "referred_id": ["b"]}, {"until": "2024-01-01"}, "referrals lacks column 'date'"),
        (
            {"referrer_id": ["a"], "referred_id": ["b"], "date": [pd.Timestamp("2024-01-05")]},
            {"after": "2024-02-01", "until": "2024-01-01"},
            "the window is empty",
        ),
        ({"referrer_id": ["a"], "referred_id": ["b"], "joined_anyway": [2.0]}, {}, "fractions between 0 and 1"),
        ({"referrer_id": ["a"], "referred_id": ["b"], "reward": [1e300]}, {}, "'reward' is negative or too large"),
    ],
)
def test_what_cannot_be_is_refused(edges, settings, message):
    with pytest.raises(SchemaError, match=message):
        sift_referrals(pd.DataFrame(edges), PEOPLE, **settings)


def test_the_order_of_rows_does_not_matter_where_dates_differ():
    edges, value = referrals_of(20, 3)
    edges["date"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.random.default_rng(0).permutation(len(edges)), "D")
    turned = sift_referrals(edges[::-1], value.index)["rule"][::-1]
    assert turned.tolist() == sift_referrals(edges, value.index)["rule"].tolist()
