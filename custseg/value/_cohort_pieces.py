"""Which customers, purchases and money belong to which cohort and period, in memory or on the log's engine?

`pieces_in_memory` and `pieces_on_engine` give the `Counted` of a log.
"""

from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Period, listed
from ..tables._calendar_numbers import period_number_of
from ..tables._counted import distinct_pairs, worked_out
from ..tables._customer_places import customer_index
from ..tables._engine_log import came_home, flagged, nobody
from ..tables._log import PurchaseLog, first_days, last_complete, period_calendar
from ..tables._shelf import taken
from ..tables._sold import Refunded, SoldLog, rows_of_returners, sold_log


class Pieces(NamedTuple):
    """What falls into cells: the number of the cohort and of the period, and how much; without `value` one each."""

    cohort: np.ndarray
    when: np.ndarray
    value: np.ndarray | None = None

    def rows(self, kept: np.ndarray) -> "Pieces":
        """Keep some of them."""
        if kept.all():
            return self
        value = None if self.value is None else taken(self.value, kept)
        return Pieces(taken(self.cohort, kept), taken(self.when, kept), value)

    @property
    def total(self) -> float:
        """All of it."""
        return float(len(self.cohort) if self.value is None else self.value.sum())

    def and_those(self, other: "Pieces") -> "Pieces":
        """Put those of other customers behind them."""
        amounts = [np.ones(len(piece.cohort)) if piece.value is None else piece.value for piece in (self, other)]
        cohort, when = (np.concatenate([mine, theirs]) for mine, theirs in zip(self[:2], other[:2], strict=True))
        return Pieces(cohort, when, np.concatenate(amounts))


class Counted(NamedTuple):
    """What a log holds, as pieces: the customers won, the periods in which each of them bought, and their money.

    Who was won after the last period that is over, or never bought, is in a cohort after it, or in none.
    """

    won: Pieces
    bought: Pieces
    money: Pieces
    earliest: int
    first_seen: int
    refunded: Refunded
    purchased: float


def pieces_in_memory(found: SoldLog, until: int, period: Period, acquired: pd.Series | None) -> Counted:
    """Count in arrays; periods have the numbers that pandas gives them."""
    log = found.sold
    customer, won = _base(log, acquired)
    first_day = int(min(found.log.day.min(), won.min()))
    calendar = period_calendar(first_day, until + 1, period)
    cohort = np.where(won > until, last_complete(calendar) + 1, calendar[np.minimum(won, until) - first_day])
    period_of = calendar - calendar[0]
    when = worked_out(lambda day: period_of[day - first_day], log.day, dtype=calendar.dtype)
    who, bought_when = distinct_pairs(customer, when)
    return Counted(
        won=Pieces(cohort, cohort),
        bought=Pieces(taken(cohort, who), _moved_by(bought_when, calendar[0])),
        money=Pieces(taken(cohort, customer), _moved_by(when, calendar[0]), log.amount),
        earliest=int(calendar[0]),
        first_seen=int(calendar[found.log.day.min() - first_day]),
        refunded=found.refunded,
        purchased=found.bought,
    )


def _moved_by(when: np.ndarray, by: int) -> np.ndarray:
    return worked_out(lambda some: some + by, when, dtype=when.dtype)


def pieces_on_engine(transactions: Any, frame: nw.LazyFrame[Any], until: int, period: Period) -> Counted:
    """Count on the engine, in one scan with the checks, those who gave nothing back; in memory the others."""
    cells = came_home(lambda part: _cells(part, until, period), frame, until, "observed_until")
    others, returners = cells[cells["back"] == 0], cells["back"] > 0
    cohort, when = (others[name].to_numpy(np.int64) for name in ("cohort", "when"))
    first = cohort == when
    customers = others["customers"].to_numpy(float)
    counted = Counted(
        won=Pieces(cohort[first], when[first], customers[first]),
        bought=Pieces(cohort, when, customers),
        money=Pieces(cohort, when, others["amount"].to_numpy(float)),
        earliest=int(cells["when"].min()),
        first_seen=int(cells["when"].min()),
        refunded=Refunded(),
        purchased=float(cells["purchased"].sum()),
    )
    if not returners.any():
        return counted
    rows = sold_log(rows_of_returners(transactions), last_day=until, name="observed_until")
    again = pieces_in_memory(rows, until, period, None)
    return counted._replace(
        **{name: getattr(counted, name).and_those(getattr(again, name)) for name in ("won", "bought", "money")},
        refunded=again.refunded,
    )


def _cells(frame: nw.LazyFrame[Any], until: int, period: Period) -> nw.LazyFrame[Any]:
    """Sum up periods of customers, then cohorts; customers who gave something back are cells of their own."""
    amount, when, sold = nw.col("amount"), nw.col("when"), nw.col("sold")
    rows = flagged(frame, until).with_columns(
        when=period_number_of(nw.col("date"), period), purchased=nw.when(amount > 0).then(amount).otherwise(0.0)
    )
    sums = ("amount", "purchased", "sold", "back", "unfit")
    periods = rows.group_by("customer_id", "when").agg(*[nw.col(name).sum() for name in sums])
    periods = periods.with_columns(unfit=nw.col("unfit") + nobody(frame), first=nw.when(sold > 0).then(when))
    periods = periods.with_columns(
        cohort=nw.col("first").min().over("customer_id"), back=nw.col("back").max().over("customer_id")
    )
    periods = periods.with_columns(
        back=nw.when(nw.col("back") > 0).then(nw.lit(1)).otherwise(nw.lit(0)),
        customers=nw.when(sold > 0).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    return periods.group_by("cohort", "when", "back").agg(
        *[nw.col(name).sum() for name in ("customers", "amount", "purchased", "unfit")]
    )


def _base(log: PurchaseLog, acquired: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's customer and the day on which each customer was won."""
    first = first_days(log.purchases)
    if acquired is None:
        return log.customer, first
    if not isinstance(acquired, pd.Series) or acquired.dtype.kind != "M" or getattr(acquired.dtype, "tz", None):
        found = acquired.dtype if isinstance(acquired, pd.Series) else type(acquired).__name__
        raise TypeError(
            f"acquired must be a Series of dates without a zone, index customer_id; found {found}. "
            "Convert it: pd.to_datetime(acquired)."
        )
    if acquired.isna().any() or not acquired.index.is_unique:
        raise ValueError("acquired must hold one date for each customer, none missing and none twice.")
    place = customer_index(acquired.index).get_indexer(log.customers)
    if (place < 0).any():
        raise ValueError(f"acquired lacks customers of the transactions: {listed(log.customers[place < 0])}.")
    won = acquired.to_numpy().astype("datetime64[D]").astype(np.int32)
    late = won[place] > first
    if late.any():
        raise ValueError(f"acquired lies after the first purchase: {listed(log.customers[late])}.")
    return taken(place.astype(np.int32), log.customer), won
