"""Within which ends does a smooth statistic of the customers lie, when few of them are large?

`influence_interval` for one statistic; `corrected_ends` for many whose spread and skewness are known.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from ..schema import as_numbers, typed
from ._unlike_units import unit_weights

Floats = NDArray[np.float64]

#: Numbers whose spread is a smaller part of their size than this are equal; the rest is rounding.
EQUAL = 1e-12
PAST_THE_TURN = 30.0  # of 20 units the inverse is never stopped, of 600 almost at its turn


@typed
def influence_interval(
    estimate: ArrayLike, influence: ArrayLike, *, level: float = 0.95, clusters: ArrayLike | None = None
) -> Floats:
    """Give the interval of a statistic from what each customer adds to it: no resampling, no seed.

    Most statistics of a list (a mean, a ratio, a top share, the Gini coefficient) are near a mean of one number per
    customer, the customer's *influence*: how fast the statistic moves when there are more customers like this one. The
    spread of these numbers gives the standard error, and their skewness says to which side the interval must lean: a
    few large customers make the estimate too low more often than too high. The interval is that of Student's t after
    Hall's cubic transformation, which takes this skewness out. It speaks of all customers whom the firm could have
    drawn, not of this list, which is known.

    Parameters
    ----------
    estimate : float or array-like of shape (n_statistics,)
        The statistic of this list, in any unit.
    influence : array-like of shape (n_customers,) or (n_customers, n_statistics)
        What each customer adds, in the unit of the statistic; its mean is subtracted. For a mean: ``x - x.mean()``. For
        a ratio of sums r: ``(x - r * y) / y.mean()``.
    level : float, default 0.95
        How often the interval should hold the truth, between 0 and 1.
    clusters : array-like of shape (n_customers,), optional
        Rows with the same value (a household, an account) count as one unit; units of unlike size are as sure as fewer
        of one size. By default every row is one.

    Returns
    -------
    ndarray of shape (2,) or (2, n_statistics)
        Lower and upper end, in the unit of the statistic. NaN where there are fewer than two units or all are equal:
        such a list says nothing about the spread.

    Raises
    ------
    ValueError
        A level outside (0, 1), no customer, columns of unequal length, or numbers that are missing or infinite.

    See Also
    --------
    bootstrap : For a statistic whose influence is not known.
    mean_intervals : The means of groups at once.

    Notes
    -----
    With heavy tails (a Pareto exponent below 2) no such interval holds what it promises, at any number of customers:
    see `custseg.value.tail_exponent`.

    References
    ----------
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).
    Deville, J.-C. (1999). Variance estimation for complex statistics and estimators. Survey Methodology 25(2).

    Examples
    --------
    >>> import numpy as np
    >>> spend = np.array([10.0, 20.0, 30.0, 40.0, 150.0])
    >>> influence_interval(spend.mean(), spend - spend.mean()).round(1).tolist()
    [2.2, 290.3]
    """
    adds, middle = as_numbers(np.asarray(influence), "influence"), as_numbers(np.asarray(estimate), "estimate")
    if not adds.ndim or not adds.size or adds.shape[1:] != middle.shape:
        raise ValueError(
            f"influence must have one row per customer and the shape of the estimate behind it, {middle.shape}; "
            f"found {adds.shape}."
        )
    if bad := int((~np.isfinite(adds)).sum() + (~np.isfinite(middle)).sum()):
        raise ValueError(f"estimate and influence must be numbers; {bad} are missing or infinite.")
    unit = unit_of(adds, middle)
    adds = adds / unit
    parts, known = cluster_sums((adds - adds.mean(axis=0)) / len(adds), clusters)
    squares, cubes = (parts**2).sum(axis=0), (parts**3).sum(axis=0)
    return corrected_ends(middle / unit, squares, cubes, len(parts), level=level, **known) * unit


def cluster_sums(parts: Floats, clusters: ArrayLike | None) -> tuple[Floats, dict[str, Floats]]:
    """Add up the rows of each cluster, and say how sure their spread is; without clusters give the rows as they are.

    Parameters
    ----------
    parts : ndarray of shape (n_rows,) or (n_rows, n_statistics)
        What each row adds to a statistic.
    clusters : array-like of shape (n_rows,) or None
        The unit to which each row belongs.

    Returns
    -------
    sums : ndarray of shape (n_clusters,) or (n_clusters, n_statistics)
        One row per unit.
    known : dict
        ``variance`` and ``freedom`` for `corrected_ends`, since units may have unlike numbers of rows; empty without
        clusters.

    Raises
    ------
    ValueError
        If there are not as many clusters as rows, or one is missing.
    """
    if clusters is None:
        return parts, {}
    named = np.asarray(clusters)
    if named.ndim != 1:
        raise ValueError(f"clusters must name the unit of each of {len(parts)} rows; found shape {named.shape}.")
    codes, found = pd.factorize(named)
    missing = int((codes < 0).sum())
    if missing or len(codes) != len(parts):
        wrong = [f"found {len(codes)}"] * (len(codes) != len(parts)) + [f"{missing} are missing"] * bool(missing)
        raise ValueError(f"clusters must name the unit of each of {len(parts)} rows; {', and '.join(wrong)}.")
    sums = np.zeros((len(found), *parts.shape[1:]))
    np.add.at(sums, codes, parts)
    return sums, unit_weights(np.bincount(codes), np.zeros(len(found), dtype=np.intp), 1).spread(sums)


def corrected_ends(
    estimate: ArrayLike,
    squares: ArrayLike,
    cubes: ArrayLike,
    units: ArrayLike,
    *,
    level: float,
    freedom: ArrayLike | None = None,
    variance: ArrayLike | None = None,
    size: ArrayLike = 0.0,
) -> Floats:
    """Give the ends of skewness-corrected t intervals from sums over what each unit adds to an estimate.

    Parameters
    ----------
    estimate : array-like
        The statistics.
    squares, cubes : array-like
        Sums of the squares and of the cubes of what each unit adds; these parts sum to zero.
    units : array-like
        How many independent units there are.
    level : float
        Coverage, between 0 and 1.
    freedom : array-like, optional
        Degrees of freedom; ``units - 1`` by default, and then the squares are corrected by ``units / (units - 1)``.
    variance : array-like, optional
        The squares, corrected: what they should be where units weigh unlike. By default they are it, if `freedom` is
        given.
    size : array-like, default 0
        How large the numbers behind a statistic are that may itself be near nought, such as a difference: a spread
        that is no more than rounding of numbers of this size is none.

    Returns
    -------
    ndarray of shape (2, ...)
        Lower and upper ends; NaN where there are fewer than two units or no spread.
    """
    check_level(level)
    middle, second, third, n = np.broadcast_arrays(
        *(np.asarray(it, dtype="float64") for it in (estimate, squares, cubes, units))
    )
    rounding = EQUAL * np.maximum(np.abs(middle), size)
    many = np.maximum(n, 2)  # one unit has no interval, and nothing below may divide by nought
    second = np.where((n > 1) & (second > rounding**2 / many), second, np.nan)
    degrees = many - 1 if freedom is None else np.asarray(freedom, dtype="float64")
    error = np.sqrt(second * (many / degrees if freedom is None else 1.0))
    if variance is not None:
        error = np.sqrt(np.where(np.isnan(second), np.nan, variance))
    t = stdtrit(degrees, (1 + level) / 2)
    skewness = third / second**1.5
    return np.stack([middle - error * _untransformed(side, skewness, many) for side in (t, -t)])


def _untransformed(t: Floats, skewness: Floats, units: Floats) -> Floats:
    """Invert Hall's monotone cubic, u + a u^2 / 3 + a^2 u^3 / 27 + a / 6, at t; a is the skewness of the estimate.

    Past its turn the inverse runs away. Few units need that to hold the truth; from a hundred on it only doubles the
    width of the lists that hold one very large customer, so it is stopped the sooner the more units there are.
    """
    flat = np.abs(skewness) < 1e-6
    a = np.where(flat, 1.0, skewness)
    cube = np.maximum(1 + a * (t - a / 6), -PAST_THE_TURN / units)
    found: Floats = np.where(flat, t, (np.cbrt(cube) - 1) / (a / 3))
    return found


def unit_of(*numbers: Floats) -> float:
    """Give a unit in which the largest number is near one, so that cubes of very small amounts are not lost.

    Parameters
    ----------
    *numbers : ndarray
        Finite numbers.

    Returns
    -------
    float
        A power of two: to divide by it changes no digit. One if all are nought.
    """
    largest = max(np.abs(one).max(initial=0.0) for one in numbers)
    return float(np.ldexp(1.0, max(int(np.frexp(largest)[1]), -1000))) if largest > 0 else 1.0


def all_finite(numbers: Floats, name: str) -> Floats:
    """Give the numbers back, or raise a ValueError if one is infinite: means and spreads of it are no numbers.

    Parameters
    ----------
    numbers : ndarray
        What the caller gave.
    name : str
        The argument's name in the message.

    Returns
    -------
    ndarray
        The same.

    Raises
    ------
    ValueError
        If a number is infinite.
    """
    if bad := int(np.isinf(numbers).sum()):
        raise ValueError(f"{name} must be finite; {bad} of {numbers.size} are infinite. Fill or drop them first.")
    return numbers


def check_level(level: float) -> None:
    """Raise a ValueError unless the coverage of an interval is a fraction between 0 and 1.

    Parameters
    ----------
    level : float
        The coverage.

    Raises
    ------
    ValueError
        If it is 0 or less, or 1 or more.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, such as 0.95; found {level}.")
