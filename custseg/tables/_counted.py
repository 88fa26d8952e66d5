"""How is a long log counted? Some of its rows after others, so that memory holds what is worked out of a part alone.

`worked_out` gives something for each row, `summed` adds up; `counts_by_customer`, `plain_sums_by_customer` and
`sums_by_customer` do so for each customer. `inside` and `day_places` find days, `appearing` says who is there,
`distinct_pairs` finds combinations. Whatever the parts, the bits are those of all rows at once.
"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from ._customer_blocks import customer_blocks
from ._shelf import STEP, beside, is_shelved

EIGHT = 8  # numbers that numpy adds up beside each other


def worked_out(of: Callable[..., Any], *columns: np.ndarray, dtype: Any = np.bool_) -> np.ndarray:
    """Give what is worked out of each row, a truth value or a number; in a file if the first column lies in one.

    Examples
    --------
    >>> worked_out(lambda day: day > 5, np.array([4, 7])).tolist()
    [False, True]
    """
    found = beside(columns[0], len(columns[0]), dtype)
    for start in range(0, len(found), STEP):
        found[start : start + STEP] = of(*(column[start : start + STEP] for column in columns))
    return found


def inside(day: np.ndarray, first: int, last: int) -> np.ndarray:
    """Say which days lie between two, both counted.

    Examples
    --------
    >>> inside(np.array([3, 5, 7]), 4, 7).tolist()
    [False, True, True]
    """
    return worked_out(lambda some: (some >= first) & (some <= last), day)


def day_places(sorted_days: np.ndarray, days: Any, side: Literal["left", "right"] = "left") -> np.ndarray:
    """Give where some days stand among sorted ones: of days of another type, numpy would make all of them such.

    Examples
    --------
    >>> day_places(np.array([3, 5, 5], dtype=np.int32), [5, 6]).tolist()
    [1, 3]
    """
    return np.searchsorted(sorted_days, np.asarray(days, dtype=sorted_days.dtype), side=side)


def summed(values: np.ndarray, of: Callable[[np.ndarray], np.ndarray] = lambda some: some) -> float:
    """Add up what is worked out of each number, halves for themselves: so `numpy.sum` does it, and the bits are its.

    Examples
    --------
    >>> summed(np.array([2.0, -3.0])), summed(np.array([2.0, -3.0]), np.abs)
    (-1.0, 5.0)
    """
    if len(values) <= STEP:
        return float(of(values).sum())
    half = len(values) // 2
    half -= half % EIGHT
    return summed(values[:half], of) + summed(values[half:], of)


def appearing(places: np.ndarray, n: int) -> np.ndarray:
    """Say which of `n` places are there.

    Examples
    --------
    >>> appearing(np.array([2, 0, 2]), 3).tolist()
    [True, False, True]
    """
    flags = np.zeros(n, dtype=bool)
    for start in range(0, len(places), STEP):
        flags[places[start : start + STEP]] = True
    return flags


def distinct_pairs(row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each combination of a row and a column number once, sorted by row, then column.

    A sparse matrix finds them in two counting passes, several times faster than sorting or a group-by.
    """
    if len(row) and is_shelved(row):
        return _pairs_in_parts(row, column)
    ones = np.ones(len(row), dtype=bool)
    shape = (int(row.max(initial=-1)) + 1, int(column.max(initial=-1)) + 1)
    matrix = sparse.coo_matrix((ones, (row, column)), shape=shape).tocsr()
    matrix.sort_indices()
    return np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(matrix.indptr)), matrix.indices


def _pairs_in_parts(row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Do the same for some rows of the matrix after others; what comes out lies in files."""
    found, at = (beside(row, len(row), np.int32), beside(row, len(row), np.int32)), 0
    for places in customer_blocks(row):
        some = row[places]
        first = some.min()
        who, which = distinct_pairs(np.array(some - first), np.array(column[places]))
        end = at + len(who)
        found[0][at:end], found[1][at:end] = who + first, which
        at = end
    return found[0][:at], found[1][:at]


def counts_by_customer(customer: np.ndarray, n: int) -> np.ndarray:
    """Count the entries of each of `n` customers, a part of them after another: counting copies what it counts."""
    counts = np.zeros(n, dtype=np.int64)
    for start in range(0, len(customer), STEP):
        counts += np.bincount(customer[start : start + STEP], minlength=n)
    return counts


def plain_sums_by_customer(values: np.ndarray, customer: np.ndarray, n: int) -> np.ndarray:
    """Add up the values of each of `n` customers in the order of rows, as `numpy.bincount` does, in parts."""
    sums = np.zeros(n)
    for start in range(0, len(customer), STEP):
        np.add.at(sums, customer[start : start + STEP].astype(np.intp), values[start : start + STEP])
    return sums


def sums_by_customer(values: np.ndarray, customer: np.ndarray, n: int) -> np.ndarray:
    """Add up the values of each of `n` customers; pandas compensates what plain sums round off.

    The customers are numbers already: pandas, told so, need not look for groups, which takes as long as adding up.
    """
    if not is_shelved(customer):
        return _sums(values, customer, n)
    sums = np.zeros(n)
    for rows in customer_blocks(customer):
        some = customer[rows]
        first, end = int(some.min()), int(some.max()) + 1
        sums[first:end] = _sums(values[rows], some - first, end - first)
    return sums


def _sums(values: np.ndarray, customer: np.ndarray, n: int) -> np.ndarray:
    groups: Any = pd.Categorical.from_codes(customer, pd.RangeIndex(n))
    sums: np.ndarray = pd.Series(values).groupby(groups, observed=False).sum().to_numpy()
    return sums
