"""Are groups and units what their members are, summed, and does no client vanish or count twice?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.value import client_returns, group_raroc, returns_by_unit
from custseg.value.bank_return.units import SUMS

from .conftest import book_of


@pytest.mark.heavy
@given(st.integers(1, 40), st.integers(0, 99))
def test_groups_add_up_to_their_members(n, seed):
    returns = client_returns(book_of(n, seed))
    random = np.random.default_rng(seed)
    names = np.array(["north", "south", "west", None], dtype=object)[random.integers(0, 4, n)]
    groups = group_raroc(returns, pd.Series(names, returns.index))
    for column in SUMS:
        assert groups[column].sum() == pytest.approx(returns[column].sum(), rel=1e-12, abs=1e-6)
    assert groups["members"].sum() == n
    earned = groups["net_income"] / groups["capital"].where(groups["capital"] > 0)
    assert np.allclose(groups["raroc"], earned, equal_nan=True)


def test_aggregate_before_dividing():
    returns = client_returns(book_of(4)).iloc[:2].copy()
    returns.loc[:, list(SUMS)] = 0.0
    returns["net_income"], returns["capital"] = [10.0, 10.0], [1_000.0, 1.0]
    returns["raroc"] = returns["net_income"] / returns["capital"]
    group = group_raroc(returns, pd.Series("one", returns.index)).loc["one"]
    assert group["raroc"] == pytest.approx(20 / 1_001)
    assert group["mean_of_raroc"] == pytest.approx((0.01 + 10) / 2)


def test_a_group_of_one_earns_what_its_client_earns(book):
    returns = client_returns(book)
    alone = group_raroc(returns, pd.Series(None, returns.index, dtype=object))
    assert alone.index.tolist() == returns.index.tolist()
    assert alone["members"].eq(1).all()
    assert np.allclose(alone["raroc"], returns["raroc"], equal_nan=True)
    assert np.allclose(alone["mean_of_raroc"], returns["raroc"], equal_nan=True)


def members(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_a_client_of_two_groups_is_divided_by_its_shares():
    returns = client_returns(book_of(3))
    one, two, _ = returns.index
    table = members(client_id=[one, one, two], group=["north", "south", "south"], share=[0.25, 0.75, 1.0])
    groups = group_raroc(returns, table)
    assert groups.loc["north", "capital"] == pytest.approx(0.25 * returns.loc[one, "capital"])
    assert groups["income"].sum() == pytest.approx(returns["income"].sum())
    assert groups.loc["south", "members"] == 2
    assert len(groups) == 3  # and the third client alone


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"client_id": ["c00000", "c00000"], "group": ["x", "y"]}, "1 clients are in more than one group"),
        ({"client_id": ["c00000"], "group": ["x"], "share": [0.6]}, "add up to 1 for each client; not so for 'c00000'"),
        ({"client_id": ["c00000", "c00000"], "group": ["x", "y"], "share": [1.5, -0.5]}, "0 or more"),
        ({"client_id": ["who"], "group": ["x"]}, "names clients that returns lacks: 'who'"),
        ({"client_id": ["c00000"], "group": ["c00001"]}, "'c00001' is a group, and a client that stands alone"),
        ({"client": ["c00000"]}, "lacks the columns 'client_id', 'group'"),
    ],
)
def test_what_does_not_fit_is_refused(table, message):
    with pytest.raises(SchemaError, match=message):
        group_raroc(client_returns(book_of(3)), pd.DataFrame(table))


def test_several_problems_at_once():
    table = members(client_id=["c00000", "c00000", "who"], group=["x", "y", "x"])
    with pytest.raises(SchemaError) as error:
        group_raroc(client_returns(book_of(3)), table)
    assert len(error.value.problems) == 2
    with pytest.raises(SchemaError, match="returns lacks 'income'"):
        group_raroc(pd.DataFrame({"a": [1]}), table)


def test_each_level_is_the_whole():
    returns = client_returns(book_of(8))
    units = pd.DataFrame(
        {
            "person": ["p1", "p1", "p2", "p2", "p3", "p3", None, None],
            "branch": ["b1", "b1", "b1", "b1", "b2", "b2", "b2", None],
            "group": ["g1"] * 7 + [None],
        },
        returns.index,
    )
    found = returns_by_unit(returns, units)
    assert found.index.get_level_values("level").unique().tolist() == ["person", "branch", "group"]
    for level in units.columns:
        assert found.loc[level, "capital"].sum() == pytest.approx(returns["capital"].sum())
    assert found.loc[("branch", "b1"), "contribution"] == pytest.approx(
        found.loc[[("person", "p1"), ("person", "p2")], "contribution"].sum()
    )
    assert found.loc[("group", "c00007"), "members"] == 1  # alone on every level, under its own name


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ({"person": ["p", "p", "q"], "branch": ["x", "y", "y"]}, "a person lies in more than one branch: 'p'"),
        ({"person": ["p", "c00001", None], "branch": "b"}, None),
        ({"person": ["c00001", None, "q"]}, "'c00001' is a person, and the name of what stands alone"),
        ({}, "units has no column"),
    ],
)
def test_units_lie_within_each_other(units, message):
    returns = client_returns(book_of(3))
    table = pd.DataFrame(units, index=returns.index)
    if message is None:
        assert len(returns_by_unit(returns, table)) == 4
        return
    with pytest.raises(SchemaError, match=message):
        returns_by_unit(returns, table)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"client_id": ["c00000", "c00000"], "group": ["x", "y"], "share": [1.0, np.nan]}, "share' is missing for"),
        ({"client_id": ["c00000", "c00000"], "group": ["x", "x"], "share": [0.5, 0.5]}, "in the same group twice"),
        ({"client_id": ["c00000"], "group": [" "]}, "has a name that is empty"),
        ({"client_id": ["c00000", "c00001"], "group": [1.0, None]}, "need the type 'Int64'"),
    ],
)
def test_members_that_would_vanish_or_count_twice_are_refused(table, message):
    with pytest.raises(SchemaError, match=message):
        group_raroc(client_returns(book_of(3)), pd.DataFrame(table))


def test_an_empty_name_is_no_group():
    returns = client_returns(book_of(3))
    with pytest.raises(SchemaError, match="write what is missing as missing"):
        group_raroc(returns, pd.Series(["x", "", ""], returns.index))
    with pytest.raises(SchemaError, match="found floating"):
        group_raroc(returns, pd.Series([1.0, 2.0, 2.0], returns.index).astype("category"))
    with pytest.raises(SchemaError, match="'capital' is negative"):
        group_raroc(returns.assign(capital=-1.0), pd.Series("x", returns.index))
