"""What has a customer brought, what do they bring now, and what will they bring?"""

import numpy as np
import pandas as pd

from .discounting import present_value
from .inputs import as_numbers, check_rate, refuse


def value_split(profits: pd.DataFrame, *, current: object, rate: float = 0.0) -> pd.DataFrame:
    """Split each customer's value into historical (历史价值), current (现在价值) and future (未来价值) value.

    Parameters
    ----------
    profits : DataFrame of shape (n_customers, periods)
        Profit per customer and period in the order of time: what was earned, what is being earned, and what is
        forecast. In money.
    current : label
        The column that is the current period. Columns before it are history, columns after it are forecast.
    rate : float
        Discount rate per period for the forecast; the period after the current one is discounted once. History is
        cash already earned and stays at face value.

    Returns
    -------
    DataFrame
        Index of `profits`; ``historical``, ``current``, ``future`` and their sum ``lifetime``, in money.

    Raises
    ------
    ValueError
        If `current` is not one of the columns, a profit is missing, there is no customer, or the rate is impossible.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import value_split
    >>> profits = pd.DataFrame({2022: [10.0], 2023: [30.0], 2024: [20.0], 2025: [11.0]}, index=["ann"])
    >>> value_split(profits, current=2024, rate=0.1).round(2).loc["ann"].to_dict()
    {'historical': 40.0, 'current': 20.0, 'future': 10.0, 'lifetime': 70.0}
    """
    columns = list(profits.columns)
    if columns.count(current) != 1:
        raise ValueError(f"current period {current!r} is not one of the columns: {', '.join(map(str, columns))}.")
    where = columns.index(current)
    flows = as_numbers(profits, "profits")
    if len(flows) == 0:
        raise ValueError("profits is empty: there is no customer. Check the filter that made it.")
    refuse(~np.isfinite(flows), profits.index, "profits", "is missing or infinite", "Write 0 where nothing was earned.")
    check_rate(np.asarray(rate, dtype=float))
    ahead = flows[:, where + 1 :]
    future = present_value(ahead, rate) if ahead.size else np.zeros(len(flows))
    parts = {"historical": flows[:, :where].sum(axis=1), "current": flows[:, where], "future": future}
    return pd.DataFrame(parts | {"lifetime": sum(parts.values())}, index=profits.index)
