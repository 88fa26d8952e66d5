"""In which parts are the rows of many customers worked on, where each customer is asked for themselves?

`customer_blocks` gives the rows of each part, `rows_by_customers` some of them; what is worked out of a part needs room
for it alone. `blocks_by_value` and `sorted_places` do so for numbers of any kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from ._shelf import is_shelved, room

FEW = 10_000  # numbers that say where many lie
MOST = 500_000  # rows of a part: what is worked out of them takes some hundred bytes for each


def customer_blocks(customer: np.ndarray) -> Iterator[np.ndarray | slice]:
    """Give the places of the rows of some customers after those of others, in the order of customers.

    Parameters
    ----------
    customer : ndarray of int
        The customer of each row, as whole numbers of zero or more that lie close together.

    Yields
    ------
    ndarray of int or slice
        Places of rows, rising: all of them where they are few, else of about half a million. All rows of a customer are
        in one part; a part without a row is left out.

    Examples
    --------
    >>> import numpy as np
    >>> [rows for rows in customer_blocks(np.array([0, 2, 0]))]
    [slice(None, None, None)]
    """
    parts = -(-len(customer) // MOST)
    if parts <= 1:
        yield slice(None)
        return
    end = int(customer.max()) + 1
    # whole numbers: a float beyond 2**53 may lie below the last customer, whose rows would then be in no part
    for low, high in pairwise(end * part // parts for part in range(parts + 1)):
        if len(rows := _between(customer, low, high)):
            yield rows


def rows_by_customers(customer: np.ndarray, asked: np.ndarray) -> Iterator[np.ndarray]:
    """Give the places of the rows that are asked for: all of them where they are few, else some customers' first.

    Examples
    --------
    >>> [rows.tolist() for rows in rows_by_customers(np.array([0, 2, 0]), np.array([True, True, False]))]
    [[0, 1]]
    """
    if len(asked) <= MOST or np.count_nonzero(asked) <= MOST:
        parts: Iterator[np.ndarray] = iter([np.flatnonzero(asked)])
    else:
        parts = (rows[asked[rows]] for rows in customer_blocks(customer) if not isinstance(rows, slice))
    return (rows for rows in parts if len(rows))


def blocks_by_value(numbers: np.ndarray) -> Iterator[np.ndarray | slice]:
    """Give the places of small numbers before those of larger ones; equal numbers are in one part."""
    if len(numbers) <= MOST:
        yield slice(None)
        return
    few = np.sort(numbers[:: max(len(numbers) // FEW, 1)])
    cuts = np.unique(few[:: max(len(few) * MOST // len(numbers), 1)])[1:]
    for low, high in pairwise([None, *cuts, None]):
        if len(rows := _between(numbers, low, high)):
            yield rows


def sorted_places(numbers: np.ndarray) -> np.ndarray:
    """Give the places of numbers in their order, equal ones as they stand; of a long log in a file."""
    if not is_shelved(numbers):
        return np.argsort(numbers, kind="stable")
    found, at = room(len(numbers), np.int64), 0
    for rows in blocks_by_value(numbers):
        places = np.arange(len(numbers))[rows] if isinstance(rows, slice) else rows
        found[at : at + len(places)] = places[np.argsort(numbers[rows], kind="stable")]
        at += len(places)
    return found


def _between(numbers: np.ndarray, low: Any, high: Any) -> np.ndarray:
    """Give the places of numbers from one on and below another; of all at once, truth values would take much."""
    parts = []
    for start in range(0, len(numbers), MOST):
        some = numbers[start : start + MOST]
        kept = np.ones(len(some), dtype=bool) if low is None else some >= low
        parts.append(start + np.flatnonzero(kept if high is None else kept & (some < high)))
    return np.concatenate(parts)
