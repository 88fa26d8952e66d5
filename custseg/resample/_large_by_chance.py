"""Does a group have so few, or so many, of the largest customers by chance?

`large_by_chance`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

#: A group may lack, or have, the largest customers by chance where its share has less than `_LITTLE` of the variance
#: that customers drawn from all would give it, and groups of its size would be so at least as often as `_BY_CHANCE`.
#: The largest are the fewest who make `_MOST` of the sum of the squares.
_LITTLE, _BY_CHANCE, _MOST = 0.2, 0.05, 0.75


def large_by_chance(
    of_each: NDArray[np.float64], codes: NDArray[np.intp], share: NDArray[np.float64], squares: NDArray[np.float64]
) -> list[str]:
    """Say which groups may have too few of the largest customers by chance, or too many.

    Parameters
    ----------
    of_each : ndarray of shape (n_customers,)
        The square of each customer's part of the money.
    codes : ndarray of int, shape (n_customers,)
        The place of each customer's group.
    share : ndarray of shape (n_groups,)
        What each group brings of all the money.
    squares : ndarray of shape (n_groups,)
        The variance of each share: the sum of the squares of what customers add to it; 0 if there is no interval.

    Returns
    -------
    list of str
        One of each group; empty where nothing is the matter.
    """
    n, size, falling = len(of_each), np.bincount(codes, minlength=len(share)), np.sort(of_each)[::-1]
    drawn = of_each.mean() * (size * (1 - share) ** 2 + (n - size) * share**2)
    doubtful = (squares > 0) & (squares < _LITTLE * drawn)
    enough = min(int(np.searchsorted(np.cumsum(falling), _MOST * falling.sum())), n - 1)
    largest = of_each >= falling[enough]  # who are as large as the last of them belong to them, whatever the order
    has = np.bincount(codes[largest], minlength=len(share))
    every = int(largest.sum())
    return [
        _has_few_or_many(int(few), int(of), every, n) if doubt else ""
        for doubt, few, of in zip(doubtful, has, size, strict=True)
    ]


def _has_few_or_many(has: int, size: int, largest: int, n: int) -> str:
    """Say how many of the largest a group has, and in how many groups of its size it would be so by chance."""
    lacks = has * n < largest * size
    chance = hypergeom.cdf(has, n, largest, size) if lacks else hypergeom.sf(has - 1, n, largest, size)
    if chance < _BY_CHANCE:
        return ""
    if largest == 1:
        whom = "is without the largest customer" if lacks else "has the largest customer"
    else:
        count = "none" if has == 0 else "all" if has == largest else str(has)
        whom = f"has {count} of the {largest} largest customers"
    so_many, wrong = ("few", "low") if lacks else ("many", "high")
    return f"{whom}; {chance:.0%} of groups of its size would have as {so_many} by chance: its ends may be too {wrong}"
