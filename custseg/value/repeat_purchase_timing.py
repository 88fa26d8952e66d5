"""How soon do customers buy again?

`repeat_rate` and `interpurchase_times`.
"""

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, Literal, overload

import narwhals as nw
import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import Day, day_number, typed
from ..tables._calendar_numbers import day_number_of
from ..tables._counted import distinct_pairs
from ..tables._engine_log import summed_log
from ..tables._log import first_days
from ..tables._log_checks import open_log
from ..tables._native import handed_back, on_engine_of
from ..tables._native_log import checked_on_engine, without_returners
from ..tables._sold import rows_of_returners, sold_log


def repeat_rate(
    transactions: Any,
    *,
    observed_until: Day,
    within: Sequence[int] = (30, 60, 90, 180, 365),
    level: float = 0.95,
) -> pd.DataFrame:
    """Return what share of the customers bought again within so many days of their first purchase.

    Only customers who could be watched that long are counted. A second purchase on the first day is not a return. An
    engine (polars, DuckDB, Spark …, eager or lazy) finds the days in one scan, with the checks; these come home.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative. By the rule
        of :func:`custseg.tables.net_refunds` a purchase wholly given back is none.
    observed_until : str or date
        The last day on which the log was watched.
    within : sequence of int
        Days.
    level : float
        Coverage of the interval (Wilson), 0-1.

    Returns
    -------
    DataFrame
        Index ``within_days``; ``customers`` (watched that long), ``repeated``, ``repeat_rate`` (0-1), ``low``,
        ``high``; NaN where nobody could be watched that long.

    Raises
    ------
    SchemaError
        If the transactions are not valid or lie after `observed_until`.
    ValueError
        If a number of days is below 1 or `level` is outside 0-1.

    See Also
    --------
    second_purchase_curve : The same by cohort or by what was bought first, with groups that were not watched as long.
    cohort_table : Who buys in each later period, by period of acquisition.
    interpurchase_times : The days between purchases.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association, 22(158), 209-212.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import repeat_rate
    >>> dates = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03"])
    >>> transactions = pd.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": dates, "amount": 1.0})
    >>> repeat_rate(transactions, observed_until="2024-06-30", within=[30])["repeat_rate"].tolist()
    [0.5]
    """
    until = day_number(observed_until, "observed_until")
    frame = open_log(transactions)
    if not isinstance(frame, pd.DataFrame):
        transactions = summed_log(transactions, frame, nw.col("date"), until, "observed_until")
    found = sold_log(transactions, last_day=until, name="observed_until")
    _check_days(within)
    if not (isinstance(level, Real) and 0 < level < 1):
        raise ValueError(f"level must be a fraction between 0 and 1, such as 0.95; found {level!r}.")
    bought = found.sold.purchases
    first = first_days(bought)
    later = bought.day > first[bought.customer]
    second = first_days(bought.rows(later))
    days = np.asarray(within)[:, np.newaxis]
    watched = first.astype(np.int64) + days <= until
    repeated = (watched & (second.astype(np.int64) - first <= days)).sum(axis=1)
    customers = watched.sum(axis=1)
    rate = np.divide(repeated, customers, out=np.full(len(days), np.nan), where=customers > 0)
    low, high = wilson_interval(repeated, customers, level=level)
    return pd.DataFrame(
        {"customers": customers, "repeated": repeated, "repeat_rate": rate, "low": low, "high": high},
        index=pd.Index(np.asarray(within), name="within_days"),
    )


@overload
def interpurchase_times(transactions: Any, *, native: Literal[False] = False) -> pd.Series: ...
@overload
def interpurchase_times(transactions: Any, *, native: bool) -> Any: ...
@typed
def interpurchase_times(transactions: Any, *, native: bool = False) -> Any:
    """Return the days between successive purchase days of each customer.

    An engine (polars, DuckDB, Spark …, eager or lazy) finds the days in one scan, with the checks; these come home.

    Only closed gaps are here. The last gap of each customer is still open, and long gaps are open more often: the mean
    of these numbers is below the true one.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative. By the rule
        of :func:`custseg.tables.net_refunds` a purchase wholly given back is none.
    native : bool, default False
        Whether the gaps stay on the engine of the frame, as those of :func:`custseg.tables.customer_table` do: a frame
        with the columns ``customer_id`` and ``days``, in no order. The log is checked in one scan; a lazy engine reads
        it again when the frame is used.

    Returns
    -------
    Series, or with ``native=True`` a frame of the engine
        ``days`` (1 or more), index ``customer_id`` (one entry per gap), by customer and date. Empty if nobody bought
        on two days.

    Raises
    ------
    SchemaError
        If the transactions are not valid.

    See Also
    --------
    repeat_rate : The share who came back within so many days, only of those watched that long.
    cohort_table : Who buys in each later period, by period of acquisition.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import interpurchase_times
    >>> dates = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03"])
    >>> transactions = pd.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": dates, "amount": 1.0})
    >>> interpurchase_times(transactions).to_dict()
    {'ann': 29}
    """
    frame, given = open_log(transactions), nw.to_native(transactions, pass_through=True)
    if isinstance(frame, pd.DataFrame):
        gaps = _gaps(transactions)
        return gaps if not native or isinstance(given, pd.DataFrame) else on_engine_of(gaps.reset_index(), given)
    if not native:
        return _gaps(summed_log(transactions, frame, nw.col("date")))
    checked = checked_on_engine(frame)
    others = _gaps(rows_of_returners(transactions)).reset_index() if checked.refunds else pd.DataFrame()
    return handed_back(_gaps_on_engine(without_returners(frame, checked)), others, given)


def _gaps_on_engine(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Write the gaps as a query, for customers who gave nothing back."""
    days = frame.select("customer_id", "date").unique()
    days = days.with_columns(before=nw.col("date").shift(1).over("customer_id", order_by="date"))
    gap = day_number_of(nw.col("date")) - day_number_of(nw.col("before"))
    return days.filter(~nw.col("before").is_null()).select("customer_id", days=gap.cast(nw.Int64))


def _gaps(transactions: pd.DataFrame) -> pd.Series:
    """Find the gaps in memory."""
    bought = sold_log(transactions).sold.purchases
    start = int(bought.day.min(initial=np.iinfo(np.int32).max))
    who, day = distinct_pairs(bought.customer, bought.day - start)
    same = who[1:] == who[:-1]
    return pd.Series(np.diff(day)[same].astype(np.int64), index=bought.customers[who[1:][same]], name="days")


def _check_days(within: Sequence[int]) -> None:
    whole = isinstance(within, list | tuple | range | np.ndarray) and len(within) > 0
    if not (whole and all(isinstance(n, Integral) and not isinstance(n, bool) and n >= 1 for n in within)):
        raise ValueError(f"within must list days, whole numbers of 1 or more, such as (30, 90); found {within!r}.")
