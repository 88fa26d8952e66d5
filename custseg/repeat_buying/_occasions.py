"""When did each customer buy? Transactions merged to purchase occasions, sorted in time, without a group-by.

:func:`transaction_columns` checks the log, :func:`merge_occasions` gives its :class:`Occasions`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from ..schema import TRANSACTIONS, SchemaError, listed, missing_column, require_frame
from ..tables._log import customer_index


class Columns(NamedTuple):
    """Customer as a number (in order of appearance), whole day, amount; and the customers' names."""

    codes: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    customers: pd.Index


class Occasions(NamedTuple):
    """Purchase occasions sorted by customer and time.

    ``starts`` (customers + 1) says where each customer's occasions begin; ``when`` counts grains from the last day
    observed (0 and below: observed, above: holdout); ``left_out`` counts what is not in it.
    """

    starts: np.ndarray
    when: np.ndarray
    money: np.ndarray
    customers: pd.Index
    left_out: dict[str, int]


def transaction_columns(transactions: pd.DataFrame) -> Columns:
    """Take the three columns that count, or say everything that is wrong with them."""
    require_frame(transactions, "transactions")
    needed = [column for column in TRANSACTIONS.columns if column.name in ("customer_id", "date", "amount")]
    missing = [column for column in needed if column.name not in transactions.columns]
    if missing:
        raise SchemaError(*(missing_column(transactions.columns, TRANSACTIONS, column) for column in missing))
    if not len(transactions):
        raise SchemaError("transactions has no row.")
    problems = _type_problems(transactions)
    if problems:
        raise SchemaError(*problems)
    date, amount = transactions["date"], transactions["amount"].to_numpy(dtype=float, na_value=np.nan)
    codes, customers = pd.factorize(transactions["customer_id"])
    wrong = {
        "customer_id is missing": codes < 0,
        "date is missing": date.isna().to_numpy(),
        "amount is missing or infinite": ~np.isfinite(amount),
    }
    found = [
        f"{what} in {int(rows.sum()):,} rows ({listed(transactions.index[rows])})."
        for what, rows in wrong.items()
        if rows.any()
    ]
    if found:
        raise SchemaError(*found)
    return Columns(codes.astype(np.int32), _days(date.to_numpy()), amount, customer_index(customers))


def _days(date: np.ndarray) -> np.ndarray:
    """Give days since 1970; dividing the ticks is four times as fast as numpy's own conversion."""
    ticks = np.timedelta64(1, "D") // np.timedelta64(1, np.datetime_data(date.dtype)[0])
    return np.floor_divide(date.view(np.int64), int(ticks)).astype(np.int32)


def _type_problems(transactions: pd.DataFrame) -> list[str]:
    problems = []
    if transactions["date"].dtype.kind != "M" or getattr(transactions["date"].dtype, "tz", None) is not None:
        problems.append(
            f"column 'date' must hold dates without a time zone, found {transactions['date'].dtype}. "
            "Read the file with read_transactions, or use pandas.to_datetime."
        )
    if not pd.api.types.is_numeric_dtype(transactions["amount"].dtype):
        problems.append(f"column 'amount' must hold numbers, found {transactions['amount'].dtype}.")
    return problems


def merge_occasions(columns: Columns, end: int, last: int, grain: float, refunds: str) -> Occasions:
    """Merge purchases of one customer within one grain, apply the policy on refunds, drop what comes after ``last``."""
    codes, day, amount, customers = columns
    left_out = {"rows_after": 0, "refund_rows": 0, "refunds_without_purchase": 0}
    keep = day <= last
    if not keep.all():
        left_out["rows_after"] = int(len(keep) - keep.sum())
        codes, day, amount = codes[keep], day[keep], amount[keep]
    returned = amount < 0
    left_out["refund_rows"] = int(returned.sum())
    if left_out["refund_rows"] and refunds == "raise":
        who = customers[np.unique(codes[returned])]
        raise SchemaError(
            f"{left_out['refund_rows']:,} rows are refunds (amount below zero), of customers {listed(who)}. "
            'Choose refunds="net" to set them against purchases or refunds="drop" to leave them out.'
        )
    if left_out["refund_rows"] and refunds == "drop":
        codes, day, amount, returned = codes[~returned], day[~returned], amount[~returned], returned[~returned]
    if not len(codes):
        raise SchemaError("no purchase was made up to the last day asked for: check observed_until and the dates.")
    when = _grain_number(day, end, grain)
    origin = int(when.min())
    matrix = _sorted_cells(codes, when - origin, amount, len(customers))
    starts, cells, money = matrix.indptr, matrix.indices + np.int32(origin), matrix.data
    if returned.any():
        keys = codes[returned].astype(np.int64) * matrix.shape[1] + (when[returned] - origin)
        starts, cells, money, lost = _set_against_purchases(matrix, origin, np.unique(keys))
        left_out["refunds_without_purchase"] = lost
    return Occasions(starts, cells, money, customers, left_out)


def _grain_number(day: np.ndarray, end: int, grain: float) -> np.ndarray:
    if grain == 1.0:
        return day - np.int32(end)
    return -np.floor_divide(end - day, int(grain) if grain == int(grain) else grain).astype(np.int32)


def _sorted_cells(codes: np.ndarray, when: np.ndarray, amount: np.ndarray, n_customers: int) -> sparse.csr_array:
    """Sum amounts per customer and grain: a counting sort by customer, then small sorts by time."""
    shape = (n_customers, int(when.max()) + 1)
    cells = sparse.coo_array((amount, (codes, when)), shape=shape).tocsr()
    cells.sum_duplicates()
    return cells


def _set_against_purchases(
    matrix: sparse.csr_array, origin: int, refunded: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Drop refunded cells without positive money; their money goes to the occasion before, in the same period."""
    width, owner = matrix.shape[1], np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    keys = owner * np.int64(width) + matrix.indices
    has_refund = np.zeros(len(keys), dtype=bool)
    has_refund[np.searchsorted(keys, refunded)] = True
    occasion = ~has_refund | (matrix.data > 0)
    when = matrix.indices + np.int32(origin)
    period = 2 * owner + (when > 0)
    before = np.maximum.accumulate(np.where(occasion, np.arange(len(keys)), -1))
    matched = ~occasion & (before >= 0) & (period[before] == period)
    money = matrix.data + np.bincount(before[matched], matrix.data[matched], minlength=len(keys))
    lost = int((~occasion & ~matched).sum())
    starts = np.concatenate(([0], np.cumsum(occasion)))[matrix.indptr]
    return starts, when[occasion], money[occasion], lost
