"""Which part of the list price does each customer really pay, and what took the rest away?

`realised_price`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..schema import Column, Schema, SchemaError, check_table, listed, typed


@typed
def realised_price(
    rows: pd.DataFrame, *, discounts: Sequence[str], paid: str = "amount", by: str = "customer_id"
) -> pd.DataFrame:
    """Return the price that each customer really paid as a share of list price, and the share of each discount.

    List price is what was paid plus all discounts. Sums are divided, not lines averaged: a large purchase counts more
    than a small one.

    Parameters
    ----------
    rows : DataFrame
        One row per line or order, with the columns `by`, `paid` and `discounts`.
    discounts : sequence of str
        Columns of money that was taken off the list price, positive: a discount of 2 is 2. Returns make both the paid
        amount and its discount negative.
    paid : str, default "amount"
        Column of the money that came in.
    by : str, default "customer_id"
        Whose price it is: the customer, or any other group, such as a product.

    Returns
    -------
    DataFrame
        Index `by`, sorted; ``amount`` (paid) and ``list_amount`` (money), ``realised_price``, the share of list price
        paid (1: no discount), and each discount under its own name as a share of list price. Shares add up to 1; they
        are missing for whom nothing is left at list price, such as after returns.

    Raises
    ------
    SchemaError
        For columns that are missing, hold no finite numbers, or are named twice.

    See Also
    --------
    map_axes : Puts customers on the map of price and cost.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import realised_price
    >>> rows = pd.DataFrame({"customer_id": ["ann", "ann", "bob"], "amount": [8.0, 10.0, 6.0],
    ...                      "card": [2.0, 0.0, 1.5], "coupon": [0.0, 0.0, 0.5]})
    >>> realised_price(rows, discounts=["card", "coupon"])
                 amount  list_amount  realised_price    card  coupon
    customer_id
    ann            18.0         20.0            0.90  0.1000  0.0000
    bob             6.0          8.0            0.75  0.1875  0.0625
    """
    discounts = list(discounts)
    names = [paid, *discounts]
    if odd := [name for name in names if not isinstance(name, str)]:
        raise TypeError(f"discounts must be names of columns; found {listed(odd)}.")
    if len(set(names)) < len(names) or by in names or not discounts:
        found = listed([by, *names])
        raise SchemaError(f"by, paid and discounts must be different columns, one discount at least; found {found}.")
    if taken := {"amount", "list_amount", "realised_price"} & set(discounts):
        raise SchemaError(f"discounts may not be called {listed(sorted(taken))}, as columns of the answer are.")
    columns = (Column(by, "label", True, "whose price"), *(Column(name, "number", True, "money") for name in names))
    table = check_table(rows, Schema("rows", columns))
    sums = table.groupby(by)[names].sum()
    at_list = sums.sum(axis=1)
    shares = sums.div(at_list.where(at_list > 0), axis=0)
    answer = {"amount": sums[paid], "list_amount": at_list, "realised_price": shares[paid]}
    return pd.DataFrame({**answer, **{name: shares[name] for name in discounts}})
