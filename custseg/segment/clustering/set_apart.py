"""Who is too far from all others to shape the clusters?

`usual_range` says where the others are, `is_beyond` who is far from there, `kept_range` what is left.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def usual_range(points: NDArray[np.float64], counts: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
    """Give the middle of each column and its spread, which a few extreme customers do not move.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    counts : ndarray of shape (n,)
        How many customers each row stands for; rows of none are not looked at.

    Returns
    -------
    middle, spread : ndarray of shape (p,)
        Medians, and interquartile ranges over 1.349, as wide as a standard deviation where a column is normal; the
        standard deviation of the rows where the quartiles are equal.

    Examples
    --------
    >>> middle, spread = usual_range(np.array([[0.0], [1.0], [2.0], [3.0], [900.0]]), np.ones(5))
    >>> middle.tolist(), spread.round(2).tolist()
    ([2.0], [1.48])
    """
    seen = counts > 0
    points, counts = points[seen], counts[seen]
    shares = [0.25, 0.5, 0.75]
    quartiles = np.array([np.quantile(column, shares, weights=counts, method="inverted_cdf") for column in points.T])
    spread = (quartiles[:, 2] - quartiles[:, 0]) / 1.349
    return quartiles[:, 1], np.where(spread > 0, spread, points.std(axis=0))


def is_beyond(points: NDArray, usual: tuple[NDArray, NDArray], limit: float) -> NDArray[np.bool_]:
    """Say who is further than so many spreads from the middle of at least one column.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    usual : tuple of ndarray of shape (p,)
        Middle and spread, as :func:`usual_range` gives them.
    limit : float
        How many spreads.

    Returns
    -------
    ndarray of bool of shape (n,)
        True for those who are set apart.

    Examples
    --------
    >>> is_beyond(np.array([[3.5], [9.0]]), (np.array([2.0]), np.array([1.48])), 3.5).tolist()
    [False, True]
    """
    middle, spread = usual
    return (np.abs(points - middle) > limit * spread).any(axis=1)


def kept_range(numbers: NDArray[np.float64], kept: NDArray[np.bool_], names: list[Any]) -> pd.DataFrame:
    """Give the least and the greatest value of each column among customers who are kept.

    Parameters
    ----------
    numbers : ndarray of shape (n, p)
        Columns as they came, before any transform.
    kept : ndarray of bool of shape (n,)
        Who was not set apart.
    names : list
        What the columns are called.

    Returns
    -------
    DataFrame
        Index: the names; ``low`` and ``high``, NaN where nobody is kept.

    Examples
    --------
    >>> kept_range(np.array([[1.0], [5.0], [9e6]]), np.array([True, True, False]), ["amount"])
            low  high
    amount  1.0   5.0
    """
    numbers = numbers if kept.all() else numbers[kept]  # a copy of a million rows takes longer than all else here
    limits = (
        {"low": numbers.min(axis=0), "high": numbers.max(axis=0)} if len(numbers) else {"low": np.nan, "high": np.nan}
    )
    return pd.DataFrame(limits, index=names)
