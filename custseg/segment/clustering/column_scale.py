"""Where is a column, and how wide is it, in whatever unit it comes?

`location_scale` says so; `near_one` brings numbers whose squares are none into a unit in which they are, and
`exponent_of` names that unit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ORDINARY = 300  # powers of two, about 1e90: sums of squares of smaller numbers, and of larger inverses, are numbers


def exponent_of(values: NDArray[np.float64], least: int = -ORDINARY) -> int:
    """Say which power of two brings the largest of these numbers near 1, or 0 where their squares are numbers as it is.

    Parameters
    ----------
    values : ndarray
        Finite numbers.
    least : int, default -300
        Smallest power at which numbers are left as they are.

    Returns
    -------
    int
        Numbers over two to this power are exact: another unit changes no digit of what follows.

    Examples
    --------
    >>> exponent_of(np.array([3.0, -800.0])), exponent_of(np.array([0.0, -3e-200]))
    (0, -662)
    """
    if not len(values):
        return 0
    exponent = int(np.frexp(max(abs(float(values.min())), abs(float(values.max()))))[1])
    return 0 if least <= exponent <= ORDINARY else exponent


def near_one(values: NDArray[np.float64], least: int = -ORDINARY) -> NDArray[np.float64]:
    """Give the same numbers in a unit in which their squares are numbers: the numbers themselves, if they are ordinary.

    Parameters
    ----------
    values : ndarray
        Finite numbers.
    least : int, default -300
        As for `exponent_of`.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> near_one(np.array([3.0, -800.0])).tolist(), bool(near_one(np.array([1e200, 2e200])).max() < 1)
    ([3.0, -800.0], True)
    """
    exponent = exponent_of(values, least)
    return np.ldexp(values, -exponent) if exponent else values


def location_scale(values: NDArray[np.float64], counts: NDArray[np.float64], scaling: str) -> tuple[float, float]:
    """Give what is subtracted from a column, and what it is divided by.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Distinct values, sorted.
    counts : ndarray of shape (n,)
        How many customers have each.
    scaling : {"standard", "robust", "none"}
        Mean and standard deviation; median and interquartile range over 1.349; 0 and 1.

    Returns
    -------
    center, scale : float

    Examples
    --------
    >>> location_scale(np.array([1.0, 3.0]), np.ones(2), "standard")
    (2.0, 1.0)
    """
    if scaling == "none":
        return 0.0, 1.0
    center = np.average(values, weights=counts)
    spread = np.sqrt(np.average((values - center) ** 2, weights=counts))
    if scaling == "standard":
        return float(center), float(spread)
    low, middle, high = quantile(values, counts, [0.25, 0.5, 0.75])
    # half of the customers may share one value: then only the standard deviation has something to say
    return float(middle), float((high - low) / 1.349 if high > low else spread)


def quantile(values: NDArray, counts: NDArray, shares: float | Sequence[float]) -> NDArray[np.float64]:
    """Quantiles of values that stand for so many customers each: the lower of two neighbours, never in between."""
    return np.quantile(values, shares, weights=counts, method="inverted_cdf")
