"""How much profit do the profitable customers make, and how much of it do the others lose again?

`whale_curve` and `whale_summary`.
"""

import numpy as np
import pandas as pd

from ..resample import influence_interval, wilson_interval
from ..schema import Amounts, amounts_of, typed
from ._tail_caveats import with_caveats


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
    customer_profit, cost_to_serve : Where profit after the cost of serving comes from.
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
def whale_summary(profit: Amounts, *, level: float = 0.95) -> pd.DataFrame:
    """Return the height of the whale curve's peak, where it lies and what is lost behind it, with intervals.

    What this list earned is known. The intervals speak of the firm that drew it: of another list of as many customers.
    Nothing is drawn, so nothing depends on a seed.

    Parameters
    ----------
    profit : Series of shape (n_customers,)
        Profit per customer in money; losses are negative.
    level : float
        How often an interval should hold the truth, 0-1.

    Returns
    -------
    DataFrame
        Index ``measure``; columns ``value``, ``low``, ``high``, ``caveat``. Rows: ``total_profit`` (money), ``peak``
        (share of the total profit, 1 or more), ``share_of_customers_at_peak`` (the customers who make a profit, 0-1)
        and ``tail_loss`` (money, 0 or more: what the others lose again). No interval (NaN), and a caveat that says why,
        where fewer than 10 customers make a profit or a loss, where a tail is so heavy that none holds (for the tail
        loss that of losses, for total and peak that of profits, and that of profits and losses by their size), and for
        the peak when the total profit may be zero. Total and peak that rest on a few large losses say so.

    Raises
    ------
    ValueError
        If a profit is missing, there is no customer, the customers together make no profit, or `level` is outside 0-1.

    See Also
    --------
    whale_curve : The curve itself.
    tail_exponent : How heavy a tail is.

    References
    ----------
    Kaplan, R. S. & Narayanan, V. G. (2001). Measuring and managing customer profitability. Journal of Cost
    Management, 15(5), 5-15.
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).

    Examples
    --------
    >>> from custseg.value import whale_summary
    >>> table = whale_summary([90, -60, 60, 10])
    >>> table["value"].to_dict()
    {'total_profit': 100.0, 'peak': 1.6, 'share_of_customers_at_peak': 0.75, 'tail_loss': 60.0}
    >>> table.loc["peak", "caveat"]
    'rests on 3 customers, fewer than 10'
    """
    values = _signed(profit)
    n, total = len(values), values.sum()
    gains, losses = np.maximum(values, 0.0), np.maximum(-values, 0.0)
    earning, peak = int((values > 0).sum()), gains.sum() / total
    sum_ends, loss_ends = (influence_interval(part.sum(), part * n, level=level) for part in (values, losses))
    peak_ends = influence_interval(peak, (gains - peak * values) / values.mean(), level=level).clip(1.0, None)
    ends, said = _of_both_tails(np.column_stack([sum_ends, peak_ends]), np.array([earning, earning]), values)
    lost, said_of_losses = with_caveats(
        loss_ends.clip(0.0, None)[:, np.newaxis], np.array([(values < 0).sum()]), losses
    )
    said_of_losses = [words.replace("above zero", "below zero") for words in said_of_losses]
    if ends[0, 0] <= 0:
        ends[:, 1], said[1] = np.nan, "the total profit may be zero"
    at_peak = wilson_interval(earning, n, level=level)
    rows = {
        "total_profit": [total, *ends[:, 0], said[0]],
        "peak": [peak, *ends[:, 1], said[1]],
        "share_of_customers_at_peak": [earning / n, *at_peak, ""],
        "tail_loss": [losses.sum(), *lost[:, 0], *said_of_losses],
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high", "caveat"])
    return table.rename_axis("measure")


def _of_both_tails(ends: np.ndarray, earning: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Take away intervals that do not hold, and say why: large profits may decide, and so may large losses."""
    kept, said = with_caveats(ends, earning, np.maximum(values, 0.0))
    ends, said_of_all = with_caveats(kept, earning, np.abs(values))
    taken = np.atleast_1d((np.isnan(ends) & ~np.isnan(kept)).any(axis=0))
    both = zip(said, said_of_all, taken, strict=True)
    return ends, [others if gone else words or others for words, others, gone in both]


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
