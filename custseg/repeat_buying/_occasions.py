"""When did each customer buy? Transactions merged to purchase occasions, sorted in time, without a group-by.

:func:`transaction_columns` checks the log, :func:`merge_occasions` gives its :class:`Occasions`;
:func:`refuse_only_refunds` says so where nothing was sold.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from ..schema import Refunds, SchemaError, check_choice, listed
from ..tables._sold import log_and_table
from ..tables.refunds import Netted, names_in_refunds, set_refunds_off


class Columns(NamedTuple):
    """Customer as a number (in order of appearance), day, amount; the customers' names; what a refund may name."""

    codes: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    customers: pd.Index
    order: np.ndarray | None = None
    product: np.ndarray | None = None

    def rows(self, kept: np.ndarray) -> Columns:
        """Give the same columns with some of their rows; all customers keep their place."""
        order, product = (None if names is None else names[kept] for names in (self.order, self.product))
        return Columns(self.codes[kept], self.day[kept], self.amount[kept], self.customers, order, product)


class Occasions(NamedTuple):
    """Purchase occasions sorted by customer and time.

    ``starts`` (customers + 1) says where each customer's occasions begin; ``when`` counts grains from the last day
    observed (0 and below: observed, above: holdout); ``left_out`` counts what is not in it.
    """

    starts: np.ndarray
    when: np.ndarray
    money: np.ndarray
    customers: pd.Index
    left_out: dict[Hashable, Any]


def transaction_columns(transactions: Any) -> Columns:
    """Take the columns that count, from any dataframe, or say everything that is wrong with them."""
    log, table = log_and_table(transactions)
    order, product = names_in_refunds(log, table)  # only refunds need to know what was sold
    return Columns(log.customer, log.day, log.amount, log.customers, order, product)


def merge_occasions(columns: Columns, end: int, last: int, grain: float, refunds: Refunds) -> Occasions:
    """Merge purchases of one customer within one grain, apply the policy on refunds, drop what comes after ``last``."""
    check_choice(refunds, "refunds", Refunds)
    keep = columns.day <= last
    left_out: dict[Hashable, Any] = {"rows_after": int(len(keep) - keep.sum())}
    columns = columns if keep.all() else columns.rows(keep)
    returned = columns.amount < 0
    left_out |= {"refund_rows": int(returned.sum()), "refund_amount": float(-columns.amount[returned].sum())}
    left_out |= {"refunds_without_purchase": 0, "refund_amount_without_purchase": 0.0, "refund_amount_of_the_past": 0.0}
    _refuse_refunds(columns, returned, last, refunds)
    left = columns.amount
    if returned.any() and refunds == "net":
        left, unplaced = _net_by_period(columns, end)
        left_out["refunds_without_purchase"] = int((unplaced > 0).sum())
        left_out["refund_amount_without_purchase"] = float(unplaced.sum())
        left_out["refund_amount_of_the_past"] = max(float((left - unplaced - columns.amount).sum()), 0.0)
    if returned.any():
        columns, left = columns.rows(~returned), left[~returned]
    when = _grain_number(columns.day, end, grain)
    origin = int(when.min())
    matrix = _sorted_cells(columns.codes, when - origin, left, len(columns.customers))
    given_back = (left == 0) & (columns.amount > 0)
    if not given_back.any():
        return Occasions(matrix.indptr, matrix.indices + np.int32(origin), matrix.data, columns.customers, left_out)
    keys = columns.codes[given_back].astype(np.int64) * matrix.shape[1] + (when[given_back] - origin)
    return Occasions(*_without_returned(matrix, origin, keys), columns.customers, left_out)


def _refuse_refunds(columns: Columns, returned: np.ndarray, last: int, refunds: str) -> None:
    """Say so if nothing was sold up to the last day, or if there are refunds where none are taken."""
    refuse_only_refunds(int(returned.sum()), len(returned), last)
    if returned.any() and refunds == "raise":
        who = columns.customers[np.unique(columns.codes[returned])]
        raise SchemaError(
            f"{int(returned.sum()):,} rows are refunds (amount below zero), of customers {listed(who)}. "
            'Choose refunds="net" to set them against purchases or refunds="drop" to leave them out.'
        )


def refuse_only_refunds(refunds: int, rows: int, last: int) -> None:
    """Say so if nothing was sold: if all rows up to the last day are refunds, or there are none."""
    if refunds == rows:
        day = np.datetime64(int(last), "D")
        turned = f" All {rows:,} rows up to then are refunds (amount below zero): is the sign turned?" if rows else ""
        raise SchemaError(
            f"transactions hold no purchase up to {day}: there is nobody to follow.{turned} Check observed_until and "
            "the dates."
        )


def _net_by_period(columns: Columns, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Set refunds off; what was seen up to ``end`` knows nothing of the refunds that came later."""
    whole = _netted(columns)
    seen = columns.day <= end
    if seen.all() or not seen.any():
        return whole
    for after, before in zip(whole, _netted(columns.rows(seen)), strict=True):
        after[seen] = before
    return whole


def _netted(columns: Columns) -> Netted:
    codes, day, amount, _, order, product = columns
    return set_refunds_off(codes, day, amount, order=order, product=product)


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


def _without_returned(
    matrix: sparse.csr_array, origin: int, touched: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Drop the cells that refunds have left without money: what was wholly given back is no occasion."""
    empty = np.flatnonzero(matrix.data <= 0)  # given back, or never worth anything
    owner = np.searchsorted(matrix.indptr, empty, side="right") - 1
    gone = empty[np.isin(owner * np.int64(matrix.shape[1]) + matrix.indices[empty], touched)]
    occasion = np.ones(matrix.nnz, dtype=bool)
    occasion[gone] = False
    starts = np.concatenate(([0], np.cumsum(occasion)))[matrix.indptr]
    return starts, (matrix.indices + np.int32(origin))[occasion], matrix.data[occasion]
