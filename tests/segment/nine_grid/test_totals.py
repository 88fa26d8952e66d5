"""Do cells count everybody who has one, and money as it is added up?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import client_strategies, nine_grid_positions
from custseg.segment.nine_grid._totals import cell_totals, strategy_counts


def test_nine_cells_with_their_money(returns):
    placed = nine_grid_positions(returns)
    clients = placed.join(client_strategies(placed)["strategy"])
    found = cell_totals(clients, returns)
    assert found.loc["value", "clients"].sum() == len(returns)
    assert found.loc["growth", "clients"].sum() == 0
    cell = clients["value_cell"].iloc[0]
    inside = returns[(clients["value_cell"] == cell).to_numpy()]
    assert found.loc[("value", cell), "raroc"] == pytest.approx(inside["net_income"].sum() / inside["capital"].sum())
    counts = found.loc["value", list(clients["strategy"].cat.categories)]
    assert (counts.sum(axis=1) == found.loc["value", "clients"]).all()


def test_counts_by_hand():
    strategy = pd.Series(pd.Categorical(["a", "b", "a", "a"], categories=["a", "b", "c"]))
    found = strategy_counts(strategy, pd.Series(["x", "x", "y", np.nan]))
    assert found.to_dict("index") == {"x": {"a": 1, "b": 1, "c": 0}, "y": {"a": 1, "b": 0, "c": 0}}
