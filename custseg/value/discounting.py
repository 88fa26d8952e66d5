"""What is money later worth now, and what would it be without discounting?

`discount_factors`, `present_value`, `annuity_factor` and `undiscounted_value`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import (
    PerCustomer,
    aligned,
    as_numbers,
    check_discount_rate,
    check_periods,
    check_whole,
    different_customers,
    like_input,
    raise_where,
    typed,
)


def discount_factors(discount_rate: PerCustomer, periods: int, *, first_payment: int = 1) -> np.ndarray:
    """Return what one unit of money paid in each period is worth now.

    Parameters
    ----------
    discount_rate : float, array or Series of shape (n_customers,)
        Discount rate per period, a fraction 0-1.
    periods : int
        How many payments.
    first_payment : int
        When the first payment comes: 1 = at the end of the first period (ordinary annuity), 0 = now (annuity due).

    Returns
    -------
    ndarray of shape (periods,) or (n_customers, periods)
        (1 + discount_rate) to the power -t for t = first_payment, first_payment + 1, ...; exactly 1 at a rate of 0.

    Raises
    ------
    ValueError
        If the discount rate is impossible or if a number of periods is not whole.

    Examples
    --------
    >>> from custseg.value import discount_factors
    >>> discount_factors(1.0, 3).tolist()
    [0.5, 0.25, 0.125]
    """
    index, (rates,) = aligned(discount_rate=discount_rate)
    check_discount_rate(rates, index)
    times = np.arange(check_whole(periods, "periods", at_least=1)) + check_whole(first_payment, "first_payment")
    factors: np.ndarray = (1 + rates[..., np.newaxis]) ** -times.astype(float)
    return factors


@typed
def present_value(
    cash_flows: Sequence[float] | np.ndarray | pd.Series | pd.DataFrame,
    discount_rate: PerCustomer,
    *,
    first_payment: int = 1,
) -> float | np.ndarray | pd.Series:
    """Return the present value of a series of payments.

    Parameters
    ----------
    cash_flows : array or Series of shape (periods,), or array or DataFrame of shape (n_customers, periods)
        Payments in the order of time; may be negative.
    discount_rate : float, or array or Series of shape (n_customers,)
        Discount rate per period, a fraction 0-1.
    first_payment : int
        When the first payment comes: 1 = at the end of the first period, 0 = now.

    Returns
    -------
    float, ndarray or Series
        One value for one series of payments; one per customer (with the DataFrame's index) for a table.

    Raises
    ------
    ValueError
        If the discount rate is impossible, a payment is missing, there is no payment, or the indexes differ.

    See Also
    --------
    annuity_factor : When every payment is the same.
    discount_factors : The factors themselves.

    References
    ----------
    Brealey, R. A., Myers, S. C. & Allen, F. (2020). Principles of Corporate Finance, 13th ed., chapter 2.

    Examples
    --------
    >>> from custseg.value import present_value
    >>> present_value([45, 99, 121, 144, 168], 0.0)
    577.0
    >>> round(present_value([45, 99, 121, 144, 168], 0.1), 3)
    416.305
    """
    flows, index = _payments(cash_flows)
    rate_index, (rates,) = aligned(discount_rate=discount_rate)
    if rate_index is not None and index is not None and not rate_index.equals(index):
        raise ValueError(different_customers("cash_flows", index, "discount_rate", rate_index))
    if rates.ndim == 1 and (flows.ndim == 1 or len(rates) != len(flows)):
        raise ValueError(
            f"{len(rates)} discount rates do not fit cash_flows of shape {flows.shape}: "
            "pass one discount_rate, or one row of payments per rate."
        )
    factors = discount_factors(discount_rate, flows.shape[-1], first_payment=first_payment)
    return like_input((flows * factors).sum(axis=-1), rate_index if index is None else index, "present_value")


def annuity_factor(
    discount_rate: PerCustomer, periods: PerCustomer, *, first_payment: int = 1
) -> float | np.ndarray | pd.Series:
    """Return the present value of one unit of money paid in each of `periods` periods.

    Parameters
    ----------
    discount_rate : float, array or Series of shape (n_customers,)
        Discount rate per period, a fraction 0-1.
    periods : int, array or Series of shape (n_customers,)
        How many payments, whole numbers; infinity gives the perpetuity (the discount rate must then be above 0).
    first_payment : int
        When the first payment comes: 1 = at the end of the first period, 0 = now.

    Returns
    -------
    float, ndarray or Series
        (1 - (1 + d)^-periods) / d * (1 + d)^(1 - first_payment) at a discount rate of d; `periods` at a rate of 0.

    Raises
    ------
    ValueError
        If the discount rate is impossible, a number of periods is not whole, or a perpetuity has a rate of 0.

    See Also
    --------
    present_value : When payments differ.
    ccv : A profit times this factor.

    Examples
    --------
    >>> from custseg.value import annuity_factor
    >>> round(annuity_factor(0.1, 5), 5), annuity_factor(0.0, 5), annuity_factor(0.1, float("inf"))
    (3.79079, 5.0, 10.0)
    """
    index, (rates, lives) = aligned(discount_rate=discount_rate, periods=periods)
    check_discount_rate(rates, index)
    check_periods(lives, index)
    endless = np.isinf(lives) & (rates == 0)
    raise_where(endless, index, "discount_rate", "is 0 with endless payments", "A perpetuity needs a rate above 0.")
    safe = np.where(rates == 0, 1.0, rates)
    # expm1 and log1p keep all digits at a rate of one in a billion, where 1 - (1 + rate)^-n cancels.
    factor = np.where(rates == 0, lives, -np.expm1(-lives * np.log1p(safe)) / safe)
    factor = factor * (1 + rates) ** (1 - check_whole(first_payment, "first_payment"))
    return like_input(factor, index, "annuity_factor")


@typed
def undiscounted_value(
    per_purchase: PerCustomer, periods: PerCustomer, *, purchases_per_period: PerCustomer = 1.0
) -> float | np.ndarray | pd.Series:
    """Return what a customer brings over a time, as if money later were money now and nobody left.

    V = p T: price (or margin) per purchase, times purchases per period, times periods. An upper bound: `clv_formula`
    discounts it and lets customers leave.

    Parameters
    ----------
    per_purchase : float, array or Series of shape (n_customers,)
        Revenue or margin of one purchase, in money; or units, for a volume.
    periods : float, array or Series
        How long the relation lasts; may be a fraction.
    purchases_per_period : float, array or Series
        How often the customer buys; 1 if `per_purchase` is already the sum of a period.

    Returns
    -------
    float, ndarray or Series
        Money over the whole time.

    Raises
    ------
    ValueError
        If a number is missing, a time or frequency is negative, or the indexes differ.

    See Also
    --------
    clv_formula : Discounted, for customers who may leave.
    present_value : Discounted, for payments that are certain.

    Examples
    --------
    >>> from custseg.value import undiscounted_value
    >>> undiscounted_value(8, 4, purchases_per_period=12)
    384.0
    """
    index, (price, time, often) = aligned(
        per_purchase=per_purchase, periods=periods, purchases_per_period=purchases_per_period
    )
    for name, values in (("periods", time), ("purchases_per_period", often)):
        raise_where(
            (values < 0) | np.isinf(values), index, name, "is negative or endless", "It is a count of 0 or more."
        )
    return like_input(price * time * often, index, "undiscounted_value")


def _payments(
    cash_flows: Sequence[float] | np.ndarray | pd.Series | pd.DataFrame,
) -> tuple[np.ndarray, pd.Index | None]:
    flows = as_numbers(cash_flows, "cash_flows")
    if flows.ndim not in (1, 2) or flows.size == 0:
        raise ValueError(
            f"cash_flows must hold at least one payment, by period or by customer and period; "
            f"found shape {flows.shape}."
        )
    index = cash_flows.index if isinstance(cash_flows, pd.DataFrame) else None
    labels = cash_flows.index if isinstance(cash_flows, (pd.Series, pd.DataFrame)) else None
    raise_where(~np.isfinite(flows), labels, "cash_flows", "is missing or infinite", "Write 0 where nothing is paid.")
    return flows, index
