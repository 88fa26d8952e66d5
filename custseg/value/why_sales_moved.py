"""Why did sales move: fewer buyers, fewer orders of each, smaller orders, a thinner margin?

`sales_change`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, Money, SchemaError, check_choice, day_name
from ..tables._counted import appearing, distinct_pairs, inside, worked_out
from ..tables._log import PurchaseLog
from ..tables._shelf import taken
from ..tables._sold import SoldLog, sold_log
from ._spans import Span, two_spans

FACTORS = ("buyers", "orders_per_buyer", "amount_per_order", "margin_rate")


def sales_change(
    transactions: Any, *, before: tuple[Day, Day], after: tuple[Day, Day], of: Money = "amount"
) -> pd.DataFrame:
    r"""Split the change of sales between two periods among buyers, orders of each, size of an order, and margin.

    Sales are a product, buyers × orders per buyer × amount per order (× margin rate). Each factor gets the logarithm
    of its ratio times the logarithmic mean of the sales of the two periods, so that the parts add up to the change and
    do not depend on the order of the factors (logarithmic mean Divisia index).

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` (else a customer's day is an order), ``product``
        and ``cost`` (signed like the amount). Returns are negative. They are set against what they undo by the rule of
        :func:`custseg.tables.net_refunds`, as far as they are known on the last day of the second period.
    before, after : tuple of two days
        First and last day of each period, both counted. The second starts after the first ends. Compare periods of the
        same length and season: nothing here takes them into account.
    of : {"amount", "margin"}
        Whether to split the change of sales, or that of amount less cost, with the margin rate as a fourth factor.

    Returns
    -------
    DataFrame
        Index ``factor``: buyers, orders_per_buyer, amount_per_order, with ``of="margin"`` margin_rate, and total (the
        money). ``before``, ``after``, ``ratio`` (after / before), ``change`` (the part of the change, in money),
        ``share`` (of the whole change; 1 for total, below 0 for a factor that pulled the other way, NaN where the money
        did not change). ``attrs["days"]`` holds the length of the two periods.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or ``of="margin"`` finds no ``cost``.
    ValueError
        If a period is not two days in order, the periods overlap, or one of them holds no sales above zero, or no
        margin above zero: a product of which one factor is zero cannot be split.

    See Also
    --------
    revenue_bridge : Splits the same change by who moved: new, kept and lost customers.
    customers_to_stand_still : How many new customers make up for it.

    Notes
    -----
    .. math:: \Delta_f = \frac{S_1 - S_0}{\ln S_1 - \ln S_0} \ln \frac{f_1}{f_0}

    with :math:`S_0`, :math:`S_1` the money of the two periods and :math:`f_0`, :math:`f_1` the factor. Shapley's
    values add up too; the two differ little where no factor changes many times over.

    References
    ----------
    Ang, B. W. (2005). The LMDI approach to decomposition analysis: a practical guide. Energy Policy 33(7), 867-871.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.value import sales_change
    >>> halves = {"before": ("1997-07-01", "1997-12-31"), "after": ("1998-01-01", "1998-06-30")}
    >>> sales_change(load_cdnow(), **halves)[["before", "after", "share"]].round(2)
                        before     after  share
    factor
    buyers              619.00    515.00   0.73
    orders_per_buyer      2.35      2.23   0.20
    amount_per_order     37.84     37.24   0.06
    total             55096.58  42867.12   1.00
    """
    check_choice(of, "of", Money)
    old, new = two_spans(before, after)
    found = sold_log(transactions, "order_id", "cost", known_until=new[1])
    if of == "margin" and found.log.cost is None:
        raise SchemaError("of='margin' needs a column 'cost', the cost of the goods; transactions has none.")
    columns = [_factors(found, span, of) for span in (old, new)]
    _refuse_nothing(columns, (old, new), of)
    names = [*FACTORS[: len(columns[0]) - 1], "total"]
    table = pd.DataFrame(np.transpose(columns), index=pd.Index(names, name="factor"), columns=["before", "after"])
    table["ratio"] = table["after"] / table["before"]
    sales, change = (columns[0][-1], columns[1][-1]), columns[1][-1] - columns[0][-1]
    table["change"] = _logarithmic_mean(*sales) * np.log(table["ratio"])
    table.loc["total", "change"] = change
    table["share"] = table["change"] / change if change else np.nan
    found.warn()
    table.attrs = {"days": (old[1] - old[0] + 1, new[1] - new[0] + 1), **found.refunded.remarks}
    return table


def _factors(found: SoldLog, span: Span, of: Money) -> list[float]:
    """Give each factor of a span, and their product, the money."""
    sold = found.sold.rows(inside(found.sold.day, *span))
    buyers = int(appearing(sold.customer, len(sold.customers)).sum())
    orders, amount = _orders(sold), float(sold.amount.sum())
    factors = [buyers, orders / max(buyers, 1), amount / max(orders, 1)]
    if of == "amount":
        return [*factors, amount]
    assert found.log.cost is not None
    cost = worked_out(np.multiply, found.log.cost, found.placed, dtype=np.float64)
    margin = amount - float(taken(cost, inside(found.log.day, *span)).sum())
    return [*factors, margin / amount if amount else 0.0, margin]


def _orders(log: PurchaseLog) -> int:
    occasion = log.day if log.order is None else log.order
    start = occasion.min(initial=0)
    since = worked_out(lambda some: some - start, occasion, dtype=occasion.dtype)
    return len(distinct_pairs(log.customer, since)[0])


def _refuse_nothing(columns: list[list[float]], spans: tuple[Span, Span], of: Money) -> None:
    empty = [
        f"from {day_name(span[0])} to {day_name(span[1])} the {of} is {column[-1]:,.2f}"
        for column, span in zip(columns, spans, strict=True)
        if not min(column) > 0
    ]
    if empty:
        raise ValueError(f"a change can be split only between periods with an {of} above zero: {'; '.join(empty)}.")


def _logarithmic_mean(one: float, other: float) -> float:
    return one if one == other else float((other - one) / np.log(other / one))
