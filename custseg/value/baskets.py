"""Do customers buy more often, or more at a time?

`basket_table`.
"""

from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Period, check_choice, typed
from ..tables._calendar_numbers import period_number_of
from ..tables._counted import distinct_pairs
from ..tables._engine_log import came_home, nobody, whole
from ..tables._log import PurchaseLog, period_calendar
from ..tables._log_checks import is_fit, open_log
from ..tables._slices import at_home
from ..tables._sold import Refunded, SoldLog, rows_of_returners, sold_log


@typed
def basket_table(transactions: Any, *, period: Period = "M") -> pd.DataFrame:
    """Return revenue by period as buyers times orders per buyer times amount per order.

    The engine of the frame (polars, DuckDB, Spark …, eager or lazy) does the counting in one scan, with the checks; the
    periods come home, and the rows of those who gave something back.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``, optional ``order_id`` and ``product``. Without ``order_id`` all purchases
        of a customer on one day are one order; with it, an order is of one customer. Returns are negative. They are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`: they lower the amount of the period in
        which it was bought, and an order wholly given back is none.
    period : {"D", "W", "M", "Q", "Y"}
        Calendar unit; weeks end on Sunday.

    Returns
    -------
    DataFrame
        Index ``period`` (all between the first and the last). ``days`` (of the period that lie between the first and
        the last row: less in a cut period), ``buyers``, ``orders``, ``amount`` (net of returns), ``orders_per_buyer``,
        ``amount_per_order``, ``amount_per_buyer``; NaN in a period without buyers. ``attrs`` say what came back and
        found no purchase: it is left out.

    Raises
    ------
    SchemaError
        If the transactions are not valid.
    ValueError
        If `period` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import basket_table
    >>> dates = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-01-31"])
    >>> transactions = pd.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": dates, "amount": [10.0, 20.0, 30.0]})
    >>> basket_table(transactions)[["days", "buyers", "orders_per_buyer", "amount_per_order"]]
             days  buyers  orders_per_buyer  amount_per_order
    period
    2024-01    27       2               1.5              20.0
    """
    check_choice(period, "period", Period)
    frame = open_log(transactions, "order_id")
    if isinstance(frame, pd.DataFrame):
        counted = _in_memory(sold_log(transactions, "order_id"), period)
    else:
        counted = _on_engine(transactions, frame, period)
    table = _table(counted, period)
    counted.refunded.warn(counted.purchased)
    table.attrs = counted.refunded.remarks
    return table


class _Counted(NamedTuple):
    """Buyers, orders and money by number of the period; the first and the last day; what came back and was bought."""

    sums: pd.DataFrame
    first_day: int
    last_day: int
    refunded: Refunded
    purchased: float


def _in_memory(found: SoldLog, period: Period) -> _Counted:
    log = found.sold
    first_day, last_day = int(found.log.day.min()), int(found.log.day.max())
    calendar = period_calendar(first_day, last_day, period)
    first, periods = int(calendar[0]), int(calendar[-1] - calendar[0]) + 1
    when = calendar[log.day - first_day] - first
    buyers, orders = _buyers_and_orders(log, when, calendar - first, first_day)
    sums = {
        "buyers": np.bincount(buyers, minlength=periods),
        "orders": np.bincount(orders, minlength=periods),
        "amount": np.bincount(when, weights=log.amount, minlength=periods),
    }
    table = pd.DataFrame(sums, index=np.arange(periods) + first)
    return _Counted(table, first_day, last_day, found.refunded, float(found.log.amount[found.log.amount > 0].sum()))


def _on_engine(transactions: Any, frame: nw.LazyFrame[Any], period: Period) -> _Counted:
    """Count on the engine, in one scan with the checks, those who gave nothing back; in memory the others."""
    alone = frame.implementation.is_duckdb()
    found = came_home(lambda part: _sums_by_period(part, period, alone=alone), frame)
    others, returned = found[found["worst"] == 0], bool((found["worst"] > 0).any())
    if alone and returned:
        others = at_home(lambda part: _sums_by_period(_without_returners(part), period, alone=True), frame)
    others = others.groupby("when")[_SUMS].sum().astype({"buyers": "int64", "orders": "int64"})
    first_day, last_day = (
        (pd.Timestamp(day) - pd.Timestamp(0)).days for day in (found["first"].min(), found["last"].max())
    )
    refunded, purchased = Refunded(), float(others["amount"].sum())  # whoever gave nothing back bought all that he has
    if returned:
        again = _in_memory(sold_log(rows_of_returners(transactions), "order_id"), period)
        others, refunded = others.add(again.sums, fill_value=0), again.refunded
        purchased += again.purchased
    return _Counted(others, first_day, last_day, refunded, purchased)


_SUMS = ["buyers", "orders", "amount"]
_BACK, _UNFIT = 1, 2  # the worst that a row may be: a refund, no row of a log


def _without_returners(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    return frame.join(frame.filter(nw.col("amount") < 0).select("customer_id").unique(), on="customer_id", how="anti")


def _sums_by_period(frame: nw.LazyFrame[Any], period: Period, *, alone: bool) -> nw.LazyFrame[Any]:
    """Sum up orders, then periods; who gave something back is in sums of their own.

    With ``alone`` only the periods in which they did are: DuckDB works out all sums twice to tell whose they are.
    """
    fit = nw.when(nw.col("amount") < 0).then(nw.lit(_BACK)).otherwise(nw.lit(0))
    rows = frame.with_columns(worst=nw.when(is_fit(frame.collect_schema().names())).then(fit).otherwise(nw.lit(_UNFIT)))
    sums = (nw.col("amount").sum(), nw.col("worst").max())
    orders = _orders_of_engine(rows, period, [*sums])
    ends = (nw.col("first").min(), nw.col("last").max())
    of_periods = _periods_at_once if alone else _periods_of_people
    periods = of_periods(orders, nobody(frame) == 1, (*sums, *ends))
    days = {name: nw.col(name).cast(nw.Datetime("us")) for name in ("first", "last")}
    return periods.with_columns(unfit=whole(nw.col("worst") == _UNFIT), **days)


def _periods_at_once(orders: nw.LazyFrame[Any], unknown: nw.Expr, sums: tuple[nw.Expr, ...]) -> nw.LazyFrame[Any]:
    """Count the customers of a period among its orders."""
    marked = orders.with_columns(worst=nw.when(unknown).then(nw.lit(_UNFIT)).otherwise(nw.col("worst")))
    return marked.group_by("when").agg(*sums, buyers=nw.col("customer_id").n_unique(), orders=nw.len())


def _periods_of_people(orders: nw.LazyFrame[Any], unknown: nw.Expr, sums: tuple[nw.Expr, ...]) -> nw.LazyFrame[Any]:
    """Sum up customers in each period first, to tell who gave something back in any of them."""
    people = orders.group_by("customer_id", "when").agg(*sums, orders=nw.len())
    worst = nw.col("worst").max().over("customer_id")
    people = people.with_columns(worst=nw.when(unknown).then(nw.lit(_UNFIT)).otherwise(worst))
    amount, _, *ends = sums
    return people.group_by("when", "worst").agg(amount, *ends, buyers=nw.len(), orders=nw.col("orders").sum())


def _orders_of_engine(rows: nw.LazyFrame[Any], period: Period, sums: list[nw.Expr]) -> nw.LazyFrame[Any]:
    """Sum up orders in each period; where a day is an order, it says the period itself."""
    day = nw.col("date")
    dated = {"when": period_number_of(day, period), "first": day, "last": day}
    if "order_id" not in rows.collect_schema().names():
        return rows.group_by("customer_id", "date").agg(*sums).with_columns(**dated)
    ends = (nw.col("first").min(), nw.col("last").max())
    return rows.with_columns(**dated).group_by("customer_id", "when", "order_id").agg(*sums, *ends)


def _table(counted: _Counted, period: Period) -> pd.DataFrame:
    """Write all periods between the first day and the last."""
    calendar = period_calendar(counted.first_day, counted.last_day, period)
    numbers = np.arange(calendar[0], calendar[-1] + 1)
    # the stubs do not know it
    labels = pd.PeriodIndex.from_ordinals(numbers, freq=period)  # type: ignore[attr-defined]
    sums = counted.sums.reindex(numbers, fill_value=0).astype(
        {"buyers": "int64", "orders": "int64", "amount": "float64"}
    )
    table = sums.set_axis(labels.rename("period"))
    table.insert(0, "days", np.bincount(calendar - calendar[0], minlength=len(numbers)))
    buyers, ordered = (table[name].where(table[name] > 0) for name in ("buyers", "orders"))
    return table.assign(
        orders_per_buyer=table["orders"] / buyers,
        amount_per_order=table["amount"] / ordered,
        amount_per_buyer=table["amount"] / buyers,
    )


def _buyers_and_orders(
    bought: PurchaseLog, when: np.ndarray, calendar: np.ndarray, first_day: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give the period of each buyer in it, and of each order; without orders there is one for each customer and day."""
    if bought.order is None:
        who, day = distinct_pairs(bought.customer, bought.day - first_day)
        orders = calendar[day]
        new = np.ones(len(who), dtype=bool)
        new[1:] = (who[1:] != who[:-1]) | (orders[1:] != orders[:-1])
        return orders[new], orders
    return distinct_pairs(bought.customer, when)[1], distinct_pairs(_orders(bought.customer, bought.order), when)[1]


def _orders(customer: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the number of each purchase's order: an order that two customers name is one of each."""
    owner = np.zeros(int(order.max(initial=0)) + 1, dtype=customer.dtype)
    owner[order] = customer
    if (owner[order] == customer).all():
        return order
    width = int(order.max(initial=0)) + 1
    return np.asarray(pd.factorize(customer.astype(np.int64) * width + order)[0])
