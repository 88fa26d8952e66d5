"""Is what was put into the book of clients found in it again, and does it hold what the bank's functions read?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import grade_default_rates
from custseg.schema import SchemaError
from custseg.segment import check_statements, client_growth, client_looks, nine_grid_positions
from custseg.simulate import simulate_client_book, simulate_moves
from custseg.value import client_returns, group_raroc, returns_by_unit


@pytest.fixture(scope="module")
def book():
    return simulate_client_book(3000)


@pytest.mark.heavy
def test_the_tables_are_what_the_banks_functions_read(book):
    returns = client_returns(book.clients)
    growth = client_growth(book.statements, book.income)
    assert client_looks(book.clients, book.statements).shape == (3000, 16)
    assert nine_grid_positions(returns, growth=growth, groups=book.groups)["value_cell"].nunique() == 9
    units = returns_by_unit(returns, book.units)["contribution"].groupby(level="level").sum()
    assert units.to_numpy() == pytest.approx([returns["contribution"].sum()] * 3)


def test_every_odd_client_is_there(book):
    status = check_statements(book.statements, book.clients.index)
    assert (status.value_counts() > 20).all(), "each kind of statement must occur"
    assert (book.clients["income"] < 0).any() and (book.clients["loans"] == 0).mean() == pytest.approx(0.1, abs=0.02)
    assert (book.clients["probability_of_default"] == 1).any()
    assert (book.statements["net_profit"] < 0).any()
    twice = book.groups[book.groups["client_id"].duplicated(keep=False)]
    assert len(twice) and np.allclose(twice.groupby("client_id")["share"].sum(), 1)
    members = group_raroc(client_returns(book.clients), book.groups)["members"]
    named = members[members.index.str.startswith("Group")]
    assert (named == 1).any() and (named > 3).any()


def test_default_rates_are_those_of_the_grades(book):
    sound = book.clients[book.clients["probability_of_default"] < 1]
    stated = sound.groupby("grade")["probability_of_default"].first()
    assert stated.to_numpy() == pytest.approx(grade_default_rates().to_numpy())
    failed = book.truth.loc[sound.index, "sim_default"]
    assert failed.mean() == pytest.approx(0.015, abs=4 * np.sqrt(0.015 / 3000))
    own = simulate_client_book(60, default_rates=[0.001, 0.1])
    assert set(own.clients["grade"]) == {1, 2}


def test_the_pull_is_found_again(book):
    paying = book.truth["sim_beside_lending"] > 0
    beside = np.log(book.truth["sim_beside_lending"][paying])
    lines = np.column_stack([book.truth["sim_score"], np.log(book.clients["turnover"]), np.ones(3000)])[paying]
    slopes = np.linalg.lstsq(lines, beside, rcond=None)[0]
    assert slopes[:2] == pytest.approx([0.8, 0.9], abs=0.04)


@pytest.mark.heavy
def test_branches_differ_as_much_as_they_are_told_to():
    apart, alike = (
        simulate_client_book(6000, n_branches=40, branch_spread=spread, random_state=1) for spread in (1.0, 0.0)
    )
    means = [
        np.log(one.truth["sim_wallet_share"] / (1 - one.truth["sim_wallet_share"]))
        .groupby(one.clients["branch"])
        .mean()
        .std()
        for one in (apart, alike)
    ]
    assert means[0] == pytest.approx(0.9, rel=0.35)
    assert means[1] == pytest.approx(0.9 / np.sqrt(150), rel=0.35)


@pytest.mark.heavy
def test_growth_with_us_follows_the_clients_own():
    for step in (0.0, 1.0):
        book = simulate_client_book(3000, in_step=step)
        growth = client_growth(book.statements, book.income)[["revenue_growth", "growth_with_us"]].dropna()
        assert np.polyfit(*growth.to_numpy().T, 1)[0] == pytest.approx(step, abs=0.1)


@pytest.mark.heavy
def test_risk_is_priced_as_told():
    for part in (0.0, 1.0):
        clients = simulate_client_book(3000, risk_pricing=part).clients.query(
            "loans > 0 and probability_of_default < 1"
        )
        risk = clients["probability_of_default"] * clients["loss_given_default"]
        margin = clients["interest_income"] / clients["loans"]
        assert np.polyfit(risk, margin, 1)[0] == pytest.approx(part, abs=0.08)


@pytest.mark.heavy
def test_a_book_does_not_show_whether_levers_are_causes():
    causes, signs = (simulate_client_book(300, causal=causal) for causal in (1.0, 0.0))
    pd.testing.assert_frame_equal(causes.clients, signs.clients)
    moves = pd.DataFrame({"cross_sell_rate": 0.1, "remote_share": 0.2}, causes.clients.index[:100])
    gain = simulate_moves(causes, moves) - causes.clients["income"]
    assert (gain[:100] >= 0).all() and gain[:100].sum() > 0 and (gain[100:] == 0).all()
    assert simulate_moves(signs, moves).equals(signs.clients["income"])
    remote = moves[["remote_share"]]
    assert simulate_moves(causes, remote).equals(causes.clients["income"]), "remote business brings nothing here"


def test_next_year_is_what_was_expected_on_average(book):
    sound = book.clients["probability_of_default"] < 1
    expected = client_returns(book.clients)["contribution"][sound]
    gap = (book.truth["sim_next_contribution"][sound] - expected) - 0.02 * book.clients["income"][sound]
    assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(len(gap))


def test_what_a_move_brings_is_the_mechanism(book):
    spread = book.truth["sim_cross_sell_rate"].std(ddof=0)
    moved = simulate_moves(book, pd.DataFrame({"cross_sell_rate": spread}, book.clients.index))
    paying = book.truth["sim_beside_lending"].clip(lower=0)
    assert np.allclose(moved - book.clients["income"], paying * np.expm1(0.8 * 0.5))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_in_groups(share):
    book = simulate_client_book(60, in_groups=share)
    assert len(group_raroc(client_returns(book.clients), book.groups)) <= 60
    assert book.groups["client_id"].nunique() == 60 * share


def test_seeds_repeat_and_numbers_out_of_range_are_said_at_once():
    one, other = simulate_client_book(80, random_state=5), simulate_client_book(80, random_state=5)
    pd.testing.assert_frame_equal(one.statements, other.statements)
    with pytest.raises(SchemaError) as error:
        simulate_client_book(80, pull=9, causal=-1, in_step=3)
    assert len(error.value.problems) == 3
    with pytest.raises(SchemaError, match="default_rates"):
        simulate_client_book(80, default_rates=[0.0, 0.2])
    with pytest.raises(SchemaError, match="can be moved"):
        simulate_moves(one, pd.DataFrame({"cash_share": 0.1, "wallet_share": 0.1}, ["nobody"]))


@pytest.mark.parametrize("rates", [["a"], [], [[0.01, 0.02]], [0.1, 0.01], [0.1, np.nan]])
def test_default_rates_that_are_none_are_said(rates):
    with pytest.raises(SchemaError, match="lowest"):
        simulate_client_book(60, default_rates=rates)


def test_moves_that_are_no_fractions_or_stand_twice_are_said(book):
    first = book.clients.index[:1]
    for lift in (np.inf, 10.0):
        with pytest.raises(SchemaError, match=r"10 points as 0\.10"):
            simulate_moves(book, pd.DataFrame({"wallet_share": lift}, first))
    with pytest.raises(SchemaError, match=str(first[0])):
        simulate_moves(book, pd.DataFrame({"wallet_share": 0.1}, first.repeat(2)))
    with pytest.raises(SchemaError, match="twice: 'wallet_share'"):
        simulate_moves(book, pd.DataFrame([[0.1, 0.1]], first, columns=["wallet_share"] * 2))
    assert simulate_moves(book, pd.DataFrame({"wallet_share": [np.nan]}, first)).equals(book.clients["income"])
