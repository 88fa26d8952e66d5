"""What number did the expert mean? One typed comparison becomes one positive ratio.

`ratio_of`.
"""

import datetime
import math
from fractions import Fraction
from numbers import Real

SCALE = 9.0
"""Largest ratio of the usual 1-to-9 scale: 1 equal, 3 moderate, 5 strong, 7 very strong, 9 extreme importance."""


def ratio_of(entry: object) -> float:
    """Read one comparison as a positive number; an empty entry is not a number (``nan``): not judged.

    Parameters
    ----------
    entry : object
        A number, a text such as ``"3"``, ``"1/3"``, ``"0,5"`` or ``"=1/3"``, or an empty cell.

    Returns
    -------
    float
        The ratio, or ``nan`` when the entry is empty.

    Raises
    ------
    ValueError
        When the entry is neither empty nor a positive finite number. The message says what it is and what to type.

    Examples
    --------
    >>> ratio_of("=1/4"), ratio_of(3), ratio_of("")
    (0.25, 3.0, nan)
    """
    if isinstance(entry, (datetime.date, datetime.time)):
        raise ValueError(f"is the date {entry}: a spreadsheet turned a fraction into a date, type =1/3 or 0.3333")
    if isinstance(entry, bool) or not (entry is None or isinstance(entry, (str, Real))):
        raise ValueError(f"is {entry!r}, expected a positive number such as 3 or 1/3")
    if entry is None or (isinstance(entry, str) and not entry.strip()):
        return math.nan
    number = _from_text(entry) if isinstance(entry, str) else float(entry)
    if math.isnan(number):
        return math.nan
    if not 0 < number < math.inf:
        raise ValueError(f"is {number:g}, not positive and finite: 3 means three times as important, 1/3 a third")
    return number


def _from_text(text: str) -> float:
    cleaned = text.strip().removeprefix("=").replace(",", ".").replace(" ", "")
    try:
        return float(Fraction(cleaned)) if "/" in cleaned else float(cleaned)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"is {text!r}, expected a positive number such as 3 or 1/3") from None
