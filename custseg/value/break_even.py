"""At which retention does a customer earn back what winning them cost, or is keeping as dear as winning?

`acquisition_break_even` and `break_even_retention`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, amounts_of, check_discount_rate, like_input, raise_where, typed
from .survival import check_timing, payments_worth


@typed
def acquisition_break_even(ratios: Sequence[float] = (5, 8, 9, 25), *, discount_rate: float = 0.0) -> pd.DataFrame:
    """Return what a ratio of acquisition to retention cost means for the retention rate.

    Let winning a customer cost k times as much as one period of keeping one, and let every leaver be replaced, so
    that sales stay the same and only the two costs differ. Then a retention programme pays if it keeps at least 1/k
    more of the customers per period. And keeping a customer for as long as they stay, paid at the start of every
    period, costs as much as winning a new one at the retention rate r with (1 + i) / (1 + i - r) = k.

    Parameters
    ----------
    ratios : sequence of float
        k, acquisition cost over retention cost per customer and period; 1 or more. No single figure is established:
        the literature says from 5 to 25, and "8 times more" is 9 when read literally.
    discount_rate : float
        i, discount rate per period, a fraction 0-1.

    Returns
    -------
    DataFrame
        One row per ratio: ``ratio``; ``retention_gain_to_pay`` (points of retention per period, 0-1);
        ``break_even_retention`` (0-1, NaN if even a customer for ever costs less to keep than to win);
        ``break_even_periods`` (expected length of the relation at that rate, infinite for NaN).

    Raises
    ------
    ValueError
        If a ratio is below 1 or the discount rate is impossible.

    Examples
    --------
    >>> from custseg.value import acquisition_break_even
    >>> acquisition_break_even([5, 8])[["retention_gain_to_pay", "break_even_retention"]].to_numpy().tolist()
    [[0.2, 0.8], [0.125, 0.875]]
    """
    values, _ = amounts_of(np.asarray(ratios, dtype=float), "ratios")
    raise_where(
        values < 1,
        None,
        "ratios",
        "is below 1",
        "Winning then costs less than keeping for one period: nothing to weigh.",
    )
    check_discount_rate(np.asarray(discount_rate, dtype=float))
    retention = (1 + discount_rate) * (1 - 1 / values)
    retention = np.where(retention >= 1, np.nan, retention)
    periods = np.where(np.isnan(retention), np.inf, 1 / (1 - retention))
    return pd.DataFrame(
        {
            "ratio": values,
            "retention_gain_to_pay": 1 / values,
            "break_even_retention": retention,
            "break_even_periods": periods,
        }
    )


@typed
def break_even_retention(
    margin: PerCustomer,
    discount_rate: PerCustomer,
    acquisition_cost: PerCustomer,
    *,
    periods: PerCustomer = np.inf,
    first_payment: int = 1,
    certain_until: int = 0,
) -> float | np.ndarray | pd.Series:
    """Return the retention rate at which a customer just earns back the cost of acquisition (CLV = 0).

    Parameters
    ----------
    margin : float, array or Series of shape (n_customers,)
        Margin per period, in money, above 0.
    discount_rate : float, array or Series
        Discount rate per period, a fraction 0-1.
    acquisition_cost : float, array or Series
        Cost of winning the customer, in money.
    periods : int, array or Series
        How many payments are counted; infinity by default.
    first_payment : int
        Time of the first margin: 1 = after one period, 0 = now.
    certain_until : int
        Last time at which the customer is certain to be there, see `clv_formula`.

    Returns
    -------
    float, ndarray or Series
        0-1; 0 if the customer pays even when leaving at once, NaN if not even when never leaving.

    Raises
    ------
    ValueError
        If a margin is not above zero, the discount rate is impossible, the horizon is not whole, or the indexes differ.

    Examples
    --------
    >>> from custseg.value import break_even_retention
    >>> round(break_even_retention(100, 0.1, 400), 6)
    0.88
    """
    index, (m, i, cost, n) = aligned(
        margin=margin, discount_rate=discount_rate, acquisition_cost=acquisition_cost, periods=periods
    )
    raise_where(m <= 0, index, "margin", "is not above zero", "Without a margin no retention earns back a cost.")
    check_timing(np.asarray(0.5), i, n, index)
    target = cost / m
    low, high = np.zeros(target.shape), np.ones(np.broadcast_shapes(target.shape, i.shape, n.shape))
    for _ in range(50):  # 15 digits; one halving more could round up to 1, which is endless without discounting
        middle = (low + high) / 2
        enough = payments_worth(middle, i, n, first_payment, certain_until, index) >= target
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    never = high == 1
    stays = payments_worth(np.where(never, 1.0, 0.5), i, n, first_payment, certain_until, index)
    found = np.where(never & (stays < target * (1 - 1e-12)), np.nan, np.where(low == 0, 0.0, high))
    return like_input(found, index, "break_even_retention")
