"""What was sold, once every refund is set against what it undoes?

`sold_log` and `sold_until` read a log so, `after_refunds` nets one, `rows_of_returners` are those that need it;
`unplaced_refunds` says in words what found no purchase.
"""

from collections.abc import Hashable
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, day_number, warn_unsafe
from ..schema.days import LAST_DAY
from ._counted import worked_out
from ._customer_blocks import rows_by_customers
from ._log import PurchaseLog, purchase_log
from ._log_checks import in_memory, open_log
from ._read_once import once
from ._shelf import beside, taken
from .refunds import NAMED_BY_REFUNDS, Netted, of_returners, place_refunds

NOTABLE = 0.01  # share of money


class Refunded(NamedTuple):
    """What came back and found no purchase: rows, and money as a positive number."""

    unplaced_rows: int = 0
    unplaced: float = 0.0

    @property
    def remarks(self) -> dict[Hashable, Any]:
        """What tables say of it in their ``attrs``."""
        return {"refunds_without_purchase": self.unplaced_rows, "refund_amount_without_purchase": self.unplaced}

    def warn(self, bought: float) -> None:
        """Warn if that is much beside what was bought."""
        warn_unsafe(*unplaced_refunds(self.unplaced, bought))


class SoldLog(NamedTuple):
    """A log as it came, and what of it was sold.

    ``sold`` has purchases with what is left of them, and nothing of an occasion that was wholly given back. Its money
    is that of the log and ``refunded.unplaced``. Costs are those of the rows.
    """

    log: PurchaseLog
    sold: PurchaseLog
    netted: Netted

    @property
    def left(self) -> np.ndarray:
        """What is left of each row of the log; nothing of a refund."""
        return self.netted.left

    @property
    def placed(self) -> np.ndarray:
        """Which share of each row counts: all of a purchase, of a refund the part that found one."""
        with np.errstate(invalid="ignore"):
            return worked_out(_placed, self.netted.unplaced, self.log.amount, dtype=np.float64)

    @property
    def refunded(self) -> Refunded:
        """What came back and found no purchase."""
        return Refunded(int((self.netted.unplaced > 0).sum()), float(self.netted.unplaced.sum()))

    @property
    def bought(self) -> float:
        """The money of all purchases, before anything came back."""
        return float(taken(self.log.amount, worked_out(lambda amount: amount > 0, self.log.amount)).sum())

    def warn(self) -> None:
        """Warn if much money came back for which the log holds no purchase."""
        if unplaced := self.refunded.unplaced:
            warn_unsafe(*unplaced_refunds(unplaced, self.bought))


def _placed(unplaced: np.ndarray, amount: np.ndarray) -> np.ndarray:
    placed: np.ndarray = 1.0 - np.where(unplaced > 0, unplaced / np.abs(amount), 0.0)
    return placed


def sold_log(
    transactions: Any, *more: str, last_day: int = LAST_DAY, name: str = "", known_until: int = LAST_DAY
) -> SoldLog:
    """Check transactions as `custseg.tables._log.purchase_log` does, and set refunds off by the rule of `net_refunds`.

    Rows after ``known_until`` are checked and left out: what came back later was not known then.
    """
    log, table = log_and_table(transactions, *more, last_day=last_day, name=name)
    if known_until < LAST_DAY and not (known := log.day <= known_until).all():
        log = log.rows(known)
        return after_refunds(log, place_refunds(log, table, np.flatnonzero(known)))
    return all_sold(log, table, *more)


def all_sold(log: PurchaseLog, table: pd.DataFrame, *more: str) -> SoldLog:
    """Give what was sold of a log that `log_and_table` has read with the same further columns."""
    netted = once(table, "netted", lambda: place_refunds(log, table))
    if more:
        return after_refunds(log, netted)
    return once(table, "sold", lambda: after_refunds(log, netted))


def log_and_table(
    transactions: Any, *more: str, last_day: int = LAST_DAY, name: str = ""
) -> tuple[PurchaseLog, pd.DataFrame]:
    """Check transactions, and give with them the pandas frame that has what refunds may name."""
    table: Any = nw.to_native(transactions, pass_through=True)
    if not isinstance(table, pd.DataFrame):
        opened = open_log(table, *dict.fromkeys([*more, *NAMED_BY_REFUNDS]))
        table = opened if isinstance(opened, pd.DataFrame) else in_memory(opened)
    return purchase_log(table, *more, last_day=last_day, name=name), table


def sold_until(transactions: Any, observed_until: Day) -> tuple[SoldLog, int]:
    """Check transactions against the last day on which they were watched; give what was sold and that day."""
    until = day_number(observed_until, "observed_until")
    return sold_log(transactions, last_day=until, name="observed_until"), until


def after_refunds(log: PurchaseLog, netted: Netted) -> SoldLog:
    """Leave out what was given back; all customers keep their place, also those of whom nothing is left."""
    refund = log.amount < 0
    if not refund.any():
        return SoldLog(log, log, netted)
    kept = ~(refund | _given_back(log, netted.left))
    sold = log._replace(amount=netted.left).rows(kept)
    return SoldLog(log, sold, netted)


def _given_back(log: PurchaseLog, left: np.ndarray) -> np.ndarray:
    """Say which purchases belong to an order (or else to a customer's day) of which nothing is left."""
    given_back = beside(left, len(left), np.bool_)
    asked = of_returners(log.customer, log.amount < 0) & (log.amount >= 0)
    for rows in rows_by_customers(log.customer, asked):
        part = (log.day if log.order is None else log.order)[rows].astype(np.int64)
        part -= part.min()
        occasion, _ = pd.factorize(log.customer[rows] * (part.max() + 1) + part)
        touched = np.bincount(occasion, weights=left[rows] != log.amount[rows]) > 0
        given_back[rows] = (touched & (np.bincount(occasion, weights=left[rows]) == 0))[occasion]
    return given_back


def rows_of_returners(transactions: Any, *more: str, until: date | None = None) -> pd.DataFrame:
    """Bring the rows of customers who gave something back into pandas; the sums of all others are right as they are."""
    frame: Any = open_log(transactions, *more, *NAMED_BY_REFUNDS)
    if until is not None:
        frame = frame.filter(nw.col("date") <= until)
    who = frame.filter(nw.col("amount") < 0).select("customer_id").unique()
    return in_memory(frame.join(who, on="customer_id", how="semi"))


def unplaced_refunds(unplaced: float, bought: float) -> tuple[str, ...]:
    """Say that much money came back for which the log holds no purchase, and what that means."""
    if unplaced <= NOTABLE * bought:
        return ()
    share = f"{unplaced / bought:.1%} of all that was bought" if bought else "and nothing was bought"
    return (
        f"refunds of {unplaced:,.2f} found no purchase before them, {share}: they are left out, and what these "
        "customers brought may be too high. Their purchases may lie before the log begins.",
    )
