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
    crossed: ArrayLike = 0.0,
    size: ArrayLike = 0.0,
    variances: Floats | None = None,
    freedom: Floats | None = None,
) -> Floats:
    """Give the ends of the difference between two means, the first less the second, for any number of such pairs.

    Each mean has an interval of its own, that of `influence_interval`, which leans to the long tail of its group. How
    far both reach together, as the spreads of independent means do (by the sum of the squares), tells how much farther
    the difference reaches than without the skewness: above, where the first mean may be larger and the second smaller
    than it came out, and below the other way round. Welch's ends are moved out by the part of this that
    `skewness_left` gives, and never in. Groups that are skewed unlike leave some of it at any sizes: an end is moved
    out, too, to that which Hall's transformation gives for the third moment of the difference. Its inverse is stopped
    at its turn, for what lies beyond makes intervals longer and holds no more.

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
    crossed : array-like, default 0
        What these units add to the third moment of the difference beside the cubes: sums of 3 a b (b - a), where a unit
        adds a to the first mean and b to the second.
    size : array-like, default 0
        How large the numbers behind the difference are: see `corrected_ends`.
    variances, freedom : ndarray of shape (2, ...), optional
        The squares, corrected where units weigh unlike (`products` then too), and the degrees of freedom of each. By
        default by the number of units.

    Returns
    -------
    ndarray of shape (2, ...)
        Lower and upper ends; NaN where a group has fewer than two units or none has a spread.

    See Also
    --------
    custseg.resample.group_difference : From the rows themselves.

    References
    ----------
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27(10).
    """
    middle, shared = np.asarray(difference, dtype="float64"), np.asarray(products, dtype="float64")
    many = np.maximum(units, 2.0)
    lone = squares * many / (many - 1) if variances is None else variances
    both = lone.sum(axis=0)
    each = {} if variances is None or freedom is None else {"variance": variances, "freedom": freedom}
    degrees = many - 1 if freedom is None else freedom
    joint = both**2 / np.where(both > 0, (lone**2 / degrees).sum(axis=0), 1.0)
    known = np.where(units.min(axis=0) > 1, units.sum(axis=0), 1)
    variance = both - 2 * shared
    welch = corrected_ends(middle, variance, 0.0, known, level=level, freedom=joint, size=size)
    straight, leaning = (
        _joint_reach(squares, third, units, shared, level=level, size=size, **each) for third in (0 * cubes, cubes)
    )
    longer = np.divide(leaning, straight, out=np.ones_like(straight), where=straight > 0)
    moved = middle + (welch - middle) * (1 + skewness_left(*units) * np.maximum(longer - 1, 0.0))
    third, to_turn = cubes[0] - cubes[1] + np.asarray(crossed, dtype="float64"), np.where(known > 1, np.inf, 1)
    leaned = corrected_ends(middle, variance, third, to_turn, level=level, freedom=joint, size=size)
    ends: Floats = np.stack([np.minimum(moved[0], leaned[0]), np.maximum(moved[1], leaned[1])])
    return ends


def _joint_reach(
    squares: Floats, cubes: Floats, units: Floats, products: Floats, *, level: float, size: ArrayLike, **each: Floats
) -> Floats:
    """Give how far the intervals of both means reach together, below the difference and above it."""
    apart = np.abs(corrected_ends(np.zeros_like(squares), squares, cubes, units, level=level, size=size, **each))
    below, above = np.nan_to_num(apart)  # a group whose numbers are all alike adds no reach
    spreads = each.get("variance", squares)
    alike = products / np.sqrt(np.where(spreads.min(axis=0) > 0, spreads.prod(axis=0), 1.0))
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
