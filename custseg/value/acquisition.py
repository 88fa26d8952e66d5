"""When is winning a customer dearer than keeping one?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import amounts_of, check_discount_rate, raise_where


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
