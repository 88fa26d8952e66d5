"""Why does a customer bring less than others: price, goods, service, or are they too small?

`profit_causes`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import (
    CUSTOMERS,
    Column,
    Schema,
    SchemaError,
    as_numbers,
    check_cost_tables,
    check_table,
    different_customers,
    listed,
    typed,
)
from ._terms import added_up, priced_terms

NEEDED = Schema(
    "customers",
    (
        Column("amount", "number", True, "what was paid", "currency of the file"),
        Column("list_amount", "number", False, "what it would have been at list price", "currency of the file"),
        Column("cost", "number", True, "cost of the goods", "currency of the file"),
    ),
    CUSTOMERS.index,
)
TERMS_OF_TRADE = ("size", "price", "goods")
BESIDE_CAUSES = ("gross_margin", "cost_to_serve", "profit", "root_cause", "root_cost")
BREAK_EVEN = 0.005  # half a cent, as `customer_profit` has it


@typed
def profit_causes(
    customers: pd.DataFrame,
    drivers: pd.DataFrame,
    pools: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    least: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return each customer's profit as a sum of causes: their size, their price, their goods, and how they are served.

    A customer of the same size at the usual terms pays the base's share of list price P, buys goods that cost the
    base's share G, and asks for service as the base does: the least that every customer needs, and the rest in
    proportion to what they buy. With list value L and least cost F that brings L·(P - G - b) - F: the cause *size*,
    below zero for whoever is too small. Each other cause is how far the customer is from it:

    profit = size + (paid - P·L) - (cost of goods - G·L) - Σ over drivers (cost - usual cost)

    Parameters
    ----------
    customers : DataFrame
        Index ``customer_id``; ``amount`` (paid) and ``cost`` (of the goods) in money, optionally ``list_amount``, above
        zero; without it nobody got a discount.
    drivers, pools, activities : DataFrame
        As for `cost_to_serve`; the same customers.
    least : mapping of str to float, optional
        What every customer asks for at least, by driver: ``{"orders": 1, "visits": 2}``. Without it all service is in
        proportion to what is bought, and nobody is too small as long as the base makes a profit.

    Returns
    -------
    DataFrame
        The customers' index, in money: ``gross_margin``, ``cost_to_serve``, ``profit``; then ``size``, ``price``,
        ``goods`` and a column per driver, which add up to the profit: below zero where they take from it. All but
        ``size`` add up to zero over the base. Last ``root_cause``, the cause that takes most from a customer who makes
        a loss, and ``root_cost``, how much; empty and 0 for the others.

    Raises
    ------
    SchemaError
        With everything that is wrong with the tables; for drivers with the name of another column; for drivers in
        `least` that the activities do not name, or that would be asked for more often than they were.
    ValueError
        If customers and drivers do not belong together.

    See Also
    --------
    custseg.decide.strategic_abandonment : Whose causes can be mended, and who is left.
    cost_features : What makes a customer dear, by itself.

    References
    ----------
    Kaplan, R. S. & Narayanan, V. G. (2001). Measuring and managing customer profitability. Journal of Cost
    Management, 15(5), 5-15.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import profit_causes
    >>> pools = pd.DataFrame({"amount": [50.0], "capacity": [100.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [10.0]})
    >>> names = pd.Index(["ann", "bob", "eve"], name="customer_id")
    >>> customers = pd.DataFrame({"amount": [90.0, 100.0, 10.0], "list_amount": [100.0, 100.0, 10.0],
    ...                           "cost": [60.0, 60.0, 6.0]}, index=names)
    >>> drivers = pd.DataFrame({"orders": [1, 8, 1]}, index=names)
    >>> causes = profit_causes(customers, drivers, pools, activities, least={"orders": 1})
    >>> causes[["profit", "size", "price", "goods", "orders", "root_cause"]].round(1)
                 profit  size  price  goods  orders root_cause
    customer_id
    ann            25.0  13.6   -5.2    0.0    16.7
    bob             0.0  13.6    4.8    0.0   -18.3
    eve            -1.0  -3.1    0.5    0.0     1.7       size
    """
    table = check_table(customers, NEEDED)
    check_cost_tables(pools, activities, drivers)
    if taken := [name for name in (*TERMS_OF_TRADE, *BESIDE_CAUSES) if name in drivers]:
        raise SchemaError(f"drivers may not be called {listed(taken)}, as columns of the answer are. Rename them.")
    if not table.index.equals(drivers.index):
        raise ValueError(different_customers("customers", table.index, "drivers", drivers.index))
    paid, goods, at_list = (as_numbers(column, str(column.name)) for column in _money(table))
    terms = priced_terms(pools, activities)
    served = added_up(drivers, terms, "driver", terms["cost_per_unit"].to_numpy())
    usual = _usual_service(drivers, served, at_list, least or {})
    price, cost_share = paid.sum() / at_list.sum(), goods.sum() / at_list.sum()
    causes = {
        "size": at_list * (price - cost_share) - usual.to_numpy().sum(axis=1),
        "price": paid - price * at_list,
        "goods": cost_share * at_list - goods,
        **{name: usual[name].to_numpy() - served[name].to_numpy() for name in served},
    }
    spent = served.to_numpy().sum(axis=1)
    whole = pd.DataFrame(
        {"gross_margin": paid - goods, "cost_to_serve": spent, "profit": paid - goods - spent, **causes},
        index=table.index,
    )
    return whole.assign(**_root(whole["profit"].to_numpy(), whole[list(causes)]))


def _money(table: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    name = "list_amount" if "list_amount" in table else "amount"
    if (wrong := ~(table[name] > 0)).any():
        raise SchemaError(
            f"{name} is not above 0 for {int(wrong.sum()):,} customers ({listed(table.index[wrong])}): nothing was "
            "bought, so there is no price. Leave them out."
        )
    return table["amount"], table["cost"], table[name]


def _usual_service(
    drivers: pd.DataFrame, served: pd.DataFrame, at_list: NDArray[np.float64], least: Mapping[str, float]
) -> pd.DataFrame:
    """Give what a customer of this size usually costs, driver by driver; each adds up to what all of them cost."""
    asked = drivers[list(served)].sum()
    problems = [
        f"least names drivers that no activity has: {listed([name])} (found: {listed(served)})."
        for name in least
        if name not in served
    ]
    problems += [
        f"least asks for {number:g} of '{name}' for each of {len(drivers):,} customers, more than the {asked[name]:g} "
        "that there were. It is what nobody can do without: 0 or more, and at most their mean."
        for name, number in least.items()
        if name in served and not 0 <= number * len(drivers) <= asked[name]
    ]
    if problems:
        raise SchemaError(*problems)
    part = at_list / at_list.sum()
    columns = {}
    for name in map(str, served):
        total = served[name].sum()
        floor = total * least.get(name, 0.0) / asked[name] if asked[name] else 0.0
        columns[name] = floor + part * (total - floor * len(drivers))
    return pd.DataFrame(columns, index=drivers.index)


def _root(profit: NDArray[np.float64], causes: pd.DataFrame) -> dict[str, NDArray[np.object_ | np.float64]]:
    loses = profit < -BREAK_EVEN
    taken = causes.to_numpy()
    place = taken.argmin(axis=1)
    names = np.asarray(causes.columns, dtype=object)
    return {
        "root_cause": np.where(loses, names[place], ""),
        "root_cost": np.where(loses, -taken[np.arange(len(taken)), place], 0.0),
    }
