"""What is known of one file of purchases? Read once, then handed to every section of the page.

`Book`; :func:`custseg.brief.open_book` makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..decide import action_lists, business_signs, draw_control, gates, list_prospects, rhythm_at_cuts, rhythm_table
from ..exhibit import money, period_name
from ..repeat_buying import choose_forecast, expected_customers
from ..repeat_buying.forecast_choice import ForecastChoice
from ..schema import LogFacts, SchemaError, said_already
from ..segment import choose_bands
from ..segment.band_choice import BandChoice
from ..tables import amount_between, customer_table, log_between, net_refunds, sample_customers
from ..tables._log import customer_index
from ..value import second_purchase_waits
from ._ripe_buyers import half_by
from ._rules import advised, monday_rules

QUARTER = 91
YEAR = 365
MISSING = 0.05  # of a stretch: then it is not like another
PAST_DAYS = 4  # on which a rule is judged
MOST_IN_TWINS = 20_000


class Lookback(NamedTuple):
    """Customers as they were known on an earlier day, and the money that each brought since."""

    cut: pd.Timestamp
    known: pd.DataFrame
    later: pd.Series


@dataclass(frozen=True, eq=False, repr=False)
class Book:
    """One file of purchases, the day of the answer, and what was decided about both. Made by :func:`open_book`.

    Parameters
    ----------
    log : DataFrame
        Transactions up to `as_of`, returns negative.
    set_aside : DataFrame
        Rows that were not taken: ``row``, ``reason``, and the file's own columns.
    as_of : Timestamp
        The day that the answers are about.
    facts : LogFacts
        Whose log it is, its days, its currency.
    margin : float or None
        What is left of a unit of sales after the cost of goods, if it was given.
    by : str or None
        Column by which customers are compared: of their first purchase.
    costs : DataFrame or None
        Costs of serving customers: ``customer_id``, ``cost``.
    days_ahead : int
        How far forecasts look ahead.
    seed : int
        Of everything that is drawn.
    asked_on : Timestamp or None
        The day that was asked for, where the file ends so much earlier that it is stale.
    who_counts : mapping
        What was said of ids and signs: ``leave_out``, ``keep``, ``turn_sign``.
    signs_found : DataFrame or None
        What is odd about the business on the day of the answers, where that was looked for already.

    See Also
    --------
    Section : What a page says of it.

    Examples
    --------
    >>> from custseg.brief import open_book
    >>> from custseg.datasets import load_cdnow
    >>> book = open_book(load_cdnow(), as_of="1997-12-31")
    >>> book
    <Book CDNOW: 2,357 customers, 5,728 rows, 1997>
    >>> book.money(1234.4)
    '1,234 USD'
    """

    log: pd.DataFrame
    set_aside: pd.DataFrame
    as_of: pd.Timestamp
    facts: LogFacts
    margin: float | None = None
    by: str | None = None
    costs: pd.DataFrame | None = None
    days_ahead: int = QUARTER
    seed: int = 1
    asked_on: pd.Timestamp | None = None
    who_counts: Mapping[str, Any] = field(default_factory=dict)
    signs_found: pd.DataFrame | None = None

    def __repr__(self) -> str:
        window = period_name(self.facts.first_day, self.as_of)
        return f"<Book {self.name}: {len(self.ids):,} customers, {len(self.log):,} rows, {window}>"

    @property
    def name(self) -> str:
        """Whose log it is."""
        return self.facts.name

    @property
    def dates(self) -> tuple[date, date]:
        """First day of the log and day of the answers: ``dates=`` of a claim."""
        return self.facts.first_day, self.as_of.date()

    @property
    def days(self) -> int:
        """How many days the log covers, up to the day of the answers."""
        return (self.as_of - pd.Timestamp(self.facts.first_day)).days + 1

    def money(self, amount: float) -> str:
        """Write an amount in the currency of the file.

        Parameters
        ----------
        amount : float
            Money.

        Returns
        -------
        str
            "1,234 USD"; without a code where the currency is unknown.
        """
        return money(amount, self.facts.currency_code)

    # what is odd about the business

    @cached_property
    def said(self) -> dict[str, Any]:
        """What parts of the page have said of it, by the names of their functions: each is made once."""
        return {}

    @cached_property
    def signs(self) -> pd.DataFrame:
        """What is odd about the business, as :func:`custseg.decide.business_signs` finds it."""
        if self.signs_found is not None:
            return self.signs_found
        return business_signs(self.log, observed_until=self.as_of)

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

    # the log, in several shapes

    @cached_property
    def _places(self) -> tuple[np.ndarray, pd.Index]:
        """Give each row the place of its customer among the sorted ids, and the ids."""
        codes, found = pd.factorize(self.log["customer_id"])
        names = customer_index(found)
        order = names.argsort()
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return place[codes], names[order]

    @property
    def ids(self) -> pd.Index:
        """The customers of the log, sorted, also those who only gave back."""
        return self._places[1]

    @cached_property
    def quick(self) -> pd.DataFrame:
        """The log with places in `ids` for the ids: the same statistics several times faster, where nobody is named."""
        return self.log.assign(customer_id=self._places[0]).reset_index(drop=True)

    @cached_property
    def quick_sample(self) -> pd.DataFrame:
        """Rows of at most 20,000 customers, drawn by chance, with places for ids: twins are made of them."""
        if len(self.ids) <= MOST_IN_TWINS:
            return self.quick
        return sample_customers(self.quick, MOST_IN_TWINS, random_state=self.seed)

    @cached_property
    def sample(self) -> pd.DataFrame:
        """The same rows with their ids."""
        return self.log if self.quick_sample is self.quick else self.log.iloc[self.quick_sample.index]

    @cached_property
    def net(self) -> pd.DataFrame:
        """Purchases after every refund was set against what it undid."""
        return net_refunds(self.log)

    # the customers today

    def _named(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table made from `quick` the ids of the customers again."""
        table.index = self.ids[table.index].rename("customer_id")
        return table

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer."""
        with said_already():  # what came back and found no purchase is told under limits
            return self._named(customer_table(self.quick, as_of=self.as_of))

    @cached_property
    def has_sales(self) -> bool:
        """Whether anything is left once refunds are set against what they undo; else there are no customers."""
        try:
            return not self.customers.empty
        except SchemaError:
            return False

    @cached_property
    def rhythm(self) -> pd.DataFrame:
        """Each customer's own rhythm."""
        return self._named(rhythm_table(self.quick, as_of=self.as_of))

    @cached_property
    def year_amounts(self) -> pd.Series:
        """What each customer brought in the last 365 days up to the day of the answers; who brought nothing is out."""
        if not self.has_sales:
            return pd.Series(dtype="float64", name="amount")
        amounts = self.rhythm["amount_last_year"].rename("amount")
        return amounts[amounts > 0]

    @cached_property
    def waits(self) -> pd.DataFrame:
        """When each customer first bought, and how long the second purchase took; with `by` also its label."""
        return self._named(second_purchase_waits(self.quick, observed_until=self.as_of, by=self.by))

    # the days ahead, and the same of earlier days

    @cached_property
    def forecast(self) -> ForecastChoice:
        """What known customers should bring in the days ahead, by the rule that was best on the log's own past.

        Where the log is broken, of its part since then: known are those who bought in it.
        """
        return choose_forecast(self.unbroken, observed_until=self.as_of, days_ahead=self.days_ahead)

    @cached_property
    def expected(self) -> pd.DataFrame:
        """How often each customer is expected to buy in the days ahead, and for how much."""
        asked: dict[str, Any] = {"observed_until": self.as_of, "days_ahead": self.days_ahead}
        return self._named(expected_customers(self.unbroken, self.forecast, **asked))

    @cached_property
    def lookback(self) -> Lookback | None:
        """What was known `days_ahead` before the day of the answer, and what came since; None if nobody was known."""
        cut = self.as_of - pd.Timedelta(days=self.days_ahead)
        try:
            with said_already():
                known = customer_table(log_between(self.log, until=cut), as_of=cut)
                later = amount_between(self.log, known.index, after=cut, until=self.as_of)
        except SchemaError:
            return None
        return Lookback(cut, known, later)

    @cached_property
    def bands(self) -> BandChoice | None:
        """By which column customers are best grouped, judged on what came since; None if nothing tells them apart."""
        if self.lookback is None:
            return None
        try:
            return choose_bands(self.lookback.known, self.lookback.later, random_state=self.seed)
        except ValueError:
            return None

    @cached_property
    def past(self) -> pd.DataFrame:
        """Everybody's rhythm on up to four past days, a forecast's length apart, and what each did then.

        Days before which, or after which, something is missing or money was another, are left out.
        """
        ahead = pd.Timedelta(days=self.days_ahead)
        cuts = [self.as_of - number * ahead for number in range(1, PAST_DAYS + 1)]
        start = pd.Timestamp(self.facts.first_day) + ahead
        cuts = [cut for cut in cuts if cut >= start and cut >= self.unbroken_from - pd.Timedelta(days=1)]
        if not cuts or not self.has_sales or self.customers["first_purchase"].min() > cuts[0]:
            return pd.DataFrame()
        return rhythm_at_cuts(self.log, cuts=cuts, ahead=self.days_ahead, observed_until=self.as_of)

    @cached_property
    def past_alike(self) -> pd.DataFrame:
        """Of a seasonal business the past day a year ago alone, where there is one: like season against like."""
        if not self.shows("season") or not len(self.past):
            return self.past
        cuts = pd.DatetimeIndex(self.past.index.get_level_values("cut"))
        days = (self.as_of - cuts).days.to_numpy()
        year_ago = np.abs(days - YEAR) <= self.days_ahead // 3
        return self.past.loc[year_ago] if year_ago.any() else self.past

    # the lists for Monday

    @cached_property
    def rules(self) -> dict[str, Any]:
        """Rules of the lists: name to rule, in the order in which a customer is put on one."""
        if not self.has_sales:
            return {}
        day = half_by(self)
        after = np.nan if day is None else float(day)
        return monday_rules(self.rhythm, after, contract=self.shows("by contract"))

    @cached_property
    def prospects(self) -> pd.DataFrame:
        """What each list can expect and show, index ``list``; lists of nobody are left out."""
        table = list_prospects(self._members["list"], self.past_alike, self.rules)
        table = table[table["customers"] > 0]
        action = advised(table)
        return table.assign(action=action, for_learning=table["for_learning"] & (action == "write"))

    @cached_property
    def _members(self) -> pd.DataFrame:
        """Who is on which list; nobody is drawn out yet."""
        return action_lists(self.log, self.rules, as_of=self.as_of, control=0.0)

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Who is on which list, and who of those that are long enough is drawn out as control; may be empty.

        The two halves of a list are balanced by how many days its members are silent: that says more about coming back
        than silence in usual gaps does, among the late ones too.
        """
        members = self._members.sort_values(["list", "amount_last_year"], ascending=[True, False], kind="stable")
        rng, draw = np.random.default_rng(self.seed), pd.Series("write", index=members.index, dtype="object")
        for name in self.prospects.index[self.prospects["for_learning"]]:
            silence = members.loc[members["list"] == name, "recency"]
            draw[silence.index] = draw_control(silence.index, balanced_by=silence, random_state=rng)
        return members.assign(draw=draw)
