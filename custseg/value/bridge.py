"""Which customers made revenue change from one period to the next?

`revenue_bridge`.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, day_name
from ..tables._calendar_numbers import date_of
from ..tables._counted import appearing
from ..tables._engine_log import came_home, nobody, whole
from ..tables._log import PurchaseLog
from ..tables._log_checks import is_fit, open_log
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
        bought = found.bought
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
    known = appearing(log.customer[log.day < new[0]], len(log.customers))
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
    others = found.groupby("part")[["customers", "before", "after"]].sum()
    parts = others.reindex(range(len(PARTS)), fill_value=0).astype({"customers": "int64"}).reset_index(drop=True)
    if _GAVE_BACK not in others.index:
        return parts, Refunded(), 0.0
    rows = sold_log(rows_of_returners(transactions, until=date_of(new[1])), known_until=new[1])
    return parts + _parts_in_memory(rows, old, new), rows.refunded, _bought(frame, new[1])


def _bought(frame: nw.LazyFrame[Any], last_day: int) -> float:
    """Add up on the engine what was bought until a day."""
    bought = frame.filter((nw.col("date") <= date_of(last_day)) & (nw.col("amount") > 0))
    return float(bought.select(nw.col("amount").sum()).collect().to_pandas()["amount"].sum())


# what a row says of its customer: of all that his rows say, the least and the greatest tell in which part he is
_BEFORE, _KNOWN, _LATER, _AFTER, _BACK, _UNFIT = range(6)
_ELSEWHERE, _GAVE_BACK, _FAULTY = range(len(PARTS), len(PARTS) + 3)  # further parts, which are no part of the table


def _sums_by_part(frame: nw.LazyFrame[Any], old: Span, new: Span) -> nw.LazyFrame[Any]:
    """Sum up customers, then parts; customers who gave something back are a part of their own, as are faults.

    Four sums for each customer: the money of both spans, the least and the greatest that a row says.
    """
    amount, before, after = nw.col("amount"), _inside(old), _inside(new)
    rows = frame.select(
        "customer_id",
        before=nw.when(before).then(amount).otherwise(0.0),
        after=nw.when(after).then(amount).otherwise(0.0),
        says=_said_by_row(frame, old, new),
    )
    says = nw.col("says")
    money = [nw.col(name).sum() for name in ("before", "after")]
    customers = rows.group_by("customer_id").agg(*money, least=says.min(), greatest=says.max())
    named = customers.with_columns(part=nw.when(nobody(frame) == 1).then(nw.lit(_FAULTY)).otherwise(_part_on_engine()))
    parts = named.group_by("part").agg(*money, customers=nw.len())
    return parts.with_columns(unfit=whole(nw.col("part") == _FAULTY))


def _inside(span: Span) -> nw.Expr:
    return (nw.col("date") >= date_of(span[0])) & (nw.col("date") <= date_of(span[1]))


def _said_by_row(frame: nw.LazyFrame[Any], old: Span, new: Span) -> nw.Expr:
    """Say of each row what it tells of its customer: nothing that is known after the spans counts as given back."""
    day = nw.col("date")
    said = nw.when(_inside(old)).then(nw.lit(_BEFORE)).otherwise(nw.lit(_KNOWN))
    seen = nw.when(day >= date_of(new[0])).then(nw.lit(_AFTER)).otherwise(said)
    seen = nw.when(nw.col("amount") < 0).then(nw.lit(_BACK)).otherwise(seen)
    fit = nw.when(day <= date_of(new[1])).then(seen).otherwise(nw.lit(_LATER))
    return nw.when(is_fit(frame.collect_schema().names())).then(fit).otherwise(nw.lit(_UNFIT))


def _part_on_engine() -> nw.Expr:
    """Give the place of each customer's part in `PARTS`, as `_part` does in memory; without refunds a row is bought."""
    least, greatest = nw.col("least"), nw.col("greatest")
    before, known, after = least == _BEFORE, least <= _KNOWN, greatest == _AFTER
    less = (nw.col("before") - nw.col("after")) > nw.col("before").abs() * ROUNDING
    places = (
        (4, before),
        (3, before & after),
        (2, before & after & ~less),
        (1, after & ~before),
        (0, after & ~known),
        (_GAVE_BACK, greatest == _BACK),
        (_FAULTY, greatest == _UNFIT),
    )
    part: nw.Expr = nw.lit(_ELSEWHERE)
    for place, condition in places:
        part = nw.when(condition).then(nw.lit(place)).otherwise(part)
    return part


def _present(log: PurchaseLog, old: Span, new: Span) -> np.ndarray:
    """Say who has a row in either span, even if nothing is left of it."""
    inside = ((log.day >= old[0]) & (log.day <= old[1])) | ((log.day >= new[0]) & (log.day <= new[1]))
    return appearing(log.customer[inside], len(log.customers))


def _by_span(log: PurchaseLog, old: Span, new: Span) -> tuple[np.ndarray, np.ndarray]:
    """Return each customer's money in the two spans, and who bought in which."""
    n = len(log.customers)
    before, after = ((log.day >= first) & (log.day <= last) for first, last in (old, new))
    inside = before | after
    place = log.customer[inside] + n * after[inside]  # one pass for both spans
    money = np.bincount(place, weights=log.amount[inside], minlength=2 * n).reshape(2, n)
    return money, appearing(place, 2 * n).reshape(2, n)


def _is_less(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Say whose money fell, by more than adding up in another order does."""
    less: np.ndarray = before - after > np.abs(before) * ROUNDING
    return less


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
