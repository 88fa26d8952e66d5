"""Is an amount the line's or the order's? The order's total on each of its lines is told from the lines' own.

Offers `read_order_totals`, and `sums_of_orders`, which counts such orders.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..parts.whole import by_group, in_parts, only_together
from ..parts.wording import Count, Money, Places
from .evidence import SMALL, Evidence
from .pairs import price_of_a_line

ORDER_TOTALS = (
    "an order's total on each of its lines, to be divided among lines that may stand in several parts",
    'Leave the total on one line of each order, or pass answers={"amount_per": "line"}',
)
ALIKE = 0.95  # share of orders of several lines in which the amount must repeat


def read_order_totals(evidence: Evidence) -> None:
    """Tell an order's total that stands on each of its lines from the amounts of the lines."""
    log = evidence.table
    if not {"order_id", "amount"} <= set(log) or "amount" not in evidence.chosen:
        return
    if price_of_a_line(list(map(str, evidence.rows.table))) == evidence.chosen["amount"]:
        return
    kept = log["order_id"].notna().to_numpy() & log["amount"].notna().to_numpy() & ~evidence.away
    orders = _orders_of_parts(evidence, kept) if in_parts() else _orders(evidence, kept)
    if orders is None:
        return
    plausible = orders.alike >= max(ALIKE * orders.several, 2) and orders.extra > SMALL * orders.total
    if not orders.alike or not ("amount_per" in evidence.answers or (plausible and orders.lines_differ())):
        return
    proof = orders.proof()
    if proof == "line" and "amount_per" not in evidence.answers:
        return
    header = evidence.chosen["amount"]
    text = (
        f"'{header}' is the same on every line of {orders.alike:,} of {orders.several:,} orders with several "
        f"lines ({orders.told}): an order's total that is repeated, or each line's own amount? "
        f"Added up, {orders.extra:,.2f} of {orders.total:,.2f} would be counted again."
    )
    if proof == "order" and "amount_per" not in evidence.answers:
        evidence.settled["amount_per"] = answer = "order"
    else:
        answer = evidence.ask("amount_per", text, ["order", "line"])
    if answer == "order" and not only_together(*ORDER_TOTALS, True):
        _divide(evidence, orders.repeated, header)


class _Orders(NamedTuple):
    """Orders with several lines, those in which all amounts are alike, what these count again, and all money."""

    several: int
    alike: int
    extra: float
    total: float
    told: str
    repeated: np.ndarray
    lines_differ: Callable[[], bool]
    proof: Callable[[], str | None]


def _orders(evidence: Evidence, kept: np.ndarray) -> _Orders | None:
    """Look at the orders of a file in memory; None if none has several lines."""
    if evidence.kinds["order_id"].all_differ():
        return None
    log, several = evidence.table, kept.copy()
    codes = evidence.kinds["order_id"].codes
    several[kept] = np.bincount(codes[kept])[codes[kept]] > 1
    if not several.any():
        return None
    orders = log.loc[several, "amount"].groupby(log.loc[several, "order_id"])
    first = orders.first()
    alike = (orders.min() == orders.max()) & (first != 0)
    repeated = several & log["order_id"].isin(alike.index[alike]).to_numpy(dtype=bool)
    return _Orders(
        len(alike),
        int(alike.sum()),
        float((orders.sum() - first)[alike].abs().sum()),
        float(log.loc[kept, "amount"].abs().sum()),
        evidence.told(repeated),
        repeated,
        lambda: _lines_differ(evidence, repeated),
        lambda: _proved(log, repeated),
    )


def _orders_of_parts(evidence: Evidence, kept: np.ndarray) -> _Orders | None:
    """Look at the orders of a file of which a part is in memory: an order's lines may stand in several parts."""
    log, part = evidence.table[kept], in_parts()
    line = log["quantity"] * log["unit_price"] if {"quantity", "unit_price"} <= set(log) else np.nan
    own = np.ones(len(log)) if part is None or part.twins is None else ~part.twins[kept]
    numbers = pd.to_numeric(pd.Series(evidence.rows.numbers[kept]), errors="coerce")
    rows = {"amount": log["amount"], "line": line, "own": own, "number": numbers}
    found = by_group(
        "orders",
        log["order_id"],
        {name: np.broadcast_to(np.asarray(values, dtype=float), len(log)) for name, values in rows.items()},
        sums_of_orders,
    )
    if not found.several:
        return None
    count, places = Count(found.rows, "{:,} rows", "{:,} row"), Places(found.first, None, found.rows, 5)
    money = Money(found.money, found.paid > 0, found.back > 0)
    most = max(("line", "order"), key=lambda name: getattr(found, f"as_{name}"))
    return _Orders(
        found.several,
        found.alike,
        found.extra,
        found.total,
        f"{count.written()}, {money.written()}, {places.written()}",
        np.zeros(evidence.size, dtype=bool),
        lambda: found.own > 0,
        lambda: most if found.priced * 2 >= found.rows and getattr(found, f"as_{most}") > 0.9 * found.rows else None,
    )


class OrderSums(NamedTuple):
    """What is counted of orders with several lines, and of the rows of those in which all amounts are alike."""

    several: int
    alike: int
    extra: float
    total: float
    rows: int
    money: float
    paid: int
    back: int
    own: int
    priced: int
    as_line: int
    as_order: int
    first: tuple[str, ...]

    def __add__(self, other: object) -> OrderSums:
        """Put together what is counted of other orders."""
        if not isinstance(other, OrderSums):
            return NotImplemented
        both: list[Any] = [*map(operator.add, tuple(self), tuple(other))]
        first = tuple(sorted(both[-1], key=float)[:5])
        return OrderSums._make([*both[:-1], first])


def sums_of_orders(rows: pd.DataFrame) -> OrderSums:
    """Count orders whose lines are all there: ``group``, ``amount``, ``line`` (its price), ``own``, ``number``."""
    total, rows = float(rows["amount"].abs().sum()), rows[rows["group"].duplicated(keep=False)]
    orders = rows.groupby("group", sort=False)["amount"].agg(["first", "min", "max", "sum"])
    alike = orders[(orders["min"] == orders["max"]) & (orders["first"] != 0)]
    held = rows[rows["group"].isin(alike.index)]
    as_order = held.groupby("group")["line"].transform("sum")
    return OrderSums(
        len(orders),
        len(alike),
        float((alike["sum"] - alike["first"]).abs().sum()),
        total,
        len(held),
        float(held["amount"].sum()),
        int((held["amount"] > 0).sum()),
        int((held["amount"] < 0).sum()),
        int((held["own"] > 0).sum()),
        int(held["line"].notna().sum()),
        int(((held["line"] - held["amount"]).abs() < 0.011).sum()),
        int(((as_order - held["amount"]).abs() < 0.011).sum()),
        tuple(f"{number:.0f}" for number in held["number"].nsmallest(5)),
    )


def _lines_differ(evidence: Evidence, repeated: np.ndarray) -> bool:
    """Say whether something else differs between the lines of an order: else they are exact repeats."""
    return not evidence.rows.table[repeated].astype(str).duplicated(keep=False).all()


def _proved(log: pd.DataFrame, mask: np.ndarray) -> str | None:
    """Let quantity × unit_price, where there is one, show whether an amount is the line's or the order's."""
    if not {"quantity", "unit_price"} <= set(log):
        return None
    rows = log[mask]
    line = rows["quantity"] * rows["unit_price"]
    if line.isna().mean() > 0.5:
        return None
    order = line.groupby(rows["order_id"]).transform("sum")
    near = {"line": (line - rows["amount"]).abs() < 0.011, "order": (order - rows["amount"]).abs() < 0.011}
    shares = {name: float(close.mean()) for name, close in near.items()}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] > 0.9 else None


def _divide(evidence: Evidence, mask: np.ndarray, header: str) -> None:
    rows = evidence.table[mask]
    if {"quantity", "unit_price"} <= set(rows):
        weight = (rows["quantity"] * rows["unit_price"]).abs().fillna(0.0)
    else:
        weight = pd.Series(1.0, index=rows.index)
    total = weight.groupby(rows["order_id"]).transform("sum")
    count = weight.groupby(rows["order_id"]).transform("size")
    part = (weight / total.where(total > 0)).fillna(1 / count)
    evidence.parts = np.ones(evidence.size)
    evidence.parts[mask] = part.to_numpy(dtype=float)
    before = float(rows["amount"].sum())
    evidence.table.loc[mask, "amount"] = rows["amount"] * part
    evidence.notes.append(
        f"'{header}' repeats the order's total on each line: it was divided among the lines ({before:,.2f} became "
        f'{float(evidence.table.loc[mask, "amount"].sum()):,.2f}). Pass answers={{"amount_per": "line"}} if each line '
        "has its own amount."
    )
