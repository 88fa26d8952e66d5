"""How narrow may a component of a mixture be, and in which columns is it as narrow as that?

`least_variances` and `narrow_columns`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .mixture_search import Mixture

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


def narrow_columns(
    mixture: Mixture, place: int, points: NDArray[np.float64], counts: NDArray[np.float64]
) -> dict[int, float]:
    """Give the columns in which a component is as narrow as it may be, and how many near it share one value there.

    Parameters
    ----------
    mixture : Mixture
        What was found.
    place : int
        Which of its components.
    points, counts : ndarray of shape (n, p) and (n,)
        Distinct rows, and how many customers each stands for.

    Returns
    -------
    dict of int to float
        Places of the columns. Near are those within two standard deviations in all of them; a fraction of these.
    """
    narrow = np.unique(np.abs(mixture.directions[place][:, mixture.floored[place]]).argmax(axis=0))
    reach = 2.0 * np.sqrt(np.diag(mixture.covariances[place])[narrow])
    near = (np.abs(points[:, narrow] - mixture.means[place, narrow]) <= reach).all(axis=1)
    return {int(column): _most_shared(points[near, column], counts[near]) for column in narrow}


def _most_shared(values: NDArray, counts: NDArray) -> float:
    """Give the share of the value that most customers have."""
    if not len(values):
        return 0.0
    _, codes = np.unique(values, return_inverse=True)
    mass = np.bincount(codes, weights=counts)
    return float(mass.max() / mass.sum())
