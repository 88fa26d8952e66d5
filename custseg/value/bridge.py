"""Which customers made revenue change from one period to the next?

`revenue_bridge`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, day_name
from ..tables._log import PurchaseLog
from ..tables._sold import sold_log
from ._spans import two_spans

PARTS = ("new", "reactivated", "kept, more", "kept, less", "lost", "returns only")


def revenue_bridge(transactions: Any, *, before: tuple[Day, Day], after: tuple[Day, Day]) -> pd.DataFrame:
    """Split the change of revenue between two periods among new, reactivated, kept and lost customers.

    A customer is *kept* who bought in both periods (*more*: the amount did not fall; *less*: it fell), *lost* if only
    in the first, *reactivated* if in the second and at some time before it but not in the first, *new* if never before
    the second. *Returns only* are customers with returns but no purchase in either, or who gave back all
    that they had bought there. Each customer is in one part, so the parts add up to the change.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative. They are set
        against what they undo by the rule of :func:`custseg.tables.net_refunds`, as far as they are known on the last
        day of the second period: they lower the period in which it was bought, and a purchase wholly given back is
        none. Rows before the first period say who is new and who comes back; a file that starts with it has nobody to
        reactivate.
    before, after : tuple of two days
        First and last day of each period, both counted. The second starts after the first ends.

    Returns
    -------
    DataFrame
        Index ``part``: new, reactivated, "kept, more", "kept, less", lost, "returns only", total. ``customers``,
        ``before``, ``after`` and ``change`` (money). ``attrs["days"]`` holds the length of the two periods,
        ``refund_amount_without_purchase`` what came back and found no purchase: it is left out.

    Raises
    ------
    SchemaError
        If the transactions are not valid.
    ValueError
        If a period is not two days in order, the periods overlap, or neither holds a row.

    See Also
    --------
    sales_change : Splits the same change by what changed: buyers, orders, baskets.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import revenue_bridge
    >>> transactions = pd.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "bob", "ann", "eve"],
    ...         "date": pd.to_datetime(["2023-03-01", "2023-04-01", "2024-03-01", "2024-05-01"]),
    ...         "amount": [10.0, 20.0, 15.0, 8.0],
    ...     }
    ... )
    >>> bridge = revenue_bridge(
    ...     transactions, before=("2023-01-01", "2023-12-31"), after=("2024-01-01", "2024-12-31")
    ... )
    >>> bridge.loc[["new", "kept, more", "lost", "total"], "change"].to_dict()
    {'new': 8.0, 'kept, more': 5.0, 'lost': -20.0, 'total': -7.0}
    """
    old, new = two_spans(before, after)
    found = sold_log(transactions, known_until=new[1])
    log = found.sold
    money, bought = _by_span(log, old, new)
    present = _present(found.log, old, new)
    if not present.any():
        raise ValueError(f"no row lies between {day_name(old[0])} and {day_name(new[1])} in either period.")
    # what was sold holds no refund: a return alone makes nobody known
    known = _flagged(log.customer[log.day < new[0]], len(log.customers))
    part = _part(bought[0], bought[1], known, money[1] < money[0])[present]
    money = money[:, present]
    table = pd.DataFrame(
        {
            "customers": np.bincount(part, minlength=len(PARTS)),
            "before": np.bincount(part, weights=money[0], minlength=len(PARTS)),
            "after": np.bincount(part, weights=money[1], minlength=len(PARTS)),
        },
        index=pd.Index(PARTS, name="part"),
    )
    table.loc["total"] = table.sum()
    table = table.astype({"customers": "int64"}).assign(change=table["after"] - table["before"])
    found.warn()
    table.attrs = {"days": (old[1] - old[0] + 1, new[1] - new[0] + 1), **found.refunded.remarks}
    return table


def _present(log: PurchaseLog, old: tuple[int, int], new: tuple[int, int]) -> np.ndarray:
    """Say who has a row in either span, even if nothing is left of it."""
    inside = ((log.day >= old[0]) & (log.day <= old[1])) | ((log.day >= new[0]) & (log.day <= new[1]))
    return _flagged(log.customer[inside], len(log.customers))


def _by_span(log: PurchaseLog, old: tuple[int, int], new: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return each customer's money in the two spans, and who bought in which."""
    n = len(log.customers)
    before, after = ((log.day >= first) & (log.day <= last) for first, last in (old, new))
    inside = before | after
    place = log.customer[inside] + n * after[inside]  # one pass for both spans
    money = np.bincount(place, weights=log.amount[inside], minlength=2 * n).reshape(2, n)
    return money, _flagged(place, 2 * n).reshape(2, n)


def _flagged(places: np.ndarray, n: int) -> np.ndarray:
    flags = np.zeros(n, dtype=bool)
    flags[places] = True
    return flags


def _part(bought_before: np.ndarray, bought_after: np.ndarray, known: np.ndarray, less: np.ndarray) -> np.ndarray:
    """Return the position of each customer's part in `PARTS`."""
    both = bought_before & bought_after
    conditions = [
        bought_after & ~known,
        bought_after & ~bought_before,
        both & ~less,
        both,
        bought_before,
    ]
    return np.select(conditions, range(5), 5)
