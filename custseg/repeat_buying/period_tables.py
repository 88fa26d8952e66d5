"""In how many periods did each customer buy, and when last? Transactions to yes and no per period.

:func:`period_purchase_table`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, Refunds, SchemaError, Unit, day_number, typed, warn_unsafe
from ._occasions import merge_occasions, transaction_columns
from ._units import UNIT_NAMES, unit_days
from ._unsafe import hole_in, late_end

MONTHS = {"M": 1, "Y": 12}


@typed
def period_purchase_table(
    transactions: Any,
    *,
    observed_until: Day,
    period: Unit = "Y",
    refunds: Refunds = "net",
    holdout_until: Day | None = None,
) -> pd.DataFrame:
    """Count the periods with a purchase after the period of the first one, per customer.

    Periods are counted back from ``observed_until``: months and years are whole calendar months, so that years may end
    with any month (a season that ends in June). However often a customer buys in a period, it counts once.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; returns are negative.
    observed_until : str or datetime
        Last day seen (included), the last of a period: of a month where periods are months or years.
    period : {"Y", "M", "W", "D"}
        Length of a period.
    refunds : {"net", "drop", "raise"}
        As in :func:`repeat_purchase_table`: an order that was wholly given back is no purchase.
    holdout_until : str or datetime, optional
        Last day of a later time to check forecasts against, whole periods after ``observed_until``.

    Returns
    -------
    DataFrame
        Index ``customer_id``, sorted. ``x`` periods with a purchase, not counting the first; ``t_x`` the last of them
        (0: none), ``n`` periods after the first one; whole numbers. With a holdout also ``x_holdout`` and
        ``n_holdout``. ``attrs`` state the unit.

    Raises
    ------
    SchemaError
        If the table of transactions is not valid or holds no purchase up to ``observed_until``.
    ValueError
        If a last day does not end a period.

    Warns
    -----
    UnsafeValueWarning
        If the log ends long before ``observed_until`` or has no rows for months in its middle.

    See Also
    --------
    BetaGeoBetaBinom : What is fitted to it.
    repeat_purchase_table : How often and when, where purchases may come at any time.

    Examples
    --------
    >>> import pandas as pd
    >>> gifts = pd.DataFrame({
    ...     "customer_id": ["ann", "ann", "ann", "ann", "bob"],
    ...     "date": pd.to_datetime(["2020-12-24", "2021-12-24", "2023-05-01", "2023-06-01", "2022-01-01"]),
    ...     "amount": [30.0, 20.0, 5.0, 5.0, 12.0],
    ... })
    >>> period_purchase_table(gifts, observed_until="2024-12-31", period="Y")
                 x  t_x  n
    customer_id
    ann          2    3  4
    bob          0    0  2
    """
    end = day_number(observed_until, "observed_until")
    last = end if holdout_until is None else day_number(holdout_until, "holdout_until")
    _check_ends(end, last, period, holdout=holdout_until is not None)
    columns = transaction_columns(transactions)
    occasions = merge_occasions(columns, end, last, 1.0, refunds)
    if not (occasions.when <= 0).any():
        raise SchemaError(
            "no customer bought up to observed_until and kept what was bought: check the date (day, month, year)."
        )
    owner = np.repeat(np.arange(len(occasions.customers)), np.diff(occasions.starts))
    table = _counted(owner, _periods_back(end + occasions.when, end, period), occasions.customers)
    if holdout_until is None:
        table = table.drop(columns="x_holdout")
    else:
        table["n_holdout"] = int(_periods_back(np.array([last]), end, period)[0])
    warn_unsafe(*late_end(columns.day, end, "observed_until"), *hole_in(columns.day))
    table.attrs = {
        "table": "period purchases",
        "unit": period,
        "observed_until": str(np.datetime64(int(end), "D")),
        "holdout_until": None if holdout_until is None else str(np.datetime64(int(last), "D")),
        "refunds": refunds,
        "customers": len(table),
        **occasions.left_out,
    }
    return table


def _check_ends(end: int, last: int, period: Unit, *, holdout: bool) -> None:
    """Refuse last days in the middle of a period: a purchase in the rest of it would be missing."""
    per_unit = unit_days(period)
    if holdout and last <= end:
        raise ValueError(f"holdout_until ({_date(last)}) must be after observed_until ({_date(end)}).")
    for day, name in ((end, "observed_until"), (last, "holdout_until")):
        month_end = int((np.datetime64(day, "D").astype("datetime64[M]") + 1).astype("datetime64[D]").astype(int)) - 1
        if period in MONTHS and day != month_end:
            before = int(np.datetime64(day, "D").astype("datetime64[M]").astype("datetime64[D]").astype(int)) - 1
            raise ValueError(
                f"{name} ({_date(day)}) must be the last day of a month, so that the last {UNIT_NAMES[period]} is "
                f"whole. Pass {_date(before)!r}."
            )
    if period in MONTHS:
        months = _month(np.array([last]))[0] - _month(np.array([end]))[0]
        whole = months % MONTHS[period] == 0
    else:
        whole = (last - end) % int(per_unit) == 0
    if not whole:
        raise ValueError(
            f"holdout_until ({_date(last)}) must lie whole {UNIT_NAMES[period]}s after observed_until ({_date(end)})."
        )


def _periods_back(days: np.ndarray, end: int, period: Unit) -> np.ndarray:
    """Give the numbers of the periods of days: 0 the one that ends with ``end``, -1 the one before, 1 the one after."""
    if period in MONTHS:
        return -((_month(np.array([end]))[0] - _month(days)) // MONTHS[period])
    return -((end - days) // int(unit_days(period)))


def _month(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _date(day: int) -> str:
    return str(np.datetime64(day, "D"))


def _counted(owner: np.ndarray, number: np.ndarray, customers: pd.Index) -> pd.DataFrame:
    """Count different periods per customer; purchases are sorted by customer and time."""
    new = np.append(True, (np.diff(owner) != 0) | (np.diff(number) != 0))
    owner, number = owner[new], number[new]
    seen, size = number <= 0, len(customers)
    bought = np.bincount(owner[seen], minlength=size)
    first, final = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    first[owner[seen][::-1]], final[owner[seen]] = number[seen][::-1], number[seen]
    table = pd.DataFrame(
        {
            "x": bought - 1,
            "t_x": final - first,
            "n": -first,
            "x_holdout": np.bincount(owner[~seen], minlength=size),
        },
        index=customers.rename("customer_id"),
    )[bought > 0]
    return table.iloc[np.asarray(table.index.argsort())]
