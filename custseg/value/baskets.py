"""Do customers buy more often, or more at a time?

`basket_table`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Period, typed
from ..tables._log import PurchaseLog, distinct_pairs, period_calendar
from ..tables._sold import sold_log


@typed
def basket_table(transactions: Any, *, period: Period = "M") -> pd.DataFrame:
    """Return revenue by period as buyers times orders per buyer times amount per order.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``, optional ``order_id`` and ``product``. Without ``order_id`` all purchases
        of a customer on one day are one order. Returns are negative. They are set against what they undo by the rule of
        :func:`custseg.tables.net_refunds`: they lower the amount of the period in which it was bought, and an order
        wholly given back is none.
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
    found = sold_log(transactions, "order_id")
    log = found.sold
    first_day = int(found.log.day.min())
    calendar = period_calendar(first_day, int(found.log.day.max()), period)
    first, periods = int(calendar[0]), int(calendar[-1] - calendar[0]) + 1
    when = calendar[log.day - first_day] - first
    bought = log.amount >= 0
    _, buyer_when = distinct_pairs(log.customer[bought], when[bought])
    orders = _orders(log.purchases)
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
    found.warn()
    table.attrs = found.refunded.remarks
    buyers, ordered = (table[name].where(table[name] > 0) for name in ("buyers", "orders"))
    return table.assign(
        orders_per_buyer=table["orders"] / buyers,
        amount_per_order=table["amount"] / ordered,
        amount_per_buyer=table["amount"] / buyers,
    )


def _orders(bought: PurchaseLog) -> np.ndarray:
    """Return the number of each purchase's order: that of the log, or else one for each customer and day."""
    if bought.order is not None:
        return bought.order
    start = bought.day.min(initial=np.iinfo(np.int32).max)
    days = int(bought.day.max(initial=start) - start) + 1
    return np.asarray(pd.factorize(bought.customer.astype(np.int64) * days + (bought.day - start))[0])
