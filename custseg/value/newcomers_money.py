"""How much of the change of sales came from those who had just become customers?

`newcomer_sales`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, check_whole, typed
from ..tables._counted import appearing, inside
from ..tables._log import first_days
from ..tables._shelf import taken
from ..tables._sold import sold_log
from ._spans import two_spans


@typed
def newcomer_sales(
    transactions: Any, *, before: tuple[Day, Day], after: tuple[Day, Day], within: int = 365
) -> pd.DataFrame:
    """Split the sales of two periods between those who had just become customers and all others.

    New in a period is who first bought in the `within` days that end on its last day, so the two periods have other
    newcomers: the difference between them is the flow of new customers.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; they are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`, as far as they are known on the last
        day of the second period.
    before, after : tuple of two days
        First and last day of each period, both counted. The second starts after the first ends.
    within : int
        For how many days one is new. A log must reach back well beyond them, or its first customers seem to be new.

    Returns
    -------
    DataFrame
        Index ``who``: new, known, total. ``customers_before``, ``customers_after`` (who bought in the period),
        ``before``, ``after``, ``change`` (money), ``share`` of the whole change (below 0 for a part that went the other
        way; NaN where the money did not change).

    Raises
    ------
    SchemaError
        If the transactions are not valid.
    ValueError
        If a period is not two days in order, the periods overlap, or `within` is below 1.

    See Also
    --------
    sales_change : Splits the same change by what changed: buyers, orders, baskets.
    customers_to_stand_still : How many new customers make up for what the known no longer bring.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.value import newcomer_sales
    >>> quarters = {"before": ("1997-04-01", "1997-06-30"), "after": ("1998-04-01", "1998-06-30")}
    >>> newcomer_sales(load_cdnow(), **quarters)[["customers_before", "customers_after", "share"]].round(2)
           customers_before  customers_after  share
    who
    new                 524                0   2.15
    known                 0              300  -1.15
    total               524              300   1.00
    """
    within = check_whole(within, "within", at_least=1)
    spans = two_spans(before, after)
    found = sold_log(transactions, known_until=spans[1][1])
    log = found.sold
    first = first_days(log)
    columns: dict[str, list[float]] = {}
    for name, (start, end) in zip(("before", "after"), spans, strict=True):
        some = log.rows(inside(log.day, start, end))
        new = taken(first > end - within, some.customer)
        parts = [some.rows(new), some.rows(~new), some]
        columns[f"customers_{name}"] = [int(appearing(part.customer, len(first)).sum()) for part in parts]
        columns[name] = [float(part.amount.sum()) for part in parts]
    found.warn()
    table = pd.DataFrame(columns, index=pd.Index(["new", "known", "total"], name="who"))
    table = table[["customers_before", "customers_after", "before", "after"]]
    table["change"] = table["after"] - table["before"]
    whole = float(table["change"].iloc[-1])
    table["share"] = table["change"] / whole if whole else np.nan
    table.attrs = {"days": tuple(end - start + 1 for start, end in spans), **found.refunded.remarks}
    return table
