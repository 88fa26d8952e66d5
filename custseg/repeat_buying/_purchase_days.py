"""On which days did each customer buy, and how long from one to the next? Purchases merged to days, sorted.

`purchase_days` reads a log to `PurchaseDays`; `Gaps` are the days between.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..schema import Refunds, SchemaError
from ._occasions import merge_occasions, transaction_columns

WEEK = 7
BY_WEEKDAY = 0.5  # of the gaps are whole weeks: chance makes a seventh


class PurchaseDays(NamedTuple):
    """Days with a purchase, sorted by customer and day: whose each is, as days since 1970; and the last day watched."""

    owner: np.ndarray
    day: np.ndarray
    n: int
    end: int

    @property
    def days(self) -> int:
        """How many days were watched."""
        return self.end - int(self.day.min()) + 1

    @property
    def is_repeat(self) -> np.ndarray:
        """Whether each is a repeat purchase of its customer."""
        return np.diff(self.owner, prepend=-1) == 0

    @property
    def by_weekday(self) -> bool:
        """Whether customers come on a weekday of their own, or the shop opens on one: most gaps are whole weeks."""
        gaps = self.gaps.days
        return bool(len(gaps) and (gaps % WEEK == 0).mean() >= BY_WEEKDAY)

    @property
    def in_weeks(self) -> PurchaseDays:
        """The weeks with a purchase instead of the days, counted back from the last day."""
        week = -((self.end - self.day) // WEEK)
        new = (np.diff(self.owner, prepend=-1) != 0) | (np.diff(week, prepend=week[0] - 1) != 0)
        return self._replace(owner=self.owner[new], day=week[new], end=0)

    def apart(self, days: int) -> PurchaseDays:
        """Take what a customer buys within so many days of an occasion's first day as that occasion."""
        if not days:
            return self
        key = self.owner * np.int64(10_000_000) + (self.day - self.day.min())
        following = np.searchsorted(key, key + days, side="right").tolist()
        kept, here = [], 0
        while here < len(following):
            kept.append(here)
            here = following[here]
        return self._replace(owner=self.owner[kept], day=self.day[kept])

    @property
    def gaps(self) -> Gaps:
        """The days from each purchase to the customer's next one."""
        same = self.is_repeat[1:]
        return Gaps(self.owner[1:][same], np.diff(self.day)[same].astype(float))


class Gaps(NamedTuple):
    """Days between purchases in order, and whose each is."""

    owner: np.ndarray
    days: np.ndarray

    @property
    def medians(self) -> np.ndarray:
        """The median gap of the customer whose each gap is."""
        order = np.lexsort((self.days, self.owner))
        _, start, place, n = np.unique(self.owner, return_index=True, return_inverse=True, return_counts=True)
        ends = self.days[order[start + (n - 1) // 2]], self.days[order[start + n // 2]]
        medians: np.ndarray = (ends[0] + ends[1])[place] / 2
        return medians

    @property
    def followed(self) -> np.ndarray:
        """The places of gaps that the same customer's next one follows."""
        return np.flatnonzero(np.diff(self.owner) == 0)

    @property
    def pairs(self) -> np.ndarray:
        """The places of each customer's first, third, fifth... gap, where another follows."""
        _, start, place = np.unique(self.owner, return_index=True, return_inverse=True)
        number = np.arange(len(self.owner)) - start[place]
        return self.followed[number[self.followed] % 2 == 0]


def purchase_days(transactions: Any, end: int, refunds: Refunds) -> PurchaseDays:
    """Read the days on which each customer bought and kept something, up to one day; customers sorted by id.

    SchemaError if nobody did.
    """
    occasions = merge_occasions(transaction_columns(transactions), end, end, 1.0, refunds)
    bought = np.diff(occasions.starts)
    if not bought.any():
        raise SchemaError(
            "no customer bought up to observed_until and kept what was bought: check the date (day, month, year)."
        )
    place = np.empty(len(bought), dtype=np.int64)
    by_id = occasions.customers.argsort()
    by_id = by_id[bought[by_id] > 0]
    place[by_id] = np.arange(len(by_id))
    owner = np.repeat(place, bought)
    order = np.argsort(owner, kind="stable")
    return PurchaseDays(owner[order], occasions.when[order].astype(np.int64) + end, len(by_id), end)
