"""In which parts are the rows of many customers worked on, where each customer is asked for themselves?

`customer_blocks` gives the rows of each part; what is worked out of a part needs room for it alone.
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
        if len(rows := np.flatnonzero((customer >= low) & (customer < high))):
            yield rows
