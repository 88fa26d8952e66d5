"""What did each week of two periods bring, so that chance can put the weeks into either of them?

`weekly_sales`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, Money, SchemaError, check_choice, check_whole, typed
from ..tables._counted import inside, plain_sums_by_customer, worked_out
from ..tables._log import PurchaseLog, first_days
from ..tables._shelf import taken
from ..tables._sold import sold_log
from ._spans import Span, two_spans

WEEK = 7


@typed
def weekly_sales(
    transactions: Any,
    *,
    before: tuple[Day, Day],
    after: tuple[Day, Day],
    of: Money = "amount",
    new_within: int | None = None,
) -> pd.DataFrame:
    """Return the sales of each whole week of two periods.

    Weeks have seven days, counted back from the last day of each period; the days before the first whole one are left
    out. Twins of the table (:func:`custseg.resample.shuffle_labels`) say whether the periods differ by more than their
    weeks do.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id``, ``product`` and ``cost``, as in
        :func:`sales_change`.
    before, after : tuple of two days
        First and last day of each period, both counted. The second starts after the first ends.
    of : {"amount", "margin"}
        Whether sales are wanted, or amount less cost.
    new_within : int, optional
        Only what those brought who first bought in so many days up to the end of each period; sales alone.

    Returns
    -------
    DataFrame
        One row a week, in the order of the days: ``label``, "before" or "after", and ``value``, its sales or margin, in
        the currency of the log; 0 where nothing was sold.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or ``of="margin"`` finds no ``cost``.
    ValueError
        If a period is not two days in order, the periods overlap, or `new_within` is below 1 or asked of a margin.

    See Also
    --------
    sales_change : Why the two periods differ.
    newcomer_sales : The sums for those who are new.
    custseg.resample.spread_between : How far the periods part the weeks.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.value import weekly_sales
    >>> weeks = weekly_sales(load_cdnow(), before=("1997-07-01", "1997-12-31"), after=("1998-01-01", "1998-06-30"))
    >>> weeks.groupby("label")["value"].agg(["size", "mean"]).round(2)
            size     mean
    label
    after     25  1651.53
    before    26  2096.92
    """
    check_choice(of, "of", Money)
    if new_within is not None and of == "margin":
        raise ValueError("new_within is for sales: pass of='amount'.")
    spans = two_spans(before, after)
    found = sold_log(transactions, *["cost"] * (of == "margin"), known_until=spans[1][1])
    parts = []
    for span in spans:
        sold = found.sold if new_within is None else found.sold.rows(_new(found.sold, span, new_within))
        parts.append(_weeks(sold.day, sold.amount, span))
    if of == "margin":
        if found.log.cost is None:
            raise SchemaError("of='margin' needs a column 'cost', the cost of the goods; transactions has none.")
        cost = worked_out(np.multiply, found.log.cost, found.placed, dtype=np.float64)
        parts = [part - _weeks(found.log.day, cost, span) for part, span in zip(parts, spans, strict=True)]
    labels = np.repeat(["before", "after"], [len(part) for part in parts])
    return pd.DataFrame({"label": labels, "value": np.concatenate(parts)})


def _new(sold: PurchaseLog, span: Span, within: int) -> np.ndarray:
    """Say of each row whether its customer first bought in so many days up to the end of the span."""
    within = check_whole(within, "new_within", at_least=1)
    return taken(first_days(sold) > span[1] - within, sold.customer)


def _weeks(day: np.ndarray, amount: np.ndarray, span: Span) -> np.ndarray:
    weeks = (span[1] - span[0] + 1) // WEEK
    kept = inside(day, span[1] + 1 - weeks * WEEK, span[1])
    back = (span[1] - taken(day, kept)) // WEEK
    return plain_sums_by_customer(taken(amount, kept), back, weeks)[::-1]
