"""How many payments, in today's money, can one expect of a customer who may leave?

`survival_curve`, `payments_worth`, `log_kept_value`, `check_timing` and `at_risk_before_first`.
"""

import numpy as np
import pandas as pd

from ..schema import check_discount_rate, check_fraction, check_periods, check_whole, raise_where, typed


@typed
def survival_curve(retention: float, periods: int, *, first_payment: int = 1, certain_until: int = 0) -> np.ndarray:
    """Return the probability of still being a customer at each payment, at a constant retention rate.

    Parameters
    ----------
    retention : float
        Probability that a customer of one period is still one in the next, 0-1.
    periods : int
        How many payments.
    first_payment : int
        Time of the first one.
    certain_until : int
        Last time at which the customer is certain to be there; at most `first_payment`.

    Returns
    -------
    ndarray of shape (periods,)
        r^(t - certain_until) for t = first_payment, first_payment + 1, ...

    Raises
    ------
    ValueError
        If the retention rate is outside 0-1 or a number of periods is not whole.

    Examples
    --------
    >>> from custseg.value import survival_curve
    >>> survival_curve(0.5, 3).tolist(), survival_curve(0.5, 3, certain_until=1).tolist()
    ([0.5, 0.25, 0.125], [1.0, 0.5, 0.25])
    """
    check_fraction(np.asarray(retention), None, "retention", "It is a probability per period: write 80 % as 0.8.")
    risky = at_risk_before_first(first_payment, certain_until)
    kept: np.ndarray = float(retention) ** (risky + np.arange(check_whole(periods, "periods", at_least=1)))
    return kept


def payments_worth(
    retention: np.ndarray,
    discount_rate: np.ndarray,
    periods: np.ndarray,
    first_payment: int,
    certain_until: int,
    index: pd.Index | None,
) -> np.ndarray:
    """Return the expected present value of one unit of money per period, in closed form.

    With q = r / (1 + i) the payments are worth r^(first - certain) (1 + i)^-first (1 - q^n) / (1 - q).
    """
    check_timing(retention, discount_rate, periods, index)
    risky = at_risk_before_first(first_payment, certain_until)
    log_kept = log_kept_value(retention, discount_rate)
    steady = log_kept == 0
    endless = steady & np.isinf(periods)
    raise_where(
        endless, index, "retention", "is 1 at a discount rate of 0 and no horizon", "The sum is endless: pass periods."
    )
    safe = np.where(steady, -1.0, log_kept)
    # expm1 keeps the digits of (1 - q^n) / (1 - q) when q is close to 1.
    series = np.where(steady, periods, np.expm1(periods * safe) / np.expm1(safe))
    series = np.where(retention == 0, 1.0, series)
    worth: np.ndarray = retention**risky * (1 + discount_rate) ** -float(first_payment) * series
    return worth


def log_kept_value(retention: np.ndarray, discount_rate: np.ndarray) -> np.ndarray:
    """Return ln(r / (1 + i)): what one period takes off a payment. Where r = 0, any number below zero will do."""
    nobody = retention == 0
    kept: np.ndarray = np.where(nobody, -1.0, np.log(np.where(nobody, 1.0, retention))) - np.log1p(discount_rate)
    return kept


def check_timing(retention: np.ndarray, discount_rate: np.ndarray, periods: np.ndarray, index: pd.Index | None) -> None:
    """Refuse retention rates, discount rates and horizons that cannot be."""
    check_fraction(retention, index, "retention", "It is a probability per period: write 80 % as 0.8.")
    check_discount_rate(discount_rate, index)
    check_periods(periods, index, at_least=1)


def at_risk_before_first(first_payment: int, certain_until: int) -> int:
    """Return how many times the customer may leave before the first payment."""
    first = check_whole(first_payment, "first_payment")
    certain = check_whole(certain_until, "certain_until")
    if certain > first:
        raise ValueError(f"certain_until ({certain}) lies after the first payment ({first}): at most that late.")
    return first - certain
