"""Is the next cell one that has somebody, and is no client told to pull what it has pulled, or the wrong way?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import client_platform, ranked_levers
from custseg.segment.nine_grid.next_cell import (
    OF_A_CLIENT,
    WAY,
    cell_of,
    first_levers,
    looks_of_line,
    next_cells,
    no_levers,
    step_gaps,
    step_levers,
)
from custseg.simulate import simulate_client_book, simulate_moves

HERE, THERE = "low_revenue_low_raroc", "low_revenue_medium_raroc"


def levers_of(**columns: list) -> pd.DataFrame:
    looks = pd.Index(["wallet_share", "cost_income_ratio"], name="look")
    index = pd.MultiIndex.from_product([[HERE], [THERE], looks], names=["cell", "next_cell", "look"])
    table = {"here": [0.2, 0.6], "there": [0.6, 0.4], "brings": [100.0, 50.0], "low": [20.0, 10.0]}
    table |= {"high": [180.0, 90.0], "sure": [True, True], "better": [True, True]} | columns
    found = pd.DataFrame(table, index)
    return found.assign(gap=found["there"] - found["here"])


def clients_at(wallet: list[float], cost: list[float]) -> tuple[pd.DataFrame, pd.Series]:
    ids = pd.Index([f"c{place}" for place in range(len(wallet))], name="client_id")
    return pd.DataFrame({"wallet_share": wallet, "cost_income_ratio": cost}, ids), pd.Series(HERE, ids)


def test_every_cell_but_the_best_has_a_way_to_the_best():
    for start in WAY:
        bands, steps = start, 0
        while bands in WAY:
            bands, steps = WAY[bands], steps + 1
        assert bands == (3, 3)
        assert steps <= 4


def test_an_empty_cell_is_passed_over():
    cells = pd.Series([cell_of((1, 1)), cell_of((2, 2)), cell_of((3, 3)), None])
    assert next_cells(cells) == {cell_of((1, 1)): cell_of((2, 2)), cell_of((2, 2)): cell_of((3, 3))}


def test_who_has_reached_the_mean_of_the_next_cell_gets_the_next_lever():
    looks, cells = clients_at([0.2, 0.7, 0.7, np.nan], [0.6, 0.6, 0.3, 0.9])
    found = first_levers(levers_of(), looks, cells)
    assert found["lever"].fillna("none").tolist() == ["wallet_share", "cost_income_ratio", "none", "cost_income_ratio"]
    assert found["lever_brings"].tolist()[:2] == pytest.approx([100, 50])


def test_half_the_way_brings_half_and_twice_the_way_brings_no_more():
    looks, cells = clients_at([0.4, -0.2], [0.4, 0.4])
    assert first_levers(levers_of(), looks, cells)["lever_brings"].tolist() == pytest.approx([50, 100])


def test_what_is_sure_comes_first_and_what_leads_away_from_the_good_end_never():
    looks, cells = clients_at([0.2], [0.6])
    assert first_levers(levers_of(sure=[False, True]), looks, cells)["lever"].tolist() == ["cost_income_ratio"]
    assert first_levers(levers_of(better=[False, True]), looks, cells)["lever"].tolist() == ["cost_income_ratio"]
    assert first_levers(levers_of(brings=[-1.0, -1.0]), looks, cells)["lever"].isna().all()


def test_without_levers_the_columns_are_there():
    empty = no_levers(pd.Index(["a", "b"]))
    assert list(empty) == list(OF_A_CLIENT)
    looks, cells = clients_at([0.2], [0.6])
    assert list(first_levers(levers_of().iloc[:0], looks, cells)) == list(OF_A_CLIENT)


def test_looks_that_hardly_vary_or_that_most_lack_are_no_levers():
    random = np.random.default_rng(0)
    looks = pd.DataFrame({"wallet_share": random.random(50), "loan_margin": 0.05 + 1e-17 * random.random(50)})
    looks["loan_share"] = np.where(np.arange(50) < 20, random.random(50), np.nan)
    assert looks_of_line(looks) == ["wallet_share"]


def test_levers_rest_on_sides_of_eight_and_more():
    random = np.random.default_rng(0)
    looks = pd.DataFrame({"wallet_share": random.random(40), "net_margin": random.random(40)})
    cells = pd.Series([HERE] * 33 + [THERE] * 7)
    gaps = step_gaps(looks, cells, {HERE: THERE}, branch=None, level=0.95)
    assert step_levers(gaps, looks, looks["wallet_share"], level=0.95).empty
    with pytest.raises(SchemaError, match="no look"):
        step_levers(gaps, looks[["net_margin"]], looks["wallet_share"], level=0.95)


def test_a_step_is_as_unsure_as_one_table_of_gaps():
    random = np.random.default_rng(0)
    looks = pd.DataFrame(random.random((80, 2)), columns=["wallet_share", "remote_share"])
    money, cells = 50 * looks["wallet_share"], pd.Series(np.where(np.arange(80) % 2, HERE, THERE))
    gaps = step_gaps(looks, cells, {HERE: THERE}, branch=None, level=0.95)
    found = step_levers(gaps, looks, money, level=0.95).loc[HERE, THERE]
    expected = ranked_levers(gaps.loc[HERE, THERE], looks, money)
    pd.testing.assert_frame_equal(found[["brings", "low", "high", "sure"]], expected[["brings", "low", "high", "sure"]])


def test_what_contains_the_income_is_no_lever():
    random = np.random.default_rng(0)
    looks = pd.DataFrame({"fee_income_share": random.random(50), "wallet_share": random.random(50)})
    assert looks_of_line(looks) == ["wallet_share"]


@pytest.mark.heavy
def test_a_small_client_is_promised_what_a_small_client_brings():
    """The mechanism of the simulated books says what a unit of cross-selling is worth to clients of each size."""
    ratios = {}
    for seed in range(4):
        book = simulate_client_book(1500, random_state=seed)
        platform = client_platform(book.clients, book.statements, income=book.income)
        levers = platform.levers.xs("cross_sell_rate", level="look").droplevel("next_cell")
        for cell in levers.index:
            who = platform.clients.index[platform.clients["value_cell"] == cell]
            moved = simulate_moves(book, pd.DataFrame({"cross_sell_rate": 0.05}, who)) - book.clients["income"]
            ratios.setdefault(cell, []).append(levers.loc[cell, "worth"] / (moved[who].mean() / 0.05))
    means = {cell: np.median(found) for cell, found in ratios.items()}
    assert all(0.25 < mean < 3.0 for mean in means.values()), f"worth over truth, by cell: {means}"
