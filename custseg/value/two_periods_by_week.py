"""What did each week of two periods bring, so that chance can put the weeks into either of them?

`weekly_sales`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, Money, SchemaError, check_choice, typed
from ..tables._sold import sold_log
from ._spans import Span, two_spans

WEEK = 7


@typed
def weekly_sales(
    transactions: Any, *, before: tuple[Day, Day], after: tuple[Day, Day], of: Money = "amount"
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
        If a period is not two days in order, or the periods overlap.

    See Also
    --------
    sales_change : Why the two periods differ.
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
    spans = two_spans(before, after)
    found = sold_log(transactions, *["cost"] * (of == "margin"), known_until=spans[1][1])
    parts = [_weeks(found.sold.day, found.sold.amount, span) for span in spans]
    if of == "margin":
        if found.log.cost is None:
            raise SchemaError("of='margin' needs a column 'cost', the cost of the goods; transactions has none.")
        cost = found.log.cost * found.placed
        parts = [part - _weeks(found.log.day, cost, span) for part, span in zip(parts, spans, strict=True)]
    labels = np.repeat(["before", "after"], [len(part) for part in parts])
    return pd.DataFrame({"label": labels, "value": np.concatenate(parts)})


def _weeks(day: np.ndarray, amount: np.ndarray, span: Span) -> np.ndarray:
    weeks = (span[1] - span[0] + 1) // WEEK
    back = (span[1] - day.astype(np.int64)) // WEEK
    inside = (day <= span[1]) & (back < weeks)
    sales: np.ndarray = np.bincount(back[inside], weights=amount[inside], minlength=weeks)[::-1]
    return sales
