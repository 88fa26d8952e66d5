"""From which year are the customers who bring today's sales, and how many new ones does it take to stand still?

`sales_by_first_purchase` and `customers_to_stand_still`.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import Day, Period, SchemaError, check_choice, check_whole, typed
from ..tables._counted import plain_sums_by_customer, worked_out
from ..tables._log import first_days, last_complete, period_calendar
from ..tables._shelf import taken
from ..tables._sold import SoldLog, sold_until


@typed
def sales_by_first_purchase(
    transactions: Any, *, observed_until: Day, period: Period = "Q", won_in: Period = "Y"
) -> pd.DataFrame:
    """Return the sales of each period by when their buyers first bought (同期群).

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; they are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`.
    observed_until : str or date
        The last day on which the log was watched. A period that it cuts is left out.
    period : {"D", "W", "M", "Q", "Y"}
        Calendar unit of the rows.
    won_in : {"D", "W", "M", "Q", "Y"}
        Calendar unit of the columns; as long as `period` or longer. The customers of the first column may be older than
        the log.

    Returns
    -------
    DataFrame
        Index ``period``, columns ``first_purchase``; money, 0 where nothing was sold. A row adds up to its sales.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or cover no whole period.
    ValueError
        If a period is not one of those listed.

    See Also
    --------
    cohort_table : The same money by age, with the number of customers who bought.
    customers_to_stand_still : How many new customers a period needs.

    References
    ----------
    McCarthy, D. M. & Fader, P. S. (2018). Customer-based corporate valuation for publicly traded noncontractual firms.
    Journal of Marketing Research 55(5), 617-635. The chart is theirs (C3).

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import sales_by_first_purchase
    >>> log = pd.DataFrame({
    ...     "customer_id": ["ann", "ann", "bob"],
    ...     "date": pd.to_datetime(["2023-12-01", "2024-02-01", "2024-03-01"]),
    ...     "amount": [10.0, 5.0, 20.0],
    ... })
    >>> sales_by_first_purchase(log, observed_until="2024-03-31")
    first_purchase  2023  2024
    period
    2023Q4          10.0   0.0
    2024Q1           5.0  20.0
    """
    check_choice(won_in, "won_in", Period)
    found = _by_period(transactions, observed_until, period)
    log = found.sold.sold
    won = period_calendar(found.first_day, found.last_day, won_in)
    first = first_days(log)
    known = first <= found.last_day
    group = np.zeros(len(first), dtype=np.int64)
    group[known] = won[first[known] - found.first_day] - won[0]
    kept = worked_out(lambda when: when < found.periods, found.when)
    when, cohort = taken(found.when, kept), taken(group, taken(log.customer, kept))
    width = int(cohort.max(initial=0)) + 1
    cell = worked_out(lambda when, cohort: when * width + cohort, when, cohort, dtype=np.int64)
    money = plain_sums_by_customer(taken(log.amount, kept), cell, found.periods * width)
    found.sold.warn()
    table = pd.DataFrame(
        money.reshape(found.periods, width),
        index=found.labels,
        columns=_labels(int(won[0]), width, won_in, "first_purchase"),
    )
    table.attrs = dict(found.sold.refunded.remarks)
    return table


@typed
def customers_to_stand_still(
    transactions: Any, *, observed_until: Day, period: Period = "Q", since: int = 1
) -> pd.DataFrame:
    """Return, for each period, how many new customers would have kept sales where they were.

    Customers known before bring less as some of them stop. What is missing is divided by what a new customer brings.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; they are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`.
    observed_until : str or date
        The last day on which the log was watched. A period that it cuts is left out.
    period : {"D", "W", "M", "Q", "Y"}
        Calendar unit.
    since : int
        Periods back to the one whose sales are to be kept: 4 with quarters compares like season with like. New is who
        first bought after that period.

    Returns
    -------
    DataFrame
        Index ``period``, from the first that has one `since` periods before it. ``sales_before`` (of that earlier
        period), ``sales``, ``from_known`` (of customers won up to the earlier period), ``new_customers``,
        ``amount_per_new_customer`` (in this period; NaN where nobody new came), ``needed``: new customers that would
        have made up for it, 0 where the known bring more than before, NaN where new ones bring nothing or did not come.
        In the first periods of a log many "new" customers are old ones.

    Raises
    ------
    SchemaError
        If the transactions are not valid, lie after `observed_until`, or cover too few periods.
    ValueError
        If `period` is not one of those listed or `since` is below 1.

    See Also
    --------
    sales_by_first_purchase : The money behind it.
    sales_change : Why sales moved.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import customers_to_stand_still
    >>> log = pd.DataFrame({
    ...     "customer_id": ["ann", "bob", "bob", "eve"],
    ...     "date": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-01", "2024-02-02"]),
    ...     "amount": [30.0, 50.0, 20.0, 15.0],
    ... })
    >>> table = customers_to_stand_still(log, observed_until="2024-02-29", period="M")
    >>> table[["from_known", "new_customers", "needed"]]
             from_known  new_customers  needed
    period
    2024-02        20.0              1     4.0
    """
    since = check_whole(since, "since", at_least=1)
    found = _by_period(transactions, observed_until, period)
    if found.periods <= since:
        raise SchemaError(
            f"transactions cover {found.periods} whole periods {period!r}: expected at least {since + 1} to compare."
        )
    log = found.sold.sold
    first = first_days(log)
    won = np.where(first < found.last_day, found.calendar[np.minimum(first, found.last_day) - found.first_day], -1)
    won = np.where(won < 0, found.periods, won - found.calendar[0])
    kept = worked_out(lambda when: when < found.periods, found.when)
    new = worked_out(lambda when, who: (when < found.periods) & (when - won[who] < since), found.when, log.customer)
    sales, new_sales = (
        plain_sums_by_customer(taken(log.amount, use), taken(found.when, use), found.periods) for use in (kept, new)
    )
    arrived = np.bincount(won[won < found.periods], minlength=found.periods)
    came = np.convolve(arrived, np.ones(since, dtype=int))[: found.periods]
    table = _needed(sales[:-since], sales[since:], new_sales[since:], came[since:]).set_axis(found.labels[since:])
    found.sold.warn()
    table.attrs = dict(found.sold.refunded.remarks)
    return table


class _Periods(NamedTuple):
    """A log, and in which of its whole periods each row that was sold lies."""

    sold: SoldLog
    calendar: np.ndarray
    first_day: int
    last_day: int
    when: np.ndarray  # number of the period, from 0 on; those after the last whole one are cut
    periods: int
    labels: pd.PeriodIndex


def _by_period(transactions: Any, observed_until: Day, period: Period) -> _Periods:
    found, until = sold_until(transactions, observed_until)
    first_day = int(found.log.day.min())
    calendar = period_calendar(first_day, until + 1, period)
    periods = last_complete(calendar) - int(calendar[0]) + 1
    if periods < 1:
        raise SchemaError(f"transactions cover no whole period {period!r}: take a shorter one.")
    when = worked_out(lambda day: calendar[day - first_day] - calendar[0], found.sold.day, dtype=calendar.dtype)
    labels = _labels(int(calendar[0]), periods, period, "period")
    return _Periods(found, calendar, first_day, until + 1, when, periods, labels)


def _labels(start: int, number: int, period: Period, name: str) -> pd.PeriodIndex:
    # the stubs do not know it
    labels = pd.PeriodIndex.from_ordinals(np.arange(start, start + number), freq=period)  # type: ignore[attr-defined]
    named: pd.PeriodIndex = labels.rename(name)
    return named


def _needed(before: np.ndarray, sales: np.ndarray, new_sales: np.ndarray, came: np.ndarray) -> pd.DataFrame:
    each = np.divide(new_sales, came, out=np.full(len(came), np.nan), where=came > 0)
    missing = np.maximum(before - (sales - new_sales), 0.0)
    needed = np.divide(missing, each, out=np.full(len(came), np.nan), where=each > 0)
    return pd.DataFrame(
        {
            "sales_before": before,
            "sales": sales,
            "from_known": sales - new_sales,
            "new_customers": came,
            "amount_per_new_customer": each,
            "needed": needed,
        }
    )
