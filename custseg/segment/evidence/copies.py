"""Which columns say again what is cut?

`copies_of`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

_COPY = 0.99  # least rank correlation, on the whole and in each group, of a column that says the same again


def copies_of(values: NDArray[np.float64], across: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Name the columns that order customers as the one that is cut does: the same on another scale, or turned round.

    Such a column has its valley where the other has it. Taken for another column, it is tied to the one that is cut as
    a bend is, and those in the valley have nobody beside them in it.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The column that is cut.
    across : ndarray of shape (n, q)
        The other columns.
    right : ndarray of bool of shape (n,)
        Who is in the second group.

    Returns
    -------
    ndarray of bool of shape (q,)
        Rank correlations of at least .99 of one sign, on the whole and within both groups: the two legs of a bend, or
        the bars and the stroke of a Z, lack one of them.

    Examples
    --------
    >>> money = np.array([1.0, 2, 3, 4, 11, 12, 13, 14])
    >>> copies_of(money, np.column_stack([np.log(money), -money, money % 10]), money > 7).tolist()
    [True, True, False]
    """
    parts = [np.ones(len(values), dtype=bool), right, ~right]
    return np.array([_is_copy(values, column, parts) for column in across.T], dtype=bool)


def _is_copy(values: NDArray, column: NDArray, parts: list[NDArray[np.bool_]]) -> bool:
    sign = 0.0
    for part in parts:
        correlation = _rank_correlation(values[part], column[part])
        if abs(correlation) < _COPY or correlation * sign < 0:
            return False
        sign = correlation
    return True


def _rank_correlation(first: NDArray, second: NDArray) -> float:
    if not len(first) or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(first), rankdata(second))[0, 1])
