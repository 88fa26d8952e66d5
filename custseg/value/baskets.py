"""Do customers buy more often, or more at a time?

`basket_table`.
"""

import numpy as np
import pandas as pd

from ..schema import Period, SchemaError
from ._purchase_log import PurchaseLog, distinct_pairs, period_calendar, purchase_log


def basket_table(transactions: pd.DataFrame, *, period: Period = "M") -> pd.DataFrame:
    """Return revenue by period as buyers times orders per buyer times amount per order.

    Parameters
    ----------
    transactions : DataFrame
        ``customer_id``, ``date``, ``amount``, optional ``order_id``; returns are negative: they lower the amount and
        are not orders. Without ``order_id`` all purchases of a customer on one day are one order.
    period : {"D", "W", "M", "Q", "Y"}
        Calendar unit; weeks end on Sunday.

    Returns
    -------
    DataFrame
        Index ``period`` (all between the first and the last). ``days`` (of the period that lie between the first and
        the last row: less in a cut period), ``buyers``, ``orders``, ``amount`` (net of returns), ``orders_per_buyer``,
        ``amount_per_order``, ``amount_per_buyer``; NaN in a period without buyers.

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
    log = purchase_log(transactions)
    first_day = int(log.day.min())
    calendar = period_calendar(first_day, int(log.day.max()), period)
    first, periods = int(calendar[0]), int(calendar[-1] - calendar[0]) + 1
    when = calendar[log.day - first_day] - first
    bought = log.amount >= 0
    _, buyer_when = distinct_pairs(log.customer[bought], when[bought])
    orders = _orders(transactions, log, bought)
    # the stubs do not know it
    labels = pd.PeriodIndex.from_ordinals(np.arange(periods) + first, freq=period)  # type: ignore[attr-defined]
    table = pd.DataFrame(
        {
            "days": np.bincount(calendar - first, minlength=periods),
            "buyers": np.bincount(buyer_when, minlength=periods),
            "orders": np.bincount(distinct_pairs(orders, when[bought])[1], minlength=periods),
            "amount": np.bincount(when, weights=log.amount, minlength=periods),
        },
        index=labels.rename("period"),
    )
    buyers, ordered = (table[name].where(table[name] > 0) for name in ("buyers", "orders"))
    return table.assign(
        orders_per_buyer=table["orders"] / buyers,
        amount_per_order=table["amount"] / ordered,
        amount_per_buyer=table["amount"] / buyers,
    )


def _orders(transactions: pd.DataFrame, log: PurchaseLog, bought: np.ndarray) -> np.ndarray:
    """Return the number of each purchase's order."""
    if "order_id" not in transactions:
        days = int(log.day.max() - log.day.min()) + 1
        own_days = log.customer[bought].astype(np.int64) * days + (log.day[bought] - log.day.min())
        return np.asarray(pd.factorize(own_days)[0])
    codes = np.asarray(pd.factorize(transactions["order_id"].to_numpy()[bought])[0])
    if (codes < 0).any():
        raise SchemaError(f"transactions: order_id is missing in {int((codes < 0).sum()):,} rows. Fill it or drop it.")
    return codes
