"""How many days lie between a customer's purchases, usually?

`median_gaps`; `customer_slices` are the parts in which it is asked.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ._shelf import STEP, is_shelved


def median_gaps(who: np.ndarray, day: np.ndarray, n: int) -> np.ndarray:
    """Give the median of the gaps of each of `n` customers, NaN for those without one.

    `who` and `day` hold each purchase day once, sorted by customer and date: `custseg.tables._counted.distinct_pairs`
    gives them so.
    """
    median = np.full(n, np.nan)
    for low, high, rows in customer_slices(who, n):
        median[low:high] = _medians(who[rows] - who.dtype.type(low), day[rows], high - low)
    return median


def customer_slices(who: np.ndarray, n: int) -> Iterator[tuple[int, int, slice]]:
    """Divide entries sorted by customer, of a long log into about a million each: customers from, below, their entries.

    Examples
    --------
    >>> list(customer_slices(np.array([0, 0, 2]), 3))
    [(0, 3, slice(0, 3, None))]
    """
    parts = -(-len(who) // STEP) if is_shelved(who) else 1
    edges = np.linspace(0, n, parts + 1).astype(np.int64)
    starts = np.searchsorted(who, edges.astype(who.dtype))
    for (low, high), (start, end) in zip(pairwise(edges), pairwise(starts), strict=True):
        if end > start:
            yield int(low), int(high), slice(int(start), int(end))


def _medians(who: np.ndarray, day: np.ndarray, n: int) -> np.ndarray:
    same = who[1:] == who[:-1]
    owner, gap = who[1:][same], np.diff(day)[same]
    of = owner.astype(np.int64) * (int(gap.max(initial=0)) + 1)  # one key for both sorts several times faster than two
    gap = (np.sort(of + gap) - of).astype(float)
    gaps = np.bincount(owner, minlength=n)
    first = np.cumsum(gaps) - gaps
    some = gaps > 0
    median = np.full(n, np.nan)
    median[some] = (gap[(first + (gaps - 1) // 2)[some]] + gap[(first + gaps // 2)[some]]) / 2
    return median
