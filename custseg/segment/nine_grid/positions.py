"""Where does each client stand: in the value grid, the growth grid, and with its group?

`nine_grid_positions`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...bands import Bands
from ...schema import SchemaError, as_numbers, check_fraction, listed, typed
from ...value import group_raroc
from ..grids.value_grid import ValueGrid

BANDS = ("revenue", "raroc", "own_growth", "growth_with_us", "group_revenue", "group_raroc")
CELLS = ("value_cell", "growth_cell", "group_cell")
#: A RAROC that misses the hurdle by no more meets it.
ROUNDING = 1e-9


@typed
def nine_grid_positions(
    returns: pd.DataFrame,
    *,
    growth: pd.DataFrame | None = None,
    groups: pd.Series | pd.DataFrame | None = None,
    hurdle: float = 0.12,
) -> pd.DataFrame:
    """Place every client in three nine-grids (定位): value, growth, and the value grid of its group.

    The cut of RAROC that matters is the hurdle: below it is the low band; the two others are parted by the median of
    those who clear it. Income is cut in thirds, growth at zero and the median of who grows. The group grid is cut in
    the same way, among the groups.

    Parameters
    ----------
    returns : DataFrame
        From `custseg.value.client_returns`, index ``client_id``. A client without capital has no RAROC: it stands in
        the high band if its economic profit is above zero, else in the low one; a client in default in the low one.
    growth : DataFrame, optional
        From `client_growth`, same index. Without it, and for clients whose rates are missing, there is no growth cell.
    groups : Series or DataFrame, optional
        As for `custseg.value.group_raroc`: a client in two groups needs shares, and stands where the larger share is.
        A client alone is a group of one, and has no group cell.
    hurdle : float, default 0.12
        The RAROC that is asked for, a fraction a year, 0-1.

    Returns
    -------
    DataFrame
        The index of `returns`; ``value_cell``, ``growth_cell``, ``group_cell``, segments of the grids
        ``value_nine_grid`` and ``growth_nine_grid``; ``group``; and the bands behind them, 1 (low) to 3: ``revenue``,
        ``raroc``, ``own_growth``, ``growth_with_us``, ``group_revenue``, ``group_raroc``. Missing where a client has no
        such position: no statements, no group, or no other client, or group, from which it differs.

    Raises
    ------
    SchemaError
        If tables do not belong together, or lack columns.
    ValueError
        If all clients bring the same income or RAROC, as one client alone does; a hurdle outside 0-1.

    See Also
    --------
    client_strategies : What the three positions call for.
    look_gaps : What those in a better cell do otherwise.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import nine_grid_positions
    >>> from custseg.value import client_returns
    >>> clients = pd.DataFrame({"income": [30e3, 9e3, 4e3], "cost": [4e3, 3e3, 1e3], "exposure": [1e6, 4e5, 0.0],
    ...                         "probability_of_default": [0.01, 0.03, 0.002], "loss_given_default": 0.45},
    ...                        index=pd.Index(["mill", "shop", "saver"], name="client_id"))
    >>> nine_grid_positions(client_returns(clients))["value_cell"].to_dict()
    {'mill': 'high_revenue_medium_raroc', 'shop': 'medium_revenue_low_raroc', 'saver': 'low_revenue_high_raroc'}
    """
    check_fraction(np.asarray(hurdle), None, "hurdle", "It is a fraction a year: write 12 % as 0.12.")
    _check(returns, growth)
    axes = value_axes(returns, hurdle)
    if alike := [name for name in axes if axes[name].nunique() < 2]:
        raise ValueError(
            f"all {len(axes):,} clients have the same {' and '.join(map(str, alike))}: nobody stands higher or lower. "
            "Pass the whole book."
        )
    found = _placed(axes, "value_nine_grid", hurdle, returns.index)
    found = found.rename(columns={"cell": "value_cell"})
    grows = pd.DataFrame(np.nan, returns.index, ["own_growth", "growth_with_us"]) if growth is None else growth
    grown = _placed(grows[["own_growth", "growth_with_us"]].dropna(), "growth_nine_grid", None, returns.index)
    found = found.join(grown.rename(columns={"cell": "growth_cell"}))
    found = found.join(_group_positions(returns, groups, hurdle))
    return found[[*CELLS, "group", *BANDS]]


def value_axes(table: pd.DataFrame, hurdle: float) -> pd.DataFrame:
    """Give income and RAROC; who has none gets the best or the worst that there is, or the hurdle's side.

    Parameters
    ----------
    table : DataFrame
        From `custseg.value.client_returns`.
    hurdle : float
        The RAROC that is asked for.

    Returns
    -------
    DataFrame
        Columns ``revenue`` and ``raroc``, the axes of the grid ``value_nine_grid``, without gaps.
    """
    raroc = table["raroc"].to_numpy(dtype="float64", na_value=np.nan)
    raroc = np.where(np.abs(raroc - hurdle) <= ROUNDING, hurdle, raroc)
    known = raroc[np.isfinite(raroc)]
    best = max([hurdle + 1.0, *([known.max()] if known.size else [])])
    worst = min([hurdle - 1.0, *([known.min()] if known.size else [])])
    pays = (table["economic_profit"] > 0).to_numpy()
    if "status" in table:
        pays = pays & (table["status"] != "in default").to_numpy()
    filled = np.where(np.isfinite(raroc), raroc, np.where(pays, best, worst))
    return pd.DataFrame({"revenue": table["income"].to_numpy(dtype="float64"), "raroc": filled}, table.index)


def _placed(axes: pd.DataFrame, grid: str, hurdle: float | None, index: pd.Index) -> pd.DataFrame:
    """Place who has both numbers; the others are missing, and everybody where nobody differs: nothing parts them."""
    columns = list(axes.columns)
    if (axes.nunique() < 2).any():
        return pd.DataFrame({"cell": pd.Series(pd.NA, index, dtype="str")}).join(
            pd.DataFrame({name: pd.Series(pd.NA, index, dtype="Int64") for name in columns})
        )
    bands = None if hurdle is None else {"raroc": Bands("quantile", 3, cuts=[hurdle])}
    fitted = ValueGrid(grid, bands=bands).fit(axes)
    placed = fitted.transform(axes).astype("Int64").assign(cell=fitted.predict(axes).astype("str"))
    return placed.reindex(index)[["cell", *columns]]


def _group_positions(returns: pd.DataFrame, groups: pd.Series | pd.DataFrame | None, hurdle: float) -> pd.DataFrame:
    """Place the groups of more than one, and give each client the place of its own."""
    names = ["group_cell", "group", "group_revenue", "group_raroc"]
    nowhere = pd.DataFrame(index=returns.index, columns=names)
    if groups is None:
        return nowhere
    table = group_raroc(returns, groups)
    table = table[table["members"] > 1]
    if table.empty:
        return nowhere
    placed = _placed(value_axes(table, hurdle), "value_nine_grid", hurdle, table.index)
    own = _own_group(returns.index, groups)
    own = own.where(own.isin(table.index))
    mine = placed.reindex(own).set_axis(returns.index)
    return pd.DataFrame(
        {"group_cell": mine["cell"], "group": own, "group_revenue": mine["revenue"], "group_raroc": mine["raroc"]}
    )


def _own_group(clients: pd.Index, groups: pd.Series | pd.DataFrame) -> pd.Series:
    """Give each client's group, of several the one with the larger share."""
    if isinstance(groups, pd.Series):
        return groups.astype(object)
    shares = groups.assign(share=1.0) if "share" not in groups else groups
    largest = shares.sort_values("share", ascending=False, kind="stable").drop_duplicates("client_id")
    return largest.set_index("client_id")["group"].reindex(clients).astype(object)


def _check(returns: pd.DataFrame, growth: pd.DataFrame | None) -> None:
    for called, table in {"returns": returns, "growth": growth}.items():
        if table is not None and (table.columns.nlevels > 1 or not table.columns.is_unique):
            raise SchemaError(f"{called} has columns of several levels, or twice: pass what client_{called} gives.")
    problems = []
    if missing := [name for name in ("income", "raroc", "economic_profit") if name not in returns.columns]:
        problems.append(f"returns lacks {listed(missing)}: pass what client_returns gives.")
    if not len(returns) or not returns.index.is_unique:
        problems.append("returns must have each client once, and one at least.")
    if growth is not None:
        if not growth.index.equals(returns.index):
            problems.append("growth must have the clients of returns in the same order: growth.reindex(returns.index).")
        if missing := [name for name in ("own_growth", "growth_with_us") if name not in growth.columns]:
            problems.append(f"growth lacks {listed(missing)}: pass what client_growth gives.")
    if problems:
        raise SchemaError(*problems)
    if problems := [
        f"{called} column '{name}' is missing or infinite: pass what client_{called} gives."
        for called, table, name, gaps in (
            ("returns", returns, "income", False),
            ("returns", returns, "economic_profit", False),
            ("returns", returns, "raroc", True),
            ("growth", growth, "own_growth", True),
            ("growth", growth, "growth_with_us", True),
        )
        if table is not None and _faulty(as_numbers(table[name], f"{called} column '{name}'"), gaps)
    ]:
        raise SchemaError(*problems)


def _faulty(numbers: NDArray[np.float64], gaps: bool) -> bool:
    """Say whether a number is infinite, or missing where none may be."""
    return bool(np.isinf(numbers).any() or (not gaps and np.isnan(numbers).any()))
