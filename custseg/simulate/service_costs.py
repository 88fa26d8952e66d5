"""What if we knew what each customer truly costs to serve? A year of a wholesaler, with the truth beside it.

`simulate_service_costs`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import check_whole, typed
from ._customer_ids import customer_ids
from ._ranges import check_ranges
from ._streams import own_stream

TERMS = {
    "order": ("desk", "orders", 6.0),
    "picking": ("warehouse", "lines", 2.5),
    "delivery": ("van", "deliveries", 25.0),
    "visit": ("sales", "visits", 70.0),
    "complaint": ("desk", "complaints", 35.0),
    "return": ("warehouse", "returns", 20.0),
}
"""Activity -> pool, driver and true minutes."""

MINUTE = {"desk": 0.6, "warehouse": 0.4, "van": 0.8, "sales": 0.9}  # what a minute of each pool costs
USED = 0.85  # of the practical capacity
ORDER = 400.0  # list value of an ordinary order
PER_ORDER = {"lines": 8.0, "deliveries": 1.0, "visits": 0.15, "complaints": 0.03, "returns": 0.1}
GOODS = 0.65  # cost of the goods, of the list price


@typed
def simulate_service_costs(
    n_customers: int = 2000,
    *,
    dear: float = 0.15,
    times: float = 6.0,
    minutes_error: float = 0.2,
    depends_on_behaviour: bool = True,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], pd.DataFrame]:
    """Simulate customers whose cost to serve follows from how they buy, or from nothing that anybody counts.

    The mechanism, whole. List value of the year is lognormal (median 8,000, log standard deviation 1). Orders are that
    value divided by the customer's own size of an order, lognormal around 400 with log standard deviation .5, and at
    least one. The discount is uniform between 0 and 25 %; goods cost 65 % of list price. Lines, deliveries, visits,
    complaints and returns are Poisson, with so many per order. A share `dear` of the customers has one habit: `times`
    as many of one of these five, drawn by lot. Loyalty is uniform and has nothing to do with any of it. Each pool costs
    a stated wage per minute and is used to 85 %. Minutes are stated with a lognormal error of `minutes_error`; their
    range reaches two such errors down and up. With ``depends_on_behaviour=False`` the drivers are counted as before and
    mean nothing: the same sum of true costs is dealt out by lognormal lots (log standard deviation 1) that have to do
    neither with drivers nor with size. There every map of cost is a picture of the firm's beliefs.

    Parameters
    ----------
    n_customers : int, default 2000
        How many.
    dear : float, default 0.15
        Share of customers with a dear habit, 0-1.
    times : float, default 6
        How many times as much of it they ask for, 1 or more.
    minutes_error : float, default 0.2
        Standard deviation of the log of stated over true minutes, 0-1.
    depends_on_behaviour : bool, default True
        Whether the true cost follows from the drivers.
    random_state : int, RandomState or None
        The same value gives the same customers.

    Returns
    -------
    customers : DataFrame
        Index ``customer_id``; ``amount`` (paid), ``list_amount``, ``cost`` (of the goods), ``frequency`` (orders),
        ``loyalty`` (0-1): what `custseg.value.map_axes` reads.
    costs : dict of str to DataFrame
        ``drivers``, ``pools`` and ``activities`` with the range of the minutes: what `custseg.value.cost_to_serve`
        reads.
    truth : DataFrame
        Index ``customer_id``; ``sim_cost_to_serve``, ``sim_profit`` (money), ``sim_habit`` (the driver they ask too
        much of, empty for most).

    Raises
    ------
    SchemaError
        For numbers out of range, all at once.

    See Also
    --------
    simulate_supplier : Customers whose profit is known, without activities.

    Examples
    --------
    >>> customers, costs, truth = simulate_service_costs(500)
    >>> sorted(costs), int((truth["sim_habit"] != "").sum())
    (['activities', 'drivers', 'pools'], 73)
    """
    n_customers = check_whole(n_customers, "n_customers", at_least=1)
    check_ranges(dear=(dear, 0, 1), times=(times, 1, 1000), minutes_error=(minutes_error, 0, 1))
    random = own_stream(random_state, "service costs")
    index = customer_ids(n_customers)
    at_list = 8_000 * np.exp(random.standard_normal(n_customers))
    orders = np.maximum(np.rint(at_list / (ORDER * np.exp(0.5 * random.standard_normal(n_customers)))), 1.0)
    habit = np.where(random.random_sample(n_customers) < dear, random.randint(len(PER_ORDER), size=n_customers), -1)
    drivers = pd.DataFrame({"orders": orders}, index=index)
    for place, (name, rate) in enumerate(PER_ORDER.items()):
        drivers[name] = random.poisson(orders * rate * np.where(habit == place, times, 1.0)).astype(float)
    paid = at_list * (1 - 0.25 * random.random_sample(n_customers))
    customers = pd.DataFrame(
        {
            "amount": paid,
            "list_amount": at_list,
            "cost": GOODS * at_list,
            "frequency": orders,
            "loyalty": random.random_sample(n_customers),
        },
        index=index,
    )
    pools, activities = _stated(drivers, minutes_error, random)
    weights = {driver: MINUTE[pool] * minutes for pool, driver, minutes in TERMS.values()}
    true = drivers.mul(pd.Series(weights)).sum(axis=1)
    lots = np.exp(random.standard_normal(n_customers))
    spent = true if depends_on_behaviour else pd.Series(true.sum() * lots / lots.sum(), index=index)
    names = np.array([*PER_ORDER, ""], dtype=object)
    truth = pd.DataFrame(
        {"sim_cost_to_serve": spent, "sim_profit": paid - customers["cost"] - spent, "sim_habit": names[habit]},
        index=index,
    )
    return customers, {"drivers": drivers, "pools": pools, "activities": activities}, truth


def _stated(drivers: pd.DataFrame, error: float, random: np.random.RandomState) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the pools, and the activities with the minutes that the firm believes in."""
    activities = pd.DataFrame(
        [(activity, *term) for activity, term in TERMS.items()], columns=["activity", "pool", "driver", "minutes"]
    )
    true = activities["minutes"].to_numpy()
    believed = true * np.exp(error * random.standard_normal(len(true)))
    asked = activities["driver"].map(drivers.sum()).to_numpy(dtype=float)
    capacity = pd.Series(true * asked).groupby(activities["pool"]).sum() / USED
    used = pd.Series(believed * asked).groupby(activities["pool"]).sum()
    # nobody believes in minutes that the pool does not have
    fit = activities["pool"].map((capacity / used).clip(upper=1.0)).to_numpy(dtype=float)
    activities["minutes"] = believed * fit
    activities["minutes_low"] = activities["minutes"] * np.exp(-2 * error)
    activities["minutes_high"] = activities["minutes"] * np.exp(2 * error)
    pools = pd.DataFrame({"amount": capacity * pd.Series(MINUTE), "capacity": capacity}).rename_axis("pool")
    return pools, activities
