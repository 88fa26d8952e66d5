"""Who bought what before a day, and what after it? The purchase log as orders of categories."""

from __future__ import annotations

from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import Day, SchemaError, day_name, day_number, listed
from ...tables._blank_names import blank_names
from ...tables._log import PurchaseLog
from ...tables._sold import after_refunds, log_and_table
from ...tables.refunds import place_refunds

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Holdings(NamedTuple):
    """Customers who were there before the day, by category: what they bought until it and after it.

    The tables have a row per customer and a column per category.
    """

    customers: pd.Index
    categories: pd.Index
    orders: Numbers  # shape (n_customers, 2): all orders until the day, and after it
    before: Numbers  # orders with the category until the day
    after: Numbers
    amount_before: Floats
    amount_after: Floats
    first_after: Numbers  # day of the first order with the category after the day, in days since 1970; LATE without one

    @property
    def adopted(self) -> NDArray[np.bool_]:
        """Whether the category was first bought after the day."""
        new: NDArray[np.bool_] = (self.before == 0) & (self.after > 0)
        return new


LATE = np.iinfo(np.int64).max


def holdings(transactions: Any, after: Day, category: str) -> Holdings:
    """Check transactions and count each customer's orders of each category on both sides of a day."""
    cut = day_number(after, "after")
    log, named = _log_with_categories(transactions, category)
    if not log.day.min() <= cut < log.day.max():
        found = f"{day_name(int(log.day.min()))} to {day_name(int(log.day.max()))}"
        raise ValueError(f"after must be a day within the log ({found}), with rows on both sides; found {after!r}.")
    codes, categories = pd.factorize(named, sort=True)
    later = log.day > cut
    order = _orders(log)
    n, wide = len(log.customers), len(categories)
    cell = log.customer.astype(np.int64) * wide + codes
    _, first = np.unique(order * wide + codes, return_index=True)  # one row for each category of an order
    _, whole = np.unique(order, return_index=True)

    def counted(rows: Numbers, side: NDArray[np.bool_]) -> Numbers:
        return np.bincount(cell[rows][side[rows]], minlength=n * wide).reshape(n, wide)

    def money(side: NDArray[np.bool_]) -> Floats:
        sums: Floats = np.bincount(cell[side], weights=log.amount[side], minlength=n * wide).astype(float)
        return sums.reshape(n, wide)

    day = np.full(n * wide, LATE)
    np.minimum.at(day, cell[later], log.day[later].astype(np.int64))
    sides = [np.bincount(log.customer[whole][side[whole]], minlength=n) for side in (~later, later)]
    known = sides[0] > 0
    return Holdings(
        log.customers[known],
        pd.Index(categories),
        np.column_stack(sides)[known],
        before=counted(first, ~later)[known],
        after=counted(first, later)[known],
        amount_before=money(~later)[known],
        amount_after=money(later)[known],
        first_after=day.reshape(n, wide)[known],
    )


def bands_of_orders(orders: Numbers, bands: int) -> Numbers:
    """Give customers a number by how often they ordered: so many bands of about equal size, equals together."""
    ranks = pd.Series(orders).rank(method="average").to_numpy()
    place: Numbers = np.minimum((ranks - 0.5) / len(orders) * bands, bands - 1).astype(np.int64)
    return place


def _log_with_categories(transactions: Any, category: str) -> tuple[PurchaseLog, pd.Series]:
    frame = nw.from_native(transactions, pass_through=True)
    names = list(getattr(frame, "columns", []))
    if names and category not in names:
        raise SchemaError(
            f"transactions lacks column '{category}' (found: {listed(names)}). Pass the name of the column that says "
            "what was bought: category=."
        )
    if category in ("customer_id", "date", "amount", "order_id"):
        raise SchemaError(f"category must say what was bought; '{category}' does not. Pass the name of another column.")
    if names and category != "product":  # refunds look for what they undo under this name
        frame = frame.drop("product", strict=False).rename({category: "product"})
    log, table = log_and_table(nw.to_native(frame, pass_through=True), "order_id")
    named = table["product"].reset_index(drop=True)
    if missing := int((named.isna().to_numpy() | blank_names(named)).sum()):
        raise SchemaError(
            f"transactions column '{category}' is missing in {missing:,} rows. Name what was bought, or leave these "
            "rows out."
        )
    found = after_refunds(log, place_refunds(log, table))
    found.warn()
    if not ((log.amount == 0) | (found.left > 0)).any():
        raise SchemaError("transactions holds refunds and no purchase that they leave: nothing was bought.")
    kept = (log.amount == 0) | (found.left > 0)
    return log._replace(amount=np.where(log.amount == 0, 0.0, found.left)).rows(kept), named[kept]


def _orders(log: PurchaseLog) -> Numbers:
    """Give each row the number of its order: that of the log, or else one for each customer and day."""
    if log.order is not None:
        return log.order.astype(np.int64)
    days = int(log.day.max() - log.day.min()) + 1
    return np.asarray(pd.factorize(log.customer.astype(np.int64) * days + (log.day - log.day.min()))[0], dtype=np.int64)
