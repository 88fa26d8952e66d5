"""Which first-time buyers were watched long enough to say who comes back, and by which day had half of them?

`ripe` and `half_by`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import pandas as pd

from ..schema import LogFacts

WITHIN = (365, 180, 90)  # days; the longest for which enough were watched
FEWEST = 30
SETTLED = 90  # days of the log after which a customer who was not seen before is taken for a new one


class Watched(Protocol):
    """What is asked of a book here: a book itself asks this file for its lists."""

    @property
    def has_sales(self) -> bool:
        """Whether there are customers."""

    @property
    def waits(self) -> pd.DataFrame:
        """When each customer first bought, and how long the second purchase took."""

    @property
    def facts(self) -> LogFacts:
        """Whose log it is."""


class Ripe(NamedTuple):
    """For how many days first-time buyers are followed, and those of `Book.waits` who were watched that long.

    ``settled`` says whether who was first seen in the first days of a log that may begin too late is left out.
    """

    within: int
    waits: pd.DataFrame
    settled: bool

    @property
    def back(self) -> pd.Series:
        """Whether each had bought again by then."""
        return self.waits["days_to_second"] <= self.within


def ripe(book: Watched) -> Ripe | None:
    """Give the first-time buyers who can be followed; None where fewer than thirty were watched for the shortest time.

    Unless the log is known to begin with first purchases, who was seen in its first ninety days may be an old customer:
    they are left out where thirty others remain.
    """
    if not book.has_sales:
        return None
    first, watched = book.waits["first_purchase"], book.waits["days_watched"]
    known = bool(book.facts.starts_with_first_purchase)
    new = (first >= settled_from(book)) | known
    for settled, kept in ((not known, new), (False, new | True)):
        for within in WITHIN:
            if (kept & (watched >= within)).sum() >= FEWEST:
                return Ripe(within, book.waits[kept & (watched >= within)], settled)
    return None


def settled_from(book: Watched) -> pd.Timestamp:
    """Give the day from which on a customer who was not seen before is taken for a new one."""
    return pd.Timestamp(book.facts.first_day) + pd.Timedelta(days=SETTLED)


def half_by(book: Watched) -> int | None:
    """Give the day by which half of those who come back had; None where it is not known or nobody did."""
    followed = ripe(book)
    if followed is None or not followed.back.any():
        return None
    return int(followed.waits["days_to_second"][followed.back].quantile(0.5, interpolation="lower"))
