"""Which cluster is called 0? The one whose customers are worth most.

`order_by_mean` puts clusters in order, `column_to_order_by` finds the column that says what a customer is worth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import listed
from .column_scale import near_one


def order_by_mean(
    value: NDArray[np.float64], groups: NDArray[np.intp], counts: NDArray[np.float64], k: int
) -> tuple[NDArray[np.intp], NDArray]:
    """Put groups in the order of the mean value of their customers, the highest first and empty ones last.

    Parameters
    ----------
    value : ndarray of shape (n,)
        What each row is worth.
    groups : ndarray of int of shape (n,)
        In which of the groups it is.
    counts : ndarray of shape (n,)
        How many customers it stands for.
    k : int
        Number of groups.

    Returns
    -------
    order : ndarray of int of shape (k,)
        The groups, best first; those whose means are equal to nine decimals stay as they stood.
    sizes : ndarray of shape (k,)
        Customers in each group, in the order in which they stood.

    Examples
    --------
    >>> order, sizes = order_by_mean(np.array([5.0, 7.0, 90.0]), np.array([0, 0, 2]), np.ones(3), 3)
    >>> order.tolist(), sizes.tolist()
    ([2, 0, 1], [2.0, 0.0, 1.0])
    """
    sizes = np.bincount(groups, weights=counts, minlength=k)
    value = near_one(value, least=-10)  # in a unit so small that nine decimals say nothing all would be equal
    means = np.bincount(groups, weights=counts * value, minlength=k) / np.maximum(sizes, 1e-300)
    return np.argsort(-np.where(sizes > 0, np.round(means, 9), -np.inf), kind="stable"), sizes


def column_to_order_by(X: Any, order_by: Any) -> NDArray[np.float64]:
    """Give the column by which clusters are numbered.

    Parameters
    ----------
    X : DataFrame or array-like of shape (n, p)
        One row per customer.
    order_by : str or int
        Its name, or its position where `X` has no names.

    Returns
    -------
    ndarray of shape (n,)
        As floats.

    Raises
    ------
    ValueError
        If `X` has no such column.

    Examples
    --------
    >>> column_to_order_by([[1, 80], [2, 90]], 1).tolist()
    [80.0, 90.0]
    """
    if isinstance(X, pd.DataFrame):
        if order_by not in X.columns:
            raise ValueError(f"order_by={order_by!r} is not a column of X; it has {listed(X.columns, 10)}.")
        return X[order_by].to_numpy(dtype=np.float64)
    X = np.asarray(X)
    if not isinstance(order_by, (int, np.integer)) or not 0 <= order_by < X.shape[1]:
        raise ValueError(f"order_by={order_by!r} must be a position below {X.shape[1]}, as X has no names.")
    return X[:, order_by].astype(np.float64)
