"""What do clients in a better cell do otherwise?

`look_gaps` and `branch_gaps`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...resample import holm_adjusted
from ...schema import SchemaError, listed, typed
from ._checked_looks import checked_looks
from ._side_moments import gaps_between, moments_of, raw_sums, without_own

Floats = NDArray[np.float64]


@typed
def look_gaps(
    looks: pd.DataFrame,
    cells: pd.Series,
    *,
    here: str,
    there: str,
    branch: pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how those in a better cell differ from those in a worse one, look by look (差距分析), within each branch.

    Parameters
    ----------
    looks : DataFrame
        From `client_looks`, index ``client_id``; missing values are left out, look by look.
    cells : Series
        The cell of each client, same index; missing for none.
    here, there : str
        The cell that is looked at and the better one.
    branch : Series, optional
        The institution of each client, same index: the gap within each. Without it all are one, "all".
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``branch``, ``look``; ``n_here``, ``n_there`` (clients with a value), ``here``, ``there`` (means), ``gap``
        (there less here) with ``low`` and ``high``, and ``effect``, the gap in standard deviations (Hedges' g: .2
        small, .8 large); ``p_adjusted``, the chance of such a gap without any, by Welch's test and held together by
        Holm's rule for all rows of the table. The last four are missing with fewer than 8 clients on a side, or a side
        on which all are equal: so few say nothing.

    Raises
    ------
    SchemaError
        If indexes differ, looks are no numbers, `here` is `there`, a cell has nobody, or nobody has a branch.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    branch_gaps : The same cell, across branches.
    ranked_levers : Which gap is worth closing first.

    Notes
    -----
    Each interval speaks of its own row. In a book in which no look differs between cells, about five of a hundred
    leave zero out: where many rows are read, `p_adjusted` says which gaps are still there.
    Cells are made of income and RAROC. A look that shares a number with them, such as the cost-income ratio, differs
    between cells because clients were chosen by that number, in part by chance, and the next year takes part of it
    back (regression to the mean). Compare the looks of one year with the cells of another: of 20,000 simulated clients
    whose cost-income ratio differs by chance alone, the upper third by income lies .24 below the lower third in the
    year that made the cells, and at .00 in the next.
    In 4,000 simulated looks each, intervals at 95 % held the truth in 95-96 of 100 where looks are normal, whether 8
    stood against 8 or against 60; where they are lognormal (log standard deviation 1) in 97, 92 and, with 20 on
    either side, 97: eight clients of whom one may be far out have a wide interval beside many.

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. Journal of
    Educational Statistics 6(2).

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import look_gaps
    >>> looks = pd.DataFrame({"wallet_share": [0.1, 0.2, 0.3, 0.2] * 2 + [0.5, 0.6, 0.4, 0.7] * 2})
    >>> found = look_gaps(looks, pd.Series(["low"] * 8 + ["high"] * 8), here="low", there="high")
    >>> found[["here", "there", "gap", "low", "high", "effect"]].round(2)
                         here  there   gap   low  high  effect
    branch look
    all    wallet_share   0.2   0.55  0.35  0.24  0.46    3.31
    """
    names = checked_looks(looks, {"cells": cells} | ({} if branch is None else {"branch": branch}), level)
    if here == there:
        raise SchemaError(f"here and there are the same cell, {here!r}: name the one that is looked at and the better.")
    for name in (here, there):
        if not _is(cells, name).any():
            raise SchemaError(f"no client stands in {name!r}; the cells are {listed(cells.dropna().unique(), 9)}.")
    places = pd.Series("all", looks.index) if branch is None else branch
    codes, found = pd.factorize(places)
    if not len(found):
        raise SchemaError("no client has a branch.")
    values, shift = _shifted(looks)
    sides = [
        moments_of(raw_sums(values, np.where(_is(cells, name), codes, -1), len(found)), shift) for name in (here, there)
    ]
    index = pd.MultiIndex.from_product([found, names], names=["branch", "look"])
    return _held_together(gaps_between(sides[0], sides[1], level).set_axis(index))


@typed
def branch_gaps(looks: pd.DataFrame, cells: pd.Series, branch: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Return how each branch's clients of a cell differ from those of the same cell elsewhere, look by look.

    Parameters
    ----------
    looks : DataFrame
        From `client_looks`, index ``client_id``; missing values are left out, look by look.
    cells : Series
        The cell of each client, same index; missing for none.
    branch : Series
        The institution of each client, same index; missing for none.
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``cell``, ``branch``, ``look``; ``n_branch``, ``n_elsewhere``, ``branch_mean``, ``elsewhere`` (means),
        ``gap`` (elsewhere less the branch) with ``low``, ``high``, ``effect`` and ``p_adjusted``, as in `look_gaps`.
        Clients of no branch are elsewhere.

    Raises
    ------
    SchemaError
        If indexes differ or looks are no numbers.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    look_gaps : Between cells, within a branch.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import branch_gaps
    >>> looks = pd.DataFrame({"wallet_share": [0.1, 0.2, 0.3, 0.2] * 2 + [0.5, 0.6, 0.4, 0.7] * 2})
    >>> branch_gaps(looks, pd.Series(["low"] * 16), pd.Series(["north"] * 8 + ["south"] * 8))["gap"].round(2).tolist()
    [0.35, -0.35]
    """
    names = checked_looks(looks, {"cells": cells, "branch": branch}, level)
    values, shift = _shifted(looks)
    tables = {}
    of, found_cells = pd.factorize(cells)
    for number, cell in enumerate(found_cells):
        rows = np.flatnonzero(of == number)
        codes, found = pd.factorize(branch.iloc[rows])
        if not len(found):
            continue
        lone = np.where(codes < 0, len(found), codes)  # of no branch: elsewhere for all
        sums = raw_sums(values[rows], lone, len(found) + 1)
        own, others = (moments_of(one[:, :-1], shift) for one in (sums, without_own(sums)))
        index = pd.MultiIndex.from_product([found, names], names=["branch", "look"])
        tables[cell] = gaps_between(own, others, level).set_axis(index)
    if not tables:
        raise SchemaError("no client has both a cell and a branch.")
    heads = {"n_here": "n_branch", "n_there": "n_elsewhere", "here": "branch_mean", "there": "elsewhere"}
    return _held_together(pd.concat(tables, names=["cell"]).rename(columns=heads))


def _is(cells: pd.Series, name: str) -> NDArray[np.bool_]:
    """Say who stands there; nobody of whom it is missing."""
    return (cells == name).fillna(False).to_numpy(dtype=bool)


def _held_together(table: pd.DataFrame) -> pd.DataFrame:
    """Adjust the chances of all rows by Holm's rule."""
    tested = table["p_adjusted"].notna()
    table.loc[tested, "p_adjusted"] = holm_adjusted(table.loc[tested, "p_adjusted"].to_numpy())
    return table


def _shifted(looks: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the looks less their medians, so that sums of cubes keep their digits, and what was taken off."""
    values = looks.to_numpy(dtype="float64", na_value=np.nan)
    shift = np.array([np.median(one[np.isfinite(one)]) if np.isfinite(one).any() else 0.0 for one in values.T])
    return values - shift, shift
