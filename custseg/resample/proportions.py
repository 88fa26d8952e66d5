"""How sure is a share of customers, such as those who came back?

`wilson_interval`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

from ..schema import as_numbers, typed
from .influence import check_level


@typed
def wilson_interval(yes: ArrayLike, customers: ArrayLike, *, level: float = 0.95) -> NDArray[np.float64]:
    """Give the Wilson interval of shares of customers, which holds even if nobody or everybody said yes.

    Parameters
    ----------
    yes : int or array-like of shape (n_groups,)
        How many customers said yes, came back, answered.
    customers : int or array-like of shape (n_groups,)
        Of how many.
    level : float, default 0.95
        How often the interval should hold the truth, between 0 and 1.

    Returns
    -------
    ndarray of shape (2,) or (2, n_groups)
        Lower and upper end, 0-1; NaN for a group without customers.

    Raises
    ------
    ValueError
        A level outside (0, 1), counts that are not whole or below zero, or more who said yes than there are customers.

    See Also
    --------
    mean_intervals : The same from one row per customer.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158).

    Examples
    --------
    >>> wilson_interval(0, 8).round(3).tolist()
    [0.0, 0.324]
    """
    check_level(level)
    counted, of = np.broadcast_arrays(
        as_numbers(np.asarray(yes), "yes"), as_numbers(np.asarray(customers), "customers")
    )
    if not ((counted >= 0) & (counted <= of)).all():
        raise ValueError(f"yes must lie between 0 and customers; found {counted.tolist()} of {of.tolist()}.")
    if max(np.abs(one - np.round(one)).max(initial=0.0) for one in (counted, of)) > 1e-6:
        raise ValueError("yes and customers must be counted: whole numbers; found parts of customers.")
    ends = [_wilson(round(k), round(n), level) for k, n in zip(counted.ravel(), of.ravel(), strict=True)]
    return np.array(ends, dtype="float64").T.reshape(2, *counted.shape)


def _wilson(yes: int, customers: int, level: float) -> tuple[float, float]:
    if customers == 0:
        return np.nan, np.nan
    low, high = binomtest(yes, customers).proportion_ci(level, method="wilson")
    return float(low), float(high)
