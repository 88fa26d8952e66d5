"""How sure? The weighted bootstrap, and the interval that it gives.

`bootstrap`, `interval`, `mean_intervals` and `share_intervals`.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_consistent_length

from .schema import as_numbers, typed


@typed
def bootstrap(
    statistic: Callable[..., float | np.ndarray],
    *columns: ArrayLike,
    n_resamples: int = 1000,
    random_state: int | np.random.RandomState | None = None,
) -> np.ndarray:
    """Replicate a statistic on resamples of the customers.

    A resample is a vector of weights: how often each customer was drawn. Nothing is copied or sorted again, so a
    statistic that sorts once can be replicated a thousand times cheaply.

    Parameters
    ----------
    statistic : callable
        ``statistic(*columns, weights)`` returns a number or a one-dimensional array. ``weights`` has shape
        (n_customers,), whole numbers as floats that sum to n_customers.
    *columns : array-like of shape (n_customers, ...)
        What the statistic looks at; rows are customers.
    n_resamples : int, default 1000
        How many resamples.
    random_state : int, RandomState or None
        The same value gives the same replicates on every machine.

    Returns
    -------
    ndarray of shape (n_resamples,) or (n_resamples, n_statistics)
        One row per resample.

    Raises
    ------
    ValueError
        No column, no customer, columns of unequal length, fewer than two resamples.

    Notes
    -----
    `scipy.stats.bootstrap` draws rows instead of weights: a statistic that sorts would sort every resample again.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7(1).

    Examples
    --------
    >>> import numpy as np
    >>> spend = np.array([10.0, 20.0, 30.0, 40.0])
    >>> means = bootstrap(lambda spend, weights: np.average(spend, weights=weights), spend, random_state=0)
    >>> means.shape, bool(abs(means.mean() - 25) < 1)
    ((1000,), True)
    """
    if not columns:
        raise ValueError("bootstrap needs at least one column to resample; none was given.")
    if n_resamples < 2:
        raise ValueError(f"n_resamples must be at least 2, to have a spread; found {n_resamples}.")
    if any(np.ndim(np.asarray(column, dtype=object)) == 0 for column in columns):
        raise TypeError("bootstrap needs columns, one entry per customer; found a single value.")
    check_consistent_length(*columns)
    n_customers = np.shape(columns[0])[0]
    if n_customers == 0:
        raise ValueError("bootstrap needs at least one customer; the columns are empty.")
    random = check_random_state(random_state)
    return np.asarray(
        [statistic(*columns, weights) for weights in _draw_weights(n_customers, n_resamples, random)],
        dtype="float64",
    )


def _draw_weights(n_customers: int, n_resamples: int, random_state: np.random.RandomState):
    for _ in range(n_resamples):
        drawn = random_state.randint(n_customers, size=n_customers)
        yield np.bincount(drawn, minlength=n_customers).astype("float64")


@typed
def interval(replicates: ArrayLike, *, level: float = 0.95) -> np.ndarray:
    """Give the percentile interval of bootstrap replicates.

    Parameters
    ----------
    replicates : array-like of shape (n_resamples,) or (n_resamples, n_statistics)
        From :func:`bootstrap`.
    level : float, default 0.95
        Share of the replicates inside, between 0 and 1.

    Returns
    -------
    ndarray of shape (2,) or (2, n_statistics)
        Lower and upper end, in the unit of the statistic.

    Raises
    ------
    ValueError
        A level outside (0, 1), or replicates that are not finite: a statistic that is sometimes undefined has no
        percentile interval.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An introduction to the bootstrap, chapter 13.

    Examples
    --------
    >>> interval(range(101), level=0.9).round(6).tolist()
    [5.0, 95.0]
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, such as 0.95; found {level}.")
    replicates = as_numbers(np.asarray(replicates), "replicates")
    if replicates.ndim not in (1, 2) or not len(replicates):
        raise ValueError(f"replicates must be one row per resample; found shape {replicates.shape}.")
    bad = int((~np.isfinite(replicates)).sum())
    if bad:
        raise ValueError(
            f"{bad} of {replicates.size} replicates are not finite: the statistic is undefined on some resamples."
        )
    return np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)


@typed
def mean_intervals(
    values: pd.Series,
    groups: pd.Series,
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Give the mean of each group with its bootstrap interval; the mean of a yes/no column is a share.

    Parameters
    ----------
    values : Series of shape (n_customers,)
        Numbers, or True and False.
    groups : Series of shape (n_customers,)
        The group of each customer, on the same index. A categorical keeps its order, and its empty groups.
    level : float, default 0.95
        Share of the replicates inside the interval, between 0 and 1.
    n_resamples : int, default 1000
        How often customers are drawn, each time within their group.
    random_state : int, RandomState or None, default 0
        As in :func:`bootstrap`.

    Returns
    -------
    DataFrame
        Index: the groups. Columns ``customers``, ``mean``, ``low``, ``high``. A group without customers has no mean,
        and a group of one has no interval: these are missing values.

    Raises
    ------
    ValueError
        Indexes that differ, missing values, or no customer.

    See Also
    --------
    share_intervals : Each group's share of a total instead of its mean.

    Examples
    --------
    >>> came_back = pd.Series([True, False, True, True])
    >>> mean_intervals(came_back, pd.Series(["a", "a", "b", "b"]))["mean"].tolist()
    [0.5, 1.0]
    """
    _check_groups(values, groups)
    if not len(values):
        raise ValueError("mean_intervals needs at least one customer; values is empty.")
    random = check_random_state(random_state)
    members = pd.Series(_as_floats(values), values.index).groupby(groups, observed=False)
    rows = {name: _mean_row(member.to_numpy(), level, n_resamples, random) for name, member in members}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["customers", "mean", "low", "high"])
    return table.astype({"customers": "int64"}).rename_axis(groups.name)


def _mean_row(
    values: np.ndarray, level: float, n_resamples: int, random_state: np.random.RandomState
) -> tuple[float, ...]:
    if len(values) < 2:
        return len(values), values.mean() if len(values) else np.nan, np.nan, np.nan
    replicates = bootstrap(
        lambda v, weights: v @ weights / len(v), values, n_resamples=n_resamples, random_state=random_state
    )
    return len(values), values.mean(), *interval(replicates, level=level)


@typed
def share_intervals(
    values: pd.Series,
    groups: pd.Series,
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Give each group's share of a total, such as the money, with its bootstrap interval.

    Parameters
    ----------
    values : Series of shape (n_customers,)
        What is shared out, on balance above zero; ones give the shares of customers.
    groups : Series of shape (n_customers,)
        The group of each customer, on the same index. A categorical keeps its order, and its empty groups.
    level : float, default 0.95
        Share of the replicates inside the interval, between 0 and 1.
    n_resamples : int, default 1000
        How often customers are drawn. All are drawn together: the size of a group is uncertain too.
    random_state : int, RandomState or None, default 0
        As in :func:`bootstrap`.

    Returns
    -------
    DataFrame
        Index: the groups. Columns ``customers``, ``share``, ``low``, ``high``.

    Raises
    ------
    ValueError
        Indexes that differ, missing values, no customer, or a total of zero or less.

    See Also
    --------
    mean_intervals : Each group's mean instead of its share of a total.

    Examples
    --------
    >>> spend = pd.Series([10.0, 20.0, 30.0, 40.0])
    >>> share_intervals(spend, pd.Series(["a", "a", "b", "b"]))["share"].tolist()
    [0.3, 0.7]
    """
    _check_groups(values, groups)
    numbers = _as_floats(values)
    if not numbers.sum() > 0:
        raise ValueError(f"share_intervals: the values add up to {numbers.sum()}, so that shares of them mean nothing.")
    kinds = groups.astype("category").cat
    inside = kinds.codes.to_numpy()[:, None] == np.arange(len(kinds.categories))
    parts = np.where(inside, numbers[:, None], 0.0)
    replicates = bootstrap(_shares, parts, n_resamples=n_resamples, random_state=random_state)
    low, high = interval(replicates, level=level)
    table = pd.DataFrame({"share": _shares(parts, np.ones(len(parts))), "low": low, "high": high}, kinds.categories)
    table.insert(0, "customers", groups.value_counts().reindex(kinds.categories).fillna(0).astype("int64"))
    return table.rename_axis(groups.name)


def _shares(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    sums = weights @ parts
    return sums / sums.sum()


def _as_floats(values: pd.Series) -> np.ndarray:
    """Give numbers, or yes and no, as floats."""
    yes_or_no = pd.api.types.is_bool_dtype(values.dtype)
    return as_numbers(values.astype("float64") if yes_or_no else values, "values")


def _check_groups(values: pd.Series, groups: pd.Series) -> None:
    if not values.index.equals(groups.index):
        raise ValueError("values and groups must have the same index in the same order; they differ.")
    if bad := int(values.isna().sum() + groups.isna().sum()):
        raise ValueError(f"values and groups must be complete; {bad} entries are missing.")
