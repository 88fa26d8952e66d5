"""Are gaps those between means, does their interval hold, and is the lever that brings most named first?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import branch_gaps, look_gaps, ranked_levers


def world(n: int = 400, seed: int = 0) -> tuple[pd.DataFrame, pd.Series, pd.Series, pd.Series]:
    """Make clients whose wallet share brings 40, whose loan share brings 5 and whose net margin 90 a unit."""
    random = np.random.default_rng(seed)
    ids = pd.Index([f"c{place}" for place in range(n)], name="client_id")
    cells = pd.Series(np.where(random.random(n) < 0.5, "low", "high"), ids)
    better = (cells == "high").to_numpy()
    looks = pd.DataFrame(
        {
            "wallet_share": random.normal(0.3 + 0.2 * better, 0.1),
            "loan_share": random.normal(0.4 + 0.1 * better, 0.2),
            "net_margin": random.normal(0.05 + 0.02 * better, 0.05),
        },
        ids,
    )
    money = looks @ np.array([40.0, 5.0, 90.0]) + random.normal(0, 3, n)
    return looks, cells, pd.Series(np.where(random.random(n) < 0.5, "north", "south"), ids), money


def test_gaps_by_hand():
    looks, cells, branch, _ = world()
    found = look_gaps(looks, cells, here="low", there="high", branch=branch)
    assert set(found.index.get_level_values("branch")) == {"north", "south"}
    north = looks[branch == "north"].groupby(cells)["wallet_share"].mean()
    row = found.loc[("north", "wallet_share")]
    assert row["gap"] == pytest.approx(north["high"] - north["low"])
    assert row["low"] < row["gap"] < row["high"]
    assert row["effect"] == pytest.approx(2, abs=0.4)  # .2 at a scatter of .1
    assert row["n_here"] + row["n_there"] == (branch == "north").sum()


@pytest.mark.slow
def test_the_interval_of_a_gap_holds():
    held = 0
    for seed in range(400):
        looks, cells, _, _ = world(60, seed)
        row = look_gaps(looks, cells, here="low", there="high").loc[("all", "wallet_share")]
        held += row["low"] <= 0.2 <= row["high"]
    assert 0.93 <= held / 400 <= 0.97


def test_few_clients_have_a_gap_and_no_interval():
    looks, cells, _, _ = world(400)
    few = looks.index[(cells == "high")][:7].union(looks.index[cells == "low"][:30])
    row = look_gaps(looks.loc[few], cells.loc[few], here="low", there="high").iloc[0]
    assert np.isfinite(row["gap"])
    assert row[["low", "high", "effect"]].isna().all()


def test_across_branches_the_gap_is_to_all_the_others():
    looks, cells, branch, _ = world()
    found = branch_gaps(looks, cells, branch)
    assert len(found) == 2 * 2 * 3
    one, other = (found.loc[("low", name, "loan_share"), "gap"] for name in ("north", "south"))
    assert one == pytest.approx(-other)
    alone = branch_gaps(looks, cells, pd.Series("north", looks.index))
    assert alone["n_elsewhere"].eq(0).all()
    assert alone[["gap", "low"]].isna().all(axis=None)


def test_missing_looks_are_left_out_look_by_look():
    looks, cells, _, _ = world()
    looks.iloc[:100, 0] = np.nan
    found = look_gaps(looks, cells, here="low", there="high").loc["all"]
    assert found.loc["wallet_share", ["n_here", "n_there"]].sum() == 300
    assert found.loc["loan_share", ["n_here", "n_there"]].sum() == 400


def test_levers_are_ranked_by_what_they_bring():
    looks, cells, _, money = world(2_000)
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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda looks, cells, branch, money: look_gaps(looks, cells, here="low", there="top"), "stands in 'top'"),
        (
            lambda looks, cells, branch, money: look_gaps(looks, cells[::-1], here="low", there="high"),
            "cells must have",
        ),
        (lambda looks, cells, branch, money: branch_gaps(looks, cells, branch.head(3)), "branch must have the index"),
        (lambda looks, cells, branch, money: look_gaps(looks, cells, here="low", there="high", level=1.0), "is 0 or 1"),
        (lambda looks, cells, branch, money: ranked_levers(looks, looks, money), "one branch of look_gaps"),
        (
            lambda looks, cells, branch, money: ranked_levers(
                look_gaps(looks.head(10), cells.head(10), here="low", there="high").loc["all"],
                looks.head(10),
                money.head(10),
            ),
            "too few for a line",
        ),
        (
            lambda looks, cells, branch, money: ranked_levers(
                look_gaps(looks, cells, here="low", there="high").loc["all"], looks, money, levers=["height"]
            ),
            "levers must name looks of gaps",
        ),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(*world(40))


def test_several_problems_at_once():
    looks, cells, branch, _ = world(40)
    with pytest.raises(SchemaError) as error:
        look_gaps(looks.assign(net_margin=np.inf), cells[::-1], here="low", there="high", branch=branch[::-1])
    assert len(error.value.problems) == 3


def test_a_side_on_which_all_are_equal_has_no_interval():
    looks = pd.DataFrame({"remote_share": [0.0] * 8 + [0.0, 0.1, 0.2, 0.0, 0.3, 0.0, 0.0, 0.5]})
    row = look_gaps(looks, pd.Series(["low"] * 8 + ["high"] * 8), here="low", there="high").iloc[0]
    assert row["gap"] > 0
    assert row[["low", "high", "effect", "p_adjusted"]].isna().all(), "eight zeros say nothing of the ninth"


def test_a_book_without_gaps_has_hardly_one_once_all_rows_are_held_together():
    random = np.random.default_rng(3)
    looks = pd.DataFrame(random.normal(size=(400, 200))).add_prefix("look ")
    cells = pd.Series(np.where(np.arange(400) % 2, "low", "high"))
    found = look_gaps(looks, cells, here="low", there="high")
    apart = (found["low"] > 0) | (found["high"] < 0)
    assert 3 <= apart.sum() <= 20, "about one in twenty leaves zero out"
    assert (found["p_adjusted"] < 0.05).sum() <= 1


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


def test_a_lever_of_few_clients_has_no_interval():
    looks, cells, _, money = world(400)
    cells.iloc[:] = None
    cells.iloc[:7], cells.iloc[7:60] = "low", "high"
    gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
    found = ranked_levers(gaps, looks, money)
    assert found[["low", "high"]].isna().all(axis=None)
    assert not found["sure"].any()


def test_missing_cells_and_branches_of_every_type():
    looks, cells, branch, _ = world(60)
    cells.iloc[3], branch.iloc[5] = None, None
    plain = look_gaps(looks, cells, here="low", there="high", branch=branch), branch_gaps(looks, cells, branch)
    for kind in ("string", "string[pyarrow]", "category"):
        again = (
            look_gaps(looks, cells.astype(kind), here="low", there="high", branch=branch.astype(kind)),
            branch_gaps(looks, cells.astype(kind), branch.astype(kind)),
        )
        for one, other in zip(plain, again, strict=True):
            assert np.allclose(one.to_numpy(), other.sort_index().loc[one.index].to_numpy(), equal_nan=True)
    with pytest.raises(SchemaError, match="the same cell"):
        look_gaps(looks, cells, here="low", there="low")
    with pytest.raises(SchemaError, match="no client has a branch"):
        look_gaps(looks, cells, here="low", there="high", branch=pd.Series(None, looks.index, dtype=object))
