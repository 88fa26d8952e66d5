"""How much does each customer move a top share, or the Gini coefficient?

`top_share_influence` and `gini_influence`, for `custseg.resample.influence_interval`.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def top_share_influence(values: Floats, edge: float, share: float, mean: float | None = None) -> Floats:
    """Return what each customer adds to the share of the money that the customers above an edge bring.

    Parameters
    ----------
    values : ndarray of shape (n_customers,)
        Money per customer, in any order.
    edge : float
        What the last of the top customers brings.
    share : float
        The top share, 0-1.
    mean : float, optional
        Money per customer, where a row stands for several.

    Returns
    -------
    ndarray of shape (n_customers,)
        Their mean is not subtracted.

    References
    ----------
    Cowell, F. A. & Victoria-Feser, M.-P. (2002). Welfare rankings in the presence of contaminated data. Econometrica
    70(3).
    """
    adds: Floats = (np.maximum(values - edge, 0.0) - share * values) / (values.mean() if mean is None else mean)
    return adds


def gini_influence(falling: Floats, gini: float) -> Floats:
    """Return what each customer adds to the Gini coefficient.

    Parameters
    ----------
    falling : ndarray of shape (n_customers,)
        Money per customer, largest first.
    gini : float
        The coefficient, 0-1.

    Returns
    -------
    ndarray of shape (n_customers,)
        In the order of `falling`; their mean is not subtracted.

    References
    ----------
    Deville, J.-C. (1999). Variance estimation for complex statistics and estimators. Survey Methodology 25(2).
    """
    n, mean = len(falling), falling.mean()
    # mean distance of each customer from all: those above it, largest first, are summed up in `above`
    above = np.cumsum(falling)
    distance = (2 * above - above[-1] + (n - 2 * np.arange(1, n + 1)) * falling) / n
    adds: Floats = (distance - gini * falling) / mean
    return adds
