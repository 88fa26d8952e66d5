"""What does a client bring on the capital that it ties up, after the losses that must be expected?

`raroc`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import PerCustomer, aligned, check_fraction, like_input, raise_where, typed
from ...schema.argument_checks import SMALLEST

Floats = NDArray[np.float64]


@typed
def raroc(
    income: PerCustomer,
    capital: PerCustomer,
    *,
    cost: PerCustomer = 0.0,
    expected_loss: PerCustomer = 0.0,
    tax_rate: float = 0.0,
    return_on_capital: float = 0.0,
) -> float | np.ndarray | pd.Series:
    r"""Return the risk-adjusted return on capital (风险调整资本回报率, RAROC).

    .. math:: RAROC = \frac{(R - E - EL)(1 - \tau)}{C} + r_C

    Parameters
    ----------
    income : float, array or Series of shape (n_clients,)
        What the client brings in a year: interest less what the money costs the bank, and fees. In money; may be
        negative.
    capital : float, array or Series
        Economic capital, in money, 0 or more; such as `irb_capital` times the exposure.
    cost : float, array or Series
        Of selling and serving, in money; a negative one is a refund.
    expected_loss : float, array or Series
        In money, 0 or more; see `expected_loss`.
    tax_rate : float, default 0
        Fraction of what is left, 0-1. A loss lowers the bank's tax, so that the sum over clients is the bank's.
    return_on_capital : float, default 0
        What the capital itself earns in a year, a fraction, where it is invested and `income` does not contain it.

    Returns
    -------
    float, array or Series
        Fraction a year; high is good; negative where the client does not even carry its losses. Missing where a client
        ties up no capital: then there is nothing to divide by, and the economic profit of `client_returns` tells.

    Raises
    ------
    ValueError
        If capital or an expected loss is negative, a rate is outside 0-1, or numbers are missing or belong to other
        clients.

    See Also
    --------
    hurdle_price : The other way round: the rate at which a client earns the hurdle.
    group_raroc : For groups: sums first, then the division.
    client_returns : All of it for a table of clients.

    References
    ----------
    Saunders, A. & Allen, L. (2002). Credit Risk Measurement, 2nd ed., chapter 13. Wiley.
    Zaik, E., Walter, J., Kelling, G. & James, C. (1996). RAROC at Bank of America: from theory to practice. Journal of
    Applied Corporate Finance, 9(2), 83-93.

    Examples
    --------
    Spread and fees on a loan of a million with a duration of 2.7 years, whose risk premium may rise by 1.1 points at an
    interest of 10 %: the capital is 1,000,000 × 2.7 × 0.011 / 1.10.

    >>> from custseg.value import raroc
    >>> round(raroc(3_500.0, 27_000.0, expected_loss=500.0), 3)
    0.111
    """
    index, (brings, held, service, risk) = aligned(
        income=income, capital=capital, cost=cost, expected_loss=expected_loss
    )
    check_money(held, risk, index)
    check_rates(tax_rate, return_on_capital)
    kept, held = np.broadcast_arrays((brings - service - risk) * (1 - tax_rate), held)
    return like_input(over_capital(kept, held) + return_on_capital, index, "raroc")


def over_capital(kept: Floats, capital: Floats) -> Floats:
    """Divide by the capital; missing where there is none, or so little that no number is the answer."""
    some = capital > SMALLEST
    divided: Floats = np.where(some, kept, np.nan) / np.where(some, capital, 1.0)
    return divided


def check_money(capital: np.ndarray, expected_loss: np.ndarray, index: pd.Index | None) -> None:
    """Refuse capital and losses that are negative."""
    raise_where(capital < 0, index, "capital", "is negative", "It is what stands behind the client; write 0 for none.")
    raise_where(expected_loss < 0, index, "expected_loss", "is negative", "It is a loss, counted as 0 or more.")


def check_rates(tax_rate: float, return_on_capital: float) -> None:
    """Refuse a tax or a return that is no fraction."""
    for name, rate in (("tax_rate", tax_rate), ("return_on_capital", return_on_capital)):
        check_fraction(np.asarray(rate), None, name, "It is a fraction a year: write 10 % as 0.10.")
