"""Which rows have no customer? Sums of other rows, guests, unknown, masked and overfull customers.

Offers `read_totals` and `read_people`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .._faults import counted
from ..cells.text import TEXT
from ..files.rows import plain_cells
from .evidence import Evidence
from .words import could_be_words, listed_in, words

CROWD = 0.2  # share of the rows above which one customer is called a crowd
ZERO_AMONG = 4  # 0 is a placeholder if other ids have at least so many digits


def read_totals(evidence: Evidence) -> None:
    """Set aside rows that are sums of others: a cell of the customer, date, order or first column says so."""
    columns = [evidence.chosen[name] for name in ("customer_id", "date", "order_id") if name in evidence.chosen]
    first = next(map(str, evidence.rows.table), None)
    if first is not None and first not in evidence.chosen.values():
        columns.append(first)
    found = np.zeros(evidence.size, dtype=bool)
    for header in dict.fromkeys(columns):
        unread = evidence.table["date"].isna().to_numpy() if header == evidence.chosen.get("date") else None
        found |= _cells_in(evidence, header, "totals", ending=True, among=unread)
    unsure = [evidence.chosen[name] for name in ("product",) if name in evidence.chosen]
    if unsure and "customer_id" in evidence.table:
        nobody = evidence.table["customer_id"].isna().to_numpy()
        for header in unsure:
            found |= _cells_in(evidence, header, "totals", ending=True) & nobody
    evidence.decide("totals", found, "the row is a sum of others by its word")


def _cells_in(
    evidence: Evidence, header: str, name: str, ending: bool = False, among: np.ndarray | None = None
) -> np.ndarray:
    """Say in which rows, of those in `among`, a cell is a word of a list."""
    found = np.zeros(evidence.size, dtype=bool)
    column = evidence.rows.table[header] if among is None else evidence.rows.table.loc[among, header]
    cells = plain_cells(column)
    if pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return found
    places = np.arange(evidence.size) if among is None else np.flatnonzero(among)
    if cells.dtype != object:  # few cells of a long file could be words: only those are compared
        possible = could_be_words(cells.astype(TEXT), "rows", name)
        places, cells = places[possible], cells[possible]
    codes, different = pd.factorize(cells)
    found[places] = np.append(listed_in(different, "rows", name, ending).to_numpy(dtype=bool), False)[codes]
    return found


def read_people(evidence: Evidence) -> None:
    """Set aside rows without a customer and of guests; name masked buyers and crowds."""
    if "customer_id" not in evidence.table:
        return
    ids = evidence.table["customer_id"]
    missing = ids.isna().to_numpy() & ~evidence.away
    left = (~evidence.away).sum()
    if evidence.answers.get("no_customer") != "refuse" and (
        missing.sum() * 2 <= left or "no_customer" in evidence.answers
    ):
        evidence.decide("no_customer", missing, "customer_id is missing")
    codes, different = pd.factorize(ids)
    guest = listed_in(different, "rows", "guests") | _placeholder_zero(different, codes)
    evidence.decide("guests", np.append(guest.to_numpy(dtype=bool), False)[codes], "the customer is a guest or unknown")
    _note_masked(evidence, codes, different)
    _note_crowd(evidence, codes, different)


def _placeholder_zero(different: pd.Index, codes: np.ndarray) -> pd.Series:
    """Say which ids are zeros or nines that stand for nobody: the other ids are longer, or none holds near as many."""
    texts = pd.Series(different).astype(TEXT)
    zero = texts.isin(words("rows", "zero"))
    if not zero.any() or zero.all():
        return zero & False
    held = np.bincount(codes[codes >= 0], minlength=len(texts))
    others = texts[~zero]
    longer = others.str.len().min() >= ZERO_AMONG  # 0 among 1, 2, 3 is a number like them
    crowd = pd.Series(held > max(20, 10 * np.median(held[~zero.to_numpy()])))
    plain = texts.str.fullmatch("0+|-1").astype(bool)
    return zero & ((plain & longer) | crowd)


def _note_masked(evidence: Evidence, codes: np.ndarray, different: pd.Index) -> None:
    texts = pd.Series(different).astype(TEXT)
    masked = texts.str.contains(r"[*＊]|[xX]{4,}\d", regex=True)
    mask = np.append(masked.to_numpy(dtype=bool), False)[codes] & ~evidence.away
    if mask.any():
        evidence.notes.append(
            f"customer_id is masked (such as '{texts[masked].iloc[0]}') in {counted(mask)}, "
            f"{evidence.share(mask):.0%} of the money: different people may share one and count as one "
            "customer. Use another column if there is one."
        )


def _note_crowd(evidence: Evidence, codes: np.ndarray, different: pd.Index) -> None:
    kept = codes[~evidence.away & (codes >= 0)]
    if len(different) < 20 or not len(kept):
        return
    held = np.bincount(kept, minlength=len(different))
    largest = int(held.argmax())
    if held[largest] > CROWD * len(kept) and held[largest] > 20 * np.median(held[held > 0]):
        mask = codes == largest
        evidence.notes.append(
            f"customer '{different[largest]}' holds {held[largest] / len(kept):.0%} of the rows "
            f"({evidence.told(mask)}): "
            "a till or a guest account? Leave it out if it is not one customer."
        )
