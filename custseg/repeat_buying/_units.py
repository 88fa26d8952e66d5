"""How long is a period? Units of time and what an interest rate per year means in them.

:func:`unit_days` and :func:`force_of_interest`.
"""

from __future__ import annotations

import math

from ._arguments import as_share

UNIT_DAYS = {"D": 1.0, "W": 7.0, "M": 365.25 / 12.0, "Y": 365.25}
UNIT_NAMES = {"D": "day", "W": "week", "M": "month", "Y": "year"}


def unit_days(unit: str, *, argument: str = "period") -> float:
    """Give the length of a unit in days.

    Raises
    ------
    ValueError
        If the unit is not one of D, W, M, Y.
    """
    if unit not in UNIT_DAYS:
        known = ", ".join(f'"{key}" ({UNIT_NAMES[key]})' for key in UNIT_DAYS)
        raise ValueError(f"{argument} must be one of {known}, found {unit!r}.")
    return UNIT_DAYS[unit]


def force_of_interest(discount_rate: float, discount_per: str, unit: str) -> float:
    """Give the continuous discount rate per ``unit`` of an effective rate per ``discount_per``.

    Examples
    --------
    >>> round(force_of_interest(0.10, "Y", "Y"), 6)
    0.09531
    """
    rate = as_share(discount_rate, "discount_rate", "write 10 % as 0.10")
    return math.log1p(rate) * unit_days(unit, argument="unit") / unit_days(discount_per, argument="discount_per")
