"""Does every client stand where its numbers say, and its group with it?"""

import numpy as np
import pandas as pd
import pytest

from custseg.catalogue import load_grid
from custseg.schema import SchemaError
from custseg.segment import client_growth, nine_grid_positions
from custseg.value import group_raroc

from .conftest import returns_of, statements_of


def test_the_hurdle_parts_the_low_band(returns):
    found = nine_grid_positions(returns, hurdle=0.12)
    known = returns["raroc"].notna()
    assert (found.loc[known, "raroc"].eq(1) == returns.loc[known, "raroc"].lt(0.12)).all()
    assert set(found["value_cell"]) <= {segment.key for segment in load_grid("value_nine_grid").segments}
    assert found.groupby("revenue").size().max() <= 70  # thirds of 200
    assert found[["growth_cell", "group_cell", "group"]].isna().all(axis=None)


def test_without_capital_the_economic_profit_decides_and_default_is_low(returns):
    found = nine_grid_positions(returns)
    no_capital = returns["status"] == "no capital"
    assert no_capital.any()
    assert (found.loc[no_capital, "raroc"].eq(3) == returns.loc[no_capital, "economic_profit"].gt(0)).all()
    assert found.loc[returns["status"] == "in default", "raroc"].eq(1).all()


def test_who_has_no_growth_has_no_cell(returns):
    statements = statements_of(150)
    income = pd.DataFrame({2021: 1.0, 2022: 1.0, 2023: np.linspace(0.5, 2, 200)}, returns.index)
    growth = client_growth(statements, income)
    found = nine_grid_positions(returns, growth=growth)
    assert (
        found["growth_cell"].notna().sum() == growth[["own_growth", "growth_with_us"]].notna().all(axis=1).sum() == 150
    )
    shrinking = growth["growth_with_us"] < 0
    assert found.loc[shrinking & found["growth_cell"].notna(), "growth_with_us"].eq(1).all()
    assert set(found["growth_cell"].dropna()) <= {segment.key for segment in load_grid("growth_nine_grid").segments}


def test_a_group_stands_where_its_sums_do_and_one_alone_nowhere(returns):
    groups = pd.Series(np.where(np.arange(200) < 180, np.arange(200) // 4, -1).astype(str), returns.index)
    groups = groups.where(groups != "-1")
    found = nine_grid_positions(returns, groups=groups)
    assert found["group_cell"].isna().sum() == 20
    assert found.groupby("group")["group_cell"].nunique().eq(1).all()
    earned = group_raroc(returns, groups)["raroc"]
    known = found["group"].notna() & found["group"].map(earned).notna()
    assert (found.loc[known, "group_raroc"].eq(1) == found.loc[known, "group"].map(earned).lt(0.12)).all()


def test_a_client_of_two_groups_stands_with_the_larger_share(returns):
    ids = returns.index
    members = pd.DataFrame({"client_id": [ids[0], *ids[:4], *ids[4:8]], "group": ["b", *"aaaa", *"bbbb"]})
    members["share"] = [0.6, 0.4, *[1.0] * 7]
    found = nine_grid_positions(returns, groups=members)
    assert found["group"].head(8).tolist() == ["b", *"aaa", *"bbbb"]
    assert found["group_cell"].notna().sum() == 8


def test_all_groups_of_one(returns):
    found = nine_grid_positions(returns, groups=pd.Series(returns.index, returns.index))
    assert found["group_cell"].isna().all()


def test_what_does_not_fit_is_refused(returns):
    growth = pd.DataFrame({"own_growth": [0.1]}, pd.Index(["x"], name="client_id"))
    with pytest.raises(SchemaError) as error:
        nine_grid_positions(returns.drop(columns="raroc"), growth=growth)
    assert len(error.value.problems) == 3
    with pytest.raises(ValueError, match="hurdle is outside 0-1"):
        nine_grid_positions(returns_of(5), hurdle=12.0)


def test_one_group_or_one_statement_alone_has_no_place_and_stops_nobody(returns):
    groups = pd.Series(None, returns.index, dtype=object)
    groups.iloc[:2] = "pair"
    grown = pd.DataFrame(np.nan, returns.index, ["own_growth", "growth_with_us"])
    grown.iloc[0] = 0.1
    found = nine_grid_positions(returns, growth=grown, groups=groups)
    assert found["value_cell"].notna().all()
    assert found[["growth_cell", "group_cell"]].isna().all(axis=None)


def test_who_earns_the_hurdle_to_the_last_digit_is_not_below_it(returns):
    capital = returns["capital"]
    exact = returns.assign(raroc=np.where(returns.index < "c100", 0.12 - 1e-16, returns["raroc"]))
    known = exact["raroc"].notna() & (exact.index < "c100") & (capital > 0)
    assert nine_grid_positions(exact).loc[known, "raroc"].ge(2).all()


def test_all_alike_are_no_book(returns):
    with pytest.raises(ValueError, match="all 1 clients have the same revenue and raroc"):
        nine_grid_positions(returns.head(1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"income": "3,5"}, "income' must be numbers"),
        ({"raroc": np.inf}, "'raroc' is missing or infinite"),
        ({"economic_profit": np.nan}, "'economic_profit' is missing or infinite"),
    ],
)
def test_columns_that_are_no_numbers_are_named(returns, change, message):
    with pytest.raises((TypeError, ValueError), match=message):
        nine_grid_positions(returns.assign(**change))
    twice = pd.concat([returns, returns[["income"]]], axis=1)
    with pytest.raises(SchemaError, match="columns of several levels, or twice"):
        nine_grid_positions(twice)
