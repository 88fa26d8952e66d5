"""At which rate does a client earn what the bank's owners ask for?

`hurdle_price`.
"""

import numpy as np
import pandas as pd

from ...schema import PerCustomer, aligned, check_fraction, raise_where, typed
from ...schema.argument_checks import SMALLEST
from .losses import check_exposure
from .returns import check_money, check_rates


@typed
def hurdle_price(
    lent: PerCustomer,
    capital: PerCustomer,
    *,
    hurdle: float,
    funding_rate: PerCustomer = 0.0,
    expected_loss: PerCustomer = 0.0,
    cost: PerCustomer = 0.0,
    other_income: PerCustomer = 0.0,
    tax_rate: float = 0.0,
    return_on_capital: float = 0.0,
) -> pd.DataFrame:
    r"""Return the rate of interest at which a client's RAROC is the hurdle (风险定价), and what it is made of.

    It is `raroc` solved for the price: what the same rate for everybody leaves out is the cost of each client's risk.

    .. math:: \text{rate} = f + \frac{1}{L}\left(EL + E + \frac{(h - r_C)\,C}{1 - \tau} - \text{other income}\right)

    Parameters
    ----------
    lent : float, array or Series of shape (n_clients,)
        What the client owes and pays interest on (L), in money, 0 or more.
    capital : float, array or Series
        Economic capital (C), in money, 0 or more.
    hurdle : float
        The RAROC that is asked for (h), a fraction a year, 0-1. A setting of the bank, not a fact.
    funding_rate : float, array or Series
        What the lent money costs the bank (f), a fraction a year; may be negative.
    expected_loss, cost : float, array or Series
        As in `raroc`, in money.
    other_income : float, array or Series
        What the client brings beside this interest: fees, the margin on deposits. In money; may be negative.
    tax_rate, return_on_capital : float, default 0
        As in `raroc`.

    Returns
    -------
    DataFrame
        The clients' index. ``rate``, a fraction a year, is the sum of ``funding``, ``risk`` (expected loss), ``cost``,
        ``capital`` (the charge for it, before tax) and ``other_income`` (taken off, so negative as a rule), all as
        fractions of what is lent: missing where nothing is lent. ``income_needed``, in money, is what the client must
        bring in all beside the cost of funding; it is there for everybody.

    Raises
    ------
    ValueError
        If lent money, capital or a loss is negative, a rate is outside its range, tax takes everything, or numbers are
        missing or belong to other clients.

    See Also
    --------
    raroc : What the client earns at the price that it pays.

    Notes
    -----
    ``rate`` is what must come in on average. A client that pays no interest in the year of its default must be asked
    for ``rate / (1 - PD)``.

    References
    ----------
    Saunders, A. & Allen, L. (2002). Credit Risk Measurement, 2nd ed., chapter 13. Wiley.

    Examples
    --------
    >>> from custseg.value import hurdle_price, raroc
    >>> price = hurdle_price(1_000_000.0, 60_000.0, hurdle=0.12, funding_rate=0.03, expected_loss=4_500.0, cost=2_000.0)
    >>> price.round(4).to_numpy().tolist()
    [[0.0437, 0.03, 0.0045, 0.002, 0.0072, 0.0, 13700.0]]
    >>> round(raroc(price.loc[0, "income_needed"], 6e4, cost=2_000.0, expected_loss=4_500.0), 12)
    0.12
    """
    index, numbers = aligned(
        lent=lent,
        capital=capital,
        expected_loss=expected_loss,
        cost=cost,
        other_income=other_income,
        funding_rate=funding_rate,
    )
    owed, held, risk, service, beside, funding = np.atleast_1d(*np.broadcast_arrays(*numbers))
    check_exposure(owed, index, "lent")
    check_money(held, risk, index)
    check_rates(tax_rate, return_on_capital)
    check_fraction(np.asarray(hurdle), None, "hurdle", "It is a fraction a year: write 12 % as 0.12.")
    raise_where(np.abs(funding) > 1, index, "funding_rate", "is outside -1 to 1", "Write 3 % as 0.03.")
    raise_where(np.asarray(tax_rate == 1), None, "tax_rate", "is 1", "Where tax takes all, no price earns a hurdle.")
    charge = (hurdle - return_on_capital) * held / (1 - tax_rate)
    owes = owed > SMALLEST
    base = np.where(owes, owed, np.nan)
    parts = {
        "funding": np.where(owes, funding, np.nan),
        "risk": risk / base,
        "cost": service / base,
        "capital": charge / base,
        "other_income": 0.0 - beside / base,
    }
    table = pd.DataFrame(parts, index=index)
    table.insert(0, "rate", sum(parts.values()))
    return table.assign(income_needed=risk + service + charge)
