"""Is it a bank's statement, or a ledger in which customers are charged and pay? There, what is charged is the sale.

Offers `customers_are_charged` and `take_charges`.
"""

from __future__ import annotations

import numpy as np

from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.whole import only_together
from .evidence import Evidence
from .words import holds, listed_in

BOTH_WAYS = (
    "money of both directions, which may be a bank's statement or a ledger in which customers are charged",
    'Pass answers={"paid_out": "negative"} or answers={"paid_out": "charged"}',
)
FEW = 3  # customers with money on both sides: fewer may have given something back
HALF = 0.5  # of either side's money stands with them, and they were charged at least so much of what they paid


def customers_are_charged(evidence: Evidence, came: np.ndarray, gone: np.ndarray, names: tuple[str, str]) -> bool:
    """Ask whether money of both directions with the same customers is what they paid and were charged.

    Parameters
    ----------
    evidence : Evidence
        The rows so far.
    came, gone : ndarray
        Money of each row in either direction, 0 where there is none.
    names : tuple of str
        What the file calls the one and the other.
    """
    if "paid_out" not in evidence.answers and (
        only_together(*BOTH_WAYS, "customer_id" in evidence.kinds and bool(came.any() or gone.any()))
        or not _both_ways(evidence, came, gone)
    ):
        return False
    if "paid_out" in evidence.answers and evidence.answers["paid_out"] != "charged":
        return False
    text = (
        f"the same customers stand under {names[1]} ({gone.sum():,.2f}) and under {names[0]} ({came.sum():,.2f}): is "
        "it a ledger, in which they are charged and pay, or a bank's statement, in which money goes out and comes in?"
    )
    return bool(evidence.ask("paid_out", text, ["charged", "negative"]) == "charged")


def take_charges(evidence: Evidence, came: np.ndarray, gone: np.ndarray) -> None:
    """Take what was charged as the amounts and set payments aside; what a kind of row calls a refund is negative."""
    paid = (came > 0) & (gone == 0)
    back = paid & _refunds(evidence)
    amount = evidence.table["amount"].to_numpy(dtype=float)
    evidence.table["amount"] = np.where(gone > 0, gone - came, np.where(back, -came, amount))
    evidence.set_aside(paid & ~back, "the row is a payment of what was charged")


def _both_ways(evidence: Evidence, came: np.ndarray, gone: np.ndarray) -> bool:
    people = evidence.kinds.get("customer_id")
    if people is None or not len(people.different):
        return False
    known, size = (people.codes >= 0) & ~evidence.away, len(people.different)
    into, out = (np.bincount(people.codes[known], money[known], size) for money in (came, gone))
    both = (into > 0) & (out > 0)
    shares = into[both].sum() >= HALF * into.sum(), out[both].sum() >= HALF * out.sum()
    return bool(both.sum() >= FEW and all(shares) and out[both].sum() >= HALF * into[both].sum())


def _refunds(evidence: Evidence) -> np.ndarray:
    found = np.zeros(evidence.size, dtype=bool)
    for header in evidence.unused:
        if holds(header, "headers", "kind"):
            found |= listed_in(
                cell_text(plain_cells(evidence.rows.table[header])).fillna(""), "kinds", "refund"
            ).to_numpy()
    return found
