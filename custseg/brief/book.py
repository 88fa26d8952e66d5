"""What is known of one file of purchases? Read once, then handed to every section of the page.

`open_book` gives a `Book`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..decide import action_lists, business_signs, draw_control, gates, list_prospects, rhythm_at_cuts, rhythm_table
from ..exhibit import money, period_name
from ..schema import Day, LogFacts, SchemaError, as_day, check_fraction, check_whole, said_already, typed
from ..tables import customer_table, log_between, log_facts, net_refunds, sample_customers
from ..value import second_purchase_summary
from ._rows import is_stale, rows_of, without_crowds
from ._rules import advised, monday_rules

QUARTER = 91
PAST_DAYS = 4  # on which a rule is judged
MOST_IN_TWINS = 20_000


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

    See Also
    --------
    Section : What a page says of it.

    Examples
    --------
    >>> from custseg.brief import open_book
    >>> from custseg.datasets import load_cdnow
    >>> book = open_book(load_cdnow(), as_of="1997-12-31")
    >>> book
    <Book CDNOW: 2,357 customers, 5,568 rows, 1 January to 31 December 1997>
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

    def __repr__(self) -> str:
        window = period_name(self.facts.first_day, self.as_of)
        return f"<Book {self.name}: {self.log['customer_id'].nunique():,} customers, {len(self.log):,} rows, {window}>"

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

    @cached_property
    def net(self) -> pd.DataFrame:
        """Purchases after every refund was set against what it undid."""
        return net_refunds(self.log)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer."""
        return customer_table(self.log, as_of=self.as_of)

    @cached_property
    def rhythm(self) -> pd.DataFrame:
        """Each customer's own rhythm."""
        return rhythm_table(self.log, as_of=self.as_of)

    @cached_property
    def gates(self) -> pd.DataFrame:
        """Which questions the log can carry."""
        return gates(self.log, observed_until=self.as_of, days_ahead=self.days_ahead)

    @cached_property
    def signs(self) -> pd.DataFrame:
        """What is odd about the business, as :func:`custseg.decide.business_signs` finds it."""
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
            "prices jump" or "hole", as the signs are called, where one of them lies in the stretch; else "".
        """
        for sign in ("prices jump", "hole"):
            if self.shows(sign):
                days = pd.DatetimeIndex(self.signs.loc[sign, "about"].split())
                if days[0] <= pd.Timestamp(last) and days[-1] >= pd.Timestamp(first):
                    return sign
        return ""

    @cached_property
    def has_sales(self) -> bool:
        """Whether anything is left once refunds are set against what they undo; else there are no customers."""
        try:
            return not self.customers.empty
        except SchemaError:
            return False

    @cached_property
    def past(self) -> pd.DataFrame:
        """Everybody's rhythm on up to four past days, a forecast's length apart, and what each did then; may be empty."""
        ahead = pd.Timedelta(days=self.days_ahead)
        cuts = [self.as_of - number * ahead for number in range(1, PAST_DAYS + 1)]
        start = pd.Timestamp(self.facts.first_day) + ahead
        cuts = [cut for cut in cuts if cut >= start]
        if not cuts or not self.has_sales or self.customers["first_purchase"].min() > cuts[0]:
            return pd.DataFrame()
        return rhythm_at_cuts(self.log, cuts=cuts, ahead=self.days_ahead, observed_until=self.as_of)

    @cached_property
    def rules(self) -> dict[str, Any]:
        """Rules of the lists: name to rule, in the order in which a customer is put on one."""
        if not self.has_sales:
            return {}
        summary = second_purchase_summary(self.log, observed_until=self.as_of)
        return monday_rules(self.rhythm, float(summary["half_by"].iloc[0]))

    @cached_property
    def prospects(self) -> pd.DataFrame:
        """What each list can expect and show, index ``list``; lists of nobody are left out."""
        table = list_prospects(self._members["list"], self.past, self.rules)
        table = table[table["customers"] > 0]
        action = advised(table)
        return table.assign(action=action, for_learning=table["for_learning"] & (action == "write"))

    @cached_property
    def _members(self) -> pd.DataFrame:
        """Who is on which list; nobody is drawn out yet."""
        return action_lists(self.log, self.rules, as_of=self.as_of, control=0.0)

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Who is on which list, and who of those that are long enough is drawn out as control; may be empty."""
        members = self._members.sort_values(["list", "amount_last_year"], ascending=[True, False], kind="stable")
        learning = members["list"].isin(self.prospects.index[self.prospects["for_learning"]])
        drawn = draw_control(members.index[learning], random_state=self.seed)
        return members.assign(draw=drawn.reindex(members.index).fillna("write"))

    @cached_property
    def sample(self) -> pd.DataFrame:
        """The rows of at most 20,000 customers, drawn by chance: twins are made of them."""
        if self.log["customer_id"].nunique() <= MOST_IN_TWINS:
            return self.log
        return sample_customers(self.log, MOST_IN_TWINS, random_state=self.seed)

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


@typed
def open_book(
    source: str | Path | pd.DataFrame,
    *,
    as_of: Day | None = None,
    name: str | None = None,
    currency: str | None = None,
    margin: float | None = None,
    by: str | None = None,
    costs: str | Path | pd.DataFrame | None = None,
    days_ahead: int = QUARTER,
    seed: int = 1,
    leave_out: Sequence[str] = (),
    keep: Sequence[str] = (),
    turn_sign: bool = False,
    reading: Mapping[str, Any] | None = None,
) -> Book:
    """Read a file of purchases, and settle what a page about its customers stands on.

    Parameters
    ----------
    source : path or DataFrame
        As for :func:`custseg.read.read_transactions`. A table that was read or loaded by custseg is taken as it is.
    as_of : str or date, optional
        The day that the answers are about; later rows are left out. Without it, the last day of the file: the clock is
        never read. Where the file ends so much earlier that it is stale, its last day stands in.
    name : str, optional
        Whose file it is, as a reader should see it; otherwise the name of the data set or of the file.
    currency : str, optional
        ISO code of the amounts, such as ``"EUR"``; otherwise what the file says.
    margin : float, optional
        What is left of a unit of sales after the cost of goods, between 0 and 1.
    by : str, optional
        A column by which customers are compared, as of their first purchase: ``"channel"``, ``"product"``.
    costs : path or DataFrame, optional
        What it costs to serve each customer: columns ``customer_id`` and ``cost``.
    days_ahead : int, default 91
        How far forecasts look ahead, in days.
    seed : int, default 1
        Of everything that is drawn.
    leave_out, keep : sequence of str, optional
        Ids that stand for many people, such as a till: to leave out, or to keep as customers.
    turn_sign : bool, default False
        Whether purchases are the amounts below nought.
    reading : mapping, optional
        Arguments for :func:`custseg.read.read_transactions`, where the file leaves something open.

    Returns
    -------
    Book

    Raises
    ------
    SchemaError
        With every problem and every open question of the file; or no row up to `as_of`; or no column `by`.
    ValueError
        A margin outside 0-1, or days below one.

    See Also
    --------
    Section : What is made from a book.

    Examples
    --------
    >>> from custseg.brief import open_book
    >>> from custseg.datasets import load_cdnow
    >>> open_book(load_cdnow()).as_of
    Timestamp('1998-06-30 00:00:00')
    """
    check_whole(days_ahead, "days_ahead", at_least=1)
    if margin is not None:
        check_fraction(np.asarray(margin), None, "margin", "It is a share of sales: write 30 % as 0.3.")
    log, set_aside = rows_of(source, reading or {}, turn_sign=turn_sign)
    log, set_aside = without_crowds(log, set_aside, leave_out, keep)
    end = log["date"].max().normalize()
    asked = end if as_of is None else pd.Timestamp(as_day(as_of, "as_of"))
    stale = is_stale(log, asked)
    last = end if stale else asked
    log = log_between(log, until=last)
    if by is not None and by not in log.columns:
        raise SchemaError(f"the file has no column {by!r} to compare by (found: {', '.join(map(str, log.columns))}).")
    facts = log_facts(log, name=name, currency=currency)
    table = None if costs is None else _costs(costs)
    return Book(log, set_aside, last, facts, margin, by, table, days_ahead, seed, asked if stale else None)


def _costs(costs: str | Path | pd.DataFrame) -> pd.DataFrame:
    table = costs if isinstance(costs, pd.DataFrame) else pd.read_csv(costs, dtype={"customer_id": str})
    lacking = [name for name in ("customer_id", "cost") if name not in table.columns]
    if lacking:
        raise SchemaError(
            f"costs lacks column {' and '.join(map(repr, lacking))} (found: {', '.join(map(str, table.columns))}). "
            "Give it one row per customer, with customer_id and cost."
        )
    return table
