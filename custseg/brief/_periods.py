"""Which days does a section speak of, and what are they called?

`year_name`, `past_years` and `pair_of_periods`; `giant_account` is who brought very much of the last year, `all_equal`
whether nobody brought more than another.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ..exhibit import Sentence, day, period_name, phrase
from .book import Book

YEAR = 365
YEAR_OF_QUARTERS = 4
YEAR_OF_MONTHS = 12
GIANT = 0.25  # of the money of the year: an account that brings so much is named, and left out once
TIMES_EQUAL = 5
SAME = 1e-9  # relative
MONTHS = (3, 2, 1)  # of two equal periods that follow each other, the longest first


class Pair(NamedTuple):
    """Two periods to compare, each with its first and last day, so many months; `like` if the seasons are the same."""

    before: tuple[pd.Timestamp, pd.Timestamp]
    after: tuple[pd.Timestamp, pd.Timestamp]
    months: int
    like: bool

    @property
    def names(self) -> tuple[str, str]:
        """What they are called."""
        return period_name(*self.before), period_name(*self.after)

    def days(self) -> dict[str, tuple[pd.Timestamp, pd.Timestamp]]:
        """Give them as arguments of what compares two periods."""
        return {"before": self.before, "after": self.after}


def year_name(book: Book) -> Sentence:
    """Name the days of `Book.year_amounts`: "the 365 days to 30 June 1998", or as many as the log has."""
    days = min(YEAR, book.days)
    last = day(book.as_of)
    if days == 1:
        return phrase("own_words.day", last=last)
    return phrase("own_words.days_mixed" if mixed_year(book) else "own_words.days", days=days, last=last)


def mixed_year(book: Book) -> bool:
    """Say whether amounts jump within those days, so that their sum is of two kinds of money."""
    days = min(YEAR, book.days)
    return book.breaks(book.as_of - pd.Timedelta(days=days - 1), book.as_of) == "prices jump"


def giant_account(book: Book) -> tuple[object, float] | None:
    """Give the one customer who brought a quarter of `Book.year_amounts` or more, and which share; None without one.

    Among few customers one brings a quarter by chance: the share must be five times that of equal ones, too.
    """
    amounts = book.year_amounts
    if len(amounts) < 2:
        return None
    share = float(amounts.max() / amounts.sum())
    return (amounts.idxmax(), share) if share >= max(GIANT, TIMES_EQUAL / len(amounts)) else None


def all_equal(amounts: pd.Series) -> bool:
    """Say whether all brought the same, as a single customer does."""
    return bool(amounts.max() - amounts.min() <= SAME * amounts.max())


def past_years(book: Book) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Give the stretches of 365 days that end on the day of the answers, the youngest first, which the log holds whole.

    Each is given as the day before its first and its last one.
    """
    begins, ends, years = _begins(book), book.as_of, []
    while (start := ends - pd.Timedelta(days=YEAR)) >= begins - pd.Timedelta(days=1):
        years.append((start, ends))
        ends = start
    return years


def pair_of_periods(book: Book, *, years_back: int = 0) -> Pair | None:
    """Give the last complete quarter and the same one a year before, so many years back.

    In a shorter log, and only of today: the last two months that are over, or the last one, and the same a year before;
    else the last two equal stretches of whole months. None where the log holds none of these.
    """
    begins = _begins(book)
    quarter = (_last_over(book, "Q") - YEAR_OF_QUARTERS * years_back).asfreq("M", how="end")
    month, back = _last_over(book, "M"), YEAR_OF_MONTHS
    asked = [(quarter, 3, back)]
    if not years_back:
        asked += [(month, months, back) for months in (2, 1)] + [(month, months, months) for months in MONTHS]
    for last, months, apart in asked:
        old = last - apart
        if (old - months + 1).start_time >= begins:
            ends = (_ends(old - months + 1, old), _ends(last - months + 1, last))
            return Pair(*ends, months, like=apart == back)
    return None


def _begins(book: Book) -> pd.Timestamp:
    """Give the first day of the log, or a few before: a shop that sells on few days is no later for it."""
    slack = min(int(book.gates["needed"]["fresh"]), 7)
    return pd.Timestamp(book.facts.first_day) - pd.Timedelta(days=slack)


def _last_over(book: Book, unit: str) -> pd.Period:
    """Give the last quarter or month that is over."""
    return (book.as_of + pd.Timedelta(days=1)).to_period(unit) - 1


def _ends(first: pd.Period, last: pd.Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    return first.start_time.normalize(), last.end_time.normalize()
