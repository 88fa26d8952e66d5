"""How much profit do the profitable customers make, and how much of it do the others lose again?

`whale_curve` and `whale_summary`.
"""

import numpy as np
import pandas as pd

from ..resample import bootstrap, interval
from ..schema import Amounts, amounts_of, typed


@typed
def whale_curve(profit: Amounts) -> pd.DataFrame:
    """Return cumulative profit, most profitable customer first.

    The curve rises above 100 % as long as customers earn money and comes down to 100 % through those who cost more
    than they bring; drawn, it looks like the back of a whale.

    Parameters
    ----------
    profit : Series of shape (n_customers,)
        Profit per customer in money; losses are negative.

    Returns
    -------
    DataFrame
        Index ``customers`` (how many are counted, 0 to n_customers); ``share_of_customers`` (0-1),
        ``cumulative_profit`` (money) and ``share_of_profit`` (0 at the start, 1 at the end, above 1 between them
        where somebody loses money).

    Raises
    ------
    ValueError
        If a profit is missing, there is no customer, or the customers together make no profit.

    See Also
    --------
    lorenz_curve : The curve for money that is never negative: smallest customers first.
    whale_summary : Its peak and its end in numbers.

    References
    ----------
    Kaplan, R. S. & Narayanan, V. G. (2001). Measuring and managing customer profitability. Journal of Cost
    Management, 15(5), 5-15.

    Examples
    --------
    >>> from custseg.value import whale_curve
    >>> whale_curve([90, -60, 60, 10])["share_of_profit"].tolist()
    [0.0, 0.9, 1.5, 1.6, 1.0]
    """
    values = _signed(profit)
    cumulative = np.concatenate([[0.0], np.cumsum(-np.sort(-values))])
    counted = np.arange(len(cumulative))
    return pd.DataFrame(
        {
            "share_of_customers": counted / counted[-1],
            "cumulative_profit": cumulative,
            "share_of_profit": cumulative / cumulative[-1],
        },
        index=pd.RangeIndex(len(counted), name="customers"),
    )


@typed
def whale_summary(
    profit: Amounts,
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Return the height of the whale curve's peak, where it lies and what is lost behind it, with intervals.

    Parameters
    ----------
    profit : Series of shape (n_customers,)
        Profit per customer in money; losses are negative.
    level : float
        Coverage of the bootstrap intervals, 0-1.
    n_resamples : int
        Resamples of the customers.
    random_state : int, RandomState or None
        Seed of the resampling.

    Returns
    -------
    DataFrame
        Index ``measure``; columns ``value``, ``low``, ``high``. Rows: ``total_profit`` (money), ``peak`` (share of the
        total profit, 1 or more), ``share_of_customers_at_peak`` (the customers who make a profit, 0-1) and
        ``tail_loss`` (money, 0 or more: what the others lose again). The peak has no interval (NaN) when some
        resample makes no profit at all.

    Raises
    ------
    ValueError
        If a profit is missing, there is no customer, or the customers together make no profit.

    References
    ----------
    Kaplan, R. S. & Narayanan, V. G. (2001). Measuring and managing customer profitability. Journal of Cost
    Management, 15(5), 5-15.

    Examples
    --------
    >>> from custseg.value import whale_summary
    >>> whale_summary([90, -60, 60, 10], n_resamples=20)["value"].to_dict()
    {'total_profit': 100.0, 'peak': 1.6, 'share_of_customers_at_peak': 0.75, 'tail_loss': 60.0}
    """
    values = _signed(profit)
    replicates = bootstrap(_measures, values, n_resamples=n_resamples, random_state=random_state)
    ends = np.full((2, replicates.shape[1]), np.nan)
    defined = np.isfinite(replicates).all(axis=0)
    ends[:, defined] = interval(replicates[:, defined], level=level)
    names = ["total_profit", "peak", "share_of_customers_at_peak", "tail_loss"]
    found = _measures(values, np.ones(len(values)))
    return pd.DataFrame({"value": found, "low": ends[0], "high": ends[1]}, index=pd.Index(names, name="measure"))


def _measures(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    gained = weights @ np.maximum(values, 0)
    lost = weights @ np.maximum(-values, 0)
    total = gained - lost
    peak = gained / total if total > 0 else np.nan
    return np.array([total, peak, weights @ (values > 0) / weights.sum(), lost])


def _signed(profit: Amounts) -> np.ndarray:
    values, _ = amounts_of(profit, "profit")
    if not np.any(values > 0):
        raise ValueError(
            f"none of {len(values)} customers makes a profit, so there is no peak. "
            "Look at the sum of the losses, and at whether the costs are charged twice."
        )
    total = values.sum()
    if total <= 0:
        raise ValueError(
            f"the customers together make no profit (total {total:,.2f}), so there is nothing of which to take shares. "
            "Look at profit.sort_values(ascending=False).cumsum() in money."
        )
    return values
