"""Are gaps counted as a t test counts them, and does a book dealt by lot show only what the level allows?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from custseg.schema import SchemaError
from custseg.segment import gaps_by_lot


def looks(n: int, k: int = 12, seed: int = 0) -> pd.DataFrame:
    values = np.random.default_rng(seed).normal(size=(n, k)) * np.linspace(1, 5, k)
    values[::7, 0] = np.nan
    return pd.DataFrame(values, columns=[f"look {number}" for number in range(k)])


def test_seen_is_what_welchs_test_finds():
    table, branch = looks(200), pd.Series(np.resize(["north", "south", "east"], 200))
    table.loc[branch == "east", "look 3"] += 3
    by_hand = sum(
        ttest_ind(table.loc[branch == one, name].dropna(), table.loc[branch != one, name].dropna(), equal_var=False)
        .pvalue < 0.05
        for one in branch.unique()
        for name in table
    )  # fmt: skip
    assert gaps_by_lot(table, branch, n=5, random_state=0).seen == by_hand


def test_by_lot_one_in_twenty_excludes_nought():
    found = gaps_by_lot(looks(400, 40), pd.Series(np.resize(["here", "there"], 400)), n=300, random_state=1)
    assert found.draws.mean() / 40 == pytest.approx(0.05, abs=0.01)


def test_gaps_within_cells_are_counted_cell_by_cell():
    table, branch = looks(300), pd.Series(np.resize(["north", "south"], 300))
    cell = pd.Series(np.repeat(["low", "high", None], 100))
    apart = [gaps_by_lot(table[cell == one], branch[cell == one], n=1, random_state=0).seen for one in ("low", "high")]
    assert gaps_by_lot(table, branch, within=cell, n=1, random_state=0).seen == sum(apart)


def test_a_few_clients_say_nothing():
    table = looks(30)
    table[:7] += 100
    few = pd.Series(["few"] * 7 + ["many"] * 23)
    assert gaps_by_lot(table, few, n=1, random_state=0).seen == 0
    table["empty"] = np.nan
    table["constant"] = 1.0
    assert gaps_by_lot(table, pd.Series(np.resize(["a", "b"], 30)), n=3, random_state=0).seen <= 13


def test_what_cannot_be_counted_is_said():
    table = looks(30)
    with pytest.raises(SchemaError, match="two different ones"):
        gaps_by_lot(table, pd.Series(["one"] * 30), random_state=0)
    with pytest.raises(SchemaError, match="index of looks"):
        gaps_by_lot(table, pd.Series(["a", "b"]), random_state=0)
    with pytest.raises(ValueError, match="level is 0 or 1"):
        gaps_by_lot(table, pd.Series(["a", "b"] * 15), level=1.0, random_state=0)
