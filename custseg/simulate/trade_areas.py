"""What if we knew how much each shop could sell where it stands?

`simulate_trade_areas`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from ..schema import typed
from ._customer_ids import customer_ids

MOST_NOISE = 100.0  # of a logarithm: no demand is infinite


@typed
def simulate_trade_areas(
    n_customers: int = 1000, *, noise: float = 0.15, random_state: int | np.random.RandomState | None = 0
) -> pd.DataFrame:
    """Simulate shops whose true monthly demand follows from where they stand (demand-based classes, 按需求分类).

    Four kinds of place differ in footfall, residents, the income around and the visitors' share. Demand grows with
    footfall and with the share of visitors; recorded sales are demand cut off by the quota that the shop was given,
    which knows little of the place. So sales understate demand where a shop sold out.

    Parameters
    ----------
    n_customers : int, default 1000
        Shops, the customers of a wholesaler.
    noise : float, default 0.15
        What the place does not say of demand: standard deviation of the log of demand around what the place lets
        expect. At 0.15 the place says nearly all; around 1 it says less than the quota does.
    random_state : int, RandomState or None
        The same value gives the same shops.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_footfall`` (people a day), ``sim_residents`` (within 500 m),
        ``sim_income`` (index, 100 is the town's mean), ``sim_visitor_share`` (0-1, floating population),
        ``sim_place`` (station, centre, housing, village), ``sim_sales`` (packs a month), ``sim_sold_out`` (bool) and
        the truth ``sim_demand`` (packs a month) and ``sim_class`` (A is the fifth with the highest demand, to E).

    Raises
    ------
    ValueError
        Fewer than five shops, or a noise below zero or above 100.

    See Also
    --------
    custseg.segment.demand_classes : Classes by demand, found from the place and from sales that were cut off.

    Examples
    --------
    >>> shops = simulate_trade_areas(500)
    >>> bool((shops["sim_sales"] <= shops["sim_demand"]).all())
    True
    """
    if n_customers < 5:
        raise ValueError(f"five classes need at least five shops; found {n_customers}.")
    if not 0 <= noise <= MOST_NOISE:
        raise ValueError(
            f"noise must be zero or more, and at most {MOST_NOISE:g}; found {noise!r}. It is of the logarithm: 0.15 "
            "scatters demand by 15 percent."
        )
    random = check_random_state(random_state)
    places = np.array(["station", "centre", "housing", "village"])
    kind = random.choice(4, size=n_customers, p=[0.1, 0.25, 0.4, 0.25])

    def around(medians: list[float], spread: float) -> np.ndarray:
        return np.array(medians)[kind] * np.exp(spread * random.standard_normal(n_customers))

    footfall, residents = around([9000, 5000, 1500, 300], 0.35), around([2500, 4000, 6000, 900], 0.35)
    income = around([100, 125, 95, 75], 0.15)
    visitors = np.clip(random.beta(4, 4, n_customers) - 0.5 + np.array([0.75, 0.5, 0.15, 0.08])[kind], 0.01, 0.99)
    demand = 3.0 * footfall**0.55 * residents**0.1 * (income / 100) ** 0.5 * (1 + visitors)
    demand *= np.exp(noise * random.standard_normal(n_customers))
    quota = np.median(demand) * np.exp(0.5 * random.standard_normal(n_customers)) * (demand / np.median(demand)) ** 0.5
    table = pd.DataFrame(
        {
            "footfall": footfall,
            "residents": residents,
            "income": income,
            "visitor_share": visitors,
            "place": places[kind],
            "sales": np.minimum(demand, quota),
            "sold_out": quota < demand,
            "demand": demand,
        },
        index=customer_ids(n_customers),
    )
    rank = table["demand"].rank(method="first", ascending=False)
    table["class"] = np.array(list("ABCDE"))[((rank - 1) * 5 // n_customers).astype(int)]
    return table.add_prefix("sim_")
