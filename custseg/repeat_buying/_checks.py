"""Is this repeat-purchase table possible? Every defect at once, with the customers it concerns.

:func:`check_repeat_table` for models of purchases, :func:`check_watched` without the time of the last one,
:func:`check_spend` for models of spend; :func:`refuse` lists.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, require_frame
from ._arguments import plain_numbers

REQUIRED = ("x", "t_x", "T")
MOST = 1e18  # purchases
SHORTEST, LONGEST = 1e-100, 1e100  # times: the likelihood multiplies two and more of them
ELSEWHERE = {"frequency": "x", "recency": "t_x", "monetary_value": "m_x"}  # lifetimes, pymc-marketing; T is T


def check_repeat_table(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give ``x``, ``t_x`` and ``T`` as float arrays of a possible table.

    Parameters
    ----------
    table : DataFrame
        Columns ``x`` (repeat purchases), ``t_x`` (time of the last), ``T`` (time observed).

    Returns
    -------
    tuple of ndarray
        The three columns.

    Raises
    ------
    SchemaError
        Listing every problem with the first customers it concerns.
    """
    x, t_x, T = _columns(table, REQUIRED)
    longest = T.max()
    in_range = (
        x.min() >= 0 and x.max() <= MOST and t_x.min() >= 0 and (longest == 0 or SHORTEST <= longest <= LONGEST)
    )  # false where a value is missing
    if in_range and (t_x <= T).all() and ((x > 0) == (t_x > 0)).all() and (x == np.rint(x)).all():
        return x, t_x, T  # good tables are looked at quickly, and only the others in words
    beyond = (np.isfinite(T) & (T > LONGEST)) | ((T > 0) & (longest < SHORTEST))
    wrong = {
        "x, t_x or T is missing or infinite": ~np.isfinite(x + t_x + T),
        "x is negative or not a whole number": (x < 0) | (x != np.rint(x)),
        "x is above 1e18, more than a computer counts": np.isfinite(x) & (x > MOST),
        "t_x or T is negative": (t_x < 0) | (T < 0),
        "T is above 1e100, or below 1e-100 for everybody, which a computer cannot multiply (expected: units such as "
        "weeks, in which customers were watched for 1 to 1,000; state t_x, T and horizons in a unit that fits)": beyond,
        "t_x is later than T": t_x > T,
        "x > 0 but t_x = 0 (repeat purchases at the time of the first one: merge them into one occasion)": (x > 0)
        & (t_x == 0),
        "x = 0 but t_x > 0 (a last repeat purchase without repeat purchases)": (x == 0) & (t_x > 0),
    }
    refuse(table, wrong)
    return x, t_x, T


def check_watched(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give ``x`` and ``T`` where the time of the last purchase is not asked for.

    Raises
    ------
    SchemaError
        Listing every problem with the first customers it concerns.
    """
    x, T = _columns(table, ("x", "T"))
    wrong = {
        "x or T is missing or infinite": ~np.isfinite(x + T),
        "x is negative or not a whole number": (x < 0) | (x != np.rint(x)),
        "T is negative": T < 0,
    }
    refuse(table, wrong)
    return x, T


def check_spend(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give for each customer the repeat purchases whose mean spend is known, and that mean.

    Nothing is known where ``m_x`` is missing, or zero (visits at which nothing was paid): ``x`` is then given as zero,
    whatever the table says, so that these customers keep their place and get the expectation of somebody unknown.

    Raises
    ------
    SchemaError
        Listing every problem with the first customers it concerns.
    """
    x, spend = _columns(table, ("x", "m_x"))
    unfit = ((spend < 0) | np.isinf(spend)) & (x > 0)
    if x.min() >= 0 and x.max() < np.inf and (x == np.rint(x)).all() and not unfit.any():
        return np.where(spend > 0, x, 0.0), spend  # good tables are looked at quickly, and only the others in words
    wrong = {
        "x is missing, negative or not a whole number": ~np.isfinite(x) | (x < 0) | (x != np.rint(x)),
        "x > 0 but mean spend m_x is infinite": (x > 0) & np.isinf(spend),
        "x > 0 but mean spend m_x is negative (purchases are positive: see the policy refunds= of "
        "repeat_purchase_table, which nets returns)": (x > 0) & (spend < 0) & np.isfinite(spend),
    }
    refuse(table, wrong)
    return np.where(spend > 0, x, 0.0), spend


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> list[np.ndarray]:
    require_frame(table, "table")
    if missing := [name for name in names if name not in table.columns]:
        raise SchemaError(
            f"the repeat-purchase table lacks {listed(missing)} (found: {listed(map(str, table.columns))}). "
            + _how_to_get(table, missing)
        )
    if not len(table):
        raise SchemaError("the repeat-purchase table has no row: no customer bought before observed_until.")
    columns = {name: table[name] for name in names}
    if twice := [name for name, column in columns.items() if isinstance(column, pd.DataFrame)]:
        raise SchemaError(f"the repeat-purchase table has {listed(twice)} more than once: keep one of each.")
    wrong = [
        f"{name} must be numbers, found {found} values ({column.dtype}). {_remedy(name)}"
        for name, column in columns.items()
        if (found := plain_numbers(column))
    ]
    if wrong:
        raise SchemaError(*wrong)
    return [column.to_numpy(dtype=float, na_value=np.nan) for column in columns.values()]


def _how_to_get(table: pd.DataFrame, missing: list[str]) -> str:
    """Say how to rename the columns of other packages, or which function makes the table."""
    renamed = {old: new for old, new in ELSEWHERE.items() if old in table.columns and new in missing}
    if {"x", "t_x"} & set(renamed.values()) and "T" in table.columns:
        return f"A table of lifetimes or pymc-marketing holds the same: rename it, table.rename(columns={renamed})."
    return "Make it with repeat_purchase_table(transactions, observed_until=...)."


def _remedy(name: str) -> str:
    """Say what the numbers of a column are."""
    what = {"x": "Count repeat purchases", "m_x": "Write money"}.get(name, "Measure time in units such as weeks")
    return f"{what}, as plain numbers."


def refuse(table: pd.DataFrame, wrong: dict[str, np.ndarray]) -> None:
    """Raise one error for all that is wrong with the rows of a table, each with the first customers it concerns."""
    problems = [
        f"{meaning}: {int(rows.sum())} customers ({listed(table.index[rows])})."
        for meaning, rows in wrong.items()
        if rows.any()
    ]
    if problems:
        raise SchemaError(*problems)
