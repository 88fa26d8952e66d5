"""What is each customer's own rhythm?

`rhythm_table`; the rules that read it are in `rhythm_rules`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, day_number, typed
from ..tables._counted import counts_by_customer, distinct_pairs, plain_sums_by_customer
from ..tables._gaps import median_gaps
from ..tables._shelf import taken
from ..tables._sold import sold_log

YEAR = 365


@typed
def rhythm_table(transactions: Any, *, as_of: Day) -> pd.DataFrame:
    """Return, for each customer, on how many days they bought, the usual gap between two, and how long they are silent.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; what was
        wholly given back by `as_of` is no purchase. Rows after `as_of` are left out: nothing younger than the day is
        known on it.
    as_of : str or date
        The day that the answer is about.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody with a purchase by then. ``purchase_days`` (distinct days), ``recency`` and
        ``tenure`` (days since the last and the first), ``usual_gap`` (median days between two, NaN for one purchase
        day), ``amount_last_year`` (in the 365 days that end on `as_of`).

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody had bought by `as_of`.

    See Also
    --------
    overdue : Who is late by their own rhythm.
    custseg.tables.customer_table : Purchases and money; here are the gaps between purchases.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import rhythm_table
    >>> log = pd.DataFrame({
    ...     "customer_id": ["ann"] * 3 + ["bob"],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-31", "2024-02-01"]),
    ...     "amount": 5.0,
    ... })
    >>> rhythm_table(log, as_of="2024-03-31")[["purchase_days", "recency", "usual_gap"]]
                 purchase_days  recency  usual_gap
    customer_id
    ann                      3       60       15.0
    bob                      1       59        NaN
    """
    today = day_number(as_of, "as_of")
    log = sold_log(transactions, known_until=today).sold
    if not len(log.day):
        raise SchemaError("nobody had bought anything by as_of: choose a later day.")
    start = int(log.day.min())
    who, day = distinct_pairs(log.customer, log.day - start)
    n = len(log.customers)
    times = counts_by_customer(who, n)
    last = np.cumsum(times) - 1
    here = np.flatnonzero(times)
    young = log.day > today - YEAR
    money = plain_sums_by_customer(taken(log.amount, young), taken(log.customer, young), n)
    return pd.DataFrame(
        {
            "purchase_days": times[here],
            "recency": today - start - day[last[here]].astype(np.int64),
            "tenure": today - start - day[last[here] - times[here] + 1].astype(np.int64),
            "usual_gap": median_gaps(who, day, n)[here],
            "amount_last_year": money[here],
        },
        index=log.customers[here],
        copy=False,
    )
