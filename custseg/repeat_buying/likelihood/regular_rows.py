"""What more do regular families read of a history? The sum of the logarithms of the gaps between purchases.

:func:`compress_regular` gives :class:`RegularRows`. Given the number of phases of a gap, the sum is a factor of the
likelihood that holds no parameter: customers with the same ``(x, t_x, T)`` share a row, with the mean of their sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from .purchase_rows import PurchaseRows, compress_with_inverse


@dataclass(frozen=True)
class RegularRows(PurchaseRows):
    """Unique rows, and ``log_gaps`` per row: the mean over its customers of the sum of log gaps."""

    log_gaps: np.ndarray

    @classmethod
    def of(cls, rows: PurchaseRows, log_gaps: np.ndarray) -> Self:
        """Give the same rows with their sums."""
        return cls(rows.x, rows.t_x, rows.T, rows.counts, log_gaps)

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row with its count: a smaller table of the same shape."""
        rows = PurchaseRows(self.x, self.t_x, self.T, self.counts).thinned(step)
        return self.of(rows, self.log_gaps[::step])


def compress_regular(
    x: np.ndarray,
    t_x: np.ndarray,
    T: np.ndarray,
    log_gaps: np.ndarray,
    *,
    customers: np.ndarray | None = None,
    unit_days: float | None = None,
) -> RegularRows:
    """Give the unique rows in a fixed order, whatever the order of the customers; each may stand for several."""
    if customers is not None:
        there = customers > 0
        x, t_x, T, log_gaps, customers = (column[there] for column in (x, t_x, T, log_gaps, customers))
    rows, back = compress_with_inverse(x, t_x, T, unit_days=unit_days)
    if customers is not None:
        rows, log_gaps = rows.weighted(np.bincount(back, customers, minlength=len(rows))), log_gaps * customers
    return RegularRows.of(rows, np.bincount(back, weights=log_gaps, minlength=len(rows)) / rows.counts)
