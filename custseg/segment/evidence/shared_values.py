"""Which values do many customers share, and what does a column look like if sharing a value is no cluster?

`shared_values` names them, `spread_ties` spreads customers with equal values over the room that is theirs.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .step_reach import step_reach

_TIGHT, _RUN, _GRID = (
    50,
    8,
    5,
)  # times that a place is narrower than the gaps beside it; most values in it; fewest places
_OTHERS = 2.0  # times as many others among whom those who share a value are spread


def shared_values(values: NDArray[np.float64], *, share: float = 0.1) -> NDArray[np.float64]:
    """Find single values that many customers share: no purchase, one purchase, a flat fee.

    Parameters
    ----------
    values : ndarray of shape (n,)
        One column.
    share : float, default 0.1
        Part of the customers who must share a value, and more than twice as many as share either value next to it.
        Values that are one place of a grid count together, such as 19.98 for two units and 19.99 for one.

    Returns
    -------
    ndarray
        The values, in order; empty if there are none, and for a column with at most two values.

    Examples
    --------
    >>> fee = np.concatenate([np.full(30, 9.9), np.linspace(20, 50, 70)])
    >>> shared_values(fee).tolist()
    [9.9]
    >>> shared_values(np.repeat([1.0, 2, 3, 4, 5], 20)).tolist()
    []
    """
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) <= 2:
        return distinct[:0]
    place = _places(distinct, counts)
    counts = np.bincount(place, weights=counts)
    beside = np.maximum(np.append(counts[1:], 0), np.append(0, counts[:-1]))
    return distinct[((counts >= share * len(values)) & (counts > 2 * beside))[place]]


def spread_ties(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread customers who share a value evenly, half way to the next values that at least half as many share.

    They are spread no farther than twice as many others stand around them.

    What is left is how customers are distributed at the scale on which values are counted: whole numbers fill their
    units, prices the room between prices, a value that stands alone the whole range. A lattice is no cluster. Values
    that lie much closer to each other than to all others, place after place, are one place of a grid: units at prices
    that end in nines cost 19.98 or 19.99, and the room of both is that between prices, not the cent between them.

    Parameters
    ----------
    values : ndarray of shape (n,)
        One column.

    Returns
    -------
    ndarray of shape (n,)
        Unchanged where nobody shares a value. Who of those with one value goes where is decided by a fixed shuffle.

    Examples
    --------
    >>> np.sort(spread_ties(np.array([1.0, 1, 2, 2, 3, 3]))).tolist()
    [0.75, 1.25, 1.75, 2.25, 2.75, 3.25]
    """
    distinct, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(distinct) in (1, len(values)):
        return values
    held = _places(distinct, counts)
    if held[-1] < len(distinct) - 1:
        middle = np.bincount(held, weights=counts * distinct) / np.bincount(held, weights=counts)
        distinct, place, counts = middle, held[place], np.bincount(held, weights=counts).astype(np.intp)
    low, high = _rooms(distinct, counts)
    # each column has a shuffle of its own: with one for all, the room of one column would be tied to that of the next
    shuffle = np.random.RandomState(crc32(np.ascontiguousarray(place, dtype=np.int64).tobytes()))
    order = np.lexsort((shuffle.permutation(len(values)), place))
    rank = np.empty(len(values))
    rank[order] = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    spread = low[place] + (rank + 0.5) / counts[place] * (high - low)[place]
    return np.where(counts[place] > 1, spread, values)


def in_places(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Give the distinct values and how many share each; those that are one place of a grid count as one, their mean.

    Examples
    --------
    >>> values = np.repeat([9.99, 19.98, 19.99, 29.97, 39.96, 49.95], 10)
    >>> [part.tolist() for part in in_places(values)]
    [[9.99, 19.985, 29.97, 39.96, 49.95], [10, 20, 10, 10, 10]]
    """
    distinct, counts = np.unique(values, return_counts=True)
    held = _places(distinct, counts)
    if held[-1] == len(distinct) - 1:
        return distinct, counts
    together = np.bincount(held, weights=counts)
    return np.bincount(held, weights=counts * distinct) / together, together.astype(np.intp)


def _places(distinct: NDArray, counts: NDArray) -> NDArray[np.intp]:
    """Give each value the number of its place in a grid: values far closer to each other than to others share one.

    Fewer than five places are no grid: groups of customers may be as far apart. A place has two customers a value or
    more: values that nobody shares lie close to each other by chance.
    """
    if counts.max() == 1:
        return np.arange(len(distinct))
    reached = np.append(0, np.cumsum(counts))
    first = np.arange(len(distinct))
    for run in range(2, _RUN + 1):
        # few runs hold so many customers: only these are measured
        start = np.flatnonzero(reached[run:] - reached[:-run] >= 2 * run)
        width = distinct[start + run - 1] - distinct[start]
        before = np.where(start > 0, distinct[start] - distinct[start - 1], np.nan)
        after = np.where(start + run < len(distinct), distinct[(start + run) % len(distinct)], np.nan)
        # a longer run takes in the shorter ones: what lies apart overlaps nothing else that does
        apart = _TIGHT * width <= np.fmin(before, after - distinct[start + run - 1])
        for low in start[apart]:
            first[low : low + run] = low
    place = np.cumsum(first == np.arange(len(distinct))) - 1
    return place if place[-1] >= _GRID - 1 else np.arange(len(distinct))


def _rooms(distinct: NDArray, counts: NDArray) -> tuple[NDArray, NDArray]:
    """Room of every value: half way to its neighbours; without one on a side, as far as on the other.

    It is no wider than the room of twice as many others: else the last who share a value beside a valley would be
    spread half across it, to the nearest value beyond that is as common. Among as many others only, those whom a limit
    has given its value (the most that an account holds) were a hump in 2 of 40 tables of 2,000.
    """
    after = _next_as_common(counts)
    before = len(counts) - 1 - _next_as_common(counts[::-1])[::-1]
    right = np.where(after < len(counts), distinct[np.minimum(after, len(counts) - 1)] - distinct, np.nan) / 2
    left = np.where(before >= 0, distinct - distinct[np.maximum(before, 0)], np.nan) / 2
    alone = np.isnan(left) & np.isnan(right)
    left, right = np.where(np.isnan(left), right, left), np.where(np.isnan(right), left, right)
    low = np.where(alone, distinct[0], distinct - left)
    reach = step_reach(distinct, counts, _OTHERS)
    high = np.where(alone, distinct[-1], distinct + right)
    return np.maximum(low, distinct - reach), np.minimum(high, distinct + reach)


def _next_as_common(counts: NDArray) -> NDArray[np.intp]:
    """Place of the next value that at least half as many share; the length where there is none."""
    found = np.full(len(counts), len(counts))
    for place in np.flatnonzero(counts > 1):
        later = np.flatnonzero(2 * counts[place + 1 :] >= counts[place])
        if len(later):
            found[place] = place + 1 + later[0]
    return found
