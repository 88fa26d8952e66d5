"""Which rows are further lines of an order whose amount stands on its first line? They hold no money of their own.

Offers `read_further_lines`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .._faults import Fault, counted, places
from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.row_keys import text_keys
from ..parts.whole import anywhere, by_group, in_parts, only_together
from .evidence import Evidence

FURTHER_LINE = "a further line of an order: the amount stands on its first line, so no money was lost"
FURTHER_LINES = (
    "orders whose amount stands on their first line only, while their lines may stand in several parts",
    "Write the orders without their further lines, or an amount on each line",
)
CELLS, WIDTH = "cells from ", 50  # bits of a number that a float holds
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
    rows = {"priced": evidence.table["amount"].notna().to_numpy(), "blank": blank, "who": _customers(evidence)}
    rows |= _filled_cells(evidence)
    found = by_group("orders without an amount", orders, {name: row[kept] for name, row in rows.items()}, _headed)
    (with_blank, headed, any_headed, lines, written, heads), (of_lines, of_heads) = found[:6], found[6:].reshape(2, -1)
    is_so = with_blank and any_headed and headed >= MOST * with_blank
    said_once = lines and not written and bool(((of_lines == 0) & (of_heads >= MOST * heads)).any())
    only_together(*FURTHER_LINES, bool(is_so and said_once))
    return True


def _customers(evidence: Evidence) -> np.ndarray:
    """Give the customers of rows as numbers that mean the same in each part, -1 where a row names none."""
    if "customer_id" not in evidence.kinds:
        return np.full(evidence.size, -1.0)
    kind = evidence.kinds["customer_id"]
    keys = text_keys(kind.text()) % np.uint64(2**WIDTH)
    return np.where(kind.codes < 0, -1.0, keys.astype(np.float64))


def _filled_cells(evidence: Evidence) -> dict[str, np.ndarray]:
    """Say which cells of a row are filled: those of the amount, and of the other columns as bits of few numbers."""
    amount, rows = evidence.chosen["amount"], np.arange(evidence.size)
    others = [header for header in map(str, evidence.rows.table) if header != amount]
    found = {"written": _filled(evidence, amount, rows).astype(np.float64)}
    for start in range(0, len(others), WIDTH):
        bits = [_filled(evidence, name, rows) * 2.0**place for place, name in enumerate(others[start : start + WIDTH])]
        found[f"{CELLS}{start}"] = np.sum(bits, axis=0)
    return found


def _headed(rows: pd.DataFrame) -> np.ndarray:
    """Count what `read_further_lines` asks of all rows.

    Orders with a blank line, those of them with one amount, on the first line, and all orders like these; then their
    blank lines of the same customer, those with something in the amount's cell, and their first lines; then of both
    kinds of lines the filled cells of each other column.
    """
    group = rows.groupby("group", sort=False)
    head = group.transform("first")
    fits = (head["priced"] > 0) & (group["priced"].transform("sum") == 1)
    first, with_blank = group.cumcount() == 0, group["blank"].transform("max") > 0
    lines = (rows["blank"] > 0) & fits & ((rows["who"] < 0) | (rows["who"] == head["who"]))
    heads = first & lines.groupby(rows["group"], sort=False).transform("max")
    counts = [first & with_blank, first & with_blank & fits, first & fits, lines, lines & (rows["written"] > 0), heads]
    return np.concatenate(
        [[count.sum() for count in counts], _of_each_column(rows[lines]), _of_each_column(rows[heads])]
    )


def _of_each_column(rows: pd.DataFrame) -> np.ndarray:
    """Count the filled cells of each column, which are bits of numbers."""
    masks = [rows[name].to_numpy().astype(np.int64) for name in rows if str(name).startswith(CELLS)]
    return np.array([((mask >> place) & 1).sum() for mask in masks for place in range(WIDTH)])


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
