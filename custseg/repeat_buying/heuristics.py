"""What would somebody without a model say? Two rules of thumb that a model has to beat.

:func:`last_period_count` and :func:`hiatus_heuristic`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import typed
from ._arguments import as_time
from ._checks import check_repeat_table


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
