"""What does each customer cost to serve, and how much of what the firm pays for did nobody ask for?

`cost_to_serve` and `unused_capacity`.
"""

import pandas as pd

from ...schema import SchemaError, check_cost_tables, typed
from ._terms import added_up, priced_terms

TOTAL = "cost_to_serve"


@typed
def cost_to_serve(
    drivers: pd.DataFrame,
    pools: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    customers: pd.Index | None = None,
    currency: str | None = None,
) -> pd.DataFrame:
    """Return what each customer costs to serve (服务成本), activity by activity.

    A customer pays for what they ask: the minutes of an activity times the rate of its pool times how often its driver
    happened for them, added up over the terms of the activity. Nothing is spread by turnover, and what nobody asked for
    is left with the pools.

    Parameters
    ----------
    drivers : DataFrame
        Index ``customer_id``; a column per driver that the activities name: how often it happened in the period.
    pools, activities : DataFrame
        The stated costs and minutes, see `capacity_rates`.
    customers : Index, optional
        Whom else you know, such as those with revenue: each must have a row in `drivers`.
    currency : str, optional
        The money of the revenue: pools in another currency are refused.

    Returns
    -------
    DataFrame
        The index of `drivers`; a column per activity and last ``cost_to_serve``, their sum. Money of the period. All
        customers together and `unused_capacity` are what the pools cost, to the cent.

    Raises
    ------
    SchemaError
        With everything that is wrong with the tables, see `custseg.schema.check_cost_tables`.

    See Also
    --------
    capacity_rates : What one order, one visit, one complaint costs.
    customer_profit : What is left of the margin, with ``cost_to_serve=``; `whale_curve` and `clv_formula` take that.
    profit_causes : Why a customer makes a loss.
    cost_features : What makes a customer dear.
    cost_over_minutes : The same where the minutes are assumed.

    Notes
    -----
    Cost and price of one period belong together: state the pools for the days in which the drivers were counted. The
    cost of a customer is what serving them takes at these rates, not what is saved when they leave:
    `custseg.decide.drop_effect` looks at that.

    References
    ----------
    Kaplan, R. S. & Anderson, S. R. (2004). Time-driven activity-based costing. Harvard Business Review, 82(11),
    131-138.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import cost_to_serve, customer_profit
    >>> pools = pd.DataFrame({"amount": [100.0], "capacity": [200.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order", "order", "complaint"], "pool": "desk",
    ...                            "driver": ["orders", "lines", "complaints"], "minutes": [5.0, 1.0, 30.0]})
    >>> drivers = pd.DataFrame({"orders": [4, 2], "lines": [10, 4], "complaints": [0, 3]},
    ...                        index=pd.Index(["ann", "bob"], name="customer_id"))
    >>> costs = cost_to_serve(drivers, pools, activities)
    >>> costs
                 order  complaint  cost_to_serve
    customer_id
    ann           15.0        0.0           15.0
    bob            7.0       45.0           52.0
    >>> margin = pd.Series([40.0, 30.0], index=drivers.index)
    >>> customer_profit(margin, cost_to_serve=costs["cost_to_serve"])["profit"].tolist()
    [25.0, -22.0]
    """
    check_cost_tables(pools, activities, drivers, customers=customers, currency=currency)
    if TOTAL in set(activities["activity"]):
        raise SchemaError(f"an activity is called '{TOTAL}', as the sum of all activities is. Give it another name.")
    terms = priced_terms(pools, activities)
    costs = added_up(drivers, terms, "activity", terms["cost_per_unit"].to_numpy())
    costs[TOTAL] = costs.sum(axis=1)
    return costs


@typed
def unused_capacity(drivers: pd.DataFrame, pools: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each pool the customers asked for, and what the rest costs.

    What nobody asked for is shown and not spread over the customers, whom it would make look dearer in a quiet period.

    Parameters
    ----------
    drivers, pools, activities : DataFrame
        As for `cost_to_serve`.

    Returns
    -------
    DataFrame
        Index ``pool``; ``amount``, ``assigned`` and ``unused`` (money: assigned + unused = amount), ``capacity``,
        ``used_minutes``, ``unused_minutes`` (minutes), ``used_share`` (0-1) and ``rate`` (money per minute).

    Raises
    ------
    SchemaError
        With everything that is wrong with the tables, see `custseg.schema.check_cost_tables`.

    See Also
    --------
    cost_to_serve : What was assigned, by customer.
    custseg.decide.drop_effect : What becomes unused when customers are let go, and is stranded until a pool shrinks.

    References
    ----------
    Kaplan, R. S. & Anderson, S. R. (2004). Time-driven activity-based costing. Harvard Business Review, 82(11),
    131-138.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import unused_capacity
    >>> pools = pd.DataFrame({"amount": [560_000.0], "capacity": [700_000.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order", "inquiry", "credit check"], "pool": "desk",
    ...                            "driver": ["orders", "inquiries", "checks"], "minutes": [8.0, 44.0, 50.0]})
    >>> drivers = pd.DataFrame({"orders": [49_000], "inquiries": [1_400], "checks": [2_500]},
    ...                        index=pd.Index(["all"], name="customer_id"))
    >>> unused_capacity(drivers, pools, activities)[["used_minutes", "used_share", "assigned", "unused"]].round(4)
          used_minutes  used_share  assigned   unused
    pool
    desk      578600.0      0.8266  462880.0  97120.0
    """
    check_cost_tables(pools, activities, drivers)
    minutes = activities["minutes"] * activities["driver"].map(drivers.sum())
    used = minutes.groupby(activities["pool"]).sum().reindex(pools.index).astype(float)
    amount, capacity = pools["amount"].astype(float), pools["capacity"].astype(float)
    rate = amount / capacity
    return pd.DataFrame(
        {
            "amount": amount,
            "assigned": rate * used,
            "unused": rate * (capacity - used),
            "capacity": capacity,
            "used_minutes": used,
            "unused_minutes": capacity - used,
            "used_share": used / capacity,
            "rate": rate,
        }
    ).rename_axis("pool")
