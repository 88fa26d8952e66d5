"""In which parts are the rows of many customers worked on, where each customer is asked for themselves?

`customer_blocks` gives the rows of each part, `rows_by_customers` some of them; what is worked out of a part needs room
for it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

MOST = 1_000_000  # rows of a part: what is worked out of them takes some hundred bytes for each


def customer_blocks(customer: np.ndarray) -> Iterator[np.ndarray | slice]:
    """Give the places of the rows of some customers after those of others, in the order of customers.

    Parameters
    ----------
    customer : ndarray of int
        The customer of each row, as whole numbers of zero or more that lie close together.

    Yields
    ------
    ndarray of int or slice
        Places of rows, rising: all of them where they are few, else of about a million. All rows of a customer are in
        one part; a part without a row is left out.

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
    ends = np.linspace(0, int(customer.max()) + 1, parts + 1).astype(np.int64)
    for low, high in pairwise(ends):
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


def _between(customer: np.ndarray, low: int, high: int) -> np.ndarray:
    """Give the places of the rows of some customers; of all rows at once, truth values would take more than places."""
    steps = range(0, len(customer), MOST)
    parts = ((start, customer[start : start + MOST]) for start in steps)
    return np.concatenate([start + np.flatnonzero((part >= low) & (part < high)) for start, part in parts])
