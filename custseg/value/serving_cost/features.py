"""What makes a customer dear: how much they buy, or how?

`cost_features`.
"""

import numpy as np
import pandas as pd

from ...schema import PerCustomer, SchemaError, aligned, check_cost_tables, listed, raise_where, typed
from ._terms import added_up, priced_terms

SUMMED_UP = ("excess", "feature", "feature_cost")


@typed
def cost_features(
    drivers: pd.DataFrame, pools: pd.DataFrame, activities: pd.DataFrame, *, size: PerCustomer = 1.0
) -> pd.DataFrame:
    """Return what each customer costs beyond what one of their size would cost, driver by driver (服务成本特征).

    Whoever buys much is served much. A driver makes a customer dear where they use more of it than their part of the
    base: cost per unit times (driver - size · sum of the driver / sum of the sizes).

    Parameters
    ----------
    drivers, pools, activities : DataFrame
        As for `cost_to_serve`.
    size : Series of shape (n_customers,), or 1
        What service should grow with, above zero: revenue or gross margin, in money. With 1 every customer is held
        against the mean customer.

    Returns
    -------
    DataFrame
        The customers' index; a column per driver, in money: above zero where it makes the customer dear, below where
        they are cheaper than the base. Then ``excess``, their sum, ``feature``, the driver that costs most beyond the
        customer's size, and ``feature_cost``, that much; the feature is empty and its cost 0 for those who are dear in
        nothing. Each column of money adds up to zero over the base.

    Raises
    ------
    SchemaError
        With everything that is wrong with the tables, see `custseg.schema.check_cost_tables`.
    ValueError
        If a size is missing or not above zero, or belongs to other customers.

    See Also
    --------
    profit_causes : The same beside price, goods and size.
    custseg.decide.convert_keep_drop : What to do about it.

    Notes
    -----
    The source's list of what makes a customer dear: custom products, small orders, unpredictable arrival, special and
    changed deliveries, manual processing, much support before and after the sale, stock held for them, late payment.
    Each of them is a driver to be counted; the feature named here is the one that costs most beyond the size.

    References
    ----------
    Kaplan, R. S. & Narayanan, V. G. (2001). Measuring and managing customer profitability. Journal of Cost
    Management, 15(5), 5-15.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import cost_features
    >>> pools = pd.DataFrame({"amount": [100.0], "capacity": [200.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order", "complaint"], "pool": "desk",
    ...                            "driver": ["orders", "complaints"], "minutes": [5.0, 30.0]})
    >>> drivers = pd.DataFrame({"orders": [9, 3], "complaints": [0, 2]},
    ...                        index=pd.Index(["ann", "bob"], name="customer_id"))
    >>> cost_features(drivers, pools, activities, size=pd.Series([300.0, 100.0], index=drivers.index))
                 orders  complaints  excess     feature  feature_cost
    customer_id
    ann             0.0       -22.5   -22.5                       0.0
    bob             0.0        22.5    22.5  complaints          22.5
    """
    check_cost_tables(pools, activities, drivers)
    if taken := [name for name in SUMMED_UP if name in drivers]:
        raise SchemaError(f"drivers may not be called {listed(taken)}, as columns of the answer are. Rename them.")
    part = _parts(size, drivers.index)
    terms = priced_terms(pools, activities)
    costs = added_up(drivers, terms, "driver", terms["cost_per_unit"].to_numpy())
    excess = costs.to_numpy() - part[:, np.newaxis] * costs.to_numpy().sum(axis=0)
    excess[np.abs(excess) <= 1e-12 * costs.to_numpy().max(initial=0.0)] = 0.0  # what is left of a difference of equals
    table = pd.DataFrame(excess, index=drivers.index, columns=costs.columns)
    most, dearest = excess.max(axis=1), np.asarray(costs.columns, dtype=object)[excess.argmax(axis=1)]
    return table.assign(
        excess=excess.sum(axis=1), feature=np.where(most > 0, dearest, ""), feature_cost=np.maximum(most, 0.0)
    )


def _parts(size: PerCustomer, index: pd.Index) -> np.ndarray:
    """Give each customer's part of the base's size; all parts add up to one."""
    found, (sizes,) = aligned(size=size)
    sizes = np.full(len(index), sizes) if sizes.ndim == 0 else sizes
    if len(sizes) != len(index) or (found is not None and not found.equals(index)):
        raise ValueError("size must have one number for each row of drivers: size = size.reindex(drivers.index).")
    raise_where(sizes <= 0, index, "size", "is not above zero", "Leave customers without revenue out, or pass size=1.")
    parts: np.ndarray = sizes / sizes.sum()
    return parts
