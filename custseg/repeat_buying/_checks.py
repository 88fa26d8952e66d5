"""Is this repeat-purchase table possible? Every defect at once, with the customers it concerns.

:func:`check_repeat_table` for models of purchases, :func:`check_spend` for models of spend.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, require_frame

REQUIRED = ("x", "t_x", "T")
OTHER_NAMES = {"frequency": "x", "recency": "t_x", "monetary_value": "m_x"}  # of other packages


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
    in_range = x.min() >= 0 and t_x.min() >= 0 and T.max() < np.inf  # false where a value is missing
    if in_range and (t_x <= T).all() and ((x > 0) == (t_x > 0)).all() and (x == np.rint(x)).all():
        return x, t_x, T  # good tables are looked at quickly, and only the others in words
    wrong = {
        "x, t_x or T is missing or infinite": ~np.isfinite(x + t_x + T),
        "x is negative or not a whole number": (x < 0) | (x != np.rint(x)),
        "t_x or T is negative": (t_x < 0) | (T < 0),
        "t_x is later than T": t_x > T,
        "x > 0 but t_x = 0 (repeat purchases at the time of the first one: merge them into one occasion)": (x > 0)
        & (t_x == 0),
        "x = 0 but t_x > 0 (a last repeat purchase without repeat purchases)": (x == 0) & (t_x > 0),
    }
    _refuse(table, wrong)
    return x, t_x, T


def check_spend(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give ``x`` and ``m_x`` of a possible table; mean spend must be positive wherever ``x > 0``.

    Raises
    ------
    SchemaError
        Listing every problem with the first customers it concerns.
    """
    x, spend = _columns(table, ("x", "m_x"))
    wrong = {
        "x is missing, negative or not a whole number": ~np.isfinite(x) | (x < 0) | (x != np.rint(x)),
        "x > 0 but mean spend m_x is missing or infinite": (x > 0) & ~np.isfinite(spend),
        "x > 0 but mean spend m_x is zero or negative (the gamma-gamma model is for positive spend; see the policy "
        "refunds= of repeat_purchase_table, or leave these customers out)": (x > 0) & (spend <= 0),
    }
    _refuse(table, wrong)
    return x, spend


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> list[np.ndarray]:
    require_frame(table, "table")
    missing = [name for name in names if name not in table.columns]
    if missing:
        renamed = {theirs: ours for theirs, ours in OTHER_NAMES.items() if theirs in table and ours not in table}
        if set(missing) <= set(renamed.values()):
            raise SchemaError(
                f"the repeat-purchase table lacks {listed(missing)} (found: {listed(map(str, table.columns))}). "
                "If frequency counts repeat purchases and recency is the time of the last one since the first, "
                f"rename them: table.rename(columns={renamed})."
            )
        raise SchemaError(
            f"the repeat-purchase table lacks {listed(missing)} (found: {listed(map(str, table.columns))}). "
            "Make it with repeat_purchase_table(transactions, observed_until=...)."
        )
    if not len(table):
        raise SchemaError("the repeat-purchase table has no row: no customer bought before observed_until.")
    try:
        return [table[name].to_numpy(dtype=float, na_value=np.nan) for name in names]
    except (TypeError, ValueError) as error:
        raise SchemaError(f"columns {', '.join(names)} must be numbers: {error}") from None


def _refuse(table: pd.DataFrame, wrong: dict[str, np.ndarray]) -> None:
    problems = [
        f"{meaning}: {int(rows.sum())} customers ({listed(table.index[rows])})."
        for meaning, rows in wrong.items()
        if rows.any()
    ]
    if problems:
        raise SchemaError(*problems)
