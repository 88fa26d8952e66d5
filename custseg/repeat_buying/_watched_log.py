"""What had been seen of a log on a past day, and what came after it? The log is read once for all days.

`WatchedLog`, and `Seen` of it up to one day.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..schema import said_already
from ..schema.days import LAST_DAY
from ..tables._counted import counts_by_customer, day_places, distinct_pairs, worked_out
from ..tables._customer_blocks import customer_blocks, sorted_places
from ..tables._log import PurchaseLog, first_days, purchase_log
from ..tables._release import release_memory
from ..tables._shelf import STEP, taken, taken_rows
from ..tables._stacked import Stacked
from ..tables.refunds import NAMED_BY_REFUNDS, names_of_rows, of_returners, set_refunds_off
from ._seen_customers import SeenCustomers
from .beta_geometric_nbd import BetaGeoNBD
from .gamma_gamma import GammaGamma
from .repeat_purchases import repeat_purchase_table

MOST_FITTED = 10_000  # customers tell four parameters as well as a million do: the errors of the past are far larger


class WatchedLog:
    """A purchase log, sorted by day, with the day on which each customer first bought."""

    def __init__(self, transactions: pd.DataFrame, last_day: int = LAST_DAY) -> None:
        log = purchase_log(transactions, last_day=last_day, name="observed_until")
        names = ["date", "amount", *(name for name in NAMED_BY_REFUNDS if name in transactions.columns)]
        rows = pd.DataFrame({name: transactions[name] for name in names}, copy=False)
        if (log.day[1:] < log.day[:-1]).any():
            order = sorted_places(log.day)
            log, rows = log.rows(order), taken_rows(rows, order)
        self.customers = log.customers
        self.log: PurchaseLog = log
        self.first = first_days(log.purchases)
        # whole numbers instead of text: tables of the past are made twice as fast
        self.rows = rows.reset_index(drop=True).assign(customer_id=pd.Series(log.customer, copy=False))
        self.start = int(log.day.min())

    def came(self, after: int, until: int) -> float:
        """Give the money, net of returns, of customers who were known on one day, up to a later one.

        Whatever comes back in these days was bought by then or in them: all of it is theirs.
        """
        window = slice(*day_places(self.log.day, [after, until], "right"))
        known = taken(self.first <= after, self.log.customer[window])
        return float(taken(self.log.amount[window], known).sum())

    def again(self, after: int, until: int) -> float:
        """Give the money of some days, but for what customers bought on the day of their first purchase.

        Of who was new in these days, no refund of that first purchase counts either: it takes back what is not counted.
        """
        window = slice(*day_places(self.log.day, [after, until], "right"))
        again = worked_out(lambda day, who: day > self.first[who], self.log.day[window], self.log.customer[window])
        return float(taken(self._net_of_first_days(window, after), again).sum())

    def _net_of_first_days(self, window: slice, after: int) -> np.ndarray:
        """Give the amounts of a window, where refunds of its new customers are set against what they undo."""
        log = self.log.rows(np.arange(window.start, window.stop))
        amount = log.amount.astype(np.float64)
        new = self.first[log.customer] > after
        rows = np.flatnonzero(of_returners(log.customer, (log.amount < 0) & new))
        if len(rows):
            order, product = names_of_rows(self.rows, window.start + rows)
            customer, day = log.customer[rows], log.day[rows]
            netted = set_refunds_off(customer, day, amount[rows], order=order, product=product)
            amount[rows] = netted.left - netted.unplaced
        return amount

    def purchase_days(self, after: int, until: int) -> int:
        """Count the days with a purchase of customers who were known on one day, up to a later one."""
        return int(self.days_bought(after, until)[self.first <= after].sum())

    def days_bought(self, after: int, until: int) -> np.ndarray:
        """Count on how many days of a window each customer bought."""
        window = slice(*day_places(self.log.day, [after, until], "right"))
        kept = self.log.amount[window] >= 0
        customer, day = (taken(column[window], kept) for column in (self.log.customer, self.log.day))
        who, _ = distinct_pairs(customer, worked_out(lambda some: some - after, day, dtype=day.dtype))
        return counts_by_customer(who, len(self.customers))


@dataclass(frozen=True)
class Seen:
    """A log up to a day, as somebody saw it who had to say how much would come until another."""

    watched: WatchedLog
    cut: int
    until: int

    @property
    def days(self) -> int:
        """How far the forecast looks ahead."""
        return self.until - self.cut

    @cached_property
    def table(self) -> pd.DataFrame | None:
        """The repeat-purchase table in weeks, customers as places in `watched.customers`; None if nobody had bought."""
        rows = self.watched.rows.iloc[: int(day_places(self.watched.log.day, self.cut, "right"))]
        until, said = str(np.datetime64(self.cut, "D")), list[dict[Any, Any]]()
        whole = Stacked(self.watched.log.customer, len(self.watched.customers))
        for place in customer_blocks(rows["customer_id"].to_numpy()):  # of a long log a part is worked on at a time
            with said_already(), suppress(ValueError):  # nobody had bought
                part = repeat_purchase_table(rows.iloc[place], observed_until=until, period="W", log_gaps=True)
                whole.add_table(part)
                said.append(part.attrs)
        if not said:
            return None
        if len(said) > 1:  # a long log: each past day takes as much again
            release_memory()
        table = whole.table()
        # what is said of all parts alike
        table.attrs = {name: value for name, value in said[0].items() if all(part[name] == value for part in said)}
        return table

    @cached_property
    def to_fit(self) -> pd.DataFrame | None:
        """The table, or so many customers of it as a model needs to be fitted."""
        if self.table is None or len(self.table) <= MOST_FITTED:
            return self.table
        return self.table.sample(MOST_FITTED, random_state=1)

    @cached_property
    def customers(self) -> SeenCustomers:
        """The table compressed, which is the same for all models."""
        assert self.table is not None
        return SeenCustomers.of(self.table, BetaGeoNBD())

    @cached_property
    def expected(self) -> dict[type, pd.DataFrame | None]:
        """What each model expects of the customers, once it was asked."""
        return {}

    @cached_property
    def spend(self) -> pd.Series | float:
        """The expected spend of a purchase: of the Gamma-Gamma model, or the mean where it does not apply."""
        table, few = self.table, self.to_fit
        if table is None or few is None:
            return np.nan
        try:
            with said_already():
                fitted, spend = GammaGamma().fit(few), Stacked(table["x"].to_numpy(), len(table))
                for start in range(0, len(table), STEP):
                    spend.add({"": fitted.expected_spend(table.iloc[start : start + STEP]).to_numpy()})
                return pd.Series(spend.columns[""], index=table.index, name="expected_spend", copy=False)
        except (ValueError, ArithmeticError):
            bought = table["x"] > 0
            return float(np.average(table.loc[bought, "m_x"], weights=table.loc[bought, "x"]))
