"""What is odd about the export of a simulated business?

`EXPORTS`, one function for each oddity: rows, what is to be known of them and chance in, rows out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

TILL_ROWS = 100_000
GUEST_SHARE = 0.25  # of all money
LARGE_SHARE = 0.95
RETURNED, RETURNED_AFTER = 0.15, 14
ZERO = 0.3
TWO_IDS = 0.1


class Export(NamedTuple):
    """Rows of an export and the days between which they lie."""

    rows: pd.DataFrame
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    random_state: np.random.RandomState

    def bought_by(self, customer_id: str, number: int, total: float) -> pd.DataFrame:
        """Give rows of one more id: so many, on any days, for so much in all."""
        days = (self.last_day - self.first_day).days + 1
        day = np.sort(self.random_state.randint(0, days, number))
        amount = self.random_state.gamma(4.0, size=number)
        return pd.DataFrame(
            {
                "customer_id": customer_id,
                "date": self.first_day + pd.to_timedelta(day, "D"),
                "amount": np.maximum((amount / amount.sum() * total).round(2), 0.01),
            }
        )


def one_large_account(export: Export) -> pd.DataFrame:
    """Let one customer bring 95 percent."""
    total = export.rows["amount"].sum() * LARGE_SHARE / (1 - LARGE_SHARE)
    return _sorted(export.rows, export.bought_by("K00000", 120, total))


def only_returns(export: Export) -> pd.DataFrame:
    """Turn all signs."""
    return export.rows.assign(amount=-export.rows["amount"])


def begins_late(export: Export) -> pd.DataFrame:
    """Keep the last two years only."""
    return export.rows[export.rows["date"] > export.last_day - pd.Timedelta(days=730)]


def two_months_missing(export: Export) -> pd.DataFrame:
    """Leave out two months in the middle."""
    middle = export.first_day + (export.last_day - export.first_day) // 2
    hole = export.rows["date"].between(middle.normalize(), middle.normalize() + pd.Timedelta(days=60))
    return export.rows[~hole]


def guest(export: Export) -> pd.DataFrame:
    """Let guests, who share one id, bring a quarter of the money."""
    total = export.rows["amount"].sum() * GUEST_SHARE / (1 - GUEST_SHARE)
    return _sorted(export.rows, export.bought_by("guest", max(int(total / 30), 1), total))


def till(export: Export) -> pd.DataFrame:
    """Type in everybody without a card under one id, a hundred thousand times."""
    return _sorted(export.rows, export.bought_by("TILL1", TILL_ROWS, TILL_ROWS * 12.0))


def prices_times_ten(export: Export) -> pd.DataFrame:
    """Write amounts, from the second half on, in a currency ten times as small."""
    middle = (export.first_day + (export.last_day - export.first_day) / 2).ceil("D")
    late = export.rows["date"] >= middle
    return export.rows.assign(amount=export.rows["amount"].where(~late, export.rows["amount"] * 10))


def zero_amounts(export: Export) -> pd.DataFrame:
    """Write gifts and replacements as rows of 0.00."""
    free = export.random_state.uniform(size=len(export.rows)) < ZERO
    return export.rows.assign(amount=export.rows["amount"].where(~free, 0.0))


def returned(export: Export) -> pd.DataFrame:
    """Let fifteen percent come back after two weeks, as rows with the number of their order."""
    rows = export.rows.assign(order_id=[f"O{number:06}" for number in range(len(export.rows))])
    back = rows[export.random_state.uniform(size=len(rows)) < RETURNED]
    back = back.assign(date=back["date"] + pd.Timedelta(days=RETURNED_AFTER), amount=-back["amount"])
    return _sorted(rows, back[back["date"] <= export.last_day])


def one_row_per_customer(export: Export) -> pd.DataFrame:
    """Sum up each customer, as some shops do themselves."""
    return (
        export.rows.groupby("customer_id")
        .agg(
            first_purchase=("date", "min"),
            last_purchase=("date", "max"),
            orders=("date", "size"),
            amount=("amount", "sum"),
        )
        .reset_index()
        .round({"amount": 2})
    )


def file_twice(export: Export) -> pd.DataFrame:
    """Append the file to itself."""
    return pd.concat([export.rows, export.rows], ignore_index=True)


def two_ids(export: Export) -> pd.DataFrame:
    """Write every second order of one customer in ten under the same id in small letters."""
    ids = export.rows["customer_id"]
    several = ids[ids.duplicated()].unique()
    chosen = export.random_state.permutation(several)[: int(TWO_IDS * ids.nunique())]
    small = ids.isin(chosen) & (ids.groupby(ids).cumcount() % 2 == 1)
    return export.rows.assign(customer_id=ids.where(~small, ids.str.lower()))


def one_customer(export: Export) -> pd.DataFrame:
    """Keep one customer, who came a dozen times."""
    return export.bought_by("K00001", 12, 360.0)


def _sorted(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(parts).sort_values("date", kind="stable", ignore_index=True)


EXPORTS: dict[str, Callable[[Export], pd.DataFrame]] = {
    "one_large_account": one_large_account,
    "only_returns": only_returns,
    "begins_late": begins_late,
    "two_months_missing": two_months_missing,
    "guest": guest,
    "till": till,
    "prices_times_ten": prices_times_ten,
    "zero_amounts": zero_amounts,
    "returned": returned,
    "one_row_per_customer": one_row_per_customer,
    "file_twice": file_twice,
    "two_ids": two_ids,
    "one_customer": one_customer,
}
