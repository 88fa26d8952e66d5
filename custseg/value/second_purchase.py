"""Who buys a second time, how soon, and is that different by cohort, first product or channel?

`second_purchase_curve` and `second_purchase_summary`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
from scipy.stats import norm

from ..resample.influence import check_level
from ..schema import Day, Period, SchemaError, check_choice, check_whole, day_number, listed, typed
from ..tables._counted import worked_out
from ..tables._log import PurchaseLog, first_days, period_calendar
from ..tables._shelf import STEP
from ..tables._sold import SoldLog, all_sold, log_and_table

EVERYBODY = "all"
UNKNOWN = "unknown"  # where the column to group by is empty


@typed
def second_purchase_curve(
    transactions: Any,
    *,
    observed_until: Day,
    within: Sequence[int] = (7, 14, 30, 60, 90, 180, 365),
    period: Period | None = None,
    by: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return what share of each group has bought again so many days after the first purchase (首购后累计复购率).

    Groups that were not yet watched long enough stay open: everybody counts for as long as they were watched
    (Kaplan-Meier), and ``complete`` says until which day the whole group was. Up to there the share is the plain one.
    A second purchase on the first day is not a return.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative. By the rule
        of :func:`custseg.tables.net_refunds` a purchase wholly given back is none.
    observed_until : str or date
        The last day on which the log was watched.
    within : sequence of int
        Days after the first purchase.
    period : {"D", "W", "M", "Q", "Y"}, optional
        Group customers by the calendar period of their first purchase. Those of the first one may be old customers.
    by : str, optional
        Group customers by what this column, such as ``product`` or ``channel``, says on the first day; of several rows
        that day the largest amount counts, then the first name in the alphabet; "unknown" where it is empty. Either
        this, or `period`, or neither.
    level : float
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``group`` and ``within_days``. ``customers`` of the group; ``watched``, how many of them that long;
        ``repeated``, how many had bought again by then, as far as it is known; ``share`` (0-1), ``low``, ``high``;
        ``complete``. Share and interval are NaN on days up to which nobody of the group was watched.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or lack the column `by`.
    ValueError
        If both `period` and `by` are given, a number of days is below 1, or `level` is outside 0-1.

    See Also
    --------
    repeat_rate : Only those who were watched that long, all as one group.
    second_purchase_summary : One line for each group.
    cohort_table : Who buys in each later period, by period of acquisition.

    Notes
    -----
    The interval is Wilson's, with the number of customers that gives a plain share the variance of Greenwood's formula.

    References
    ----------
    Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the American
    Statistical Association 53(282), 457-481.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import second_purchase_curve
    >>> log = pd.DataFrame({
    ...     "customer_id": ["ann", "bob", "ann", "eve"],
    ...     "date": pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03", "2024-02-20"]),
    ...     "amount": 1.0,
    ... })
    >>> second_purchase_curve(log, observed_until="2024-02-29", within=[30, 60], period="M")[["share", "complete"]]
                         share  complete
    group   within_days
    2024-01 30             0.5      True
            60             NaN     False
    2024-02 30             NaN     False
            60             NaN     False
    """
    days = np.array([check_whole(n, "within", at_least=1) for n in within], dtype=np.int64)
    followed = _followed(transactions, observed_until, period, by, int(days.max(initial=1)))
    share, low, high = followed.curve(level)
    groups = len(followed.labels)
    watched = followed.watched[:, days]
    table = pd.DataFrame(
        {
            "customers": np.repeat(followed.customers, len(days)),
            "watched": watched.ravel(),
            "repeated": np.cumsum(followed.returned, axis=1)[:, days].ravel(),
            "share": share[:, days].ravel(),
            "low": low[:, days].ravel(),
            "high": high[:, days].ravel(),
            "complete": (watched == followed.customers[:, np.newaxis]).ravel(),
        },
        index=pd.MultiIndex.from_arrays(
            [followed.labels.repeat(len(days)), np.tile(days, groups)], names=["group", "within_days"]
        ),
    )
    table.attrs = dict(followed.remarks)
    return table


@typed
def second_purchase_summary(
    transactions: Any,
    *,
    observed_until: Day,
    within: int = 365,
    period: Period | None = None,
    by: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return, for each group, how many first-time buyers buy again within so many days, and when half of those had.

    Parameters
    ----------
    transactions : dataframe
        As in :func:`second_purchase_curve`.
    observed_until : str or date
        The last day on which the log was watched.
    within : int
        Days after the first purchase.
    period : {"D", "W", "M", "Q", "Y"}, optional
        Group customers by the calendar period of their first purchase.
    by : str, optional
        Group customers by what this column says on the first day.
    level : float
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``group``. ``customers``, ``watched`` (that long), ``share`` with ``low`` and ``high``, and ``half_by``:
        the day on which half of those who will buy again within that time had. NaN for a group of which nobody was
        watched that long; ``half_by`` is also missing where nobody came back.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or lack the column `by`.
    ValueError
        If both `period` and `by` are given, `within` is below 1, or `level` is outside 0-1.

    See Also
    --------
    second_purchase_curve : The whole curve.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.value import second_purchase_summary
    >>> table = second_purchase_summary(load_cdnow(), observed_until="1998-06-30")
    >>> table[["customers", "share", "half_by"]].round(2).to_dict("records")
    [{'customers': 2357, 'share': 0.46, 'half_by': 50.0}]
    """
    within = check_whole(within, "within", at_least=1)
    followed = _followed(transactions, observed_until, period, by, within)
    curve, *ends = followed.curve(level)
    share, (low, high) = curve[:, within], (end[:, within] for end in ends)
    with np.errstate(invalid="ignore"):
        half = np.argmax(curve >= share[:, np.newaxis] / 2, axis=1)
    table = pd.DataFrame(
        {
            "customers": followed.customers,
            "watched": followed.watched[:, within],
            "share": share,
            "low": low,
            "high": high,
            "half_by": np.where(share > 0, half, np.nan),
        },
        index=followed.labels.rename("group"),
    )
    table.attrs = dict(followed.remarks)
    return table


class _Followed(NamedTuple):
    """Groups of customers, day by day after their first purchase (columns from day 0 on)."""

    labels: pd.Index
    customers: np.ndarray
    returned: np.ndarray  # who bought a second time on that day
    left: np.ndarray  # of whom nothing is known after that day
    watched: np.ndarray  # who was watched until that day, whatever they did
    remarks: dict[Any, Any]

    def curve(self, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the share who have bought again by each day, with both ends of its interval."""
        check_level(level)
        gone = self.returned + self.left
        at_risk = self.customers[:, np.newaxis] - (np.cumsum(gone, axis=1) - gone)
        safe = np.maximum(at_risk, 1)
        share = 1 - np.cumprod(1 - self.returned / safe, axis=1)
        rest = safe - self.returned
        greenwood = np.cumsum(np.divide(self.returned, safe * rest, out=np.zeros(safe.shape), where=rest > 0), axis=1)
        variance = (1 - share) ** 2 * greenwood
        equal = np.divide(share * (1 - share), variance, out=safe.astype(float), where=variance > 0)
        low, high = _wilson(share, equal, level)
        unknown = self.watched == 0
        for values in (share, low, high):
            values[unknown] = np.nan
        return share, low, high


def _followed(transactions: Any, observed_until: Day, period: Period | None, by: str | None, most: int) -> _Followed:
    """Follow each group from its customers' first purchases for so many days."""
    if period is not None and by is not None:
        raise ValueError("pass period or by: one way to group.")
    if period is not None:
        check_choice(period, "period", Period)
    until = day_number(observed_until, "observed_until")
    found, first, second, group, labels = follow_first_buyers(transactions, until, by, period)
    parts = []
    for start in range(0, max(len(first), 1), STEP):  # some customers after others: counts add up
        some = slice(start, start + STEP)
        known = first[some] <= until
        begun = first[some][known].astype(np.int64)
        parts.append(_day_by_day(labels, group[some][known], second[some][known] - begun, until - begun, most))
    customers, returned, left, watched = (np.sum(some, axis=0) for some in list(zip(*parts, strict=True))[1:5])
    return _Followed(labels, customers, returned, left, watched, found.refunded.remarks)


class FirstBuyers(NamedTuple):
    """A log, and of each of its customers the first and the second purchase day and the group of the first."""

    found: SoldLog
    first: np.ndarray  # days since 1970-01-01; the largest int32 for who never bought
    second: np.ndarray
    group: np.ndarray
    labels: pd.Index


def follow_first_buyers(
    transactions: Any, until: int, by: str | None = None, period: Period | None = None
) -> FirstBuyers:
    """Find each customer's first two purchase days, and group customers by the first; warn of refunds out of place."""
    native: Any = nw.to_native(transactions, pass_through=True)
    if by is not None and not isinstance(native, pd.DataFrame):
        native = nw.from_native(native).lazy().collect().to_pandas()
    log, table = log_and_table(native, last_day=until, name="observed_until")
    found = all_sold(log, table)
    first = first_days(found.sold.purchases)
    later = worked_out(lambda day, who: day > first[who], found.sold.day, found.sold.customer)
    second = first_days(found.sold.rows(later))
    group, labels = _groups(found, table, first, until, period, by)
    found.warn()
    return FirstBuyers(found, first, second, group, labels)


def _day_by_day(labels: pd.Index, group: np.ndarray, wait: np.ndarray, watch: np.ndarray, most: int) -> _Followed:
    """Count, for each group and day after the first purchase, who came back and who was watched no longer."""
    back = (wait <= watch) & (wait <= most)
    columns = most + 1
    counts = [
        np.bincount(group[who] * columns + days[who], minlength=len(labels) * columns).reshape(-1, columns)
        for who, days in ((back, wait), (~back & (watch <= most), watch), (watch <= most, watch))
    ]
    customers = np.bincount(group, minlength=len(labels))
    ended = np.cumsum(counts[2], axis=1) - counts[2]
    return _Followed(labels, customers, counts[0], counts[1], customers[:, np.newaxis] - ended, {})


def _groups(
    found: SoldLog, table: pd.DataFrame, first: np.ndarray, until: int, period: Period | None, by: str | None
) -> tuple[np.ndarray, pd.Index]:
    """Give the number of each customer's group, and what the groups are called."""
    if by is not None:
        return _named_on_first_day(found.log, table, first, by)
    if period is None:
        return np.zeros(len(first), dtype=np.int64), pd.Index([EVERYBODY], name="group")
    start = int(found.log.day.min())
    calendar = period_calendar(start, until, period)
    when = calendar[np.minimum(first, until) - start]
    kept = np.unique(when[first <= until])
    # the stubs do not know it
    labels = pd.PeriodIndex.from_ordinals(kept, freq=period)  # type: ignore[attr-defined]
    return np.searchsorted(kept, when), labels.rename("group")


def _named_on_first_day(
    log: PurchaseLog, table: pd.DataFrame, first: np.ndarray, by: str
) -> tuple[np.ndarray, pd.Index]:
    if by not in table.columns:
        raise SchemaError(f"transactions lacks the column {by!r} to group by; it has {listed(table.columns, 12)}.")
    codes, names = pd.factorize(table[by].astype("str").where(table[by].notna(), UNKNOWN), sort=True)
    rows = np.flatnonzero((log.day == first[log.customer]) & (log.amount >= 0))
    order = rows[np.lexsort((codes[rows], -log.amount[rows], log.customer[rows]))]
    owner, place = np.unique(log.customer[order], return_index=True)
    group = np.zeros(len(first), dtype=np.int64)
    group[owner] = codes[order[place]]
    used, group[owner] = np.unique(group[owner], return_inverse=True)
    return group, pd.Index(names[used], name="group")


def _wilson(share: np.ndarray, n: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Give Wilson's interval for a share of a number of customers that need not be whole."""
    z = norm.ppf((1 + level) / 2)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.clip(middle - half, 0, share), np.clip(middle + half, share, 1)
