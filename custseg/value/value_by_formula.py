"""What is a customer worth over the time that they stay, by formula?

`ccv`, `cpv`, `clv_formula` and `clv_by_period`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, as_numbers, check_fraction, like_input
from .discounting import annuity_factor, present_value
from .survival import payments_worth


def ccv(
    profit: PerCustomer, periods: int | pd.Series, discount_rate: PerCustomer, *, first_payment: int = 1
) -> float | np.ndarray | pd.Series:
    """Return the current customer value (客户当前价值): the latest profit, repeated over the expected life.

    CCV = p (1 - (1 + d)^-n) / d, or n p when d = 0. It takes the life as known: the present value over a mean life
    is larger than the mean present value over uncertain lives (Jensen). With a retention rate use `clv_formula`.

    Parameters
    ----------
    profit : float, array or Series of shape (n_customers,)
        p, profit of the latest period, in money.
    periods : int, array or Series
        n, how many periods the relation is expected to last; whole, or infinity.
    discount_rate : float, array or Series
        d, discount rate per period, a fraction 0-1.
    first_payment : int
        1 = the first profit comes at the end of the first period, 0 = now.

    Returns
    -------
    float, ndarray or Series
        Money now, in the form of the arguments; Series keep their index.

    Raises
    ------
    ValueError
        If the discount rate is impossible, the horizon is not whole, a profit is missing, or the indexes differ.

    See Also
    --------
    cpv : What more the customer would bring; the two add up to a lifetime value.
    clv_formula : With a retention rate: the customer may leave in any period.
    annuity_factor : The same sum for one unit of money.

    References
    ----------
    Berger, P. D. & Nasr, N. I. (1998). Customer lifetime value: marketing models and applications. Journal of
    Interactive Marketing, 12(1), 17-30.

    Examples
    --------
    >>> from custseg.value import ccv
    >>> round(ccv(100, 5, 0.1), 3), ccv(100, 5, 0.0)
    (379.079, 500.0)
    """
    index, (profits, lives, rates) = aligned(profit=profit, periods=periods, discount_rate=discount_rate)
    return like_input(profits * annuity_factor(rates, lives, first_payment=first_payment), index, "ccv")


def cpv(
    extra_profit: Sequence[float] | np.ndarray | pd.Series | pd.DataFrame,
    investment: PerCustomer | pd.DataFrame,
    discount_rate: PerCustomer,
    *,
    first_payment: int = 1,
) -> float | np.ndarray | pd.Series:
    """Return the potential customer value (客户潜在价值): what more the customer would bring if the firm invested.

    CPV is the sum of (extra profit - investment) / (1 + d)^t. With CCV it gives CLV = CCV + CPV.

    Parameters
    ----------
    extra_profit : array or Series of shape (periods,), or array or DataFrame of shape (n_customers, periods)
        Profit beyond today's, by period, before the investment, in money.
    investment : float, or of the shape of `extra_profit`
        What the firm spends on the relation, by period, in money.
    discount_rate : float, array or Series
        Discount rate per period, a fraction 0-1.
    first_payment : int
        When the first period is counted: 1 = at its end, 0 = now.

    Returns
    -------
    float, ndarray or Series
        Money now; negative if the investment does not pay.

    Raises
    ------
    ValueError
        If the discount rate is impossible, a number is missing, or the shapes or indexes differ.

    See Also
    --------
    ccv : What the customer brings as things are.
    clv_formula : With a retention rate: the customer may leave in any period.

    Examples
    --------
    >>> from custseg.value import cpv
    >>> cpv([0, 50, 80], [40, 10, 10], 0.0)
    70.0
    """
    if (
        isinstance(extra_profit, pd.DataFrame)
        and isinstance(investment, pd.DataFrame)
        and not (extra_profit.index.equals(investment.index) and extra_profit.columns.equals(investment.columns))
    ):
        raise ValueError("extra_profit and investment have different indexes or columns: reindex one like the other.")
    extra, cost = as_numbers(extra_profit, "extra_profit"), as_numbers(investment, "investment")
    if cost.ndim and cost.shape != extra.shape:
        raise ValueError(f"investment of shape {cost.shape} does not fit extra_profit of shape {extra.shape}.")
    flows: np.ndarray | pd.DataFrame = extra - cost
    if isinstance(extra_profit, pd.DataFrame):
        flows = pd.DataFrame(flows, index=extra_profit.index)
    return present_value(flows, discount_rate, first_payment=first_payment)


def clv_formula(
    margin: PerCustomer,
    retention: PerCustomer,
    discount_rate: PerCustomer,
    *,
    periods: PerCustomer = np.inf,
    first_payment: int = 1,
    certain_until: int = 0,
    acquisition_cost: PerCustomer = 0.0,
) -> float | np.ndarray | pd.Series:
    """Return the customer lifetime value (客户终身价值) at a constant margin and a constant retention rate.

    CLV = sum of m r_t / (1 + i)^t - AC over t = first_payment, first_payment + 1, ...; r_t = r^(t - certain_until)
    is the probability that the customer still buys at time t. For ever, that is m r / (1 + i - r) - AC with the
    defaults, and m (1 + i) / (1 + i - r) - AC with ``first_payment=0``.

    Parameters
    ----------
    margin : float, array or Series of shape (n_customers,)
        m = P - C, price paid less the cost of serving, per period, in money.
    retention : float, array or Series
        r, probability that a customer of one period is still one in the next, 0-1.
    discount_rate : float, array or Series
        i, discount rate per period, a fraction 0-1.
    periods : int, array or Series
        How many payments are counted; infinity by default. A sum over t = 0..T has T + 1 payments.
    first_payment : int
        Time of the first margin: 1 = after one period, 0 = now.
    certain_until : int
        Last time at which the customer is certain to be there: 0 puts the first margin at t = 1 at risk, 1 (with
        ``first_payment=1``) makes the first margin certain. At most `first_payment`.
    acquisition_cost : float, array or Series
        AC, paid once, now, undiscounted.

    Returns
    -------
    float, ndarray or Series
        Money now, in the form of the arguments; Series keep their index.

    Raises
    ------
    ValueError
        If a retention or discount rate is outside 0-1, the horizon is not whole, a number is missing, the indexes
        differ, or the sum is endless (r = 1, i = 0, no horizon).

    See Also
    --------
    ccv : A life of known length instead of a retention rate.
    clv_by_period : Margins and survival that change from period to period.
    customer_profit : What a customer brought in one past period, after the cost of serving: a margin to pass here.
    custseg.repeat_buying.lifetime_value : From a fitted purchase history, customer by customer.

    References
    ----------
    Gupta, S., Hanssens, D., Hardie, B. et al. (2006). Modeling customer lifetime value. Journal of Service
    Research, 9(2), 139-155.

    Examples
    --------
    >>> from custseg.value import clv_formula
    >>> round(clv_formula(100, 0.8, 0.1), 2)
    266.67
    >>> round(clv_formula(100 - 60, 0.8, 0.1, periods=6, first_payment=0, acquisition_cost=50), 3)
    74.964
    """
    index, (m, r, i, n, cost) = aligned(
        margin=margin,
        retention=retention,
        discount_rate=discount_rate,
        periods=periods,
        acquisition_cost=acquisition_cost,
    )
    worth = m * payments_worth(r, i, n, first_payment, certain_until, index)
    return like_input(worth - cost, index, "clv")


def clv_by_period(
    margins: Sequence[float] | np.ndarray | pd.Series | pd.DataFrame,
    survival: Sequence[float] | np.ndarray | pd.Series | pd.DataFrame,
    discount_rate: PerCustomer,
    *,
    first_payment: int = 1,
    acquisition_cost: PerCustomer = 0.0,
) -> float | np.ndarray | pd.Series:
    """Return the customer lifetime value when margins or survival change from period to period.

    Parameters
    ----------
    margins : array or Series of shape (periods,), or array or DataFrame of shape (n_customers, periods)
        Price paid less the cost of serving, by period, in money.
    survival : array of shape (periods,), or of the shape of `margins`
        Probability that the customer still buys in that period, counted from now, 0-1, never rising: r_t, not the
        rate from one period to the next. `survival_curve` makes one from a retention rate.
    discount_rate : float, array or Series
        Discount rate per period, a fraction 0-1.
    first_payment : int
        Time of the first margin: 1 = after one period, 0 = now.
    acquisition_cost : float, array or Series
        Paid once, now, undiscounted.

    Returns
    -------
    float, ndarray or Series
        Money now.

    Raises
    ------
    ValueError
        If a survival is outside 0-1 or rises, the discount rate is impossible, a number is missing, or shapes do not
        fit.

    See Also
    --------
    clv_formula : One margin and one retention rate for all periods, in closed form.
    survival_curve : The survival that a retention rate gives.
    custseg.repeat_buying.lifetime_value : From a fitted purchase history, customer by customer.

    References
    ----------
    Gupta, S., Hanssens, D., Hardie, B. et al. (2006). Modeling customer lifetime value. Journal of Service
    Research, 9(2), 139-155.

    Examples
    --------
    >>> from custseg.value import clv_by_period, survival_curve
    >>> staying = survival_curve(0.8, 5, certain_until=1)
    >>> round(clv_by_period([45, 99, 121, 144, 168], staying, 0.1), 2)
    257.63
    """
    staying = as_numbers(survival, "survival")
    flows = as_numbers(margins, "margins")
    if staying.shape not in (flows.shape, flows.shape[-1:]):
        raise ValueError(f"survival of shape {staying.shape} does not fit margins of shape {flows.shape}.")
    labels = survival.index if isinstance(survival, (pd.Series, pd.DataFrame)) else None
    check_fraction(staying, labels, "survival", "It is a probability: write 80 % as 0.8.")
    if np.any(np.diff(staying, axis=-1) > 1e-12):
        raise ValueError(
            "survival rises: nobody comes back in this model. Pass r_t, the probability of still buying at t."
        )
    weighted = (
        pd.DataFrame(flows * staying, index=margins.index) if isinstance(margins, pd.DataFrame) else flows * staying
    )
    worth = present_value(weighted, discount_rate, first_payment=first_payment)
    index, (gross, cost) = aligned(margins=worth, acquisition_cost=acquisition_cost)
    return like_input(gross - cost, index, "clv")
