"""Where do the same customers stand on the axes of four maps?

`map_axes`.
"""

import numpy as np
import pandas as pd

from ...schema import CUSTOMERS, Column, PerCustomer, Schema, SchemaError, aligned, check_table, listed, typed

NEEDED = Schema(
    "customers",
    (
        Column("amount", "number", True, "what was paid", "currency of the file"),
        Column("list_amount", "number", False, "what it would have been at list price", "currency of the file"),
        Column("cost", "number", True, "cost of the goods", "currency of the file"),
        Column("frequency", "number", True, "purchase occasions", "purchases"),
        Column("loyalty", "number", False, "how loyal, in any unit; high is good"),
    ),
    CUSTOMERS.index,
)


@typed
def map_axes(customers: pd.DataFrame, cost_to_serve: PerCustomer) -> dict[str, pd.DataFrame]:
    """Return the axes of the four maps of price, margin, loyalty and cost for the same customers.

    - ``shapiro``: the price that was realised, as a share of list price, by the cost of the goods and of serving, as a
      share of list price too: a large customer is not dear because they are large.
    - ``margin_cost``: gross margin by cost to serve, in money.
    - ``conway``: profit by loyalty.
    - ``gold_meteor``: profit per transaction by repeat transactions.

    On the first two the line on which price and cost are equal is where profit is zero: a diagonal that runs through
    the quadrants.

    Parameters
    ----------
    customers : DataFrame
        Index ``customer_id``; ``amount`` (paid), ``cost`` (of the goods), ``frequency`` (1 or more), optionally
        ``list_amount`` (above zero; without it nobody got a discount) and ``loyalty`` (without it ``conway`` is left
        out).
    cost_to_serve : Series of shape (n_customers,), or float
        In money, with the same index.

    Returns
    -------
    dict of str to DataFrame
        By the name of the grid: the columns that it reads, and ``profit``.

    Raises
    ------
    SchemaError
        If a column is missing or holds something else than finite numbers.
    ValueError
        If nothing was bought, or costs and customers do not belong together.

    See Also
    --------
    custseg.segment.map_advice : What each map says to do.

    References
    ----------
    Shapiro, B. P., Rangan, V. K., Moriarty, R. T. & Ross, E. B. (1987). Manage customers for profits (not just sales).
    Harvard Business Review, 65(5).

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import map_axes
    >>> customers = pd.DataFrame({"amount": [90.0, 160.0], "list_amount": [100.0, 200.0], "cost": [50.0, 100.0],
    ...                           "frequency": [2, 4]}, index=pd.Index(["ann", "bob"], name="customer_id"))
    >>> axes = map_axes(customers, pd.Series([10.0, 80.0], index=customers.index))
    >>> axes["shapiro"]
                 realised_price  cost_to_serve  profit
    customer_id
    ann                     0.9            0.6    30.0
    bob                     0.8            0.9   -20.0
    """
    table = check_table(customers, NEEDED)
    _, (paid, goods, serving) = aligned(amount=table["amount"], cost=table["cost"], cost_to_serve=cost_to_serve)
    listed_at = np.asarray(table.get("list_amount", paid), dtype=float)
    times = table["frequency"].to_numpy(dtype=float)
    _refuse_where(times < 1, table.index, "frequency is below 1")
    _refuse_where(
        ~(listed_at > 0), table.index, f"{'list_amount' if 'list_amount' in table else 'amount'} is not above 0"
    )
    margin = paid - goods
    profit = margin - serving
    axes = {
        "shapiro": {"realised_price": paid / listed_at, "cost_to_serve": (goods + serving) / listed_at},
        "margin_cost": {"gross_margin": margin, "cost_to_serve": serving + np.zeros(len(table))},
        "gold_meteor": {"gain_per_transaction": profit / times, "repeats": times - 1},
    }
    if "loyalty" in table:
        axes["conway"] = {"loyalty": table["loyalty"].to_numpy(dtype=float)}
    return {name: pd.DataFrame({**columns, "profit": profit}, index=table.index) for name, columns in axes.items()}


def _refuse_where(wrong: np.ndarray, index: pd.Index, found: str) -> None:
    if wrong.any():
        raise SchemaError(
            f"{found} for {int(wrong.sum()):,} customers ({listed(index[wrong])}): nothing was bought, so there is no "
            "price. Leave them out of the maps."
        )
