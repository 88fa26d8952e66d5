"""What is the whole customer base worth?"""

from collections.abc import Sequence

import pandas as pd

from .discounting import present_value
from .inputs import amounts_of, as_numbers


def customer_equity(
    lifetime_values: pd.Series,
    *,
    new_customers: Sequence[float] = (),
    value_of_new: float = 0.0,
    rate: float = 0.0,
    first_payment: int = 1,
) -> pd.Series:
    """Return the customer equity (顾客资产): the lifetime values of today's customers and of those still to be won.

    Parameters
    ----------
    lifetime_values : Series of shape (n_customers,)
        What each present customer is worth from now on; the acquisition cost is already spent and not subtracted.
    new_customers : sequence of float
        How many customers will be won in each coming period.
    value_of_new : float
        Lifetime value of one of them when won, after acquisition cost, in money.
    rate : float
        Discount rate per period, a fraction 0-1.
    first_payment : int
        When the first of them are won: 1 = after one period, 0 = now.

    Returns
    -------
    Series
        ``present_customers``, ``new_customers`` and ``equity`` (their sum), in money.

    Raises
    ------
    ValueError
        If a value is missing, there is no customer, or the rate is impossible.

    References
    ----------
    Gupta, S., Lehmann, D. R. & Stuart, J. A. (2004). Valuing customers. Journal of Marketing Research, 41(1), 7-18.

    Examples
    --------
    >>> from custseg.value import customer_equity
    >>> customer_equity([100, 250], new_customers=[1, 1], value_of_new=40).to_dict()
    {'present_customers': 350.0, 'new_customers': 80.0, 'equity': 430.0}
    """
    values, _ = amounts_of(lifetime_values, "lifetime_values")
    won = as_numbers(new_customers, "new_customers")
    coming = present_value(won * float(value_of_new), rate, first_payment=first_payment) if won.size else 0.0
    present = float(values.sum())
    return pd.Series({"present_customers": present, "new_customers": coming, "equity": present + coming}, name="money")
