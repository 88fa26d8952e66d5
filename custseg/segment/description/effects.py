"""In what does a segment differ from everybody, and how sure is that?

`segment_effects` measures it column by column.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from ...schema import SchemaError, listed, typed
from .profile import aligned_labels


@typed
def segment_effects(
    customers: pd.DataFrame, labels: pd.Series | Sequence[object], *, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """Measure how far the median of every segment lies from that of all customers, column by column.

    Parameters
    ----------
    customers : DataFrame
        One row per customer.
    labels : Series or sequence
        The segment of every customer.
    columns : sequence of str, optional
        Columns of numbers; all by default.

    Returns
    -------
    DataFrame
        Index ``segment``, ``column``. ``median`` of the segment and ``all``, of all customers; ``effect``: their
        difference in robust standard deviations of all customers (interquartile range / 1.349), with a 95 % interval
        ``low``, ``high`` for the segment's median; ``lift``: the mean of the segment over the mean of all (missing
        unless that is above 0).

    Raises
    ------
    SchemaError
        Labels that do not fit the customers, columns that are not there, hold no numbers or miss some.

    See Also
    --------
    profile_segments : The medians themselves, with sizes and sums.
    segment_cards : Names that follow from these effects.
    segment_rules : Conditions that tell the segments apart.

    Notes
    -----
    There are no p-values. The columns made the segments, so of course they differ: a test would only say that the
    clusterer did its work. The intervals say how well a median is known, the segments taken as they are.

    References
    ----------
    Gao, L. L., Bien, J. & Witten, D. (2022). Selective inference for hierarchical clustering. Journal of the American
    Statistical Association 119(545).
    Conover, W. J. (1999). Practical nonparametric statistics, section 3.2 (intervals of quantiles). Wiley.

    Examples
    --------
    >>> customers = pd.DataFrame({"amount": [1.0, 2.0, 3.0, 4.0, 50.0]})
    >>> effects = segment_effects(customers, ["low", "low", "low", "low", "high"])
    >>> effects.loc[("high", "amount"), ["median", "all"]].tolist()
    [50.0, 3.0]
    """
    labels = aligned_labels(labels, customers)
    numbers = checked_numbers(customers, columns)
    middle = numbers.median()
    quartiles = numbers.quantile([0.25, 0.75])
    spread = (quartiles.loc[0.75] - quartiles.loc[0.25]) / 1.349
    # where half of the customers share one value, the standard deviation is all there is
    spread = spread.where(spread > 0, numbers.std(ddof=0)).replace(0.0, np.nan)
    mean = numbers.mean()
    parts = {}
    for segment, members in numbers.groupby(labels, observed=True):
        low, high = _median_limits(members.to_numpy())
        parts[segment] = pd.DataFrame(
            {
                "median": members.median(),
                "all": middle,
                "effect": ((members.median() - middle) / spread).fillna(0.0),
                "low": (low - middle) / spread,
                "high": (high - middle) / spread,
                "lift": (members.mean() / mean).where(mean > 0),
            }
        )
    return pd.concat(parts, names=["segment", "column"])


def checked_numbers(customers: pd.DataFrame, columns: Sequence[str] | None) -> pd.DataFrame:
    """Take the columns of numbers, complete ones, or say what is wrong with them."""
    if columns is None:
        columns = list(customers.select_dtypes("number", exclude="timedelta").columns)
    if odd := [type(name).__name__ for name in columns if not pd.api.types.is_hashable(name)]:
        raise TypeError(f"columns must be names of columns of customers, found {listed(odd)}.")
    problems = []
    if absent := [name for name in columns if name not in customers.columns]:
        problems.append(f"customers lacks {listed(absent)}.")
    words = [n for n in columns if n not in absent and not pd.api.types.is_numeric_dtype(customers[n])]
    if words:
        problems.append(f"effects need columns of numbers; {listed(words)} hold something else.")
    kept = [name for name in columns if name not in {*absent, *words}]
    if missing := [name for name in kept if customers[name].isna().any()]:
        problems.append(f"numbers are missing in {listed(missing)}: fill them in or leave these columns out.")
    if not kept and not problems:
        problems.append("customers has no column of numbers.")
    if problems:
        raise SchemaError(*problems)
    return customers[kept].astype("float64")


def _median_limits(values: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
    """Give limits of a 95 % interval of the medians, from order statistics; nothing is assumed of the distribution."""
    n = len(values)
    rank = int(binom.ppf(0.025, n, 0.5))
    ordered = np.sort(values, axis=0)
    # the 95 % cannot be reached with fewer than six customers: then the extremes are given
    return ordered[max(rank - 1, 0)], ordered[min(n - rank, n - 1)]
