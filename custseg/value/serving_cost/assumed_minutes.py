"""What would customers cost if the assumed minutes were others?

`drawn_minutes` and `cost_over_minutes`.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from ...schema import SchemaError, check_cost_tables, check_whole, typed
from ._terms import added_up, priced_terms

ENDS = ["minutes_low", "minutes_high"]


@typed
def drawn_minutes(
    drivers: pd.DataFrame,
    pools: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    n_draws: int = 100,
    random_state: int | np.random.RandomState | None = 0,
) -> Iterator[pd.DataFrame]:
    """Return activities with other minutes, again and again: each drawn from its stated range.

    Minutes are seldom measured. Each term of the activities is drawn evenly between ``minutes_low`` and
    ``minutes_high``, independently of the others. Where a draw asks a pool for more minutes than it has, its minutes
    are shortened by one factor: the whole pool is shared out and nothing is unused. The spread of what comes out is a
    range over an assumption and no confidence interval.

    Parameters
    ----------
    drivers, pools : DataFrame
        As for `cost_to_serve`.
    activities : DataFrame
        As for `cost_to_serve`, with ``minutes_low`` and ``minutes_high``.
    n_draws : int, default 100
        How many sets of minutes.
    random_state : int, RandomState or None, default 0
        The same value gives the same minutes.

    Returns
    -------
    iterator of DataFrame
        `activities` without their ranges, with the drawn ``minutes``: ready for `cost_to_serve` and `cost_features`.

    Raises
    ------
    SchemaError
        If the activities have no range, and with everything that is wrong with the tables.
    ValueError
        If `n_draws` is no whole number of 1 or more.

    See Also
    --------
    cost_over_minutes : What each customer costs in each draw.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import cost_to_serve, drawn_minutes
    >>> pools = pd.DataFrame({"amount": [100.0], "capacity": [200.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [8.0],
    ...                            "minutes_low": [4.0], "minutes_high": [12.0]})
    >>> drivers = pd.DataFrame({"orders": [10]}, index=pd.Index(["ann"], name="customer_id"))
    >>> draws = drawn_minutes(drivers, pools, activities, n_draws=3)
    >>> [round(cost_to_serve(drivers, pools, drawn)["order"].item()) for drawn in draws]
    [42, 49, 44]
    """
    check_cost_tables(pools, activities, drivers)
    if lacking := [end for end in ENDS if end not in activities or activities[end].isna().any()]:
        raise SchemaError(
            f"activities lacks {' and '.join(lacking)}, in whole or in part. Write there between which minutes the "
            "truth may lie; where it is measured, the minutes themselves."
        )
    random, draws = check_random_state(random_state), check_whole(n_draws, "n_draws", at_least=1)
    low, high = (activities[end].to_numpy(dtype=float) for end in ENDS)
    asked = activities["driver"].map(drivers.sum()).to_numpy(dtype=float)
    plain = activities.drop(columns=ENDS)
    sets = (low + (high - low) * random.random_sample(len(low)) for _ in range(draws))
    return (plain.assign(minutes=one * _fit(plain["pool"], one * asked, pools["capacity"])) for one in sets)


@typed
def cost_over_minutes(
    drivers: pd.DataFrame,
    pools: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    n_draws: int = 100,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Return the cost to serve each customer for minutes drawn from their stated ranges.

    The spread of the draws is a range over an assumption and no confidence interval. See `drawn_minutes` for what is
    drawn.

    Parameters
    ----------
    drivers, pools : DataFrame
        As for `cost_to_serve`.
    activities : DataFrame
        As for `cost_to_serve`, with ``minutes_low`` and ``minutes_high``.
    n_draws : int, default 100
        How many sets of minutes.
    random_state : int, RandomState or None, default 0
        The same value gives the same minutes.

    Returns
    -------
    DataFrame
        The customers' index; a column per draw, 0 to ``n_draws - 1``: what the customer costs then, in money.

    Raises
    ------
    SchemaError
        If the activities have no range, and with everything that is wrong with the tables.
    ValueError
        If `n_draws` is no whole number of 1 or more.

    See Also
    --------
    cost_to_serve : With the stated minutes.
    drawn_minutes : The draws themselves, for `cost_features` and whatever else follows from minutes.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import cost_over_minutes
    >>> pools = pd.DataFrame({"amount": [100.0], "capacity": [200.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [8.0],
    ...                            "minutes_low": [4.0], "minutes_high": [12.0]})
    >>> drivers = pd.DataFrame({"orders": [10]}, index=pd.Index(["ann"], name="customer_id"))
    >>> draws = cost_over_minutes(drivers, pools, activities)
    >>> bool(draws.loc["ann"].between(20, 60).all())
    True
    """
    draws = drawn_minutes(drivers, pools, activities, n_draws=n_draws, random_state=random_state)
    columns = {}
    for draw, drawn in enumerate(draws):
        terms = priced_terms(pools, drawn).assign(all="all")
        columns[draw] = added_up(drivers, terms, "all", terms["cost_per_unit"].to_numpy())["all"].to_numpy()
    return pd.DataFrame(columns, index=drivers.index)


def _fit(pool: pd.Series, asked: np.ndarray, capacity: pd.Series) -> np.ndarray:
    """Give the factor that brings what is asked of a pool down to its capacity; 1 where it has enough."""
    total = pd.Series(asked, index=pool.index).groupby(pool).transform("sum").to_numpy()
    factor: np.ndarray = pool.map(capacity).to_numpy(dtype=float) / np.maximum(total, pool.map(capacity).to_numpy())
    return factor
