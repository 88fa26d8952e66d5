"""In which band of one column is each customer, and what does it take to be in it?

`column_bands` and `earlier_bands`, which also says what each band did next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..bands import Bands
from ..resample import mean_intervals
from ..schema import Best, SchemaError, as_numbers, typed


@typed
def column_bands(values: pd.Series, *, n_bands: int = 5, best: Best = "high") -> pd.DataFrame:
    """Place each customer in a band of one column, with the ends of the band.

    Parameters
    ----------
    values : Series
        One number per customer: what they spent, or days since the last purchase.
    n_bands : int
        How many bands of about equal size; equal values stay together, so there may be fewer.
    best : {"high", "low"}
        Which end is good.

    Returns
    -------
    DataFrame
        Index of `values`; ``band``, 1 the worst, without gaps; ``low`` and ``high``, the smallest and the largest
        value in it.

    Raises
    ------
    SchemaError
        If there is no customer, or a value is missing.

    See Also
    --------
    custseg.bands.Bands : The cuts themselves, kept for other customers.

    Examples
    --------
    >>> import pandas as pd
    >>> spent = pd.Series([10.0, 20.0, 30.0, 40.0], index=["ann", "bob", "eve", "joe"])
    >>> column_bands(spent, n_bands=2).loc["joe"].tolist()
    [2.0, 30.0, 40.0]
    """
    numbers = as_numbers(values, "values")
    if not len(numbers) or not np.isfinite(numbers).all():
        raise SchemaError(f"values must be one finite number per customer, for at least one; found {len(numbers)}.")
    band = np.ones(len(numbers), dtype=np.int64)
    if np.ptp(numbers) > 0:
        column = numbers[:, np.newaxis]
        found: Any = Bands(n_bands=n_bands, best=best).fit(column).transform(column)
        band = np.unique(np.asarray(found).ravel(), return_inverse=True)[1] + 1
    table = pd.DataFrame({"band": band, "value": numbers}, copy=False)
    ends = table.groupby("band")["value"].agg(low="min", high="max")
    columns = {name: ends[name].to_numpy()[band - 1] for name in ends}  # bands are 1, 2 and so on
    return pd.DataFrame({"band": band, **columns}, index=values.index, copy=False)


@typed
def earlier_bands(values: pd.Series, later: pd.Series, *, n_bands: int = 5, best: Best = "high") -> pd.DataFrame:
    """Say what each band of one column did in the time that followed.

    Parameters
    ----------
    values : Series
        One number per customer, known on an earlier day.
    later : Series
        What each of them brought afterwards; same index.
    n_bands : int
        As in :func:`column_bands`.
    best : {"high", "low"}
        As in :func:`column_bands`.

    Returns
    -------
    DataFrame
        Index ``band``, the best first; ``customers``; ``low``, ``high``, the ends of the band; ``bought_again``, share
        with money afterwards, ``bought_low`` and ``bought_high``, its 95 % interval; ``money``, what they brought;
        ``money_share``, of all (NaN where that is not above zero).

    Raises
    ------
    SchemaError
        As for :func:`column_bands`.
    ValueError
        If the indexes differ.

    See Also
    --------
    explained_outcome : Whether bands say as much as other groups.

    Examples
    --------
    >>> import pandas as pd
    >>> spent, later = pd.Series([10.0, 20.0, 30.0, 40.0]), pd.Series([0.0, 5.0, 0.0, 15.0])
    >>> earlier_bands(spent, later, n_bands=2)["money_share"].tolist()
    [0.75, 0.25]
    """
    if not values.index.equals(later.index):
        raise ValueError("values and later have different indexes: reindex one of them, later.reindex(values.index).")
    bands = column_bands(values, n_bands=n_bands, best=best)
    groups = bands.assign(later=later.to_numpy()).groupby("band")
    back = mean_intervals(later > 0, bands["band"], yes_or_no=True)
    table = groups[["low", "high"]].first()
    table.insert(0, "customers", groups.size())
    table[["bought_again", "bought_low", "bought_high"]] = back[["mean", "low", "high"]].reindex(table.index)
    table["money"] = groups["later"].sum()
    total = table["money"].sum()
    table["money_share"] = table["money"] / total if total > 0 else np.nan
    return table.iloc[::-1]
