"""Which cell is the next better one, which levers lead there, and which of them has a client still to pull?

`next_cells`, `step_gaps`, `step_levers` and `first_levers`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import SchemaError
from .gaps import look_gaps
from .levers import ranked_levers
from .looks import LOOKS

#: The way through the value grid, by bands (revenue, RAROC): first above the hurdle, then larger, then better paid.
WAY: dict[tuple[int, int], tuple[int, int]] = {
    (1, 1): (1, 2), (2, 1): (2, 2), (3, 1): (3, 2),
    (1, 2): (2, 2), (2, 2): (3, 2), (3, 2): (3, 3),
    (1, 3): (2, 3), (2, 3): (3, 3),
}  # fmt: skip
WORDS = {1: "low", 2: "medium", 3: "high"}
#: A look that fewer than this part of the clients have is left out of the line.
KNOWN = 0.5
ROUNDING = 1e-9
OF_A_CLIENT = ("lever", "lever_brings", "lever_low", "lever_high", "lever_sure")


def cell_of(bands: tuple[int, int]) -> str:
    """Name the cell of the value grid with these bands of revenue and RAROC."""
    return f"{WORDS[bands[0]]}_revenue_{WORDS[bands[1]]}_raroc"


def next_cells(cells: pd.Series) -> dict[str, str]:
    """Give for each cell that has clients the next better one that has some, too.

    Parameters
    ----------
    cells : Series
        The cell of each client in the value grid.

    Returns
    -------
    dict of str to str
        In the order of the grid; the best cell, and those with nobody further on, have no next one.
    """
    there = set(cells.dropna().unique())
    steps = {}
    for bands, after in WAY.items():
        while cell_of(after) not in there and after in WAY:
            after = WAY[after]
        if {cell_of(bands), cell_of(after)} <= there:
            steps[cell_of(bands)] = cell_of(after)
    return steps


def step_gaps(
    looks: pd.DataFrame, cells: pd.Series, steps: Mapping[str, str], *, branch: pd.Series | None, level: float
) -> pd.DataFrame:
    """Give the gaps of every step, of the whole bank or within each branch.

    Parameters
    ----------
    looks, cells, branch, level
        As for `look_gaps`.
    steps : mapping of str to str
        From `next_cells`.

    Returns
    -------
    DataFrame
        `look_gaps` under ``cell`` and ``next_cell``; without `branch` there is no level ``branch``.
    """
    tables = {}
    for here, there in steps.items():
        rows = np.flatnonzero(cells.isin([here, there]).to_numpy())  # nobody else is looked at
        places = None if branch is None else branch.iloc[rows]
        table = look_gaps(looks.iloc[rows], cells.iloc[rows], here=here, there=there, branch=places, level=level)
        tables[here, there] = table.droplevel("branch") if branch is None else table
    return pd.concat(tables, names=["cell", "next_cell"])


#: Looks that contain the income: with one of them held equal, nothing that moves the income seems to be worth a thing.
CONTAIN_INCOME = ("fee_income_share", "cost_income_ratio")


def looks_of_line(looks: pd.DataFrame) -> list[str]:
    """Name the looks that a line can be read off: half the clients have them, they vary, and are not the income."""
    looks = looks.drop(columns=list(CONTAIN_INCOME), errors="ignore")
    known = looks.notna().mean() >= KNOWN
    spread = looks.max() - looks.min() > ROUNDING * looks.abs().max()
    return [str(name) for name in looks.columns[known & spread]]


def step_levers(
    gaps: pd.DataFrame,
    looks: pd.DataFrame,
    money: pd.Series,
    *,
    level: float,
    income: pd.Series | None = None,
    cells: pd.Series | None = None,
) -> pd.DataFrame:
    """Rank the levers of every step.

    One line through all clients would promise a small client what only a large one brings, and a large one too little.
    So what a unit of a look is worth is taken to be in proportion to income: it is scaled by the mean income of the
    cell over that of the clients in the line.

    Parameters
    ----------
    gaps : DataFrame
        From `step_gaps`, of the whole bank.
    looks, money, level
        As for `ranked_levers`.
    income, cells : Series, optional
        What each client brings, and its cell, same index; without them nothing is scaled.

    Returns
    -------
    DataFrame
        Index ``cell``, ``next_cell``, ``look``, within each step what brings most first: the columns of `ranked_levers`
        with ``here``, ``there`` and ``better``; ``low``, ``high`` and ``sure`` count the doubt of the gap and that of
        its worth, as there. Looks with fewer than 8 clients on a side are left out.

    Raises
    ------
    SchemaError
        If too few clients have all looks for a line.
    """
    names = looks_of_line(looks)
    pulled = [name for name in names if LOOKS[name][4]]
    if not pulled:
        raise SchemaError("no look that the bank can move is known of half the clients, and varies.")
    one = pd.DataFrame({"gap": 1.0}, pd.Index(names, name="look"))
    line = ranked_levers(one, looks[names], money, levers=pulled, level=level)
    step = gaps[gaps["low"].notna() & gaps.index.isin(pulled, level="look")]
    worth = line.reindex(step.index.get_level_values("look"))[["worth", "low", "high", "n"]]
    if income is not None and cells is not None:
        scale = _scale(income, cells, looks[names].notna().all(axis=1) & money.notna())
        place = scale.reindex(step.index.get_level_values("cell")).to_numpy()
        worth = worth.assign(**{name: worth[name].to_numpy() * place for name in ("worth", "low", "high")})
    gap = step["gap"].to_numpy()
    brings = gap * worth["worth"].to_numpy()
    unsure_worth = gap * ((worth["high"] - worth["low"]) / 2).to_numpy()
    unsure_gap = ((step["high"] - step["low"]) / 2).to_numpy() * worth["worth"].to_numpy()
    reach = np.hypot(unsure_worth, unsure_gap)
    numbers = {"here": step["here"], "there": step["there"], "gap": gap, "worth": worth["worth"].to_numpy()}
    numbers |= {"brings": brings, "low": brings - reach, "high": brings + reach, "sure": brings - reach > 0}
    high = np.array([LOOKS[look][3] == "high" for look in step.index.get_level_values("look")], dtype=bool)
    table = pd.DataFrame(numbers, index=step.index).assign(better=(gap > 0) == high, n=worth["n"].to_numpy())
    place = pd.factorize(step.index.get_level_values("cell"))[0]
    ranked: NDArray[np.intp] = np.lexsort((-brings, place))
    return table.iloc[ranked]


def _scale(income: pd.Series, cells: pd.Series, in_line: pd.Series) -> pd.Series:
    """Give for each cell the mean income over that of the clients in the line; 1 where the latter bring nothing."""
    mean = float(income[in_line].mean())
    scale = income.groupby(cells).mean() / (mean if mean > 0 else np.nan)
    return scale.clip(lower=0.0).fillna(1.0)


def first_levers(levers: pd.DataFrame, looks: pd.DataFrame, cells: pd.Series) -> pd.DataFrame:
    """Give each client the first lever of its step that it has not pulled yet, and what that would bring it.

    Levers whose interval lies above zero come first, then the others that would bring something, as far as they lead
    to the good end of the look. A client whose look is as good as the mean of the next cell has pulled that lever. One
    that is farther away than its cell on the whole is promised the gap of the cell, no more.

    Parameters
    ----------
    levers : DataFrame
        From `step_levers`; may be empty.
    looks : DataFrame
        The looks of each client.
    cells : Series
        The cell of each client, same index.

    Returns
    -------
    DataFrame
        The index of `looks`; ``lever`` (missing where none is left), ``lever_brings``, ``lever_low``, ``lever_high``,
        money a year, and ``lever_sure``.
    """
    n = len(looks)
    chosen: NDArray[np.object_] = np.full(n, None, dtype=object)
    numbers = np.full((n, 3), np.nan)
    sure = np.zeros(n, dtype=bool)
    useful = levers[(levers["brings"] > 0) & levers["better"]].sort_values("sure", ascending=False, kind="stable")
    where = {cell: np.flatnonzero((cells == cell).to_numpy()) for cell in useful.index.unique("cell")}
    for (cell, _, look), row in zip(useful.index, useful.to_dict("records"), strict=True):
        rows = where[cell][chosen[where[cell]] == None]  # noqa: E711  (element by element)
        left = (row["there"] - looks[look].to_numpy(dtype="float64", na_value=np.nan)[rows]) / row["gap"]
        rows, left = rows[left > 0], np.minimum(left[left > 0], 1.0)
        chosen[rows], sure[rows] = look, row["sure"]
        numbers[rows] = left[:, None] * np.array([row["brings"], row["low"], row["high"]])
    money = dict(zip(OF_A_CLIENT[1:4], numbers.T, strict=True))
    table = pd.DataFrame({"lever": pd.array(chosen, dtype="string"), **money}, index=looks.index)
    return table.assign(lever_sure=sure)


def no_levers(index: pd.Index) -> pd.DataFrame:
    """Give the columns of `first_levers` where there are none."""
    return pd.DataFrame(
        {"lever": pd.array([None] * len(index), dtype="string"), **dict.fromkeys(OF_A_CLIENT[1:4], np.nan)}, index=index
    ).assign(lever_sure=False)
