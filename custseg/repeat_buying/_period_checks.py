"""Is this table of contracts, or of periods with and without a purchase, possible? Every defect at once.

:func:`check_contracts` and :func:`check_period_counts`; :func:`with_customers` leaves out empty rows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, require_frame
from ._arguments import plain_numbers

CONTRACTS = ("t", "lost")
COUNTS = ("x", "t_x", "n")
MOST_PERIODS = 1e6
MOST_COUNTED = 2_000  # periods with and without a purchase: the work grows with their square
MOST_CUSTOMERS = 1e15  # that a computer still counts one by one
ELSEWHERE = {"frequency": "x", "recency": "t_x", "T": "n", "n_periods": "n", "t.x": "t_x", "n.cal": "n"}


def check_contracts(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give ``t``, ``lost`` and the customers of each row, as float arrays.

    Parameters
    ----------
    table : DataFrame
        Columns ``t`` (periods) and ``lost`` (ended in period ``t``, or renewed ``t`` times and still running); perhaps
        ``customers`` (how many).

    Returns
    -------
    tuple of ndarray
        The three columns; one customer per row where ``customers`` is missing.

    Raises
    ------
    SchemaError
        Listing every problem with the first rows it concerns.
    """
    how = "Make it with contract_table(contracts, observed_until=...) or contracts_from_survivors(survivors)."
    (t, lost), customers = _columns(table, "contracts", CONTRACTS, how)
    wrong = {
        "t or lost is missing or infinite": ~np.isfinite(t + lost),
        "t is negative or not a whole number of periods": (t < 0) | (t != np.rint(t)),
        f"t is above {MOST_PERIODS:,.0f} periods": np.isfinite(t) & (t > MOST_PERIODS),
        "lost is neither 0 (still running) nor 1 (ended)": np.isfinite(lost) & (lost != 0) & (lost != 1),
        "lost = 1 but t = 0 (a contract ends in its first period at the earliest: t = 1)": (lost == 1) & (t == 0),
        **_wrong_weights(customers),
    }
    _refuse(table, wrong)
    return t, lost, customers


def check_period_counts(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give ``x``, ``t_x``, ``n`` and the customers of each row, as float arrays.

    Parameters
    ----------
    table : DataFrame
        Columns ``x`` (periods with a purchase), ``t_x`` (the last of them), ``n`` (periods seen); perhaps
        ``customers``.

    Returns
    -------
    tuple of ndarray
        The four columns; one customer per row where ``customers`` is missing.

    Raises
    ------
    SchemaError
        Listing every problem with the first rows it concerns.
    """
    how = "Make it with period_purchase_table(transactions, observed_until=...)."
    (x, t_x, n), customers = _columns(table, "period counts", COUNTS, how)
    wrong = {
        "x, t_x or n is missing or infinite": ~np.isfinite(x + t_x + n),
        "x, t_x or n is negative or not a whole number": (np.minimum(np.minimum(x, t_x), n) < 0)
        | (x != np.rint(x))
        | (t_x != np.rint(t_x))
        | (n != np.rint(n)),
        f"n is above {MOST_COUNTED:,} periods (count longer ones, or fit BetaGeoNBD)": np.isfinite(n)
        & (n > MOST_COUNTED),
        "t_x is later than n": t_x > n,
        "x is above t_x (at most one purchase counts in a period)": x > t_x,
        "x = 0 but t_x > 0 (a last purchase without purchases)": (x == 0) & (t_x > 0),
        **_wrong_weights(customers),
    }
    _refuse(table, wrong)
    return x, t_x, n, customers


def with_customers(*columns: np.ndarray) -> tuple[np.ndarray, ...]:
    """Leave out rows without a customer, the last column: what nobody did may be impossible at a limit of the model."""
    there = columns[-1] > 0
    return tuple(column[there] for column in columns) if there.any() else columns


def _columns(table: pd.DataFrame, what: str, names: tuple[str, ...], how: str) -> tuple[list[np.ndarray], np.ndarray]:
    require_frame(table, "table")
    if missing := [name for name in names if name not in table.columns]:
        renamed = {old: new for old, new in ELSEWHERE.items() if old in table.columns and new in missing}
        rename = f"Rename it, table.rename(columns={renamed}), if these are the same. " if renamed else ""
        raise SchemaError(
            f"the table of {what} lacks {listed(missing)} (found: {listed(map(str, table.columns))}). {rename}{how}"
        )
    if not len(table):
        raise SchemaError(f"the table of {what} has no row.")
    all_names = [*names, *(["customers"] if "customers" in table.columns else [])]
    if twice := [name for name in all_names if isinstance(table[name], pd.DataFrame)]:
        raise SchemaError(f"the table of {what} has {listed(twice)} more than once: keep one of each.")
    wrong = [
        f"{name} must be numbers, found {found} values ({table[name].dtype}). Count periods, as plain numbers."
        for name in all_names
        if (found := plain_numbers(table[name])) and found != "boolean"
    ]
    if wrong:
        raise SchemaError(*wrong)
    arrays = [table[name].to_numpy(dtype=float, na_value=np.nan) for name in all_names]
    customers = arrays.pop() if "customers" in table.columns else np.ones(len(table))
    return arrays, customers


def _wrong_weights(customers: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "customers is missing, negative or not a whole number (count them; shares need the size of the cohort)": ~(
            (customers >= 0) & (customers == np.rint(customers)) & np.isfinite(customers)
        ),
        f"customers is above {MOST_CUSTOMERS:.0e}, more than a computer counts": np.isfinite(customers)
        & (customers > MOST_CUSTOMERS),
    }


def _refuse(table: pd.DataFrame, wrong: dict[str, np.ndarray]) -> None:
    problems = [
        f"{meaning}: {int(rows.sum())} rows ({listed(table.index[rows])})."
        for meaning, rows in wrong.items()
        if rows.any()
    ]
    if problems:
        raise SchemaError(*problems)
