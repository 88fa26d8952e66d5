"""When did each customer buy? Transactions merged to purchase occasions, sorted in time, without a group-by.

:func:`transaction_columns` checks the log, :func:`merge_occasions` gives its :class:`Occasions`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from ..schema import SchemaError, listed
from ..tables._log import purchase_log


class Columns(NamedTuple):
    """Customer as a number, whole day, amount; and the customers' names."""

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


def transaction_columns(transactions: Any) -> Columns:
    """Take the three columns that count, from any dataframe, or say everything that is wrong with them."""
    log = purchase_log(transactions)
    return Columns(log.customer, log.day, log.amount, log.customers)


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
