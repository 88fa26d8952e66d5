"""What does a customer bring in a period, after everything that they cost?

`customer_profit`.
"""

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, raise_where, typed


@typed
def customer_profit(
    revenue: PerCustomer,
    *,
    discounts: PerCustomer = 0.0,
    cost_of_goods: PerCustomer = 0.0,
    cost_to_serve: PerCustomer = 0.0,
    tolerance: float = 0.005,
) -> pd.DataFrame:
    """Return each customer's profit and loss: gross margin less the cost of serving and keeping them.

    Gross margin (毛利) is revenue less discounts and allowances less the cost of the goods. Profit is gross margin
    less the cost to serve (服务成本): orders, marketing, technical and administrative work for this customer. A
    customer is valuable (赢利) if it is above zero; over several periods, if `present_value` of the profits is.

    Parameters
    ----------
    revenue : Series or array of shape (n_customers,), or float
        Sales at list price in the period, in money; returns lower it.
    discounts, cost_of_goods, cost_to_serve : float, array or Series
        In money, positive when they cost the firm something.
    tolerance : float
        A profit within this distance of zero is break-even; half a cent by default.

    Returns
    -------
    DataFrame
        The customers' index; ``revenue``, ``discounts``, ``cost_of_goods``, ``gross_margin``, ``cost_to_serve``,
        ``profit`` (money) and ``outcome``: "profitable", "break-even" or "unprofitable".

    Raises
    ------
    ValueError
        If a number is missing, the indexes differ, there is no customer, or `tolerance` is negative.

    See Also
    --------
    clv_formula : What a customer is worth from now on.
    cost_to_serve : The cost of serving from stated pools and activities.
    whale_curve : How much of the profit the losers lose again.
    profit_by_tenure : Profit by period of the relation.

    References
    ----------
    Cooper, R. & Kaplan, R. S. (1991). Profit priorities from activity-based costing. Harvard Business Review, 69(3),
    130-135.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import customer_profit
    >>> revenue = pd.Series([100.0, 80.0], index=["ann", "bob"])
    >>> customer_profit(revenue, cost_of_goods=[60, 50], cost_to_serve=[10, 45])[["profit", "outcome"]]
         profit       outcome
    ann    30.0    profitable
    bob   -15.0  unprofitable
    """
    index, columns = aligned(
        revenue=revenue, discounts=discounts, cost_of_goods=cost_of_goods, cost_to_serve=cost_to_serve
    )
    raise_where(np.asarray(tolerance < 0), None, "tolerance", "is negative", "It is a distance from zero, in money.")
    sales, given_away, goods, serving = np.atleast_1d(*np.broadcast_arrays(*columns))
    margin = sales - given_away - goods
    profit = margin - serving
    outcome = np.where(profit > tolerance, "profitable", np.where(profit < -tolerance, "unprofitable", "break-even"))
    return pd.DataFrame(
        {
            "revenue": sales,
            "discounts": given_away,
            "cost_of_goods": goods,
            "gross_margin": margin,
            "cost_to_serve": serving,
            "profit": profit,
            "outcome": outcome,
        },
        index=index,
    )
