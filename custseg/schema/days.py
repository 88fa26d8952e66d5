"""Which day does an argument name? One strict parser for every room, one message.

`as_day`, `day_number`, `day_name`; `Day`, what may be passed, `FIRST_DAY` and `LAST_DAY`, between which days lie.
"""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np
import pandas as pd

from .signatures import typed
from .text import printable

#: What may be passed where a day is asked for.
Day = str | date | datetime | pd.Timestamp | np.datetime64

#: The whole years that a clock of nanoseconds can tell, as days since 1970-01-01: 1678-01-01 and 2261-12-31.
FIRST_DAY, LAST_DAY = -106_650, 106_650

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def as_day(value: Day, name: str) -> pd.Timestamp:
    """Read a day that was passed as an argument.

    Parameters
    ----------
    value : str, date, datetime, Timestamp or numpy.datetime64
        Text is year-month-day; a time of day and its zone may follow and are dropped: the day is the day as written.
    name : str
        What the argument is called in the message.

    Returns
    -------
    Timestamp
        Midnight of that day, without a zone.

    Raises
    ------
    ValueError
        For anything else: text in another order, a year alone, numbers, truth values, nothing at all, days outside
        1678-2261, "now". The clock is never read.

    See Also
    --------
    day_number : The same day as a number.

    Examples
    --------
    >>> as_day("2024-12-31 23:59", "as_of")
    Timestamp('2024-12-31 00:00:00')
    >>> as_day("01/02/2024", "as_of")
    Traceback (most recent call last):
        ...
    ValueError: as_of must be a day from 1678 to 2261 such as '2024-12-31', or a date or Timestamp; found '01/02/2024'.
    """
    day = _day(value)
    if day is None or not FIRST_DAY <= (day - date(1970, 1, 1)).days <= LAST_DAY:
        found = printable(repr(value))
        raise ValueError(
            f"{name} must be a day from 1678 to 2261 such as '2024-12-31', or a date or Timestamp; "
            f"found {found if len(found) <= 60 else found[:57] + '...'}."
        )
    return pd.Timestamp(day)


def day_number(value: Day, name: str) -> int:
    """Read a day that was passed as an argument, as days since 1970-01-01.

    Parameters
    ----------
    value : str, date, datetime, Timestamp or numpy.datetime64
        As in `as_day`.
    name : str
        What the argument is called in the message.

    Returns
    -------
    int
        Days since 1970-01-01.

    Raises
    ------
    ValueError
        As `as_day`.

    Examples
    --------
    >>> day_number("1970-01-02", "observed_until")
    1
    """
    return int(as_day(value, name).to_datetime64().astype("datetime64[D]").astype(np.int64))


@typed
def day_name(day: int) -> str:
    """Write days since 1970-01-01 as a date.

    Parameters
    ----------
    day : int
        Days since 1970-01-01.

    Returns
    -------
    str
        Year-month-day.

    Examples
    --------
    >>> day_name(1)
    '1970-01-02'
    """
    return str(np.datetime64(int(day), "D"))


def _day(value: object) -> date | None:
    if value is pd.NaT:
        return None
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, np.datetime64) and not np.isnat(value) and np.datetime_data(value)[0] not in ("Y", "M", "W"):
        value = value.astype("datetime64[D]").item()
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _written(text: str) -> date | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:  # no such day or hour
        return None
