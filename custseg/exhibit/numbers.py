"""How is a number written? Rounded to what it is worth, the same way in every sentence, table and figure."""

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Any

import pandas as pd

from ..schema import NumberKind, check_choice, printable, typed
from ..schema.argument_checks import float_or_infinite

MISSING = "–"
#: The months in English, on every machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth", 20: "twentieth"}


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share as a percentage.

    Parameters
    ----------
    share : float
        A fraction: 0.2 is twenty percent. NaN and None give an en dash.
    digits : int
        Digits after the point.

    Returns
    -------
    str
        A share above zero never reads "0%".

    Raises
    ------
    ValueError
        If `share` is infinite.

    Examples
    --------
    >>> from custseg.exhibit import percent
    >>> percent(0.672), percent(0.672, 1), percent(0.001)
    ('67%', '67.2%', '<1%')
    """
    share = _finite(share, "percent")
    if share is None:
        return MISSING
    if share > 0 and round(share * 100, digits) == 0:
        return f"<{10**-digits:.{digits}f}%"
    return f"{_fixed(share * 100, digits)}%"


def part_name(share: float) -> str:
    """Name a part of a whole as one speaks of it: the first tenth of a list, or its first 13%.

    Parameters
    ----------
    share : float
        A fraction above 0 and below 1.

    Returns
    -------
    str
        "half", "third", "quarter", "fifth", "tenth" or "twentieth" where it is one; else a percentage.

    Raises
    ------
    ValueError
        If `share` does not lie between 0 and 1.

    Examples
    --------
    >>> from custseg.exhibit import part_name
    >>> part_name(0.1), part_name(0.125)
    ('tenth', '12.5%')
    """
    part = _finite(share, "part_name")
    if part is None or not 0 < part < 1:
        raise ValueError(f"part_name: expected a share between 0 and 1, such as 0.2; found {share!r}.")
    named = next((name for one_in, name in _PARTS.items() if math.isclose(part * one_in, 1)), None)
    return named or percent(part, 0 if math.isclose(part * 100, round(part * 100)) else 1)


def money(amount: float | None, currency: str = "", digits: int | None = None) -> str:
    """Write an amount of money.

    Parameters
    ----------
    amount : float
        In the currency of the file. NaN and None give an en dash.
    currency : str
        What stands behind the number, best an ISO 4217 code such as ``"USD"``: signs such as ``$`` mean several
        currencies and start a formula in a notebook.
    digits : int, optional
        Digits after the point. By default none from 100 on, else two.

    Returns
    -------
    str
        The text that stands on the page.

    Raises
    ------
    ValueError
        If `amount` is infinite.

    Examples
    --------
    >>> from custseg.exhibit import money
    >>> money(1234.56, "USD"), money(35.2)
    ('1,235 USD', '35.20')
    """
    amount = _finite(amount, "money")
    if amount is None:
        return MISSING
    if digits is None:
        digits = 0 if abs(amount) >= 100 else 2
    return f"{_fixed(amount, digits)} {currency}".strip()


def count(number: float | None) -> str:
    """Write how many there are.

    Parameters
    ----------
    number : int or whole float
        NaN and None give an en dash.

    Returns
    -------
    str
        The text that stands on the page.

    Raises
    ------
    ValueError
        If `number` is infinite or not whole: a mean of counts is a `number`.

    Examples
    --------
    >>> from custseg.exhibit import count
    >>> count(2357)
    '2,357'
    """
    number = _finite(number, "count")
    if number is None:
        return MISSING
    if number != round(number):
        raise ValueError(f"count: expected a whole number, found {number}. Write means and rates with number().")
    return _fixed(number, 0)


def number(value: float | None, digits: int | None = None) -> str:
    """Write a plain number: an index, a mean, a coefficient.

    Parameters
    ----------
    value : float
        NaN and None give an en dash.
    digits : int, optional
        Digits after the point. By default so many that three digits carry meaning.

    Returns
    -------
    str
        The text that stands on the page.

    Raises
    ------
    ValueError
        If `value` is infinite.

    Examples
    --------
    >>> from custseg.exhibit import number
    >>> number(0.71512), number(12.345), number(4321.9), number(0.71512, 2)
    ('0.715', '12.3', '4,322', '0.72')
    """
    value = _finite(value, "number")
    if value is None:
        return MISSING
    if digits is None:
        digits = _digits_for_three(value)
    return _fixed(value, digits)


def day(when: date) -> str:
    """Write a date in words, in English on every machine.

    Parameters
    ----------
    when : date, datetime or Timestamp
        NaT and None give an en dash.

    Returns
    -------
    str
        The text that stands on the page.

    Raises
    ------
    TypeError
        If it is no date.

    Examples
    --------
    >>> from datetime import date
    >>> from custseg.exhibit import day
    >>> day(date(1998, 6, 30))
    '30 June 1998'
    """
    if pd.api.types.is_scalar(when) and pd.isna(when):
        return MISSING
    if not isinstance(when, date):
        raise TypeError(f"day: expected a date or a Timestamp, found {type(when).__name__}.")
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


WRITERS: dict[str, Callable[..., str]] = {"percent": percent, "money": money, "count": count, "number": number}


@typed
def interval_text(
    low: float,
    high: float,
    kind: NumberKind = "percent",
    *,
    digits: int | None = None,
    currency: str = "",
    level: float | None = None,
) -> str:
    """Write an interval.

    Parameters
    ----------
    low, high : float
        Its ends, `low` not above `high`.
    kind : {"percent", "money", "count", "number"}
        What the ends are.
    digits : int, optional
        Digits after the point; by default as many as the larger end has on its own.
    currency : str
        Of a ``"money"`` interval.
    level : float, optional
        Coverage, 0-1; named in front if given.

    Returns
    -------
    str
        Joined by an en dash, or by "to" where an end is negative; "unknown" where both ends are missing: where no
        interval holds, none is given.

    Raises
    ------
    ValueError
        If one end is missing or infinite, if the ends are the wrong way round, or if `kind` is unknown.

    Examples
    --------
    >>> from custseg.exhibit import interval_text
    >>> interval_text(0.652, 0.697), interval_text(0.652, 0.697, level=0.95)
    ('65–70%', '95% interval 65–70%')
    >>> interval_text(-120, 1450, "money", currency="GBP")
    '-120 to 1,450 GBP'
    """
    check_choice(kind, "kind", NumberKind)
    named = "" if level is None else f"{percent(level)} interval "
    if math.isnan(low) and math.isnan(high):
        return f"{named}unknown"
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise ValueError(f"interval_text: expected two finite ends, the lower one first, found {low} and {high}.")
    unit, scale = {"percent": ("%", 100), "money": (f" {currency}" if currency else "", 1)}.get(kind, ("", 1))
    low, high = low * scale, high * scale
    if digits is None:
        largest = max(abs(low), abs(high))
        by_kind = {"percent": 0, "count": 0, "money": 0 if largest >= 100 else 2}
        digits = by_kind.get(kind, _digits_for_three(largest))
    lower, upper = _fixed(low, digits), _fixed(high, digits)
    joined = f"{lower} to {upper}" if lower.startswith("-") else f"{lower}–{upper}"
    return f"{named}{joined}{unit}"


def _finite(value: Any, asked: str) -> float | None:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    number = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    if not number or not math.isfinite(float_or_infinite(value)):
        raise ValueError(f"{asked}: expected a finite number, found {printable(repr(value))[:60]}.")
    return float(value)


def _fixed(value: float, digits: int) -> str:
    rounded = round(value, digits)
    return f"{rounded if rounded else 0.0:,.{digits}f}"


def _digits_for_three(value: float) -> int:
    if value == 0:
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value)))) if abs(value) < 100 else 0
