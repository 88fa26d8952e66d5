"""Is the lever that brings most named first, and is it sure only where gap and worth are?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import look_gaps, ranked_levers


def test_levers_are_ranked_by_what_they_bring(clients_in_cells):
    looks, cells, _, money = clients_in_cells(2_000)
    gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
    found = ranked_levers(gaps, looks, money)
    assert found.index.tolist() == ["wallet_share", "loan_share"]  # the margin is the client's own
    assert found.loc["wallet_share", "worth"] == pytest.approx(40, rel=0.1)
    assert found.loc["wallet_share", "brings"] == pytest.approx(8, rel=0.1)
    assert found.loc["wallet_share", "sure"]
    assert (found["low"] < found["brings"]).all() and (found["brings"] < found["high"]).all()
    every = ranked_levers(gaps, looks, money, levers=["wallet_share", "loan_share", "net_margin"])
    assert every.index.tolist() == ["wallet_share", "net_margin", "loan_share"]


def test_a_look_where_less_is_good_brings_by_falling():
    random = np.random.default_rng(0)
    looks = pd.DataFrame({"cost_income_ratio": random.uniform(0.2, 0.8, 300)})
    money = -50 * looks["cost_income_ratio"] + random.normal(0, 2, 300)
    cells = pd.Series(np.where(looks["cost_income_ratio"] > 0.5, "low", "high"))
    gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
    row = ranked_levers(gaps, looks, money).iloc[0]
    assert row["gap"] < 0 < row["brings"]


def test_a_lever_is_not_sure_where_its_gap_is_not():
    random = np.random.default_rng(0)
    names = ["wallet_share", "loan_share", "limit_use", "remote_share"]
    sure = []
    for _ in range(12):
        looks = pd.DataFrame(random.normal(size=(300, 4)), columns=names)
        money = looks.sum(axis=1) * 50 + random.normal(0, 30, 300)
        cells = pd.Series(np.where(np.arange(300) % 2, "low", "high"))
        gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
        sure += ranked_levers(gaps, looks, money)["sure"].tolist()
        known = ranked_levers(gaps[["gap"]], looks, money)
        assert known["sure"].sum() == (known["gap"] > 0).sum(), "a gap that is set counts as known"
    assert np.mean(sure) <= 0.1, "without a gap, one lever in forty is sure"


def test_a_lever_of_few_clients_has_no_interval(clients_in_cells):
    looks, cells, _, money = clients_in_cells(400)
    cells.iloc[:] = None
    cells.iloc[:7], cells.iloc[7:60] = "low", "high"
    gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
    found = ranked_levers(gaps, looks, money)
    assert found[["low", "high"]].isna().all(axis=None)
    assert not found["sure"].any()


@pytest.mark.parametrize(
    ("clients", "levers", "message"),
    [(40, ["height"], "levers must name looks of gaps"), (10, None, "too few for a line")],
)
def test_what_cannot_be_is_refused(clients, levers, message, clients_in_cells):
    looks, cells, _, money = clients_in_cells(40)
    gaps = look_gaps(looks.head(clients), cells.head(clients), here="low", there="high").loc["all"]
    with pytest.raises(ValueError, match=message):
        ranked_levers(gaps, looks.head(clients), money.head(clients), levers=levers)


def test_gaps_of_several_branches_or_of_something_else_are_refused(clients_in_cells):
    looks, _, _, money = clients_in_cells(40)
    with pytest.raises(ValueError, match="one branch of look_gaps"):
        ranked_levers(looks, looks, money)
