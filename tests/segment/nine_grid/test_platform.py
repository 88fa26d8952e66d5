"""Does one call give what its parts give, add up by branch, and say of bad tables everything at once?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import ClientPlatform, client_platform, client_strategies, look_gaps, nine_grid_positions
from custseg.value import client_returns, group_raroc, raroc

from .conftest import book_of, income_of, statements_of

N = 300


@pytest.fixture(scope="module")
def tables() -> dict:
    groups = np.random.default_rng(3).choice(["g1", "g2", "g3", "g4", "g5", None], N)
    book = book_of(N)
    return {
        "clients": book,
        "statements": statements_of(N),
        "income": income_of(N),
        "groups": pd.Series(groups, book.index),
    }


@pytest.fixture(scope="module")
def platform(tables) -> ClientPlatform:
    return client_platform(**tables)


def test_it_places_as_its_parts_do(tables, platform):
    returns = client_returns(tables["clients"])
    assert platform.clients["raroc"].equals(returns["raroc"])
    alone = nine_grid_positions(returns, groups=tables["groups"])
    assert platform.clients["value_cell"].equals(alone["value_cell"])
    assert platform.clients["group_cell"].equals(alone["group_cell"])
    assert platform.clients["growth_cell"].notna().sum() > N / 2
    bands = platform.clients.filter(like="_band").rename(columns=lambda name: name.removesuffix("_band"))
    assert platform.clients["strategy"].equals(client_strategies(bands)["strategy"])
    assert not platform.empty


def test_branches_and_groups_add_up_to_the_clients(tables, platform):
    for name in ("income", "cost", "expected_loss", "capital", "economic_profit"):
        assert platform.branches[name].sum() == pytest.approx(platform.clients[name].sum())
    north = platform.clients[platform.clients["branch"] == "north"]
    found = platform.branches.loc["north"]
    assert found["members"] == len(north)
    assert found["raroc"] == pytest.approx(north["net_income"].sum() / north["capital"].sum())
    assert found["dig_deep"] == (north["strategy"] == "dig_deep").sum()
    assert platform.branches[list(platform.clients["strategy"].cat.categories)].to_numpy().sum() == N
    groups = group_raroc(client_returns(tables["clients"]), tables["groups"])
    assert platform.groups["raroc"].to_dict() == groups.loc[["g1", "g2", "g3", "g4", "g5"], "raroc"].to_dict()
    cells = platform.cells.loc["value"]
    assert cells["income"].sum() == pytest.approx(platform.clients["income"].sum())
    assert len(cells) == 9


def test_the_order_of_rows_changes_nothing(tables, platform):
    book = tables["clients"].sample(frac=1, random_state=5)
    shuffled = client_platform(
        book,
        tables["statements"].sample(frac=1, random_state=6),
        income=tables["income"].sample(frac=1, random_state=7),
        groups=tables["groups"].reindex(book.index),
    )
    back = shuffled.clients.loc[tables["clients"].index]
    pd.testing.assert_frame_equal(back, platform.clients, rtol=1e-6)
    same = shuffled.levers.reindex(platform.levers.index)
    pd.testing.assert_frame_equal(same, platform.levers, rtol=1e-6)


def test_the_inputs_stay_as_they_were(tables):
    before = {name: table.copy() for name, table in tables.items()}
    client_platform(**tables)
    assert all(table.equals(before[name]) for name, table in tables.items())


def test_the_price_is_the_one_that_earns_the_hurdle(tables, platform):
    clients = platform.clients[platform.clients["capital"] > 0]
    paid = clients["income"] + clients["shortfall"]
    earned = raroc(paid, clients["capital"], cost=clients["cost"], expected_loss=clients["expected_loss"])
    assert earned.to_numpy() == pytest.approx(0.12)
    assert ((clients["shortfall"] <= 1e-9) == (clients["status"] == "earns the hurdle")).all()
    raised = (
        clients["hurdle_rate"]
        - tables["clients"].loc[clients.index, "interest_income"] / (tables["clients"].loc[clients.index, "loans"])
    )
    assert raised.to_numpy() == pytest.approx(clients["price_rise"].to_numpy())


def test_who_is_in_default_has_no_price(tables):
    book = tables["clients"].assign(probability_of_default=lambda t: np.where(t.index == "c000", 1.0, 0.01))
    found = client_platform(book).clients.loc["c000"]
    assert found["status"] == "in default"
    assert found[["income_needed", "shortfall", "price_rise", "hurdle_rate"]].isna().all()


def test_levers_lead_from_each_cell_to_the_next(platform):
    step = ("low_revenue_low_raroc", "low_revenue_medium_raroc")
    cells = platform.clients["value_cell"]
    gaps = look_gaps(platform.looks, cells, here=step[0], there=step[1]).loc["all"]
    assert platform.gaps.xs(step, level=["cell", "next_cell"])["gap"].to_dict() == pytest.approx(
        gaps["gap"].to_dict(), nan_ok=True
    )
    levers = platform.levers.xs(step, level=["cell", "next_cell"])
    assert levers["brings"].is_monotonic_decreasing
    assert levers["brings"].to_numpy() == pytest.approx((levers["gap"] * levers["worth"]).to_numpy())
    assert (levers["better"] == (levers["gap"] > 0)).all(), "every lever of the catalogue is best when high"
    assert "cost_income_ratio" not in levers.index, "it contains the income"


def test_within_a_branch_are_the_clients_of_the_branch(platform):
    inside = platform.gaps_within.xs("north", level="branch")
    north = platform.clients["branch"] == "north"
    cells = platform.clients.loc[north, "value_cell"]
    step = ("medium_revenue_medium_raroc", "high_revenue_medium_raroc")
    gap = platform.looks.loc[north].groupby(cells)["cost_income_ratio"].mean()
    found = inside.xs((*step, "cost_income_ratio"), level=["cell", "next_cell", "look"])["gap"].item()
    assert found == pytest.approx(gap[step[1]] - gap[step[0]])


def test_what_is_not_given_is_empty_and_said(tables):
    bare = tables["clients"][["income", "cost", "exposure", "probability_of_default", "loss_given_default"]]
    found = client_platform(bare.assign(cost=0.3 * bare["income"]))
    assert set(found.empty) == {"growth", "groups", "branches", "gaps_within", "branch_gaps", "levers"}
    assert found.branches.empty and found.groups.empty and found.levers.empty
    assert found.clients["growth_cell"].isna().all()
    assert found.clients["lever"].isna().all()
    assert list(found.branch_gaps.index.names) == ["cell", "branch", "look"]


def test_without_a_pair_of_columns_there_are_no_gaps(tables):
    book = (
        tables["clients"]
        .rename(columns={"income": "x"})[["exposure"]]
        .assign(income=tables["clients"]["income"], cost=0.0, probability_of_default=0.01, loss_given_default=0.45)
    )
    found = client_platform(book)
    assert list(found.looks) == ["cost_income_ratio"]
    assert "levers" in found.empty  # one look, and it does not vary


def test_clients_without_statements_or_income_keep_their_place(tables):
    some = tables["statements"][tables["statements"]["client_id"] < "c150"]
    years = tables["income"].iloc[:200].copy()
    years.iloc[0, 0] = np.nan
    found = client_platform(tables["clients"], some, income=years).clients
    assert (found.loc[found.index >= "c150", "statements"] == "no statements").all()
    assert found.loc[found.index >= "c150", "growth_cell"].isna().all()
    assert np.isnan(found.loc["c000", "growth_with_us"])
    assert found["value_cell"].notna().all()


def test_statements_without_income_tell_of_own_growth(tables):
    found = client_platform(tables["clients"], tables["statements"])
    assert found.clients["own_growth"].notna().any()
    assert found.clients["growth_cell"].isna().all()
    assert found.empty["growth"] == "no income by year were given"


def test_clients_without_a_branch_are_added_up_under_a_name(tables):
    book = tables["clients"].assign(branch=tables["clients"]["branch"].where(tables["clients"]["branch"] != "east"))
    found = client_platform(book).branches
    assert set(found.index) == {"north", "south", "no branch named"}
    assert found["members"].sum() == N


@pytest.mark.parametrize("members", [["c000", "c001"], ["c000"]])
def test_one_group_is_added_up_and_not_placed(tables, members):
    groups = pd.DataFrame({"client_id": members, "group": "g"})
    found = client_platform(tables["clients"], groups=groups)
    assert list(found.groups.index) == (["g"] if len(members) > 1 else [])
    assert "groups" in found.empty


def test_a_client_in_two_groups_is_divided_by_its_shares(tables):
    groups = pd.DataFrame(
        {
            "client_id": ["c000", "c000", "c001", "c002", "c003"],
            "group": ["g", "h", "g", "h", "h"],
            "share": [0.75, 0.25, 1, 1, 1],
        }
    )
    found = client_platform(tables["clients"], groups=groups)
    income = tables["clients"]["income"]
    assert found.groups.loc["g", "income"] == pytest.approx(0.75 * income["c000"] + income["c001"])
    assert found.clients.loc["c000", "group"] == "g"


def test_every_problem_of_every_table_is_said_at_once(tables):
    with pytest.raises(SchemaError) as caught:
        client_platform(
            pd.concat([tables["clients"], tables["clients"].iloc[:1]]).assign(income="much"),
            tables["statements"].assign(client_id="stranger"),
            income=tables["income"].iloc[:, :2],
            groups=pd.DataFrame({"client_id": ["c001", "c001", "nobody"], "group": ["g", "h", "g"]}),
            rules="no.toml",
            hurdle=12.0,
            branch="office",
            level=1.0,
        )
    said = str(caught.value)
    for part in ("'income' must hold numbers", "more than once: 'c000'", "stranger", "three columns", "nobody",
                 "more than one group", "no.toml", "hurdle", "'office'", "level"):  # fmt: skip
        assert part in said, part


@pytest.mark.parametrize("book", [book_of(1), book_of(50).assign(income=5.0, cost=1.0, exposure=0.0)])
def test_a_book_that_cannot_be_cut_is_refused(book):
    with pytest.raises(SchemaError, match="cannot be cut in three"):
        client_platform(book)


def test_three_clients_have_a_place_and_no_lever(tables):
    found = client_platform(tables["clients"].iloc[:3])
    assert found.clients["strategy"].notna().all()
    assert found.levers.empty
    assert repr(found).startswith("<ClientPlatform of 3 clients")
