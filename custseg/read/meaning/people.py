"""Which rows have no customer? Sums of other rows, guests, unknown, masked and overfull customers.

Offers `read_totals` and `read_people`.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from .._faults import counted
from ..cells.kinds import Kinds
from ..cells.text import TEXT, cell_text
from ..files.rows import plain_cells
from ..parts.whole import anywhere, by_group, counts, first_found, in_parts, only_together, overall, union
from .evidence import Evidence
from .words import could_be_words, holds, listed_in

BLOCKS = (
    "customers that stand on the first row of a block only",
    'Write the customer into each row, or pass answers={"no_customer": "aside"}',
)
CROWD = 0.2  # share of the rows above which one customer is called a crowd
FEW_BLOCKS, IN_BLOCKS = 3, 0.3  # customers that stand once, and the share of rows below them, of a file in blocks
PLACEHOLDER = "0{1,7}|-1|9{4,7}"  # ids that may stand for nobody
ZERO_AMONG = 4  # 0 is a placeholder if other ids have at least so many digits


def read_totals(evidence: Evidence) -> None:
    """Set aside rows that are sums of others: a cell of the customer, date, order or first column says so."""
    found = np.zeros(evidence.size, dtype=bool)
    for name in ("customer_id", "order_id"):
        if name in evidence.kinds:
            found |= _totals_among(evidence.kinds[name])
    if "product" in evidence.kinds and "customer_id" in evidence.kinds:
        found |= _totals_among(evidence.kinds["product"]) & (evidence.kinds["customer_id"].codes < 0)
    unread = (
        evidence.table["date"].isna().to_numpy() if "date" in evidence.table else np.zeros(evidence.size, dtype=bool)
    )
    if unread.any():
        found |= _totals_in(evidence.rows.table[evidence.chosen["date"]], unread)
    first = next(map(str, evidence.rows.table), None)
    if first is not None and first not in evidence.chosen.values():
        found |= _totals_in(evidence.rows.table[first], np.ones(evidence.size, dtype=bool))
    found |= _totals_of_something(evidence, unread)
    evidence.decide("totals", found, "the row is a sum of others by its word")


def _totals_of_something(evidence: Evidence, undated: np.ndarray) -> np.ndarray:
    """Say which rows without a date begin with a word for a sum, and more: *Total January*, *Summe Nord*."""
    found = np.zeros(evidence.size, dtype=bool)
    for kinds in evidence.kinds.values() if undated.any() else ():
        first = kinds.different.str.extract(r"^([^\W\d_]+)[\s:]+\S", expand=False)
        found |= kinds.rows(pd.Series(listed_in(first.fillna(""), "rows", "totals")))
    return np.asarray(found & undated)


def _totals_among(kinds: Kinds) -> np.ndarray:
    return kinds.rows(listed_in(kinds.different, "rows", "totals", ending=True))


def _totals_in(column: pd.Series, among: np.ndarray) -> np.ndarray:
    """Say in which rows, of those in `among`, a cell is a word for a sum."""
    found, places = np.zeros(len(column), dtype=bool), np.flatnonzero(among)
    cells = plain_cells(column[among])
    if pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return found
    if cells.dtype != object:  # few cells of a long file could be words: only those are compared
        possible = could_be_words(cells.astype(TEXT), "rows", "totals")
        places, cells = places[possible], cells[possible]
    found[places] = _totals_among(Kinds.of(cells))
    return found


def read_people(evidence: Evidence) -> None:
    """Set aside rows without a customer and of guests; name masked buyers and crowds."""
    if "customer_id" not in evidence.table:
        return
    _set_suppliers_aside(evidence)
    _name_blocks(evidence)
    missing = evidence.table["customer_id"].isna().to_numpy() & ~evidence.away
    lacking, there = counts("without a customer", missing, ~evidence.away)
    if evidence.answers.get("no_customer") != "refuse" and (lacking * 2 <= there or "no_customer" in evidence.answers):
        evidence.decide("no_customer", missing, "customer_id is missing")
    kinds = evidence.kinds["customer_id"]
    guest = listed_in(kinds.different, "rows", "guests") | _placeholder_zero(kinds)
    evidence.decide("guests", kinds.rows(guest), "the customer is a guest or unknown")
    _note_masked(evidence, kinds)
    _note_crowd(evidence, kinds)


def _set_suppliers_aside(evidence: Evidence) -> None:
    """Set rows of suppliers and own accounts aside, where a column says of each row whose account it is."""
    for header in evidence.unused:
        if not holds(header, "headers", "party"):
            continue
        kinds = Kinds.of(cell_text(plain_cells(evidence.rows.table[header])))
        if anywhere(f"customers in {header}", listed_in(kinds.different, "rows", "customers")):
            others = listed_in(kinds.different, "rows", "suppliers")
            found = overall(f"suppliers in {header}", tuple(kinds.different[others.to_numpy()]), union)
            shown = ", ".join(f"'{text}'" for text in found)
            evidence.decide("suppliers", kinds.rows(others), f"column '{header}' says {shown}")


def _name_blocks(evidence: Evidence) -> None:
    """Give rows below a customer that customer, where each stands once, on the first row of a block: asked before."""
    column = evidence.table["customer_id"]
    there = ~evidence.away
    missing = column.isna().to_numpy() & there
    if only_together(*BLOCKS, evidence.answers.get("no_customer") == "above"):
        return
    if evidence.answers.get("no_customer") != "above":
        if "no_customer" in evidence.answers or not _in_blocks(evidence, there, missing):
            return
        if only_together(*BLOCKS, True):
            return
        text = (
            f"customer_id is blank in {evidence.told(missing)}, and no customer stands twice: does each stand on the "
            "first row of a block only?"
        )
        if evidence.ask("no_customer", text, ["above", "aside"]) != "above":
            return
    above = column.where(there).ffill()
    named = missing & above.notna().to_numpy()
    evidence.settled["no_customer"] = "above"
    evidence.table["customer_id"] = column.mask(named, above)
    evidence.kinds = {**evidence.kinds, "customer_id": Kinds.of(evidence.table["customer_id"])}
    evidence.named_above.append(named)
    evidence.notes.append(f"the customer was taken from the row above: {evidence.told(named)}.")


def _in_blocks(evidence: Evidence, there: np.ndarray, missing: np.ndarray) -> bool:
    """Say whether many rows lack a customer, none of whom stands twice, and days begin anew below some of them."""
    codes = evidence.kinds["customer_id"].codes[there & ~missing]
    lacking, rows, named = counts("blocks", missing, there, there & ~missing)
    if not lacking or named < FEW_BLOCKS or lacking < IN_BLOCKS * rows:
        return False
    days = evidence.table["date"][there].dropna() if "date" in evidence.table else pd.Series(dtype=float)
    again = anywhere("a customer again", len(np.unique(codes)) < len(codes))
    up, down, _, _ = overall("days in order", _ends(days), _in_order)
    return not (again or up or down)


Ends = tuple[bool, bool, Any, Any]  # whether days only rise, only fall; the first and the last


def _ends(days: pd.Series) -> Ends:
    if not len(days):
        return True, True, None, None
    return days.is_monotonic_increasing, days.is_monotonic_decreasing, days.iloc[0], days.iloc[-1]


def _in_order(one: Ends, other: Ends) -> Ends:
    if one[2] is None or other[2] is None:
        return other if one[2] is None else one
    return one[0] and other[0] and one[3] <= other[2], one[1] and other[1] and one[3] >= other[2], one[2], other[3]


def _placeholder_zero(kinds: Kinds) -> pd.Series:
    """Say which ids are zeros or nines that stand for nobody: the other ids are longer, or none holds near as many."""
    texts, codes = kinds.different, kinds.codes
    zero = texts.str.fullmatch(PLACEHOLDER).astype(bool)
    if not anywhere("an id of zeros", zero) or not anywhere("another id", ~zero):
        return zero & False
    others = texts[~zero]
    shortest = overall("shortest id", float(others.str.len().min()) if len(others) else np.inf, min)
    longer = shortest >= ZERO_AMONG  # 0 among 1, 2, 3 is a number like them
    plain = texts.str.fullmatch("0+|-1").astype(bool)
    nobody = zero & plain & longer
    if not anywhere("an id of zeros that may be a number", zero & ~nobody):
        return nobody
    held = np.bincount(codes[codes >= 0], minlength=len(texts))
    usual = _usual_rows("other ids", others, held[~zero.to_numpy()])
    rows = overall("rows of ids of zeros", Counter(dict(zip(texts[zero], held[zero.to_numpy()].tolist(), strict=True))))
    crowds = [text for text, size in rows.items() if size > max(20, 10 * usual)]
    return nobody | (zero & texts.isin(crowds))


def _usual_rows(of: str, texts: pd.Series, held: np.ndarray) -> float:
    """Give the median number of rows of some texts, of which these are held by what is in memory."""
    if in_parts() is None:
        return float(np.median(held))
    customers = by_group(f"number of rows of {of}", texts, {"rows": held}, _of_each_size)
    sizes = np.array(sorted(customers), dtype=float)
    places = np.cumsum([customers[size] for size in sorted(customers)])
    if not len(sizes):
        return 0.0
    middle = np.searchsorted(places, [(places[-1] - 1) // 2, places[-1] // 2], side="right")
    return float(sizes[middle].mean())


def _of_each_size(rows: pd.DataFrame) -> Counter[int]:
    """Count texts by their number of rows: ``group`` and ``rows``."""
    sizes, texts = np.unique(rows.groupby("group")["rows"].sum().to_numpy(dtype=int), return_counts=True)
    return Counter(dict(zip(sizes.tolist(), texts.tolist(), strict=True)))


def _note_masked(evidence: Evidence, kinds: Kinds) -> None:
    masked = kinds.different.str.contains(r"[*＊]|[xX]{4,}\d", regex=True)
    mask = kinds.rows(masked) & ~evidence.away
    if anywhere("masked", mask):
        shown = first_found("masked customer", str(kinds.different[masked].iloc[0]) if masked.any() else None)
        evidence.notes.append(
            f"customer_id is masked (such as '{shown}') in {counted(mask)}, "
            f"{evidence.share(mask, 'masked customers'):.0%} of the money: different people may share one and count as "
            "one customer. Use another column if there is one."
        )


def _note_crowd(evidence: Evidence, kinds: Kinds) -> None:
    kept = kinds.codes[~evidence.away & (kinds.codes >= 0)]
    if in_parts() is not None:
        _note_crowd_of_parts(evidence, kinds, kept)
        return
    if len(kinds.different) < 20 or not len(kept):
        return
    held = np.bincount(kept, minlength=len(kinds.different))
    largest = int(held.argmax())
    if held[largest] > CROWD * len(kept) and held[largest] > 20 * np.median(held[held > 0]):
        evidence.notes.append(
            f"customer '{kinds.different[largest]}' holds {held[largest] / len(kept):.0%} of the rows "
            f"({evidence.told(kinds.codes == largest)}): "
            "a till or a guest account? Leave it out if it is not one customer."
        )


def _note_crowd_of_parts(evidence: Evidence, kinds: Kinds, kept: np.ndarray) -> None:
    """Note a customer with more than a fifth of the rows: who has that has it in one part, and is counted in all."""
    held = np.bincount(kept, minlength=len(kinds.different))
    here = kinds.different[held > CROWD * len(kept)].tolist()
    largest = overall("likely crowds", tuple(here), union)
    rows = kinds.different.isin(largest).to_numpy()
    found = overall("rows of crowds", Counter(dict(zip(kinds.different[rows], held[rows].tolist(), strict=True))))
    (size,) = counts("rows of customers", np.ones(len(kept)))
    name = max(found, key=found.__getitem__, default=None)
    few = len(
        overall("customers", frozenset(kinds.different[:20]), lambda one, other: frozenset(sorted(one | other)[:20]))
    )
    if name is None or few < 20 or found[name] <= CROWD * size:
        return
    if found[name] <= 20 * _usual_rows("customers", kinds.different[held > 0], held[held > 0]):
        return
    evidence.notes.append(
        f"customer '{name}' holds {found[name] / size:.0%} of the rows "
        f"({evidence.told(kinds.rows(kinds.different == name))}): "
        "a till or a guest account? Leave it out if it is not one customer."
    )
