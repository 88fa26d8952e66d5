"""Which tier of the value pyramid does a customer belong to?

`pyramid_customers` makes the columns, `pyramid_grid` the grid with other sizes of the tiers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ...catalogue import Axis, GridSpec, load_grid
from ...schema import SchemaError, aligned, listed, typed


@typed
def pyramid_customers(actual_value: pd.Series, cost_to_serve: pd.Series, *, potential_value: pd.Series) -> pd.DataFrame:
    """Return the columns by which the value pyramid places a customer.

    Parameters
    ----------
    actual_value : Series of shape (n_customers,)
        What the customer brings before the cost of serving them, in money.
    cost_to_serve : Series
        What serving them costs, in money.
    potential_value : Series
        What they could bring if they bought from us everything that they could, in money; usually at least the
        actual value.

    Returns
    -------
    DataFrame
        The customers' index; ``net_value`` (actual value less cost to serve), ``actual_value``, ``strategic_value``
        (战略价值, potential less actual value: what is not yet realised) and ``cost_to_serve``; money.

    Raises
    ------
    SchemaError
        If the indexes differ.
    TypeError, ValueError
        If a column holds something else than finite numbers.

    See Also
    --------
    pyramid_grid : The tiers, for these columns.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import pyramid_customers
    >>> index = ["ann", "bob"]
    >>> actual, cost = pd.Series([90.0, 20.0], index=index), pd.Series([10.0, 30.0], index=index)
    >>> pyramid_customers(actual, cost, potential_value=pd.Series([95.0, 70.0], index=index))
         net_value  actual_value  strategic_value  cost_to_serve
    ann       80.0          90.0              5.0           10.0
    bob      -10.0          20.0             50.0           30.0
    """
    others = {"cost_to_serve": cost_to_serve, "potential_value": potential_value}
    wrong = [name for name, column in others.items() if not column.index.equals(actual_value.index)]
    if wrong:
        raise SchemaError(
            f"actual_value and {listed(wrong)} have different indexes: reindex them to actual_value.index."
        )
    index, (actual, cost, potential) = aligned(actual_value=actual_value, **others)
    return pd.DataFrame(
        {
            "net_value": actual - cost,
            "actual_value": actual,
            "strategic_value": potential - actual,
            "cost_to_serve": cost,
        },
        index=index,
    )


@typed
def pyramid_grid(most_valuable: float = 0.05, second_tier: float = 0.2) -> GridSpec:
    """Return the value pyramid (客户价值金字塔) with other tier sizes than those of the catalogue.

    The tiers are decided in this order: *below zero* (负值客户), who cost more than they bring; *most valuable*
    (最有价值客户), the best by actual value; *second tier* (二级客户), the best by strategic value among the rest;
    *ordinary* (普通客户). Shares are counted over all customers: one below zero may take a place at the top, but not
    the tier. Ties never split. So a tier may be smaller than its share.

    Parameters
    ----------
    most_valuable : float
        Share of the customers with the highest actual value, between 0 and 1, in whole per cent.
    second_tier : float
        Share of the customers with the highest strategic value, between 0 and 1, in whole per cent.

    Returns
    -------
    GridSpec
        For `custseg.ValueGrid`; its columns are made by `pyramid_customers`.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1 or not in whole per cent.

    See Also
    --------
    pyramid_customers : The columns that the tiers are cut by.
    ValueGrid : Places customers in the tiers.

    References
    ----------
    Peppers, D. & Rogers, M. (1997). Enterprise One to One. Doubleday.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import ValueGrid, pyramid_grid
    >>> customers = pd.DataFrame(
    ...     {
    ...         "net_value": [80.0, 9.0, -10.0, 5.0],
    ...         "actual_value": [90.0, 10.0, 20.0, 6.0],
    ...         "strategic_value": [5.0, 60.0, 70.0, 1.0],
    ...     }
    ... )
    >>> ValueGrid(pyramid_grid(most_valuable=0.25, second_tier=0.5)).fit(customers).predict(customers).tolist()
    ['most_valuable', 'second_tier', 'below_zero', 'ordinary']
    """
    spec = load_grid("value_pyramid")
    net, actual, strategic = spec.axes
    actual, top = _cut_at(actual, most_valuable, "most_valuable")
    strategic, high = _cut_at(strategic, second_tier, "second_tier")
    covers, below_top = ("net_value", 2, 2), ("actual_value", 1, top - 1)
    boxes = {
        "most_valuable": (covers, ("actual_value", top, actual.bands)),
        "second_tier": (covers, below_top, ("strategic_value", high, strategic.bands)),
        "ordinary": (covers, below_top, ("strategic_value", 1, high - 1)),
        "below_zero": (("net_value", 1, 1),),
    }
    tiers = tuple(replace(tier, cells=(boxes[tier.key],)) for tier in spec.segments)
    return replace(spec, axes=(net, actual, strategic), segments=tiers)


def _cut_at(axis: Axis, share: float, name: str) -> tuple[Axis, int]:
    """Return the axis with as few bands as the share needs, and the lowest band inside the share."""
    percent = round(share * 100) if 0 < share < 1 else 0
    if not 0 < percent < 100 or abs(share * 100 - percent) > 1e-9:
        raise ValueError(f"{name} must be a share in whole per cent between 0 and 1, such as 0.05; found {share!r}.")
    part = Fraction(percent, 100)
    return replace(axis, bands=part.denominator), part.denominator - part.numerator + 1
