"""What is known of one file of purchases? Read once, then handed to every section of the page.

`open_book` gives a `Book`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ..decide import gates, rhythm_table
from ..exhibit import money
from ..read import read_transactions_with_rejects
from ..repeat_buying import choose_forecast, expected_customers
from ..repeat_buying.forecast_choice import ForecastChoice
from ..schema import Day, LogFacts, SchemaError, as_day, check_fraction, check_whole, said_already, typed
from ..segment import choose_bands
from ..segment.band_choice import BandChoice
from ..tables import amount_between, customer_table, log_between, log_facts, net_refunds, sample_customers

QUARTER = 91
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

    def __repr__(self) -> str:
        from ..exhibit import period_name

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
    def forecast(self) -> ForecastChoice:
        """What known customers should bring in the days ahead, by the rule that was best on the log's own past."""
        return choose_forecast(self.log, observed_until=self.as_of, days_ahead=self.days_ahead)

    @cached_property
    def expected(self) -> pd.DataFrame:
        """How often each customer is expected to buy in the days ahead, and for how much."""
        return expected_customers(self.log, self.forecast, observed_until=self.as_of, days_ahead=self.days_ahead)

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
    reading: Mapping[str, Any] | None = None,
) -> Book:
    """Read a file of purchases, and settle what a page about its customers stands on.

    Parameters
    ----------
    source : path or DataFrame
        As for :func:`custseg.read.read_transactions`. A table that was read or loaded by custseg is taken as it is.
    as_of : str or date, optional
        The day that the answers are about; later rows are left out. Without it, the last day of the file: the clock is
        never read.
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
        check_fraction(margin, "margin")
    log, set_aside = _rows(source, reading or {})
    last = log["date"].max().normalize() if as_of is None else as_day(as_of, "as_of")
    log = log_between(log, until=last)
    if by is not None and by not in log.columns:
        raise SchemaError(f"the file has no column {by!r} to compare by (found: {', '.join(map(str, log.columns))}).")
    facts = log_facts(log, name=name, currency=currency)
    table = None if costs is None else _costs(costs)
    return Book(log, set_aside, pd.Timestamp(last), facts, margin, by, table, days_ahead, seed)


def _rows(source: Any, reading: Mapping[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the sound rows and those set aside; a table that custseg has read knows its source already."""
    if isinstance(source, pd.DataFrame) and "source" in source.attrs:
        return source, pd.DataFrame({"row": [], "reason": []})
    return read_transactions_with_rejects(source, **reading)


def _costs(costs: str | Path | pd.DataFrame) -> pd.DataFrame:
    table = costs if isinstance(costs, pd.DataFrame) else pd.read_csv(costs, dtype={"customer_id": str})
    lacking = [name for name in ("customer_id", "cost") if name not in table.columns]
    if lacking:
        raise SchemaError(
            f"costs lacks column {' and '.join(map(repr, lacking))} (found: {', '.join(map(str, table.columns))}). "
            "Give it one row per customer, with customer_id and cost."
        )
    return table
