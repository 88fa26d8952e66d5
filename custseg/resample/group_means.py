"""How sure are the means of groups, and the shares of a total that they bring?

`mean_intervals` and `share_intervals`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from ..schema import as_numbers, typed
from ._large_by_chance import large_by_chance
from ._two_shares import wilson_ends
from ._unlike_units import unit_weights
from .influence import EQUAL, all_finite, corrected_ends, unit_of
from .proportions import wilson_interval


@typed
def mean_intervals(
    values: pd.Series, groups: pd.Series, *, clusters: pd.Series | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Give the mean of each group with its interval; the mean of a yes/no column is a share.

    A column of yes and no (True and False, or only 0 and 1) gets Wilson's interval. Numbers get the t interval
    corrected for their skewness: see `influence_interval`. Nothing is drawn, so nothing depends on a seed.

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
        Indexes that differ, missing or infinite values, no customer, or a level outside (0, 1).

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
    """
    _check_groups(values, groups)
    if not len(values):
        raise ValueError("mean_intervals needs at least one customer; values is empty.")
    names, codes, customers = _groups(groups)
    numbers = as_floats(values, "values")
    sums = np.bincount(codes, numbers, len(names))
    mean = np.divide(sums, customers, out=np.full(len(names), np.nan), where=customers > 0)
    yes_or_no = np.isin(numbers, (0.0, 1.0)).all()
    unit = unit_of(numbers)
    parts = (numbers - mean[codes]) / unit / customers[codes]
    if clusters is not None:
        ends, equal = _clustered_ends(parts, codes, mean / unit, clusters, values, level)
        low, high = ends * unit
        if yes_or_no:
            low, high = _shares_of_units(np.clip((low, high), 0.0, 1.0), mean, equal, level)
    elif yes_or_no:
        low, high = wilson_interval(sums, customers, level=level)
    else:
        squares, cubes = np.bincount(codes, parts**2, len(names)), np.bincount(codes, parts**3, len(names))
        low, high = corrected_ends(mean / unit, squares, cubes, customers, level=level) * unit
    return pd.DataFrame({"customers": customers, "mean": mean, "low": low, "high": high}, names)


@typed
def share_intervals(values: pd.Series, groups: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Give each group's share of a total, such as the money, with its interval.

    Who belongs to a group is uncertain too: another list of this firm would have had more or fewer of them. A share of
    the customers (all values are equal) gets Wilson's interval. A share of the money gets the outer ends of that of
    `influence_interval` and of Student's for the log odds, which are less skewed where customers are few.

    Parameters
    ----------
    values : Series of shape (n_customers,)
        What is shared out, on balance above zero; ones give the shares of customers.
    groups : Series of shape (n_customers,)
        The group of each customer, on the same index. A categorical keeps its order, and its empty groups.
    level : float, default 0.95
        How often an interval should hold the truth, between 0 and 1.

    Returns
    -------
    DataFrame
        Index: the groups. Columns ``customers``, ``share``, ``low``, ``high``, ``caveat``. A group that brings nothing
        or everything of the money has no interval (NaN): the list says nothing about the spread. The caveat is empty,
        or says that a group has few of the largest customers, or many, as groups of its size have by chance: if that is
        why, its interval lies too low, or too high. The largest are the fewest who make three quarters of the sum of
        the squares of the money, and those as large as the last of them. It is said where a share has less than .2 of
        the variance that customers drawn from all would give it, and where at least .05 of the groups of this size,
        drawn from this list, would have as few or as many. A group that was made of large customers has none, unless
        the largest are so few that chance may have put them there, as the one that is larger than all the others.

    Raises
    ------
    ValueError
        Indexes that differ, missing values, no customer, a total of zero or less, or a level outside (0, 1).

    See Also
    --------
    mean_intervals : Each group's mean instead of its share of a total.
    custseg.value.concentration_table : Shares of the largest customers.

    Notes
    -----
    Of nominal 95 % intervals of the money (log-normal, s = 1) of a tenth of 20 customers .93 hold, of 100 and of 300
    .94; of very uneven money (s = 1.5) .80, .87 and .90, and of a group of three of 300 .79. Where two of a hundred
    customers are 300 times as large, .48 hold of a tenth of 100: .74 of such lists have a caveat, .32 of whose
    intervals hold, and .94 of the others'. Where one in ten spends ten times as much, that of a tenth of 300 holds in
    .89: .09 have a caveat, and of these hold .11, of the others .97. Of ordinary lists (s = 1) .33 have one for a tenth
    of 20 customers, .14 of 100, .02 of 300 and .00 of 1,000; for three tenths .08, .00, .00 and .00. Over nine kinds of
    money, six sizes of groups and four numbers of customers .95 of the intervals without a caveat hold, in the worst
    case .85, and .51 of those with one. See the manual's page *How often an interval holds*.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158).
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).

    Examples
    --------
    >>> spend = pd.Series([10.0, 20.0, 30.0, 40.0])
    >>> share_intervals(spend, pd.Series(["a", "a", "b", "b"]))["share"].tolist()
    [0.3, 0.7]
    """
    _check_groups(values, groups)
    if not len(values):
        raise ValueError("share_intervals needs at least one customer; values is empty.")
    numbers = as_floats(values, "values")
    if not numbers.sum() > 0:
        raise ValueError(f"share_intervals: the values add up to {numbers.sum()}, so that shares of them mean nothing.")
    names, codes, customers = _groups(groups)
    share = np.bincount(codes, numbers, len(names)) / numbers.sum()
    if np.ptp(numbers) <= EQUAL * abs(numbers[0]):
        low, high = wilson_interval(customers, len(numbers), level=level)
        caveats = [""] * len(names)
    else:
        low, high, caveats = shares_of_money(numbers, codes, share, level)
    ends = {"low": low, "high": high}
    return pd.DataFrame({"customers": customers, "share": share, **ends, "caveat": caveats}, names)


def shares_of_money(
    numbers: NDArray[np.float64], codes: NDArray[np.intp], share: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Give the ends of the shares of money that is not equal, and the caveats.

    Parameters
    ----------
    numbers : ndarray of shape (n_customers,)
        Money per customer, on balance above zero.
    codes : ndarray of int, shape (n_customers,)
        The place of each customer's group.
    share : ndarray of shape (n_groups,)
        What each group brings of all the money.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    low, high : ndarray of shape (n_groups,)
        NaN for a group that brings nothing or everything.
    caveats : list of str
        Of each group, empty where nothing is the matter.
    """
    # what a customer adds to the share of a group: spend over mean spend, times 1 - share inside, -share outside
    parts = numbers / numbers.sum()
    squares, cubes = (_powers_added(parts**power, codes, share, power) for power in (2, 3))
    low, high = corrected_ends(share, squares, cubes, len(numbers), level=level)
    if numbers.min() >= 0:
        odds = _ends_by_odds(share, squares, len(numbers), level)
        low, high = np.maximum(np.minimum(low, odds[0]), 0.0), np.minimum(np.maximum(high, odds[1]), 1.0)
    return low, high, large_by_chance(parts**2, codes, share, np.where(np.isnan(low), 0.0, squares))


def _ends_by_odds(
    share: NDArray[np.float64], squares: NDArray[np.float64], n: int, level: float
) -> NDArray[np.float64]:
    """Give the ends of shares from Student's interval of their log odds."""
    part = np.where((share > 0) & (share < 1), share, np.nan)
    ends: NDArray[np.float64] = expit(corrected_ends(logit(part), squares / (part - part**2) ** 2, 0.0, n, level=level))
    return ends


def _powers_added(
    parts: NDArray[np.float64], codes: NDArray[np.intp], share: NDArray[np.float64], power: int
) -> NDArray[np.float64]:
    """Give the sums over customers of a power of what they add to each share, from that power of their parts."""
    inside = np.bincount(codes, parts, len(share))
    added: NDArray[np.float64] = (1 - share) ** power * inside + (-share) ** power * (inside.sum() - inside)
    return added


def _groups(groups: pd.Series) -> tuple[pd.Index, NDArray[np.intp], NDArray[np.int64]]:
    """Give the names of the groups, the place of each customer's group among them, and their sizes."""
    kinds = pd.Categorical(groups)
    codes = kinds.codes.astype(np.intp)
    return kinds.categories.rename(groups.name), codes, np.bincount(codes, minlength=len(kinds.categories))


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
    group, sums = pairs // len(known), np.bincount(place, parts)
    squares, cubes = (np.bincount(group, sums**power, len(mean)) for power in (2, 3))
    weights = unit_weights(rows, group, len(mean))
    corrected = np.bincount(group, weights.correction * sums**2, len(mean))
    sure = {"variance": corrected, "freedom": weights.freedom}
    ends = corrected_ends(mean, squares, cubes, np.bincount(group, minlength=len(mean)), level=level, **sure)
    return ends, weights.equal


def _shares_of_units(
    ends: NDArray[np.float64], mean: NDArray[np.float64], equal: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Give Wilson's interval of units of one size where all rows say the same: they say no more than their units do."""
    same = np.isin(mean, (0.0, 1.0))
    quantile = np.full_like(mean, ndtri((1 + level) / 2))
    return np.where(same, wilson_ends(mean, np.where(same, equal, 1.0), quantile), ends)


def as_floats(values: pd.Series, name: str) -> NDArray[np.float64]:
    """Give finite numbers, or yes and no, as floats.

    Parameters
    ----------
    values : Series
        Numbers, or True and False.
    name : str
        The argument's name in messages.

    Returns
    -------
    ndarray of float

    Raises
    ------
    TypeError
        If something is not a number.
    ValueError
        If a number is infinite.
    """
    values = values.infer_objects()  # True and False of a column that held something else once
    yes_or_no = pd.api.types.is_bool_dtype(values.dtype)
    return all_finite(as_numbers(values.astype("float64") if yes_or_no else values, name), name)


def _check_groups(values: pd.Series, groups: pd.Series) -> None:
    if not values.index.equals(groups.index):
        raise ValueError("values and groups must have the same index in the same order; they differ.")
    if bad := int(values.isna().sum() + groups.isna().sum()):
        raise ValueError(f"values and groups must be complete; {bad} entries are missing.")
