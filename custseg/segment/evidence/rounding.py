"""Which values differ by rounding alone?

`without_rounding` makes them one value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..clustering.column_scale import near_one

_ROUNDINGS = 1000  # units of the last bit, by which a thousand numbers added in two orders can differ


def without_rounding(numbers: NDArray, points: NDArray) -> tuple[NDArray, NDArray]:
    """Give customers whose values differ by rounding alone the same value: that of the first of them, in order.

    Whole numbers that were turned with other columns and back, or amounts added up in any order, differ in their last
    bits. The next value is then one rounding away, and who had one value would be spread no farther: a pile, and a
    cluster.

    Parameters
    ----------
    numbers : ndarray of shape (n, p)
        Columns as customers have them.
    points : ndarray of shape (n, p)
        The same, scaled; customers with one number have one place.

    Returns
    -------
    numbers, points : ndarray of shape (n, p)
        The arrays that came in, where nothing differs by rounding.

    See Also
    --------
    custseg.segment.evidence.shared_values.spread_ties : Spreads who shares a value.

    Notes
    -----
    Values in order are one value where each is within a thousand roundings of the column's largest number from the one
    before it. A column that has no other differences is left as it is.

    Examples
    --------
    >>> told = np.array([[0.1 + 0.2], [0.3], [0.7]])
    >>> one, _ = without_rounding(told, told)
    >>> len(np.unique(told)), len(np.unique(one))
    (3, 2)
    """
    for place in range(numbers.shape[1]):
        alike = _alike(numbers[:, place])
        if alike is not None:
            numbers, points = _instead(numbers, place, alike), _instead(points, place, alike)
    return numbers, points


def _instead(columns: NDArray, place: int, rows: NDArray[np.intp]) -> NDArray:
    changed = columns.copy()
    changed[:, place] = columns[rows, place]
    return changed


def _alike(column: NDArray) -> NDArray[np.intp] | None:
    """Give for each customer the first row of those whose values differ by rounding alone; None if all differ more."""
    even = near_one(column)
    order = np.argsort(even, kind="stable")
    steps = np.diff(even[order])
    rounded = steps <= _ROUNDINGS * np.spacing(np.abs(even).max(initial=0.0))
    if rounded.all() or not (rounded & (steps > 0)).any():
        return None
    starts = np.flatnonzero(np.append(True, ~rounded))
    rows = np.empty_like(order)
    rows[order] = order[np.repeat(starts, np.diff(np.append(starts, len(order))))]
    return rows
