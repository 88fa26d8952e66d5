"""Within which ends does the difference between two groups' shares lie, such as those who answered?

`ends_of_shares`, by Newcombe's rule from Wilson's interval of each share.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from .influence import EQUAL, check_level

Floats = NDArray[np.float64]


def ends_of_shares(
    shares: Floats,
    rows: Floats,
    units: Floats,
    squares: Floats,
    *,
    level: float,
    products: ArrayLike = 0.0,
    variances: Floats | None = None,
    freedom: Floats | None = None,
    equal: Floats | None = None,
) -> Floats:
    """Give the ends of the difference between two shares, the first less the second, for any number of such pairs.

    Each share has Wilson's interval. The difference reaches below by as much as the first share may be lower and the
    second higher than it came out, both together by the root of their squares, and above the other way round. Where
    a unit has several rows in a group, the share is as sure as one of so many independent rows as would have its
    spread, and the interval reaches as far as Student's of the units.

    Parameters
    ----------
    shares : ndarray of shape (2, ...)
        Of each group, 0-1.
    rows, units : ndarray of shape (2, ...)
        How many rows each group has, and how many independent units they belong to.
    squares : ndarray of shape (2, ...)
        Sums, in each group, of the squares of what each unit adds to the share of its group; these parts sum to nought.
    level : float
        Coverage, between 0 and 1.
    products : array-like, default 0
        Sums over the units of both groups of what each adds to the first share times what it adds to the second.
    variances, freedom, equal : ndarray of shape (2, ...), optional
        Where units have unlike numbers of rows: the squares, corrected; their degrees of freedom; and how many units of
        one size would weigh as much. By default by the number of units.

    Returns
    -------
    ndarray of shape (2, ...)
        Lower and upper ends, -1 to 1; NaN where a group has fewer than two units.

    Raises
    ------
    ValueError
        A level outside (0, 1).

    See Also
    --------
    custseg.resample.group_difference : From the rows themselves.
    custseg.resample.wilson_interval : Of each share.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17(8).
    Newcombe, R. G. (1998b). Improved confidence intervals for the difference between binomial proportions based on
    paired data. Statistics in Medicine 17(22).
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27(10).
    """
    check_level(level)
    known = np.where(units > 1, units, np.nan)
    equal = known if equal is None else np.where(units > 1, equal, np.nan)
    degrees = known - 1 if freedom is None else np.where(units > 1, freedom, np.nan)
    corrected = squares * known / (known - 1) if variances is None else variances
    alone = units == rows
    some = squares > EQUAL**2 / units  # less is rounding: in every unit a third said yes
    # several rows of a unit: as many independent ones as have this spread, at most all; where all rows said the same,
    # as many as units of one size
    spread = np.where(some, corrected, EQUAL**2)
    told = shares * (1 - shares)
    like = np.where(told > 0, np.minimum(told / spread, rows), equal)
    quantile = np.where(alone, ndtri((1 + level) / 2), stdtrit(degrees, (1 + level) / 2))
    low, high = wilson_ends(shares, np.where(alone, known, like), quantile)
    below, above = shares - low, high - shares
    # less by half a pair, as Newcombe (1998b) takes it: of few pairs a chance agreement would narrow the interval
    joint = np.asarray(products, dtype="float64")
    joint = np.where(joint > 0, np.maximum(joint - 0.5 / rows.prod(axis=0), 0.0), joint)
    alike = joint / np.sqrt(np.where(some.all(axis=0), squares.prod(axis=0), 1.0))
    pairs = ((below[0], above[1]), (above[0], below[1]))
    reach = [np.sqrt(np.maximum(one**2 + other**2 - 2 * alike * one * other, 0.0)) for one, other in pairs]
    ends: Floats = shares[0] - shares[1] + np.stack([-reach[0], reach[1]])
    return ends


def wilson_ends(share: Floats, n: Floats, quantile: Floats) -> Floats:
    """Give Wilson's ends of shares, where n need be no whole number."""
    square = quantile**2 / n
    middle, reach = share + square / 2, np.sqrt(square * (share * (1 - share) + square / 4))
    ends: Floats = np.clip(np.stack([middle - reach, middle + reach]) / (1 + square), 0.0, 1.0)
    return ends
