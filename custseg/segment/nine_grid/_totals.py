"""How many clients, how much money and which strategies are in each cell of the grids, and in each branch?

`cell_totals` and `strategy_counts`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...catalogue import load_grid

GRIDS = {
    "value": ("value_nine_grid", "value_cell"),
    "growth": ("growth_nine_grid", "growth_cell"),
    "group": ("value_nine_grid", "group_cell"),
}
MONEY = ["income", "contribution", "capital", "net_income", "economic_profit"]


def cell_totals(clients: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """Count the clients of each cell, add up their money, and count their strategies.

    Parameters
    ----------
    clients : DataFrame
        Columns ``value_cell``, ``growth_cell``, ``group_cell``, ``strategy``.
    returns : DataFrame
        From `custseg.value.client_returns`, same index.

    Returns
    -------
    DataFrame
        Index ``grid``, ``cell``, nine cells a grid, those without a client with zeros: ``clients``, sums of money,
        ``raroc`` of the sums, a column for each strategy.
    """
    parts = {}
    for grid, (key, column) in GRIDS.items():
        order = [segment.key for segment in load_grid(key).segments]
        codes = pd.Index(order).get_indexer(pd.Index(clients[column].astype(object)))
        inside = codes >= 0
        sums = {
            name: np.bincount(codes[inside], returns[name].to_numpy(dtype="float64")[inside], len(order))
            for name in MONEY
        }
        table = pd.DataFrame(sums, index=pd.Index(order, name="cell"))
        table.insert(0, "clients", np.bincount(codes[inside], minlength=len(order)))
        table["raroc"] = table["net_income"] / table["capital"].where(table["capital"] > 0)
        parts[grid] = table.join(strategy_counts(clients["strategy"], clients[column]).reindex(order, fill_value=0))
    return pd.concat(parts, names=["grid"])


def strategy_counts(strategy: pd.Series, of: pd.Series) -> pd.DataFrame:
    """Count clients by what they are in and by strategy.

    Parameters
    ----------
    strategy : Series
        Categorical.
    of : Series
        Same index; who is in none is left out.

    Returns
    -------
    DataFrame
        Index: what occurs in `of`; a column a strategy, in the order of the file of rules.
    """
    codes, found = pd.factorize(of)
    names = list(strategy.cat.categories)
    inside = codes >= 0
    flat = codes[inside] * len(names) + strategy.cat.codes.to_numpy()[inside]
    counts = np.bincount(flat, minlength=len(found) * len(names)).reshape(len(found), len(names))
    return pd.DataFrame(counts, index=pd.Index(found), columns=names)
