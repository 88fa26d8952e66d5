"""Is an amount before or after what was given back? A column of refunds, or a second total after them, says how much.

Offers `read_given_back`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import header_key
from ..parts.whole import anywhere, counts
from .evidence import SMALL, Evidence
from .words import holds, tokens

SHOPIFY = frozenset(map(header_key, ("Financial Status", "Paid at", "Total", "Refunded Amount", "Lineitem quantity")))
BEFORE = frozenset(map(header_key, ("Total", "Subtotal")))  # Shopify's amounts before refunds


def read_given_back(evidence: Evidence) -> None:
    """Take what was given back off the amounts, or ask; then note which words of states said so."""
    found = _subtracted(evidence) if "amount" in evidence.table else None
    for header, shown, rows in evidence.partly:
        mask = rows & ~evidence.away
        known = mask & (np.zeros(evidence.size, dtype=bool) if found is None else found[1])
        if found is not None and anywhere(f"known: {header}", known):
            done = "it was subtracted" if found[2] else "it was not subtracted"
            evidence.notes.append(
                f"column '{header}' says {shown}: {evidence.told(known)}. "
                f"How much went back stands in column '{found[0]}'; {done}."
            )
        if anywhere(f"partly: {header}", rest := mask & ~known):
            evidence.notes.append(
                f"column '{header}' says {shown}: {evidence.told(rest)}. "
                "How much went back is not said by the word; the amount was kept."
            )


def _subtracted(evidence: Evidence) -> tuple[str, np.ndarray, bool] | None:
    """Return the column that says how much, its rows, and whether it was subtracted; None without such a column."""
    for header in evidence.beside_amount():
        if holds(header, "headers", "given_back"):
            back = np.nan_to_num(np.abs(evidence.numbers_in(header)), posinf=0.0)
            back = _once_an_order(evidence, back)
            proof = "Shopify's totals are before refunds" if _of_shopify(evidence, back) else ""
        elif evidence.parts is None and _adjusted(evidence, header):
            back = _taken_off(evidence, evidence.numbers_in(header))
            proof = f"it is '{evidence.chosen['amount']}' after refunds"
        else:
            continue
        mask = (back > 0) & ~evidence.away & (evidence.amount() > 0)
        if anywhere(f"given back: {header}", mask):
            return header, mask, _decided(evidence, header, np.where(mask, back, 0.0), proof)
    return None


def _decided(evidence: Evidence, header: str, back: np.ndarray, proof: str) -> bool:
    """Subtract what was given back if that is proved, answered or little."""
    mask = back > 0
    total, rows, money = counts(f"money of {header}", back, mask, np.abs(evidence.amount()[~evidence.away]))
    share = total / max(money, 1e-12)
    answer = evidence.answers.get("given_back", "subtract")
    if "given_back" in evidence.answers or (share > SMALL and not proof):
        text = f"column '{header}' holds {total:,.2f} given back; the amounts of these rows: {evidence.told(mask)}."
        answer = evidence.ask("given_back", f"{text} Are they before it?", ["subtract", "ignore"])
    if answer != "subtract":
        return False
    evidence.table["amount"] = evidence.table["amount"] - back
    evidence.given_back = {"column": header, "amount": float(total), "rows": int(rows)}
    said = f"{total:,.2f} of column '{header}' was subtracted from the amounts"
    if _adjusted(evidence, header):
        said = f"{total:,.2f} was subtracted from the amounts by column '{header}'"
    switch = ' Pass answers={"given_back": "ignore"} to leave the amount as it is.'
    evidence.notes.append(f"{said}: {proof}.{switch}" if proof else f"{said}.")
    return True


def _of_shopify(evidence: Evidence, back: np.ndarray) -> bool:
    """Say whether the headers are those of Shopify's orders, and nothing more came back than had been paid."""
    headers = frozenset(header_key(header) for header in map(str, evidence.rows.table))
    if not headers >= SHOPIFY or header_key(evidence.chosen.get("amount", "")) not in BEFORE:
        return False
    return not anywhere("more back than paid", (back > evidence.amount() + 0.005)[(back > 0) & ~evidence.away])


def _adjusted(evidence: Evidence, header: str) -> bool:
    """Say whether a header is that of the amount, *adjusted*: Etsy's *Adjusted Order Total* beside *Order Total*."""
    own = tokens(evidence.chosen.get("amount", ""))
    return bool(own) and sorted(tokens(header)) == sorted([*own, "adjusted"])


def _taken_off(evidence: Evidence, adjusted: np.ndarray) -> np.ndarray:
    """Give what the adjusted total is below the amount; where it is mostly zero, zero says that nothing was changed."""
    kept = ~evidence.away
    filled = np.isfinite(adjusted) & (adjusted >= 0)
    none, rows = counts("adjusted to nothing", adjusted[kept] == 0, kept)
    if none * 2 > rows:
        filled &= adjusted > 0
    return np.where(filled, np.maximum(evidence.amount() - np.nan_to_num(adjusted), 0.0), 0.0).round(9)


def _once_an_order(evidence: Evidence, back: np.ndarray) -> np.ndarray:
    """Divide what was given back among the lines, as the order's total was, if it stands on each of them, too."""
    if evidence.parts is None:
        return back
    divided = evidence.parts < 1
    orders = pd.Series(back[divided]).groupby(evidence.kinds["order_id"].codes[divided])
    alike = bool((orders.min() == orders.max()).all())
    return back * evidence.parts if alike else back
