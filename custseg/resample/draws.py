"""How far would a statistic move on other lists of customers, when no formula says so?

`bootstrap` and `interval`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_consistent_length

from ..schema import as_numbers, typed
from .influence import check_level


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

    See Also
    --------
    influence_interval : For statistics that are near a mean: without draws, and right for fewer customers.

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
    if not all(np.ndim(np.asarray(column, dtype=object)) for column in columns):
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
    check_level(level)
    replicates = as_numbers(np.asarray(replicates), "replicates")
    if replicates.ndim not in (1, 2) or not len(replicates):
        raise ValueError(f"replicates must be one row per resample; found shape {replicates.shape}.")
    bad = int((~np.isfinite(replicates)).sum())
    if bad:
        raise ValueError(
            f"{bad} of {replicates.size} replicates are not finite: the statistic is undefined on some resamples."
        )
    return np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)
