"""How long did each customer take to buy again, and what does silence say after so many days?

`second_purchase_waits` and `silence_table`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import Day, SchemaError, check_whole, day_number, listed, require_frame, typed
from .second_purchase import follow_first_buyers


@typed
def second_purchase_waits(transactions: Any, *, observed_until: Day, by: str | None = None) -> pd.DataFrame:
    """Return, for each customer, the day of the first purchase and how long the second one took.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative. By the rule
        of :func:`custseg.tables.net_refunds` a purchase wholly given back is none.
    observed_until : str or date
        The last day on which the log was watched.
    by : str, optional
        A column, such as ``product`` or ``channel``, whose name on the first day is wanted, by the rule of
        :func:`second_purchase_curve`.

    Returns
    -------
    DataFrame
        Index ``customer_id``. ``first_purchase`` (date) and ``first_month`` (its month); ``days_to_second``, days from
        the first to the second purchase day, missing for who bought on one day only; ``days_watched``, days from the
        first purchase to `observed_until`; with `by` also ``label``, what that column says on the first day, "unknown"
        where it is empty.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or lack the column `by`.

    See Also
    --------
    second_purchase_curve : What share had bought again by each day.
    silence_table : How many of the silent still come back.
    custseg.resample.shuffle_first_months : Twins of this table in which the month of first purchase says nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import second_purchase_waits
    >>> dates = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03"])
    >>> log = pd.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": dates, "amount": 1.0})
    >>> second_purchase_waits(log, observed_until="2024-06-30")[["days_to_second", "days_watched"]]
                 days_to_second  days_watched
    customer_id
    ann                    29.0           177
    bob                     NaN           162
    """
    until = day_number(observed_until, "observed_until")
    followed = follow_first_buyers(transactions, until, by)
    found, first, second = followed.found, followed.first, followed.second
    known = np.flatnonzero(first <= until)
    names = {} if by is None else {"label": followed.labels[followed.group[known]]}
    first, second = first[known].astype(np.int64), second[known].astype(np.int64)
    day = pd.DatetimeIndex(first.astype("datetime64[D]")).as_unit("ns")
    found.warn()
    table = pd.DataFrame(
        {
            "first_purchase": day,
            "first_month": day.to_period("M"),
            "days_to_second": np.where(second <= until, second - first, np.nan),
            "days_watched": until - first,
            **names,
        },
        index=found.log.customers[known].rename("customer_id"),
    )
    table.attrs = dict(found.refunded.remarks)
    return table


@typed
def silence_table(
    waits: pd.DataFrame, *, silent_since: Sequence[int], within: int, level: float = 0.95
) -> pd.DataFrame:
    r"""Say, of those who were not back by so many days after the first purchase, how many still came.

    Parameters
    ----------
    waits : DataFrame
        What :func:`second_purchase_waits` gives. Only customers who were watched for `within` days are counted.
    silent_since : sequence of int
        Days after the first purchase, each below `within`; who came back on that day is no longer silent.
    within : int
        The last day that counts as coming back.
    level : float
        Coverage of the intervals (Wilson), 0-1.

    Returns
    -------
    DataFrame
        Index ``silent_since``. ``customers`` who were silent; ``came_back`` of them by day `within`; ``share`` (0-1),
        ``low``, ``high``; ``share_if_even``, what the share would be if the same customers had come back on days that
        lie evenly between the first purchase and `within`. Shares are NaN where nobody was silent.

    Raises
    ------
    SchemaError
        If the table lacks a column, or nobody was watched that long.
    ValueError
        If a day is below 1 or not below `within`, or `level` is outside 0-1.

    See Also
    --------
    custseg.decide.silent_newcomers : The rule that makes a list of them.
    custseg.decide.smallest_effect : What a letter to them must add to be seen.

    Notes
    -----
    Of a share :math:`F` who come back by day :math:`T`, evenly spread second purchases leave
    :math:`F (1 - d/T) / (1 - F d/T)` of those who are silent on day :math:`d`.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.value import second_purchase_waits, silence_table
    >>> waits = second_purchase_waits(load_cdnow(), observed_until="1998-06-30")
    >>> silence_table(waits, silent_since=[30, 180], within=365)[["customers", "share", "share_if_even"]].round(2)
                  customers  share  share_if_even
    silent_since
    30                 1947   0.34           0.43
    180                1470   0.13           0.30
    """
    require_frame(waits, "waits")
    if absent := [name for name in ("days_to_second", "days_watched") if name not in waits.columns]:
        raise SchemaError(
            f"waits lacks {listed(absent)}; it has {listed(waits.columns, 10)}. Use second_purchase_waits."
        )
    days = np.array([check_whole(n, "silent_since", at_least=1) for n in silent_since], dtype=np.int64)
    if not len(days) or days.max() >= check_whole(within, "within", at_least=1):
        raise ValueError(f"silent_since must be days below within={within}; found {listed(days.tolist()) or 'none'}.")
    took = waits["days_to_second"].to_numpy(dtype="float64")[waits["days_watched"].to_numpy() >= within]
    if not len(took):
        raise SchemaError(f"nobody in waits was watched for {within} days: take a smaller within.")
    took = np.where(took <= within, took, np.inf)
    silent = took > days[:, np.newaxis]
    customers, came_back = silent.sum(axis=1), (silent & np.isfinite(took)).sum(axis=1)
    low, high = wilson_interval(came_back, customers, level=level)
    back, passed = np.isfinite(took).mean(), days / within
    with np.errstate(invalid="ignore"):
        share, even = came_back / customers, back * (1 - passed) / (1 - back * passed)
    columns = {"customers": customers, "came_back": came_back, "share": share, "low": low, "high": high}
    return pd.DataFrame({**columns, "share_if_even": even}, index=pd.Index(days, name="silent_since"))
