"""What did customers of whom as much was expected really bring? Intervals of single customers, from their own past.

`customer_intervals`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import aligned, check_fraction, check_whole, typed

MOST_CLASSES = 20


@typed
def customer_intervals(
    forecast: pd.Series, *, past_forecast: pd.Series, past_actual: pd.Series, level: float = 0.9, fewest: int = 100
) -> pd.DataFrame:
    """Give each customer's interval from what came of those of whom as much had been expected on earlier days.

    Earlier forecasts are sorted into classes of equal size. In each class the ratios of what came to what was expected
    have quantiles; these, times the forecast of today, are the interval. Nothing is assumed about how customers buy,
    but that today is like then.

    Parameters
    ----------
    forecast : Series of shape (n_customers,)
        What is expected of each customer today, zero or more.
    past_forecast, past_actual : Series with the same index
        What the same rule expected of each customer on earlier days, zero or more, and what then came. A customer may
        be there once a day.
    level : float, default 0.9
        Which share of customers is to lie between the ends, 0-1.
    fewest : int, default 100
        The smallest class; there are at most 20.

    Returns
    -------
    DataFrame
        Index of `forecast`; ``low``, ``high``, in its unit. NaN where nothing is expected, or where fewer than
        `fewest` forecasts of earlier days are above zero.

    Raises
    ------
    ValueError
        If a number is missing or a forecast is below zero, indexes of the past differ, or `level` is outside 0-1.

    See Also
    --------
    past_interval : The interval of a total.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.resample import customer_intervals
    >>> expected = pd.Series(np.repeat([1.0, 10.0], 200))
    >>> came = pd.Series(np.r_[np.tile([0.0, 2.0], 100), np.tile([5.0, 15.0], 100)])
    >>> today = pd.Series([1.0, 10.0], index=["ann", "bob"])
    >>> customer_intervals(today, past_forecast=expected, past_actual=came)
         low  high
    ann  0.0   2.0
    bob  5.0  15.0
    """
    check_fraction(np.asarray(level), None, "level", "It is a share of customers: write 90 % as 0.9.")
    check_whole(fewest, "fewest", at_least=1)
    index, (today,) = aligned(forecast=forecast)
    _, (expected, came) = aligned(past_forecast=past_forecast, past_actual=past_actual)
    if (today < 0).any() or (expected < 0).any():
        raise ValueError("a forecast is below zero: of a customer zero or more is expected.")
    some = expected > 0
    expected, came = expected[some], came[some]
    ends = np.full((len(today), 2), np.nan)
    if len(expected) >= fewest:
        cuts = _cuts(expected, fewest)
        then, now = (np.searchsorted(cuts, values, side="right") for values in (expected, today))
        factors = np.array([_ends(came[then == one] / expected[then == one], level) for one in range(len(cuts) + 1)])
        ends = np.where((today > 0)[:, np.newaxis], factors[now] * today[:, np.newaxis], np.nan)
    return pd.DataFrame(ends, index=index, columns=["low", "high"])


def _cuts(expected: np.ndarray, fewest: int) -> np.ndarray:
    """Give the borders of classes of equal size; equal forecasts share a class, which may make it larger."""
    classes = min(MOST_CLASSES, len(expected) // fewest)
    _least, *cuts = np.unique(np.quantile(expected, np.arange(classes) / classes, method="higher"))
    return np.array(cuts)


def _ends(ratios: np.ndarray, level: float) -> np.ndarray:
    low = np.quantile(ratios, (1 - level) / 2, method="lower")
    return np.array([low, np.quantile(ratios, (1 + level) / 2, method="higher")])
