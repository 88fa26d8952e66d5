"""What is a stretch of days called? "The first quarter of 1997", "half-year", "26 weeks": from two days, never typed.

`period_name` names the days from one to another, `holding_period` the smallest part of the calendar that holds both,
`length_name` how long a window is.
"""

from __future__ import annotations

import pandas as pd

from ..schema import Day, as_day, typed
from .numbers import MONTHS, day

_HALVES = ("first", "second")
_QUARTERS = ("first", "second", "third", "fourth")
_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LENGTHS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}


@typed
def period_name(first: Day, last: Day) -> str:
    """Name the days from one to another, both included.

    Parameters
    ----------
    first, last : str or date
        The first and the last day.

    Returns
    -------
    str
        "1997", "the first half of 1997", "the first quarter of 1997", "March 1997", "January to September 1997", or
        with days, "1 January to 25 March 1997", where they are no whole months.

    Raises
    ------
    ValueError
        One of them is no day, or `last` lies before `first`.

    See Also
    --------
    holding_period : The smallest part of the calendar that holds both days.

    Examples
    --------
    >>> from custseg.exhibit import period_name
    >>> period_name("1997-01-01", "1997-03-31"), period_name("1997-10-01", "1998-06-30")
    ('the first quarter of 1997', 'October 1997 to June 1998')
    >>> period_name("1997-01-01", "1997-03-25")
    '1 January to 25 March 1997'
    """
    start, end = _days(first, last)
    if start.day != 1 or not end.is_month_end:
        return _joined(day(start), day(end), start, end)
    return _calendar_name(start, end) or _joined(_month(start), _month(end), start, end)


@typed
def holding_period(first: Day, last: Day) -> str:
    """Name the smallest part of the calendar that holds two days: a month, a quarter, half a year, a year.

    Parameters
    ----------
    first, last : str or date
        For instance the days on which the first and the last of the customers first bought.

    Returns
    -------
    str
        "March 1997", "the first quarter of 1997", "the second half of 1997", "1997"; "1997 to 1998" where they lie in
        different years. It promises that both days lie in it, not that they fill it.

    Raises
    ------
    ValueError
        One of them is no day, or `last` lies before `first`.

    See Also
    --------
    period_name : The exact name of the days from one to another.

    Examples
    --------
    >>> from custseg import customer_table, load_cdnow
    >>> from custseg.exhibit import holding_period, sentence
    >>> joined = customer_table(load_cdnow(), as_of="1998-06-30")["first_purchase"]
    >>> sentence("All first bought in {period}.", period=holding_period(joined.min(), joined.max()))
    'All first bought in the first quarter of 1997.'
    """
    start, end = _days(first, last)
    for months in (1, 3, 6, 12):
        low = pd.Timestamp(start.year, (start.month - 1) // months * months + 1, 1)
        high = low + pd.DateOffset(months=months) - pd.Timedelta(days=1)
        if end <= high:
            return _calendar_name(low, high)
    return f"{start.year} to {end.year}"


@typed
def length_name(after: Day, until: Day) -> str:
    """Say how long a window is, so that it can stand after "the next" or "the last".

    Parameters
    ----------
    after, until : str or date
        The window: later than the day ``after``, up to and including the day ``until``.

    Returns
    -------
    str
        In calendar months where they are whole: "month", "quarter", "half-year", "nine months", "year", "two years";
        else in weeks, "26 weeks", or in days, "45 days". One of them stands without a number.

    Raises
    ------
    ValueError
        One of them is no day, or the window is empty.

    Examples
    --------
    >>> from custseg.exhibit import length_name, sentence
    >>> sentence("{n} came back in the next {window}.", n=12, window=length_name("1997-12-31", "1998-06-30"))
    '12 came back in the next half-year.'
    >>> length_name("1997-09-30", "1998-06-30"), length_name("1997-06-30", "1997-12-29")
    ('nine months', '26 weeks')
    """
    start, end = as_day(after, "after"), as_day(until, "until")
    if end <= start:
        raise ValueError(f"until must be later than after; found until {end:%Y-%m-%d} and after {start:%Y-%m-%d}.")
    start, end = start + pd.Timedelta(days=1), end + pd.Timedelta(days=1)
    months, days = (end.year - start.year) * 12 + end.month - start.month, (end - start).days
    if start + pd.DateOffset(months=months) == end and start.day == end.day:
        if months in _LENGTHS:
            return _LENGTHS[months]
        return f"{_in_words(months // 12)} years" if months % 12 == 0 else f"{_in_words(months)} months"
    unit, number = ("week", days // 7) if days % 7 == 0 else ("day", days)
    return unit if number == 1 else f"{_in_words(number)} {unit}s"


def _days(first: Day, last: Day) -> tuple[pd.Timestamp, pd.Timestamp]:
    start, end = as_day(first, "first"), as_day(last, "last")
    if end < start:
        raise ValueError(f"last must not lie before first; found last {end:%Y-%m-%d} and first {start:%Y-%m-%d}.")
    return start, end


def _calendar_name(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name whole months that are a month, a quarter, half a year or a year of the calendar; others have no name."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months not in _LENGTHS or (start.month - 1) % months:
        return ""
    place = (start.month - 1) // months
    names = {
        1: _month(start),
        3: f"the {_QUARTERS[place % 4]} quarter of {start.year}",
        6: f"the {_HALVES[place % 2]} half of {start.year}",
        12: f"{start.year}",
    }
    return names[months]


def _month(when: pd.Timestamp) -> str:
    return f"{MONTHS[when.month - 1]} {when.year}"


def _joined(before: str, behind: str, start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Join two dates; the year stands once where it is the same."""
    if before == behind:
        return before
    return f"{before.removesuffix(f' {start.year}') if start.year == end.year else before} to {behind}"


def _in_words(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"
