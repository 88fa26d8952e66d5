"""Within which ends does the difference between two groups' means lie, when one group is small and its money skewed?

`ends_of_difference`, from sums over each group; `skewness_left` by the sizes of both.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .influence import corrected_ends

Floats = NDArray[np.float64]


def ends_of_difference(
    difference: ArrayLike,
    units: Floats,
    squares: Floats,
    cubes: Floats,
    *,
    level: float,
    products: ArrayLike = 0.0,
    size: ArrayLike = 0.0,
) -> Floats:
    """Give the ends of the difference between two means, the first less the second, for any number of such pairs.

    Each mean has an interval of its own, that of `influence_interval`, which leans to the long tail of its group. How
    far both reach together, as the spreads of independent means do (by the sum of the squares), tells how much farther
    the difference reaches than without the skewness: above, where the first mean may be larger and the second smaller
    than it came out, and below the other way round. Welch's ends are moved out by the part of this that
    `skewness_left` gives, and never in.

    Parameters
    ----------
    difference : array-like
        The first mean less the second.
    units : ndarray of shape (2, ...)
        How many independent units each group has.
    squares, cubes : ndarray of shape (2, ...)
        Sums, in each group, of the squares and cubes of what each unit adds to the mean of its group; these parts sum
        to nought.
    level : float
        Coverage, between 0 and 1.
    products : array-like, default 0
        Sums over the units of both groups of what each adds to the first mean times what it adds to the second.
    size : array-like, default 0
        How large the numbers behind the difference are: see `corrected_ends`.

    Returns
    -------
    ndarray of shape (2, ...)
        Lower and upper ends; NaN where a group has fewer than two units or none has a spread.

    See Also
    --------
    custseg.resample.group_difference : From the rows themselves.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27(10).
    """
    middle, shared = np.asarray(difference, dtype="float64"), np.asarray(products, dtype="float64")
    many = np.maximum(units, 2.0)
    lone = squares * many / (many - 1)
    both = lone.sum(axis=0)
    freedom = both**2 / np.where(both > 0, (lone**2 / (many - 1)).sum(axis=0), 1.0)
    known = np.where(units.min(axis=0) > 1, units.sum(axis=0), 1)
    variance = both - 2 * shared
    welch = corrected_ends(middle, variance, 0.0, known, level=level, freedom=freedom, size=size)
    straight = _joint_reach(squares, 0 * cubes, units, shared, level=level, size=size)
    leaning = _joint_reach(squares, cubes, units, shared, level=level, size=size)
    longer = np.divide(leaning, straight, out=np.ones_like(straight), where=straight > 0)
    ends: Floats = middle + (welch - middle) * (1 + skewness_left(*units) * np.maximum(longer - 1, 0.0))
    return ends


def _joint_reach(
    squares: Floats, cubes: Floats, units: Floats, products: Floats, *, level: float, size: ArrayLike
) -> Floats:
    """Give how far the intervals of both means reach together, below the difference and above it."""
    apart = np.abs(corrected_ends(np.zeros_like(squares), squares, cubes, units, level=level, size=size))
    below, above = np.nan_to_num(apart)  # a group whose numbers are all alike adds no reach
    alike = products / np.sqrt(np.where(squares.min(axis=0) > 0, squares.prod(axis=0), 1.0))
    # the first mean may be too large while the second is too small, and the other way round
    pairs = ((below[0], above[1]), (above[0], below[1]))
    square = np.stack([one**2 + other**2 - 2 * alike * one * other for one, other in pairs])
    reach: Floats = np.sqrt(np.maximum(square, 0.0))
    return reach


def skewness_left(n: ArrayLike, m: ArrayLike) -> Floats:
    """Give the part of the skewness of a difference that counts, from the sizes of both groups.

    In groups that are skewed alike, with third moments c, that of the difference is c / n^2 - c / m^2: of what a list
    shows, the part |n^2 - m^2| / (n^2 + m^2).

    Parameters
    ----------
    n, m : array-like
        How many units each group has.

    Returns
    -------
    ndarray
        From 0, for groups of one size, to 1.
    """
    first, second = np.asarray(n, dtype="float64") ** 2, np.asarray(m, dtype="float64") ** 2
    left: Floats = np.abs(first - second) / np.maximum(first + second, 1.0)
    return left
