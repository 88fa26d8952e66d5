"""Would those who share a value fill the valley in which it stands?

`fill_valley`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import cumulative_trapezoid

from .humps import Hump

_PARTS = 24  # of the valley, each with as many customers of the crowd with one hump


def fill_valley(
    values: NDArray[np.float64], hump: Hump, shared: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lay customers who share a value into the valley around it, where one crowd would have more than there are.

    Means of a few ratings are whole numbers far more often than anything just beside these: four ratings of whom one is
    off give 3.75, and nothing of fewer ratings is nearer to 4. Where 4 is set aside as a value that many share, it
    leaves a hole that those who have it would fill.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Those who share no value with many.
    hump : Hump
        What was found in them.
    shared : ndarray of shape (m,)
        The values of those who do, one a customer.

    Returns
    -------
    filled : ndarray
        The values, with as many of those that are shared between the two tops as are missing there, the emptiest parts
        first.
    left_over : ndarray
        Values of those who are shared outside the two tops.

    See Also
    --------
    custseg.segment.evidence.shared_values.shared_values : Who is set aside.

    Notes
    -----
    The rule is proposed here.

    Examples
    --------
    >>> from custseg.segment.evidence.humps import second_hump
    >>> stands = np.concatenate([np.linspace(0, 3, 100), np.linspace(5, 8, 100)])
    >>> filled, _ = fill_valley(stands, second_hump(stands), np.full(80, 4.0))
    >>> len(filled) > 240, bool(second_hump(filled).chance > 0.05)
    (True, True)
    """
    inside = (shared > hump.left) & (shared < hump.right)
    grid, density = hump.crowd
    reached = cumulative_trapezoid(density, grid, initial=0)
    low, high = np.interp([hump.left, hump.right], grid, reached)
    edges = np.interp(np.linspace(low, high, _PARTS + 1), reached, grid)
    have = np.histogram(values, edges)[0]
    whole = len(values) * (high - low) / reached[-1] / _PARTS
    missing = _lowest_first(have, whole, int(inside.sum()))
    places = [start + (np.arange(k) + 0.5) / k * (end - start) for start, end, k in _rooms(edges, missing)]
    return np.concatenate([values, *places]), shared[~inside]


def _rooms(edges: NDArray, missing: NDArray) -> list[tuple[float, float, int]]:
    return [(start, end, int(k)) for start, end, k in zip(edges[:-1], edges[1:], missing, strict=True) if k]


def _lowest_first(have: NDArray, whole: float, most: int) -> NDArray[np.intp]:
    """How many each part gets when the lowest are raised to one level, at most to that of the crowd."""
    low, high = 0.0, float(whole)
    for _ in range(40):
        level = (low + high) / 2
        low, high = (level, high) if np.maximum(level - have, 0).sum() <= most else (low, level)
    reached = np.cumsum(np.maximum(low - have, 0))
    return np.diff(np.round(reached), prepend=0).astype(np.intp)
