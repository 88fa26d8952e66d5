"""What is the whole customer base worth, and what has each customer brought, brings now, and will bring?

`customer_equity` and `value_split`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import Amounts, amounts_of, as_numbers, check_discount_rate, raise_where, require_frame, typed
from .discounting import present_value


@typed
def customer_equity(
    lifetime_values: Amounts,
    *,
    new_customers: Sequence[float] = (),
    value_of_new: float = 0.0,
    discount_rate: float = 0.0,
    first_payment: int = 1,
) -> pd.Series:
    """Return the customer equity (客户资产): the lifetime values of today's customers and of those still to be won.

    Parameters
    ----------
    lifetime_values : Series of shape (n_customers,)
        What each present customer is worth from now on; the acquisition cost is already spent and not subtracted.
    new_customers : sequence of float
        How many customers will be won in each coming period.
    value_of_new : float
        Lifetime value of one of them when won, after acquisition cost, in money.
    discount_rate : float
        Discount rate per period, a fraction 0-1.
    first_payment : int
        When the first of them are won: 1 = after one period, 0 = now.

    Returns
    -------
    Series
        ``present_customers``, ``new_customers`` and ``equity`` (their sum), in money.

    Raises
    ------
    ValueError
        If a value is missing, there is no customer, or the discount rate is impossible.

    References
    ----------
    Gupta, S., Lehmann, D. R. & Stuart, J. A. (2004). Valuing customers. Journal of Marketing Research, 41(1), 7-18.

    Examples
    --------
    >>> from custseg.value import customer_equity
    >>> customer_equity([100, 250], new_customers=[1, 1], value_of_new=40).to_dict()
    {'present_customers': 350.0, 'new_customers': 80.0, 'equity': 430.0}
    """
    values, _ = amounts_of(lifetime_values, "lifetime_values")
    won = as_numbers(new_customers, "new_customers")
    coming = present_value(won * float(value_of_new), discount_rate, first_payment=first_payment) if won.size else 0.0
    present = float(values.sum())
    return pd.Series({"present_customers": present, "new_customers": coming, "equity": present + coming}, name="money")


@typed
def value_split(profits: pd.DataFrame, *, current: object, discount_rate: float = 0.0) -> pd.DataFrame:
    """Split each customer's value into historical (历史价值), current (当期价值) and future (未来价值) value.

    Parameters
    ----------
    profits : DataFrame of shape (n_customers, periods)
        Profit per customer and period in the order of time: what was earned, what is being earned, and what is
        forecast. In money.
    current : label
        The column that is the current period. Columns before it are history, columns after it are forecast.
    discount_rate : float
        Discount rate per period for the forecast; the period after the current one is discounted once. History is
        cash already earned and stays at face value.

    Returns
    -------
    DataFrame
        Index of `profits`; ``historical``, ``current``, ``future`` and their sum ``lifetime``, in money.

    Raises
    ------
    ValueError
        If `current` is not one of the columns, a profit is missing, there is no customer, or the discount rate is
        impossible.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import value_split
    >>> profits = pd.DataFrame({2022: [10.0], 2023: [30.0], 2024: [20.0], 2025: [11.0]}, index=["ann"])
    >>> value_split(profits, current=2024, discount_rate=0.1).round(2).loc["ann"].to_dict()
    {'historical': 40.0, 'current': 20.0, 'future': 10.0, 'lifetime': 70.0}
    """
    require_frame(profits, "profits")
    columns: list[object] = list(profits.columns)
    if current is pd.NA or not pd.api.types.is_hashable(current) or columns.count(current) != 1:
        raise ValueError(f"current period {current!r} is not one of the columns: {', '.join(map(str, columns))}.")
    where = columns.index(current)
    flows = as_numbers(profits, "profits")
    if len(flows) == 0:
        raise ValueError("profits is empty: there is no customer. Check the filter that made it.")
    raise_where(
        ~np.isfinite(flows), profits.index, "profits", "is missing or infinite", "Write 0 where nothing was earned."
    )
    check_discount_rate(np.asarray(discount_rate, dtype=float))
    ahead = flows[:, where + 1 :]
    future = present_value(ahead, discount_rate) if ahead.size else np.zeros(len(flows))
    parts = {"historical": flows[:, :where].sum(axis=1), "current": flows[:, where], "future": future}
    return pd.DataFrame(parts | {"lifetime": sum(parts.values())}, index=profits.index)
