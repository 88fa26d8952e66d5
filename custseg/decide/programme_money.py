"""Does a programme pay for itself, and when?

`conversion_payback` and `programme_return`.
"""

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, check_discount_rate, check_whole, like_input, raise_where, typed
from ..value import annuity_factor


@typed
def conversion_payback(
    investment: PerCustomer, saving: PerCustomer, *, discount_rate: PerCustomer = 0.0
) -> float | np.ndarray | pd.Series:
    """Return after how many periods savings have paid back what they cost.

    With saving s at the end of each period, rate d and investment I: n = I / s if d = 0, else
    -ln(1 - I d / s) / ln(1 + d).

    Parameters
    ----------
    investment : Series or float
        Paid once, now, 0 or more, in money.
    saving : Series or float
        Saved in each period, in money.
    discount_rate : Series or float, default 0
        Per period, a fraction 0-1.

    Returns
    -------
    float, array or Series
        Periods, in the form of the arguments; infinite where savings never pay it back.

    Raises
    ------
    ValueError
        If an investment is negative, a rate is outside 0-1, or numbers are missing or belong to other customers.

    See Also
    --------
    programme_return : What a programme earns in a stated time.

    Examples
    --------
    >>> from custseg.decide import conversion_payback
    >>> conversion_payback(100.0, 25.0)
    4.0
    >>> round(conversion_payback(100.0, 25.0, discount_rate=0.1), 2), conversion_payback(100.0, 5.0, discount_rate=0.1)
    (5.36, inf)
    """
    index, (paid, saved, rate) = aligned(investment=investment, saving=saving, discount_rate=discount_rate)
    raise_where(paid < 0, index, "investment", "is negative", "It is what the conversion costs.")
    check_discount_rate(rate, index)
    paid, saved, rate = np.broadcast_arrays(paid, saved, rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(saved > 0, paid / saved, np.inf)
        interest = ratio * rate  # as a part of the saving; from 1 on nothing is ever paid back
        discounted = -np.log1p(-interest) / np.log1p(rate)
    periods = np.where(rate > 0, np.where(interest < 1, discounted, np.inf), ratio)
    return like_input(np.where(paid == 0, 0.0, periods), index, "periods")


@typed
def programme_return(
    benefit: float, running_cost: float, investment: float, periods: int, *, discount_rate: float = 0.0
) -> pd.Series:
    """Return what a programme earns on everything that it costs, over its life: total cost of ownership (总拥有成本).

    Parameters
    ----------
    benefit : float
        What it saves or brings in each period, in money: for conversions, the sum of their savings.
    running_cost : float
        What it costs in each period: people, licences, data; 0 or more.
    investment : float
        What it costs once, now, 0 or more.
    periods : int
        How long it runs, 1 or more.
    discount_rate : float, default 0
        Per period, a fraction 0-1.

    Returns
    -------
    Series
        ``benefit`` and ``total_cost`` (present values, money), ``net``, their difference, ``return``, net over total
        cost (投资回报率; missing where it costs nothing), ``payback``, periods until it has paid for itself (infinite
        if never), and ``break_even_benefit``, the benefit per period at which it just does within its life.

    Raises
    ------
    ValueError
        If a cost is negative, a rate is outside 0-1, or there is no period.

    See Also
    --------
    conversion_payback : The same question for one customer.

    Examples
    --------
    >>> from custseg.decide import programme_return
    >>> programme_return(50.0, 10.0, 100.0, 5).round(3).to_dict()
    {'benefit': 250.0, 'total_cost': 150.0, 'net': 100.0, 'return': 0.667, 'payback': 2.5, 'break_even_benefit': 30.0}
    """
    _, (gained, running, once) = aligned(benefit=benefit, running_cost=running_cost, investment=investment)
    raise_where(running < 0, None, "running_cost", "is negative", "It is a cost of each period.")
    raise_where(once < 0, None, "investment", "is negative", "It is a cost that is paid once.")
    check_whole(periods, "periods", at_least=1)
    factor = float(np.asarray(annuity_factor(discount_rate, periods)))
    total = float(once + running * factor)
    net = float(gained * factor) - total
    return pd.Series(
        {
            "benefit": float(gained * factor),
            "total_cost": total,
            "net": net,
            "return": net / total if total else np.nan,
            "payback": conversion_payback(float(once), float(gained - running), discount_rate=discount_rate),
            "break_even_benefit": total / factor,
        },
        name="programme",
    )
