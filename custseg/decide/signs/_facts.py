"""What is a log summed up to before it is searched for signs? Once, for all of them.

`LogFigures`, `log_figures`, and `Sign`, what one of them finds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...schema import Day
from ...tables._counted import distinct_pairs, worked_out
from ...tables._log import PurchaseLog
from ...tables._shelf import taken
from ...tables._sold import sold_until

QUARTER, YEAR = 91, 365


class Sign(NamedTuple):
    """One thing that may be odd: what was measured, from where on it shows, and whom or when it is about."""

    name: str
    found: float
    limit: float
    about: str = ""
    more: float = np.nan


class LogFigures(NamedTuple):
    """A log, its visits (a customer's days with a purchase, sorted by customer and day), and its span."""

    rows: PurchaseLog  # as they came, refunds too
    sold: PurchaseLog
    who: np.ndarray
    day: np.ndarray  # days since 1970
    start: int
    until: int

    @property
    def days(self) -> int:
        """How many days were watched."""
        return self.until - self.start + 1

    @property
    def first(self) -> np.ndarray:
        """The first day of each customer who bought, sorted by customer."""
        begins = np.ones(len(self.who), dtype=bool)
        begins[1:] = worked_out(np.not_equal, self.who[1:], self.who[:-1])
        return taken(self.day, begins)

    @property
    def window(self) -> np.ndarray:
        """In which window of 91 days each visit lies, counted back from the last day: 0 is the last."""
        return worked_out(lambda day: (self.until - day) // QUARTER, self.day, dtype=self.day.dtype)


def log_figures(transactions: Any, observed_until: Day) -> LogFigures:
    """Read a log once for all signs."""
    found, until = sold_until(transactions, observed_until)
    start = int(found.log.day.min())
    if not len(found.sold.day):
        nobody = np.array([], dtype=np.int64)
        return LogFigures(found.log, found.sold, nobody, nobody, start, until)
    who, day = distinct_pairs(found.sold.customer, found.sold.day - start)
    since_1970 = worked_out(lambda some: some + start, day, dtype=np.int32)
    return LogFigures(found.log, found.sold, who, since_1970, start, until)
