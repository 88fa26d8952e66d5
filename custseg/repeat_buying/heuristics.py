"""What would somebody without a model say? Three rules of thumb that a model has to beat.

:func:`last_period_count`, :func:`hiatus_heuristic` and :func:`recent_money_ahead`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, check_whole, day_number, typed
from ..tables._log import purchase_log
from ..tables._shelf import taken_rows
from ._arguments import as_time
from ._checks import check_repeat_table
from ._watched_log import WatchedLog


@typed
def last_period_count(table: pd.DataFrame, *, horizon: float) -> pd.Series:
    """Forecast that everybody buys as often as in the period observed, scaled to the length of the forecast.

    Parameters
    ----------
    table : DataFrame
        Repeat-purchase table.
    horizon : float
        Length of the forecast in the table's unit.

    Returns
    -------
    Series
        ``x * horizon / T``; zero where ``T = 0``.

    References
    ----------
    Wübben, M. & von Wangenheim, F. (2008). Instant Customer Base Analysis: Managerial Heuristics Often "Get It Right".
    Journal of Marketing 72(3), 82-93.

    Examples
    --------
    >>> table = pd.DataFrame({"x": [3, 0], "t_x": [20.0, 0.0], "T": [30.0, 10.0]})
    >>> last_period_count(table, horizon=10).tolist()
    [1.0, 0.0]
    """
    horizon = as_time(horizon, "horizon")
    x, _, T = check_repeat_table(table)
    values = np.where(T > 0, x * horizon / np.where(T > 0, T, 1.0), 0.0)
    return pd.Series(values, index=table.index, name="last_period_count")


@typed
def hiatus_heuristic(table: pd.DataFrame, *, hiatus: float) -> pd.Series:
    """Call a customer active whose last purchase is at most ``hiatus`` ago, and the others gone.

    Parameters
    ----------
    table : DataFrame
        Repeat-purchase table.
    hiatus : float
        Longest silence of an active customer, in the table's unit (managers' rule of thumb).

    Returns
    -------
    Series
        True for active.

    References
    ----------
    Wübben, M. & von Wangenheim, F. (2008). Instant Customer Base Analysis. Journal of Marketing 72(3), 82-93.

    Examples
    --------
    >>> table = pd.DataFrame({"x": [3, 0], "t_x": [20.0, 0.0], "T": [30.0, 11.0]})
    >>> hiatus_heuristic(table, hiatus=10).tolist()
    [True, False]
    """
    hiatus = as_time(hiatus, "hiatus")
    _, t_x, T = check_repeat_table(table)
    return pd.Series(T - t_x <= hiatus, index=table.index, name="active")


@typed
def recent_money_ahead(seen: pd.DataFrame, cut: pd.Timestamp, until: pd.Timestamp, *, days: int = 91) -> float:
    """Carry on the repeat sales of the last days: as much a day as known customers last brought.

    A rule for :func:`custseg.resample.past_cuts`, and the dull rival of :func:`money_ahead`. What was bought on a
    customer's first day counts for nothing, since known customers have that day behind them; nor does what takes back
    of it, where it lies in the days that are carried on.

    Parameters
    ----------
    seen : DataFrame
        Transactions up to ``cut``: ``customer_id``, ``date``, ``amount``.
    cut, until : Timestamp
        Last day seen, and last day of the forecast.
    days : int
        How many days up to ``cut`` are carried on, at least one; all there are, where the log is shorter.

    Returns
    -------
    float
        Money, net of returns.

    Raises
    ------
    SchemaError
        If nothing was seen up to ``cut``, or what was is not valid.
    ValueError
        If ``days`` is below one.

    See Also
    --------
    last_period_count : Purchases of each customer, from all that was seen of them.

    Examples
    --------
    Ten a day over the last two days:

    >>> bought = pd.to_datetime(["2024-01-01", "2024-01-09", "2024-01-10"])
    >>> seen = pd.DataFrame({"customer_id": ["a"] * 3, "date": bought, "amount": [500.0, 15.0, 5.0]})
    >>> recent_money_ahead(seen, pd.Timestamp("2024-01-10"), pd.Timestamp("2024-01-17"), days=2)
    70.0
    """
    days = check_whole(days, "days", at_least=1)
    last = day_number(cut, "cut")
    day = purchase_log(seen).day
    known = seen if (day <= last).all() else taken_rows(seen, day <= last)
    if not len(known):
        raise SchemaError(f"nothing was seen up to {cut:%Y-%m-%d}: there is nothing to carry on.")
    watched = WatchedLog(known)
    days = min(days, last - watched.start + 1)
    return watched.again(last - days, last) / days * (until - cut).days
