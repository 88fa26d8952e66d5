"""Which customers are looked at where all would take too long? The same ones, in whatever order the rows come.

`in_order` sorts them, and `some_of` draws from these.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def in_order(points: NDArray, codes: NDArray | None) -> NDArray[np.intp]:
    """Sort customers by one key, a sum with weights that no two different rows are likely to share."""
    both = points if codes is None else np.column_stack([points, codes])
    key = sum(column * np.sqrt(place + 2.0) for place, column in enumerate(both.T))
    # where no two keys are equal any sort gives the same order, and one that need not keep equals in theirs is quicker
    order = np.argsort(key)
    ordered = key[order]
    return order if (ordered[1:] > ordered[:-1]).all() else np.argsort(key, kind="stable")


def some_of(order: NDArray[np.intp], n: int, random_state: np.random.RandomState) -> NDArray[np.intp]:
    """Draw n of the rows, or all where there are fewer, in their order."""
    return order[np.sort(random_state.choice(len(order), size=n, replace=False))] if len(order) > n else order
