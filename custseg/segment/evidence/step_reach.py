"""How far from the value that they share may customers be?

`step_reach`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HALVINGS = 50


def step_reach(places: NDArray[np.float64], counts: NDArray, times: float = 1.0) -> NDArray[np.float64]:
    """How far from each value do ``times`` as many others stand as share it? At most to the next half as common.

    Parameters
    ----------
    places : ndarray of shape (m,)
        Distinct values, in order.
    counts : ndarray of shape (m,)
        How many share each.
    times : float
        How many others there are to be within reach, for each customer who shares the value.

    Returns
    -------
    ndarray of shape (m,)
        In the unit of the values.

    Examples
    --------
    >>> step_reach(np.array([1.0, 2, 3, 9]), np.array([30, 40, 30, 30])).round(6).tolist()
    [1.0, 1.0, 1.0, 6.0]
    >>> step_reach(np.array([1.0, 2, 3, 4]), np.array([9, 4, 4, 4]), times=0.5).round(6).tolist()
    [2.0, 1.0, 1.0, 1.0]
    """
    reached = np.append(0, np.cumsum(counts))
    low, high = np.zeros(len(places)), _ways(places, counts)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        after = np.searchsorted(places, places + middle, side="right")
        around = reached[after] - reached[np.searchsorted(places, places - middle)]
        enough = around >= (1 + times) * counts
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _ways(places: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Give the way from each value to the next that at least half as many share, on the side where it is longer."""
    back = _way_on(places[::-1], counts[::-1])[::-1]
    ways = np.fmax(_way_on(places, counts), back)
    return np.where(np.isnan(ways), places[-1] - places[0], ways)


def _way_on(places: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Give the way from each value to the first after it that at least half as many share; not a number without one."""
    ways, open_values = np.full(len(places), np.nan), list[int]()
    for at, count in enumerate(counts):
        while open_values and 2 * count >= counts[open_values[-1]]:
            passed = open_values.pop()
            ways[passed] = abs(places[at] - places[passed])
        open_values.append(at)
    return ways
