"""What does a minute of work cost, and one order, one visit, one credit check?

`capacity_rates`.
"""

import pandas as pd

from ...schema import check_cost_tables, typed
from ._terms import priced_terms


@typed
def capacity_rates(pools: pd.DataFrame, activities: pd.DataFrame, *, currency: str | None = None) -> pd.DataFrame:
    """Return what one unit of each driver costs, by time-driven activity-based costing (时间驱动作业成本法).

    The rate of a pool is its cost divided by its practical capacity (实际产能), not by the minutes that happened to be
    used: work that was not asked for is the firm's cost, not the customers'. An activity costs its minutes times that
    rate. Several rows with one activity are its time equation: a basic time for the order, more for each line.

    Parameters
    ----------
    pools : DataFrame
        Index ``pool``; ``amount`` (money of the period), ``capacity`` (minutes of the period), optionally
        ``currency``.
    activities : DataFrame
        ``activity``, ``pool``, ``driver``, ``minutes`` for one unit of the driver; one row per term.
    currency : str, optional
        The money of the customers' revenue: pools in another currency are refused.

    Returns
    -------
    DataFrame
        One row per term: ``activity``, ``driver``, ``pool``, ``minutes``, ``rate`` (money per minute) and
        ``cost_per_unit`` (money per unit of the driver).

    Raises
    ------
    SchemaError
        With everything that is wrong with the two tables, see `custseg.schema.check_cost_tables`.

    See Also
    --------
    cost_to_serve : What each customer costs at these rates.
    custseg.read.read_cost_tables : Reads the tables from a workbook.

    References
    ----------
    Kaplan, R. S. & Anderson, S. R. (2004). Time-driven activity-based costing. Harvard Business Review, 82(11),
    131-138.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import capacity_rates
    >>> pools = pd.DataFrame({"amount": [560_000.0], "capacity": [700_000.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order", "inquiry"], "pool": "desk", "driver": ["orders", "inquiries"],
    ...                            "minutes": [8.0, 44.0]})
    >>> capacity_rates(pools, activities)[["activity", "rate", "cost_per_unit"]]
      activity  rate  cost_per_unit
    0    order   0.8            6.4
    1  inquiry   0.8           35.2
    """
    check_cost_tables(pools, activities, currency=currency)
    return priced_terms(pools, activities)
