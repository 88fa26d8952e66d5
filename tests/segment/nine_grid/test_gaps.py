"""Are gaps those between means, and does their interval hold?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import branch_gaps, look_gaps


def test_gaps_by_hand(clients_in_cells):
    looks, cells, branch, _ = clients_in_cells()
    found = look_gaps(looks, cells, here="low", there="high", branch=branch)
    assert set(found.index.get_level_values("branch")) == {"north", "south"}
    north = looks[branch == "north"].groupby(cells)["wallet_share"].mean()
    row = found.loc[("north", "wallet_share")]
    assert row["gap"] == pytest.approx(north["high"] - north["low"])
    assert row["low"] < row["gap"] < row["high"]
    assert row["effect"] == pytest.approx(2, abs=0.4)  # .2 at a scatter of .1
    assert row["n_here"] + row["n_there"] == (branch == "north").sum()


@pytest.mark.slow
def test_the_interval_of_a_gap_holds(clients_in_cells):
    held = 0
    for seed in range(400):
        looks, cells, _, _ = clients_in_cells(60, seed)
        row = look_gaps(looks, cells, here="low", there="high").loc[("all", "wallet_share")]
        held += row["low"] <= 0.2 <= row["high"]
    assert 0.93 <= held / 400 <= 0.97


def test_few_clients_have_a_gap_and_no_interval(clients_in_cells):
    looks, cells, _, _ = clients_in_cells(400)
    few = looks.index[(cells == "high")][:7].union(looks.index[cells == "low"][:30])
    row = look_gaps(looks.loc[few], cells.loc[few], here="low", there="high").iloc[0]
    assert np.isfinite(row["gap"])
    assert row[["low", "high", "effect"]].isna().all()


def test_across_branches_the_gap_is_to_all_the_others(clients_in_cells):
    looks, cells, branch, _ = clients_in_cells()
    found = branch_gaps(looks, cells, branch)
    assert len(found) == 2 * 2 * 3
    one, other = (found.loc[("low", name, "loan_share"), "gap"] for name in ("north", "south"))
    assert one == pytest.approx(-other)
    alone = branch_gaps(looks, cells, pd.Series("north", looks.index))
    assert alone["n_elsewhere"].eq(0).all()
    assert alone[["gap", "low"]].isna().all(axis=None)


def test_missing_looks_are_left_out_look_by_look(clients_in_cells):
    looks, cells, _, _ = clients_in_cells()
    looks.iloc[:100, 0] = np.nan
    found = look_gaps(looks, cells, here="low", there="high").loc["all"]
    assert found.loc["wallet_share", ["n_here", "n_there"]].sum() == 300
    assert found.loc["loan_share", ["n_here", "n_there"]].sum() == 400


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
    ],
)
def test_what_cannot_be_is_refused(call, message, clients_in_cells):
    with pytest.raises(ValueError, match=message):
        call(*clients_in_cells(40))


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


def test_missing_cells_and_branches_of_every_type(clients_in_cells):
    looks, cells, branch, _ = clients_in_cells(60)
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
