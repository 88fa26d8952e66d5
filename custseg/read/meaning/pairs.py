"""Which two columns are one amount? Money that came in, and beside it money that went out, as banks write it.

Offers `amount_of_a_pair`, `price_of_a_line` and `read_pairs`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...schema import header_key
from ..parts.whole import only_together
from .evidence import Evidence
from .ledgers import customers_are_charged, take_charges
from .units import factor, split_unit
from .words import key, table

TWO_COLUMNS = (
    "money that came in and money that went out in two columns",
    "Write them into one column of amounts, money that went out with a minus sign",
)
AMAZON = {"amazonorderid", "itempromotiondiscount"}


def amount_of_a_pair(headers: Sequence[str]) -> str | None:
    """Return the header of money that came in, if one of money that went out belongs to it.

    Examples
    --------
    >>> amount_of_a_pair(["Date", "Payee", "Debit (EUR)", "Credit (EUR)"])
    'Credit (EUR)'
    """
    return next((header for header in headers if _partner(header, headers)), None)


def price_of_a_line(headers: Sequence[str]) -> str | None:
    """Return the header *item-price* of Amazon's order reports: it is what the whole line cost, not one piece.

    Amazon's help says of it: "Amount is aggregate of the quantity, not unit price."

    Examples
    --------
    >>> price_of_a_line(["amazon-order-id", "quantity", "item-price"])
    'item-price'
    >>> price_of_a_line(["order", "quantity", "item-price"]) is None
    True
    """
    keys = {header_key(header): header for header in headers}
    return keys.get("itemprice") if AMAZON & set(keys) else None


def _partner(header: str, headers: Sequence[str]) -> str | None:
    (into,), (out,) = table("pairs")["in"], table("pairs")["out"]
    stem = key(split_unit(header)[0])
    if stem not in into:
        return None
    return next((other for other in headers if key(split_unit(other)[0]) == out[into.index(stem)]), None)


def read_pairs(evidence: Evidence) -> None:
    """Put money that went out into the amounts as negative; where both columns hold money, take the difference."""
    header = evidence.chosen.get("amount")
    debit = _partner(header, evidence.unused) if header else None
    if debit is None or "amount" not in evidence.table or only_together(*TWO_COLUMNS, True):
        return
    out = np.nan_to_num(evidence.numbers_in(debit) * (factor(split_unit(debit)[1]) or 1.0), posinf=0.0, neginf=0.0)
    out = out if (out > 0).any() else -out  # some banks write a minus sign before all that went out
    amount = evidence.table["amount"].to_numpy(dtype=float)
    alone = (out != 0) & (np.isnan(amount) | (amount == 0))
    both, back = (out != 0) & ~alone, alone & (out < 0)
    evidence.filled.append(alone)
    if not back.any():
        came, gone = np.where(amount > 0, amount, 0.0), np.abs(out)
        if customers_are_charged(evidence, came, gone, (f"'{header}'", f"'{debit}'")):
            take_charges(evidence, came, gone)
            return
    evidence.table["amount"] = np.where(alone, np.abs(out), np.where(both, amount - out, amount))
    if both.any():
        evidence.notes.append(
            f"columns '{header}' and '{debit}' both hold money: {evidence.told(both)}. The amount is their difference."
        )
    if back.any():
        told = evidence.told(back)
        evidence.notes.append(f"column '{debit}' has a minus sign in some cells only: {told}. This money came back.")
    gone = alone & ~back
    if evidence.decide("paid_out", gone, f"column '{debit}' holds money that went out") == "negative":
        evidence.table["amount"] = np.where(gone, -out, evidence.table["amount"])
