"""What is odd about the business, and over which days can its money be compared? Each is found once.

`BookSigns`, the third part of :class:`Book`.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ..decide import gates
from ..schema import said_already
from ..tables import log_between
from ._book_fields import QUARTER, YEAR
from ._book_log import BookLog
from ._long_file import signs_of

MISSING = 0.05  # of a stretch: then it is not like another


class BookSigns(BookLog):
    """Signs of :func:`custseg.decide.business_signs`, breaks of the log, and what it can carry."""

    @cached_property
    def signs(self) -> pd.DataFrame:
        """What is odd about the business, as :func:`custseg.decide.business_signs` finds it."""
        if self.signs_found is not None:
            return self.signs_found
        return signs_of(self.log, self.people, self.as_of)

    def shows(self, sign: str) -> bool:
        """Say whether a sign of :func:`custseg.decide.business_signs` shows.

        Parameters
        ----------
        sign : str
            Its name: "season".

        Returns
        -------
        bool
            Whether what was found reaches its limit.
        """
        return sign in self.signs.index and bool(self.signs.loc[sign, "shows"])

    @property
    def is_stale(self) -> bool:
        """Whether the file ends long before the day that was asked for."""
        return self.asked_on is not None

    def breaks(self, first: date | pd.Timestamp, last: date | pd.Timestamp) -> str:
        """Name what makes money between two days incomparable, if anything does.

        Parameters
        ----------
        first, last : date
            The stretch that is compared, both days included.

        Returns
        -------
        str
            "prices jump" or "hole", as the signs are called, where one of them lies in the stretch; else "". Of a hole
            at least a twentieth of the stretch must be missing: a day or two without a row are no reason.
        """
        first, last = pd.Timestamp(first), pd.Timestamp(last)
        if self.shows("prices jump") and first < pd.Timestamp(str(self.signs["about"]["prices jump"])) <= last:
            return "prices jump"
        if self.shows("hole"):
            gone = pd.DatetimeIndex(str(self.signs["about"]["hole"]).split())
            missing = (min(last, gone[1]) - max(first, gone[0])).days + 1
            if missing >= MISSING * ((last - first).days + 1):
                return "hole"
        return ""

    @cached_property
    def unbroken_from(self) -> pd.Timestamp:
        """The first day from which on money can be compared and no days are missing."""
        ends = [pd.Timestamp(self.facts.first_day)]
        if self.shows("prices jump"):
            ends.append(pd.Timestamp(str(self.signs["about"]["prices jump"])))
        if self.shows("hole"):
            ends.append(pd.Timestamp(str(self.signs["about"]["hole"]).split()[-1]) + pd.Timedelta(days=1))
        return max(ends)

    @property
    def is_broken(self) -> bool:
        """Whether the log is whole, and its money comparable, only from a later day than its first."""
        return self.unbroken_from > pd.Timestamp(self.facts.first_day)

    @cached_property
    def unbroken(self) -> pd.DataFrame:
        """Rows of `quick` from that day on."""
        if not self.is_broken:
            return self.quick
        with said_already():
            return log_between(self.quick, after=self.unbroken_from - pd.Timedelta(days=1), until=self.as_of)

    @cached_property
    def gates(self) -> pd.DataFrame:
        """Which questions the log can carry; forecasts, and moves across a break, are asked of its unbroken part."""
        asked: dict[str, Any] = {"observed_until": self.as_of, "days_ahead": self.days_ahead}
        table = gates(self.quick, **asked)
        if not self.is_broken:
            return table
        whole = gates(self.unbroken, **asked)
        rows = {name: (whole if name == "expected" or self.moves_broken else table).loc[name] for name in table.index}
        rows |= {name: table.loc[name] for name in ("fresh", "comes back")}
        return pd.DataFrame(rows).T.astype(table.dtypes).rename_axis("question")

    @property
    def moves_broken(self) -> bool:
        """Whether the last quarter and the same one a year before cannot be compared: a break lies there."""
        first, last = self.as_of - pd.Timedelta(days=QUARTER - 1), self.as_of
        back = pd.Timedelta(days=YEAR - 1)
        jump = self.breaks(first - back, last) == "prices jump"
        return jump or bool(self.breaks(first, last)) or bool(self.breaks(first - back, last - back))
