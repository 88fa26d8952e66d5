"""How many days lie between a customer's purchases, usually?

`median_gaps`.
"""

from itertools import pairwise

import numpy as np

from ._shelf import STEP, is_shelved


def median_gaps(who: np.ndarray, day: np.ndarray, n: int) -> np.ndarray:
    """Give the median of the gaps of each of `n` customers, NaN for those without one.

    `who` and `day` hold each purchase day once, sorted by customer and date, as `custseg.tables._log.distinct_pairs`
    gives them.
    """
    median = np.full(n, np.nan)
    parts = -(-len(who) // STEP)
    edges = np.linspace(0, n, parts + 1).astype(np.int64) if is_shelved(who) else np.array([0, n])
    for (low, high), (start, end) in zip(pairwise(edges), pairwise(np.searchsorted(who, edges)), strict=True):
        if end > start:
            median[low:high] = _medians(who[start:end] - who.dtype.type(low), day[start:end], high - low)
    return median


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
