"""Is this number a fraction, a rate, or a whole number of periods?

`check_fraction`, `check_discount_rate`, `check_periods` and `check_whole`.
"""

from numbers import Real

import numpy as np
import pandas as pd

from .argument_checks import as_numbers, float_or_infinite, raise_where

#: Nobody plans for longer, and an array of so many periods still fits into memory.
MOST_PERIODS = 10_000_000


def check_fraction(values: np.ndarray, index: pd.Index | None, name: str, advice: str) -> None:
    """Refuse what is not a fraction between 0 and 1.

    Parameters
    ----------
    values : ndarray of shape () or (n_customers,)
        What `aligned` or `as_numbers` made.
    index : Index or None
        How the customers are called.
    name : str
        The argument's name in messages.
    advice : str
        What to do, a sentence with its full stop.

    Raises
    ------
    ValueError
        If a value is outside 0-1 or missing.

    Examples
    --------
    >>> check_fraction(np.asarray(80.0), None, "retention", "Write 80 % as 0.8.")
    Traceback (most recent call last):
    ValueError: retention is outside 0-1. Write 80 % as 0.8.
    """
    raise_where(~((values >= 0) & (values <= 1)), index, name, "is outside 0-1", advice)


def check_discount_rate(discount_rate: np.ndarray, index: pd.Index | None = None) -> None:
    """Refuse an impossible discount rate.

    Parameters
    ----------
    discount_rate : ndarray of shape () or (n_customers,)
        A fraction per period, 0-1.
    index : Index, optional
        How the customers are called.

    Raises
    ------
    ValueError
        If a rate is outside 0-1 or missing.

    Examples
    --------
    >>> check_discount_rate(np.asarray(10.0))
    Traceback (most recent call last):
    ValueError: discount_rate is outside 0-1. It is a fraction per period: write 10 % as 0.10.
    """
    check_fraction(discount_rate, index, "discount_rate", "It is a fraction per period: write 10 % as 0.10.")


def check_periods(periods: np.ndarray, index: pd.Index | None, *, at_least: int = 0) -> None:
    """Refuse a horizon that is not a whole number of periods; infinity means for ever.

    Parameters
    ----------
    periods : ndarray of shape () or (n_customers,)
        Numbers of periods.
    index : Index or None
        How the customers are called.
    at_least : int
        The smallest number that makes sense.

    Raises
    ------
    TypeError
        If they are no numbers.
    ValueError
        If a number is not whole or too small.

    See Also
    --------
    check_whole : One number, which cannot be infinite.

    Examples
    --------
    >>> check_periods(np.asarray(float("inf")), None)
    >>> check_periods(np.asarray(2.0), None, at_least=1)
    """
    periods = as_numbers(periods, "periods")
    wrong = (periods < at_least) | (np.floor(periods) != periods)
    advice = "Count whole periods, or pass infinity. For an expected length use clv_formula with a retention rate."
    raise_where(wrong, index, "periods", f"is not a whole number, {at_least} or more", advice)


def check_whole(
    number: float, name: str, *, at_least: int = 0, at_most: int = MOST_PERIODS, of: str = "periods"
) -> int:
    """Return a whole number of periods or other things, or say why it is not one.

    Parameters
    ----------
    number : int or float
        Without a fraction.
    name : str
        The argument's name in messages.
    at_least, at_most : int
        The smallest number that makes sense, and the largest that can be computed with.
    of : str
        What is counted, in the message.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    TypeError
        If `at_least` is no whole number.
    ValueError
        If it is not a whole number or too small.

    See Also
    --------
    check_periods : One number per customer, which may be infinite.

    Examples
    --------
    >>> check_whole(3.0, "periods")
    3
    """
    if not isinstance(at_least, int):
        raise TypeError(f"at_least must be a whole number, found {type(at_least).__name__}.")
    whole = (
        isinstance(number, Real) and not isinstance(number, bool | np.bool_) and float_or_infinite(number).is_integer()
    )
    if not whole or not at_least <= number <= at_most:
        found = repr(number) if np.ndim(number) == 0 else type(number).__name__
        range_ = f"{at_least} or more" if at_most == MOST_PERIODS else f"{at_least:,} to {at_most:,}"
        raise ValueError(f"{name} must be a whole number of {of}, {range_}; found {found[:60]}.")
    return int(number)
