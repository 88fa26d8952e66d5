"""Which customers made revenue change from one period to the next?

`revenue_bridge`.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, day_name
from ..tables._calendar_numbers import date_of
from ..tables._engine_log import came_home, flagged, nobody, whole
from ..tables._log import PurchaseLog
from ..tables._log_checks import open_log
from ..tables._sold import Refunded, SoldLog, rows_of_returners, sold_log
from ._spans import Span, two_spans

PARTS = ("new", "reactivated", "kept, more", "kept, less", "lost", "returns only")
ROUNDING = 1e-12  # of an amount: the same money in another order of rows is not less


def revenue_bridge(transactions: Any, *, before: tuple[Day, Day], after: tuple[Day, Day]) -> pd.DataFrame:
    """Split the change of revenue between two periods among new, reactivated, kept and lost customers.

    A customer is *kept* who bought in both periods (*more*: the amount did not fall; *less*: it fell), *lost* if only
    in the first, *reactivated* if in the second and at some time before it but not in the first, *new* if never before
    the second. *Returns only* are customers with returns but no purchase in either, or who gave back all
    that they had bought there. Each customer is in one part, so the parts add up to the change. The engine of the frame
    (polars, DuckDB, Spark …, eager or lazy) adds up in one scan, with the checks; the parts come home, and the rows of
    those who gave something back.

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
    frame = open_log(transactions)
    if isinstance(frame, pd.DataFrame):
        found = sold_log(transactions, known_until=new[1])
        parts, refunded = _parts_in_memory(found, old, new), found.refunded
        bought = float(found.log.amount[found.log.amount > 0].sum())
    else:
        parts, refunded, bought = _parts_on_engine(transactions, frame, old, new)
    if not parts["customers"].any():
        raise ValueError(f"no row lies between {day_name(old[0])} and {day_name(new[1])} in either period.")
    table = parts.set_axis(pd.Index(PARTS, name="part"))
    table.loc["total"] = table.sum()
    table = table.astype({"customers": "int64"}).assign(change=table["after"] - table["before"])
    refunded.warn(bought)
    table.attrs = {"days": (old[1] - old[0] + 1, new[1] - new[0] + 1), **refunded.remarks}
    return table


def _parts_in_memory(found: SoldLog, old: Span, new: Span) -> pd.DataFrame:
    """Add up each part's customers and money, by its place in `PARTS`."""
    log = found.sold
    money, bought = _by_span(log, old, new)
    present = _present(found.log, old, new)
    # what was sold holds no refund: a return alone makes nobody known
    known = _flagged(log.customer[log.day < new[0]], len(log.customers))
    part = _part(bought[0], bought[1], known, _is_less(money[0], money[1]))[present]
    money = money[:, present]
    return pd.DataFrame(
        {
            "customers": np.bincount(part, minlength=len(PARTS)),
            "before": np.bincount(part, weights=money[0], minlength=len(PARTS)),
            "after": np.bincount(part, weights=money[1], minlength=len(PARTS)),
        }
    )


def _parts_on_engine(
    transactions: Any, frame: nw.LazyFrame[Any], old: Span, new: Span
) -> tuple[pd.DataFrame, Refunded, float]:
    """Add up on the engine, in one scan with the checks, those who gave nothing back; in memory the others."""
    found = came_home(lambda part: _sums_by_part(part, old, new), frame)
    others = found[found["back"] == 0].groupby("part")[["customers", "before", "after"]].sum()
    parts = others.reindex(range(len(PARTS)), fill_value=0).astype({"customers": "int64"}).reset_index(drop=True)
    bought = float(found["purchased"].sum())
    if not found["back"].any():
        return parts, Refunded(), bought
    rows = sold_log(rows_of_returners(transactions, until=date_of(new[1])), known_until=new[1])
    return parts + _parts_in_memory(rows, old, new), rows.refunded, bought


def _sums_by_part(frame: nw.LazyFrame[Any], old: Span, new: Span) -> nw.LazyFrame[Any]:
    """Sum up customers, then parts; customers who gave something back are parts of their own."""
    day, amount, sold = nw.col("date"), nw.col("amount"), nw.col("sold")
    spans = {
        name: (day >= date_of(first)) & (day <= date_of(last))
        for name, (first, last) in (("before", old), ("after", new))
    }
    seen = day <= date_of(new[1])
    rows = flagged(frame).with_columns(
        **{name: nw.when(inside).then(amount).otherwise(0.0) for name, inside in spans.items()},
        **{f"bought_{name}": whole(inside) * sold for name, inside in spans.items()},
        known=whole(day < date_of(new[0])) * sold,
        present=whole(spans["before"] | spans["after"]),
        back=whole(seen) * nw.col("back"),
        purchased=nw.when(seen & (amount > 0)).then(amount).otherwise(0.0),
    )
    names = ("before", "after", "bought_before", "bought_after", "known", "present", "back", "purchased", "unfit")
    customers = rows.group_by("customer_id").agg(*[nw.col(name).sum() for name in names])
    customers = customers.with_columns(unfit=nw.col("unfit") + nobody(frame), back=whole(nw.col("back") > 0))
    parts = customers.with_columns(part=_part_on_engine(), customers=whole(nw.col("present") > 0))
    return parts.group_by("part", "back").agg(
        *[nw.col(name).sum() for name in ("customers", "before", "after", "purchased", "unfit")]
    )


def _part_on_engine() -> nw.Expr:
    """Give the place of each customer's part in `PARTS`, as `_part` does in memory."""
    before, after = nw.col("bought_before") > 0, nw.col("bought_after") > 0
    less = (nw.col("before") - nw.col("after")) > nw.col("before").abs() * ROUNDING
    part = nw.when(before).then(nw.lit(4)).otherwise(nw.lit(5))
    for place, condition in ((3, before & after), (2, before & after & ~less), (1, after & ~before)):
        part = nw.when(condition).then(nw.lit(place)).otherwise(part)
    return nw.when(after & (nw.col("known") == 0)).then(nw.lit(0)).otherwise(part)


def _present(log: PurchaseLog, old: Span, new: Span) -> np.ndarray:
    """Say who has a row in either span, even if nothing is left of it."""
    inside = ((log.day >= old[0]) & (log.day <= old[1])) | ((log.day >= new[0]) & (log.day <= new[1]))
    return _flagged(log.customer[inside], len(log.customers))


def _by_span(log: PurchaseLog, old: Span, new: Span) -> tuple[np.ndarray, np.ndarray]:
    """Return each customer's money in the two spans, and who bought in which."""
    n = len(log.customers)
    before, after = ((log.day >= first) & (log.day <= last) for first, last in (old, new))
    inside = before | after
    place = log.customer[inside] + n * after[inside]  # one pass for both spans
    money = np.bincount(place, weights=log.amount[inside], minlength=2 * n).reshape(2, n)
    return money, _flagged(place, 2 * n).reshape(2, n)


def _is_less(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Say whose money fell, by more than adding up in another order does."""
    less: np.ndarray = before - after > np.abs(before) * ROUNDING
    return less


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
