"""How narrow may a component of a mixture be?

`least_variances`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WIDEST_GRAIN = 0.25  # a column's grain floors the spread of a component at this share of the column's at most


def least_variances(points: NDArray, counts: NDArray, floor: float) -> NDArray[np.float64]:
    """Give the least variance of a component in each column: what rounding to its grain leaves, or the floor.

    The grain is the distance to the nearest other value, for the customer in the middle. Whole numbers, prices and days
    have one: without it a component on one value that many share would be infinitely likely.

    Parameters
    ----------
    points, counts : ndarray of shape (n, p) and (n,)
        Distinct rows, and how many customers each stands for.
    floor : float
        Least share of the variance of a column.

    Returns
    -------
    ndarray of shape (p,)

    Examples
    --------
    >>> least_variances(np.arange(13.0)[:, None], np.ones(13), 1e-6).round(4)
    array([0.0833])
    """
    spreads = np.sqrt(np.average((points - np.average(points, axis=0, weights=counts)) ** 2, axis=0, weights=counts))
    grains = np.array([_grain(column, counts) for column in points.T])
    spreads = np.where(spreads > 0, spreads, 1.0)
    return np.maximum(floor * spreads**2, np.minimum(grains / np.sqrt(12.0), WIDEST_GRAIN * spreads) ** 2)


def _grain(column: NDArray, counts: NDArray) -> float:
    values, codes = np.unique(column, return_inverse=True)
    if len(values) == 1:
        return 0.0
    gaps = np.diff(values, prepend=-np.inf, append=np.inf)
    mass = np.bincount(codes, weights=counts)
    return float(np.quantile(np.minimum(gaps[:-1], gaps[1:]), 0.5, weights=mass, method="inverted_cdf"))
