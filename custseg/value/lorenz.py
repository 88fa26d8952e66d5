"""How unequal is the money of all customers together?

`lorenz_curve`, `gini` and `gini_interval`.
"""

import numpy as np
import pandas as pd

from ..resample import influence_interval
from ..schema import Amounts, typed
from ._influence import gini_influence
from ._tail_caveats import with_caveats
from .concentration import largest_first


@typed
def lorenz_curve(amounts: Amounts, weights: Amounts | None = None) -> pd.DataFrame:
    """Return the Lorenz curve: what share of the money the smallest customers bring together.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    weights : Series of shape (n_customers,), optional
        How many customers each row stands for; one each by default.

    Returns
    -------
    DataFrame
        ``share_of_customers`` and ``share_of_amount``, both rising from 0 to 1, smallest customers first;
        n_customers + 1 rows.

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, or if there is no customer.

    See Also
    --------
    whale_curve : The curve for profits, which may be negative: most profitable customers first.

    References
    ----------
    Lorenz, M. O. (1905). Methods of measuring the concentration of wealth. Publications of the American
    Statistical Association, 9(70), 209-219.

    Examples
    --------
    >>> from custseg.value import lorenz_curve
    >>> lorenz_curve([10, 30, 60, 0])["share_of_amount"].tolist()
    [0.0, 0.0, 0.1, 0.4, 1.0]
    """
    values, counts = largest_first(amounts, weights)
    values, counts = values[::-1], counts[::-1]
    customers = np.concatenate([[0.0], np.cumsum(counts)])
    money = np.concatenate([[0.0], np.cumsum(counts * values)])
    return pd.DataFrame({"share_of_customers": customers / customers[-1], "share_of_amount": money / money[-1]})


@typed
def gini(amounts: Amounts, weights: Amounts | None = None) -> float:
    """Return the Gini coefficient of the money per customer.

    Twice the area between the Lorenz curve and equality, without the small-sample factor n/(n-1), so that
    doubling the customer base does not change it.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    weights : Series of shape (n_customers,), optional
        How many customers each row stands for; one each by default.

    Returns
    -------
    float
        0 (everybody brings the same) to 1 - 1/n (one customer brings everything).

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, or if there is no customer.

    See Also
    --------
    gini_interval : The coefficient with its interval.
    top_share : What the largest customers bring.
    concentration_table : Several top shares, each with its interval.

    References
    ----------
    Gini, C. (1914). Sulla misura della concentrazione e della variabilita dei caratteri. Atti del Reale Istituto
    Veneto di Scienze, Lettere ed Arti, 73, 1203-1248.

    Examples
    --------
    >>> from custseg.value import gini
    >>> gini([50, 50]), gini([0, 100])
    (0.0, 0.5)
    """
    return _gini(*largest_first(amounts, weights))


def _gini(values: np.ndarray, counts: np.ndarray) -> float:
    money = np.cumsum(counts * values)
    # Trapezoids under the curve seen from the largest customer down: the mirror image of Lorenz's.
    area = np.sum(counts * (2 * money - counts * values)) / (money[-1] * counts.sum())
    return float(max(area - 1, 0.0))


@typed
def gini_interval(amounts: Amounts, *, level: float = 0.95) -> pd.DataFrame:
    """Return the Gini coefficient of the money per customer with its interval.

    The interval speaks of the firm that drew this list: how concentrated its money would be over all customers that it
    could have had. The coefficient of this list itself is known.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    level : float
        How often the interval should hold the truth, 0-1.

    Returns
    -------
    DataFrame
        One row: ``customers``, ``gini``, ``low``, ``high`` (0-1), ``caveat`` as in `concentration_table`. There is no
        interval (NaN) for fewer than 10 customers, for equal amounts, and where the tail is so heavy that none holds.
        Of log-normal money (s = 1) 84 of 100 intervals hold at 30 customers, 89 at 100 and 93 at 400.
        One without a caveat holds less often where money is uneven and customers are few: of 100 (log-normal, s = 1.3)
        .13 of the lists have none, and .50 of these hold; of 300 (Lomax, exponent 2.2) .46, and .82.

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, if there is no customer, or if `level` is outside 0-1.

    See Also
    --------
    gini : The coefficient alone, also of weighted rows.
    concentration_table : Several top shares, each with its interval.
    tail_exponent : How heavy the tail is.

    References
    ----------
    Deville, J.-C. (1999). Variance estimation for complex statistics and estimators. Survey Methodology 25(2).
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.value import gini_interval
    >>> gini_interval(np.arange(1, 1001))[["gini", "low", "high"]].round(3).to_numpy().tolist()
    [[0.333, 0.318, 0.349]]
    """
    values, counts = largest_first(amounts, None)
    found = _gini(values, counts)
    ends = influence_interval(found, gini_influence(values, found), level=level).clip(0.0, 1.0)
    if np.isclose(values[-1], values[0], rtol=1e-12, atol=0.0):  # the largest first: all are equal
        ends = np.full(2, np.nan)
    ends, caveats = with_caveats(ends[:, np.newaxis], np.array([len(values)]), values)
    return pd.DataFrame(
        {"customers": [len(values)], "gini": [found], "low": ends[0], "high": ends[1], "caveat": caveats}
    )
