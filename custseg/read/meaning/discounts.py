"""Is an amount before or after the discounts that stand beside it? A third column proves it, or the caller is asked.

Offers `read_discounts`.
"""

from __future__ import annotations

import numpy as np

from ...schema import TRANSACTIONS, header_key
from ..files.rows import plain_cells
from ..parts.whole import anywhere, counts, overall
from .evidence import SMALL, Evidence
from .pairs import price_of_a_line
from .units import split_unit
from .words import key, table

ALIKE = 0.95  # share of the discounted rows in which the difference must be right
_PAID = frozenset(header_key(name) for name in ("amount", *TRANSACTIONS["amount"].aliases))


def read_discounts(evidence: Evidence) -> None:
    """Take the amount after discounts where a column shows it; ask where quantity × unit_price is all there is."""
    known = {word for words in table("headers")["discount"] for word in words}
    header = next((header for header in evidence.unused if key(split_unit(header)[0]) in known), None)
    if header is None or "amount" not in evidence.table:
        return
    off = np.nan_to_num(np.abs(_discounts(evidence, header)), posinf=0.0)
    mask = (off > 0) & ~evidence.away & (evidence.amount() != 0)
    if not anywhere("discounts", mask):
        return
    if "amount" not in evidence.chosen:
        _ask(evidence, header, off, mask, "are quantity × unit_price")
    elif price_of_a_line([evidence.chosen["amount"], header]):
        _ask(evidence, header, off, mask, f"is '{evidence.chosen['amount']}'")
    elif "amount" not in evidence.named or "discounts" in evidence.answers:
        _prove(evidence, header, off, mask)


def _discounts(evidence: Evidence, header: str) -> np.ndarray:
    """Give the numbers of a column, as shares where they are per cent."""
    text = plain_cells(evidence.rows.table[header]).map(str).str.strip()
    percent = text.str.extract(r"^-?(\d+(?:[.,]\d+)?)\s*[%％]$")[0].str.replace(",", ".")
    read, size = counts(f"per cent in {header}", percent.notna(), np.ones(len(text)))
    if read < ALIKE * size:
        return evidence.numbers_in(header)
    return percent.astype(float).to_numpy() / 100


def _prove(evidence: Evidence, header: str, off: np.ndarray, mask: np.ndarray) -> None:
    """Look for an amount that is the chosen one less the discount."""
    before = evidence.amount()
    for other in evidence.unused:
        if other == header or not _PAID & {header_key(other), header_key(split_unit(other)[0])}:
            continue
        after = evidence.numbers_in(other)
        right = np.abs(np.abs(before) - off - np.abs(after))[mask] < 0.011
        fits, size, gaps = counts(f"after discounts: {other}", right, mask, np.isnan(after[~evidence.away]))
        if fits < ALIKE * size or gaps:
            continue
        told = f"'{other}' is '{evidence.chosen['amount']}' less '{header}'"
        if evidence.decide("discounts", mask, told) == "subtract":
            evidence.table["amount"] = after
        return


def _ask(evidence: Evidence, header: str, off: np.ndarray, mask: np.ndarray, asked: str) -> None:
    """Ask whether the amount is before the discount, which may be money or a share of it."""
    money = np.abs(evidence.amount())
    most = overall("largest discount", float(off.max(initial=0.0)), max)
    off = np.where(mask, off * money if most <= 1 else np.minimum(off, money), 0.0)
    total, of_all = counts("money of discounts", off, money[~evidence.away])
    if total <= SMALL * of_all and "discounts" not in evidence.answers:
        return
    text = f"column '{header}' holds discounts of {total:,.2f} ({evidence.told(mask)}): {asked} "
    if evidence.ask("discounts", f"{text}before them?", ["subtract", "ignore"]) == "subtract":
        evidence.table["amount"] = evidence.table["amount"] - np.sign(evidence.amount()) * off
        evidence.notes.append(f"{total:,.2f} of column '{header}' was subtracted from the amounts.")
