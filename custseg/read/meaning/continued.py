"""Which rows are further lines of an order whose amount stands on its first line? They hold no money of their own.

Offers `read_further_lines`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .._faults import Fault, counted, places
from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.whole import anywhere, by_group, in_parts, only_together
from .evidence import Evidence

FURTHER_LINE = "a further line of an order: the amount stands on its first line, so no money was lost"
FURTHER_LINES = (
    "orders whose amount stands on their first line only, while their lines may stand in several parts",
    "Write the orders without their further lines, or an amount on each line",
)
MOST = 0.95  # of the orders with such lines have one amount, on the first of their rows


def read_further_lines(evidence: Evidence) -> None:
    """Set aside the lines of an order below its first one, where that alone holds what is said of the whole order."""
    if "amount" not in evidence.chosen or not {"order_id", "amount"} <= set(evidence.table):
        return
    blank = evidence.table["amount"].isna().to_numpy() & ~evidence.away
    codes = evidence.kinds["order_id"].codes
    blank &= codes >= 0
    if not anywhere("orders with a line without an amount", blank) or _in_several_parts(evidence, blank):
        return
    first, fits = _heads(evidence, codes)
    orders = np.unique(codes[blank])
    if fits[orders].mean() < MOST or not fits[codes[codes >= 0]].any():
        return
    lines = np.flatnonzero(blank)
    lines = lines[fits[codes[lines]]]
    lines = lines[_of_one_customer(evidence, lines, first[codes[lines]])]
    if not len(lines) or not _said_once(evidence, lines, first[codes[lines]]):
        return
    mask = np.zeros(evidence.size, dtype=bool)
    mask[lines] = True
    evidence.further_lines = mask
    evidence.notes.append(f"{FURTHER_LINE}: {counted(mask)}, {places(mask, evidence.rows.numbers)}.")
    evidence.asides.append(Fault(mask, FURTHER_LINE, ""))


def _in_several_parts(evidence: Evidence, blank: np.ndarray) -> bool:
    """Say whether the file is read in parts; refuse it if it has such orders."""
    if in_parts() is None:
        return False
    kept = (evidence.kinds["order_id"].codes >= 0) & ~evidence.away
    orders = evidence.kinds["order_id"].text()[kept]
    rows = {"priced": evidence.table["amount"].notna().to_numpy()[kept], "blank": blank[kept]}
    lines, headed, any_headed = by_group("orders without an amount", orders, rows, _headed)
    only_together(*FURTHER_LINES, bool(lines and any_headed and headed >= MOST * lines))
    return True


def _headed(rows: pd.DataFrame) -> np.ndarray:
    """Count orders with a blank line, those of them with one amount, on the first line, and all orders like these."""
    orders = rows.groupby("group", sort=False).agg(
        first=("priced", "first"), priced=("priced", "sum"), blank=("blank", "any")
    )
    fits = orders["first"].astype(bool) & (orders["priced"] == 1)
    return np.array([(orders["blank"] > 0).sum(), (fits & (orders["blank"] > 0)).sum(), fits.sum()])


def _heads(evidence: Evidence, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the first row of each order, and whether it alone holds an amount."""
    kept = np.flatnonzero((codes >= 0) & ~evidence.away)
    rows = pd.DataFrame({"order": codes[kept], "row": kept})
    rows["priced"] = evidence.table["amount"].notna().to_numpy()[kept]
    orders = rows.groupby("order").agg(row=("row", "first"), first=("priced", "first"), priced=("priced", "sum"))
    first, fits = np.full(codes.max() + 1, -1), np.zeros(codes.max() + 1, dtype=bool)
    first[orders.index] = orders["row"]
    fits[orders.index] = orders["first"] & (orders["priced"] == 1)
    return first, fits


def _of_one_customer(evidence: Evidence, lines: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """Say which lines name no customer or that of their order's first line."""
    if "customer_id" not in evidence.kinds:
        return np.ones(len(lines), dtype=bool)
    who = evidence.kinds["customer_id"].codes
    return np.asarray((who[lines] < 0) | (who[lines] == who[heads]))


def _said_once(evidence: Evidence, lines: np.ndarray, heads: np.ndarray) -> bool:
    """Say whether the amount's own cells are blank, and those of another column, too, which the first lines fill."""
    amount = evidence.chosen["amount"]
    if _filled(evidence, amount, lines).any():
        return False
    others = (header for header in map(str, evidence.rows.table) if header != amount)
    return any(
        not _filled(evidence, header, lines).any() and _filled(evidence, header, np.unique(heads)).mean() >= MOST
        for header in others
    )


def _filled(evidence: Evidence, header: str, rows: np.ndarray) -> np.ndarray:
    cells = evidence.rows.table[header].iloc[rows]
    return cell_text(plain_cells(cells)).notna().to_numpy()
