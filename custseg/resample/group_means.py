"""How sure are the means of groups?

`mean_intervals`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from ..schema import typed
from ._grouped_numbers import are_yes_or_no, as_floats, check_groups, places_of_groups
from ._two_shares import wilson_ends
from ._unlike_units import unit_weights
from .influence import corrected_ends, unit_of
from .proportions import wilson_interval


@typed
def mean_intervals(
    values: pd.Series,
    groups: pd.Series,
    *,
    clusters: pd.Series | None = None,
    yes_or_no: bool | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give the mean of each group with its interval; the mean of a yes/no column is a share.

    A column of yes and no gets Wilson's interval. Counts and amounts get the t interval corrected for their skewness:
    see `influence_interval`. Nothing is drawn, so nothing depends on a seed.

    Parameters
    ----------
    values : Series of shape (n_customers,)
        Numbers, or True and False.
    groups : Series of shape (n_customers,)
        The group of each customer, on the same index. A categorical keeps its order, and its empty groups.
    clusters : Series of shape (n_customers,), optional
        The unit of each row that was drawn as a whole, where rows are not customers: the household of a mailing. A unit
        may have rows in several groups. By default every row is a unit. With clusters, a share gets the interval of
        numbers too, cut at 0 and 1; where all said the same, Wilson's of as many units of one size.
    yes_or_no : bool, optional
        What the values are: True for yes and no, False for counts and amounts. By default they are taken for yes and no
        if they are True and False, or nothing but 0 and 1. Counts and amounts that all happen to be 0 or 1 look the
        same: fifty customers who spent nothing, or five of whom none bought twice. Say False of them, or the interval
        is that of a share, and that of one group depends on what somebody in another bought.
    level : float, default 0.95
        How often an interval should hold the truth, between 0 and 1.

    Returns
    -------
    DataFrame
        Index: the groups. Columns ``customers`` (rows), ``mean``, ``low``, ``high``. A group without customers has no
        mean; a group of one, or of equal numbers, has no interval, since it says nothing about the spread: these are
        missing values. A group in which all said no has one, from 0 to what is still possible.

    Raises
    ------
    ValueError
        Indexes that differ, missing or infinite values, no customer, a level outside (0, 1), or something else than 0
        and 1 where `yes_or_no` is True.

    See Also
    --------
    share_intervals : Each group's share of a total instead of its mean.
    group_difference : By how much two groups differ.
    paired_difference : By how much two columns of the same customers differ.

    Notes
    -----
    Of nominal 95 % intervals of skewed spend (log-normal, s = 1) .88 hold at 5 customers, .90 at 10, .92 at 20, .93 at
    50, .94 at 200; percentiles of resamples hold .68, .79, .84, .91 and .92. Where two of a hundred spend anything, .89
    hold at 100 customers, of the lists in which somebody did, and .92 at 200. The manual's page *How often an interval
    holds* has other kinds and numbers. Money that a few bring has no caveat here, and its interval promises too much:
    log-normal, s = 2, .79, .84, .88, .90 and .92 at 10, 20, 50, 200 and 1,000 customers; with a Pareto tail of 1.5 .81
    to .85 at any number; where one in twenty spends 200 times as much .40 and .63 at 10 and 20, .84 at 50. See
    `custseg.value.tail_exponent`, and the caveat of `share_intervals`. Below about 10 customers take an interval of
    money as a sign of how little is known, not as a promise.

    Units of unlike size are as sure as fewer of one size: the large ones decide. Of accounts whose numbers of rows are
    log-normal (s = 1.5) .95 to .98 hold for normal numbers, .93 to .96 for log-normal money, .96 to .98 for yes and no,
    at 10 to 300 accounts; of 1 to 6 rows .94 to .95, .91 to .94 and .95 to .97. Where one unit has half of the rows .99
    or more hold, since little is known: the interval may be six times as long as one that takes the units for alike,
    also where the rows of a unit do not have to do with each other.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158).
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).
    Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology 28(2).

    Examples
    --------
    >>> came_back = pd.Series([True, False, True, True])
    >>> mean_intervals(came_back, pd.Series(["a", "a", "b", "b"])).round(2).to_numpy().tolist()
    [[2.0, 0.5, 0.09, 0.91], [2.0, 1.0, 0.34, 1.0]]

    Eight customers who said no; and eight who spent nothing, which does not say how much others may spend.

    >>> eight, one_list = pd.Series([0] * 8), pd.Series(["list"] * 8)
    >>> mean_intervals(eight, one_list, yes_or_no=True).round(2).to_numpy().tolist()
    [[8.0, 0.0, 0.0, 0.32]]
    >>> mean_intervals(eight, one_list, yes_or_no=False).to_numpy().tolist()
    [[8.0, 0.0, nan, nan]]
    """
    check_groups(values, groups)
    if not len(values):
        raise ValueError("mean_intervals needs at least one customer; values is empty.")
    names, codes, customers = places_of_groups(groups)
    numbers = as_floats(values, "values")
    sums = np.bincount(codes, numbers, len(names))
    mean = np.divide(sums, customers, out=np.full(len(names), np.nan), where=customers > 0)
    shares = are_yes_or_no(numbers, yes_or_no, "values")
    unit = unit_of(numbers)
    parts = (numbers - mean[codes]) / unit / customers[codes]
    if clusters is not None:
        ends, equal = _clustered_ends(parts, codes, mean / unit, clusters, values, level)
        low, high = ends * unit
        if shares:
            low, high = _shares_of_units(np.clip((low, high), 0.0, 1.0), mean, equal, level)
    elif shares:
        low, high = wilson_interval(sums, customers, level=level)
    else:
        squares, cubes = np.bincount(codes, parts**2, len(names)), np.bincount(codes, parts**3, len(names))
        low, high = corrected_ends(mean / unit, squares, cubes, customers, level=level) * unit
    return pd.DataFrame({"customers": customers, "mean": mean, "low": low, "high": high}, names)


def _clustered_ends(
    parts: NDArray[np.float64],
    codes: NDArray[np.intp],
    mean: NDArray[np.float64],
    clusters: pd.Series,
    values: pd.Series,
    level: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the ends of the means when rows of one unit belong together, and as how many of one size the units weigh."""
    if not clusters.index.equals(values.index):
        raise ValueError("values and clusters must have the same index in the same order; they differ.")
    units, known = pd.factorize(clusters)
    if bad := int((units < 0).sum()):
        raise ValueError(f"clusters must be complete; {bad} entries are missing.")
    pairs, place, rows = np.unique(codes * len(known) + units, return_inverse=True, return_counts=True)
    group: NDArray[np.intp] = pairs // len(known)
    sums: NDArray[np.float64] = np.bincount(place, parts).astype("float64")
    squares, cubes = (np.bincount(group, sums**power, len(mean)) for power in (2, 3))
    weights, units_of = unit_weights(rows, group, len(mean)), np.bincount(group, minlength=len(mean))
    ends = corrected_ends(mean, squares, cubes, units_of, level=level, **weights.spread(sums, group))
    return ends, weights.equal


def _shares_of_units(
    ends: NDArray[np.float64], mean: NDArray[np.float64], equal: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Give Wilson's interval of units of one size where all rows say the same: they say no more than their units do."""
    same = np.isin(mean, (0.0, 1.0))
    quantile = np.full_like(mean, ndtri((1 + level) / 2))
    return np.where(same, wilson_ends(mean, np.where(same, equal, 1.0), quantile), ends)
