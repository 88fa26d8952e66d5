"""Which number has a day, or its calendar period, on whatever engine holds it?

`day_number_of` and `period_number_of`: the numbers that pandas gives days and periods, counted from 1970; `date_of` is
the way back. `day_of` is the day of a moment.
"""

from datetime import date
from typing import Any

import narwhals as nw

from ..schema import Period, check_choice, day_name

_EPOCH = date(1970, 1, 1).toordinal()
_SUNDAY = 3  # 1970-01-01 was a Thursday, so that the first week ended three days later


def date_of(day: int) -> date:
    """Give the date that is so many days after 1970-01-01."""
    return date.fromisoformat(day_name(day))


def day_of(frame: nw.LazyFrame[Any]) -> nw.Expr:
    """Give the day of the moments in ``date``.

    DuckDB rounds nanoseconds to microseconds: the end of a day that Java writes, 23:59:59.999999999, was the next day.
    Some versions take a day from a moment only, and not from a date.
    """
    moment, kind = nw.col("date"), frame.collect_schema()["date"]
    day = moment.cast(nw.Date)
    if not (frame.implementation.is_duckdb() and kind == nw.Datetime("ns")):
        return day
    day_before = day.cast(nw.Datetime("us")).dt.offset_by("-1d").cast(nw.Date)
    return nw.when(day.cast(kind) > moment).then(day_before).otherwise(day)


def day_number_of(day: nw.Expr) -> nw.Expr:
    """Count days from 1970-01-01.

    The number is put together from the year and the place in the year: no other way works on every engine.
    """
    before = day.dt.year().cast(nw.Int64) - 1
    number = before * 365 + before // 4 - before // 100 + before // 400 + day.dt.ordinal_day().cast(nw.Int64)
    return number - _EPOCH


def period_number_of(day: nw.Expr, period: Period) -> nw.Expr:
    """Count calendar periods from that of 1970-01-01, which is 0; of a week, which ends on Sunday, 1."""
    check_choice(period, "period", Period)
    if period == "D":
        return day_number_of(day)
    if period == "W":
        return (day_number_of(day) + _SUNDAY) // 7 + 1
    years = day.dt.year().cast(nw.Int64) - 1970
    if period == "Y":
        return years
    months = years * 12 + day.dt.month().cast(nw.Int64) - 1
    return months if period == "M" else months // 3
