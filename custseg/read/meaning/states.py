"""Which rows are no sale, or money that went back? Columns of states, kinds, flags and directions.

Offers `read_states`, `read_unpaid` and `read_signs`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ...schema import header_key
from ...schema.aliases import aliases_of
from .._faults import Fault, any_of
from ..cells.dates import read_dates
from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.whole import anywhere, counts, only_together, overall
from .evidence import SMALL, Evidence
from .ledgers import customers_are_charged, take_charges
from .state_columns import StateColumn
from .words import holds, key, level, listed_in, table, words

REVERSALS = (
    "cancelled rows with a negative amount, each of which may take back a purchase in another part",
    "Leave the cancelled rows out of the file",
)
_STORE = re.compile(r"^wc-")  # WooCommerce writes it before its states


def read_states(evidence: Evidence) -> None:
    """Set aside cancelled, unpaid and refunded rows, and give refunds a negative amount."""
    _find_unpaid(evidence)  # what is cancelled says more than that it was not paid; what waits was not
    for header in evidence.unused:
        column = StateColumn(evidence, header)
        if not column.texts.empty:
            _flag(evidence, column)
            _states(evidence, column)


def _flag(evidence: Evidence, column: StateColumn) -> None:
    name = next((name for name in ("cancelled", "refunded") if key(column.header) in words("flags", name)), None)
    if name is None:
        return
    no = listed_in(column.texts, "flags", "no")
    if name == "refunded" and anywhere("no flag", ~(no | listed_in(column.texts, "flags", "yes"))):
        return  # an amount or a date of a refund says nothing about the whole row
    mask = column.rows_where(~no)
    evidence.decide(name, mask, f"column '{column.header}' marks the row as {name}")


def _states(evidence: Evidence, column: StateColumn) -> None:
    state = bool(holds(column.header, "headers", "state"))
    kind = not state and bool(holds(column.header, "headers", "kind"))
    meant = _meant(column, state=state, kind=kind)
    if not state and not kind and len(column.texts) < 2:
        return
    if anywhere(f"partly: {column.header}", meant.partly):
        mask = column.rows_where(meant.partly) & ~evidence.away
        evidence.partly.append((column.header, column.shown(mask, "partly"), mask))
    if kind:  # in a log of events most rows are such
        looked = column.rows_where(listed_in(meant.texts, "states", "browsing")) & ~evidence.away
        evidence.decide("browsing", looked, f"column '{column.header}' says {column.shown(looked, 'browsing')}")
        moved = column.rows_where(listed_in(meant.texts, "states", "moved")) & ~evidence.away
        evidence.decide("transfers", moved, f"column '{column.header}' says {column.shown(moved, 'transfers')}")
    cancelled = meant.found["cancelled"]
    sold = _closed_tills(evidence, column, cancelled, meant.weak)
    for name, words_found in {**meant.found, "cancelled": cancelled & ~sold}.items():
        _set_aside(evidence, column, name, column.rows_where(words_found) & ~evidence.away)
    if state:
        due = listed_in(meant.texts, "states", "open") & holds(column.header, "headers", "payment")
        _ask_about_waiting(evidence, column, column.rows_where(meant.waiting | due), "was it paid?")
    elif kind and listed_in(meant.texts, "kinds", "invoice").any():
        twice = column.rows_where(listed_in(meant.texts, "kinds", "order"))
        _ask_about_waiting(evidence, column, twice, "are these the orders behind the invoices?")
    _make_negative(evidence, "refunds", column.rows_where(meant.refund), column.header, column.shown)


class _Meant(NamedTuple):
    """What the different texts of a column mean, each as a mask over them; by name those that make a row no sale."""

    texts: pd.Series
    weak: pd.Series
    found: dict[str, pd.Series]
    refund: pd.Series
    partly: pd.Series
    waiting: pd.Series


def _meant(column: StateColumn, *, state: bool, kind: bool) -> _Meant:
    """Say which texts mean cancelled, unpaid or refunded, which the row of a refund, which a part, and which waits."""
    texts = column.texts.map(lambda text: _STORE.sub("", str(text).strip()))
    weak = listed_in(texts, "states", "weak")
    strong = pd.Series(True, index=texts.index) if state or kind else ~weak
    firsts = [re.split(r"[\s(:,;/-]+", text)[0] for text in texts] if state else texts
    begins = ~listed_in(firsts, "states", "weak") & state
    found = {
        name: (listed_in(texts, "states", name) | (listed_in(firsts, "states", name) & begins)) & strong
        for name in ("cancelled", "unpaid", "refunded")
    }
    refund = listed_in(texts, "kinds", "refund") & strong & ~found["cancelled"]
    partly = listed_in(texts, "states", "partly")
    refund, found["refunded"] = refund & ~partly, found["refunded"] & ~partly
    if state:
        found["refunded"], refund = found["refunded"] | refund, refund & False
    else:
        refund = refund | found["refunded"] if kind else refund & ~found["refunded"]
        found["refunded"] = found["refunded"] & ~refund
    waiting = listed_in(texts, "states", "waiting") | listed_in(firsts, "states", "waiting")
    return _Meant(texts, weak, found, refund, partly, waiting)


def _set_aside(evidence: Evidence, column: StateColumn, name: str, mask: np.ndarray) -> None:
    """Set rows of one meaning aside, ask first where they are most, and keep refunds that are negative already."""
    if name == "cancelled":
        mask = mask & ~_reversals(evidence, column, mask)
    if name == "unpaid":
        mask = mask & ~_without_payment(evidence)
    if name == "refunded" and anywhere(f"negative refunds of {column.header}", evidence.amount()[mask] < 0):
        evidence.notes.append(
            f"column '{column.header}' says {column.shown(mask, name)}, and some of these rows are negative already: "
            f"{evidence.told(mask)}. They were kept as they stand."
        )
        return
    held, there, size = counts(f"{name} of {column.header}", mask, ~evidence.away, np.ones(evidence.size))
    if held > there / 2 and held > 1 and size > 3:
        _ask_first(evidence, column, name, mask)
    elif evidence.decide(name, mask, f"column '{column.header}' says {column.shown(mask, name)}") == "keep":
        evidence.kept.append(Fault(mask, f"{name} and kept", ""))


def _without_payment(evidence: Evidence) -> np.ndarray:
    return np.zeros(evidence.size, dtype=bool) if evidence.not_paid is None else evidence.not_paid


def _closed_tills(evidence: Evidence, column: StateColumn, cancelled: pd.Series, weak: pd.Series) -> pd.Series:
    """Say which words of most rows stand beside plainer ones, as *Closed* beside *Voided*: a till closes its sales."""
    by_code = np.bincount(column.codes[column.codes >= 0], minlength=len(column.texts))
    totals = overall(f"rows of {column.header}", Counter(dict(zip(column.texts, by_code.tolist(), strict=True))))
    (size,) = counts(f"all rows of {column.header}", np.ones(len(column.codes)))
    held = np.array([totals[text] for text in column.texts])
    most = cancelled & weak & (held > size / 2)
    if not most.any() or not (cancelled & ~weak).any():
        return most & False
    mask = column.rows_where(most) & ~evidence.away
    evidence.notes.append(
        f"column '{column.header}' says {column.shown(mask, 'closed')} in most rows, beside "
        f"{column.shown(column.rows_where(cancelled & ~weak), 'plainer')}: {evidence.told(mask)}. "
        "They were kept as sales."
    )
    return most


def _reversals(evidence: Evidence, column: StateColumn, mask: np.ndarray) -> np.ndarray:
    """Say which cancelled rows are negative and undo a purchase that stands: a Storno beside its invoice."""
    money, people = evidence.amount(), evidence.kinds.get("customer_id")
    back = mask & (money < 0)
    if people is None or only_together(*REVERSALS, bool(back.any())) or not back.any():
        return back & False
    stands = ~mask & ~evidence.away & (money > 0)
    cents = np.round(np.abs(money) * 100)
    of_both = pd.MultiIndex.from_arrays([people.codes, cents])
    undone = back & of_both.isin(of_both[stands])
    if undone.sum() * 2 < back.sum():
        return back & False
    evidence.notes.append(
        f"column '{column.header}' says {column.shown(back, 'reversals')}: {evidence.told(back)}. "
        "They take back purchases that stand in the file and were kept as refunds."
    )
    return back


def _ask_about_waiting(evidence: Evidence, column: StateColumn, mask: np.ndarray, asked: str) -> None:
    """Ask about orders that wait for something: it may be the money, or the invoice."""
    mask = mask & ~evidence.away & ~_without_payment(evidence)
    if not anywhere(f"waiting: {column.header}, {asked}", mask):
        return
    found = f"column '{column.header}' says {column.shown(mask, asked)}"
    if "unpaid" in evidence.answers or evidence.share(mask, f"waiting: {column.header}, {asked}") <= SMALL:
        evidence.decide("unpaid", mask, found)
    elif evidence.ask("unpaid", f"{found} ({evidence.told(mask)}): {asked}", ["aside", "keep"]) == "aside":
        evidence.set_aside(mask, found)


def _ask_first(evidence: Evidence, column: StateColumn, name: str, mask: np.ndarray) -> None:
    """Ask about a word that stands in most rows: it may mean that all is well."""
    says = f"column '{column.header}' says {column.shown(mask, name)}"
    text = f"{says} in most rows ({evidence.told(mask)}): are they sales?"
    if evidence.ask(name, text, ["keep", "aside"]) == "aside":
        evidence.decide(name, mask, says)


def _make_negative(
    evidence: Evidence, question: str, mask: np.ndarray, header: str, shown: Callable[[np.ndarray, str], str]
) -> None:
    mask = mask & ~evidence.away
    if "amount" not in evidence.table or not mask.any() or (evidence.amount()[mask] <= 0).all():
        return
    turned = mask & (evidence.amount() > 0)
    if evidence.decide(question, turned, f"column '{header}' says {shown(turned, question)}") != "negative":
        return
    for name in ("amount", "quantity", "cost"):
        if name in evidence.table:
            values = evidence.table[name].to_numpy(dtype=float)
            evidence.table[name] = np.where(turned, -np.abs(values), values)


def read_unpaid(evidence: Evidence) -> None:
    """Set aside rows whose time of payment is blank while another column has their day; kept, they get that day."""
    if evidence.not_paid is None:
        return
    mask = evidence.not_paid & ~evidence.away
    rest = mask & ~any_of(evidence.kept, evidence.size)
    evidence.decide("unpaid", rest, f"column '{evidence.chosen['date']}' is blank, so nothing was paid")
    kept = mask & ~evidence.away
    if not kept.any():
        return
    cells = plain_cells(evidence.rows.table[str(evidence.dated_by)])[kept]
    days, _ = read_dates(cells, evidence.rows.numbers[kept], evidence.rows.source.get("dayfirst"))
    dates = evidence.table["date"].to_numpy(dtype="datetime64[ns]", copy=True)
    dates[kept] = days.series.to_numpy(dtype="datetime64[ns]")
    evidence.table["date"] = dates
    evidence.not_paid = evidence.not_paid & (evidence.away | ~np.isnat(dates))


def _find_unpaid(evidence: Evidence) -> None:
    """Find the rows whose time of payment is blank, and the column that has the day of most of them."""
    header = evidence.chosen.get("date")
    if header is None or level(header, table("prefer")["date"]) != 0:
        return
    known = {header_key(name) for name in aliases_of("date")}
    blank = cell_text(plain_cells(evidence.rows.table[header])).isna().to_numpy() & ~evidence.away
    others = [other for other in evidence.unused if header_key(other) in known] if anywhere("not dated", blank) else []
    found = {other: blank & cell_text(plain_cells(evidence.rows.table[other])).notna().to_numpy() for other in others}
    rows = {other: counts(f"dated by {other}", mask)[0] for other, mask in found.items()}
    dated_by = max(rows, key=rows.__getitem__, default=None)
    if dated_by is not None and rows[dated_by]:
        evidence.not_paid, evidence.dated_by = found[dated_by], dated_by


def read_signs(evidence: Evidence) -> None:
    """Let a column of directions (收/支, debit/credit, Soll/Haben) decide the signs of the amounts."""
    for header in evidence.unused:
        if not holds(header, "headers", "sign"):
            continue
        column = StateColumn(evidence, header)
        known = {name: listed_in(column.texts, "signs", name) for name in ("in", "out", "neither")}
        exact = {
            name: pd.Series([key(text) in words("signs", name) for text in column.texts], dtype=bool) for name in known
        }
        known["neither"] |= exact["neither"]
        known["out"] &= ~known["neither"] & ~exact["in"]
        known["in"] &= ~known["neither"] & ~exact["out"]
        unknown = anywhere(f"no direction: {header}", ~(known["in"] | known["out"] | known["neither"]))
        if column.texts.empty or unknown:
            continue
        evidence.decide(
            "neither_way", column.rows_where(known["neither"]), f"column '{header}' says neither in nor out"
        )
        into, out = (column.rows_where(known[name]) & ~evidence.away for name in ("in", "out"))
        money = np.abs(evidence.amount())
        came, gone = (np.where(rows, money, 0.0) for rows in (into, out))
        if customers_are_charged(evidence, came, gone, (column.shown(into, "in"), column.shown(out, "out"))):
            take_charges(evidence, came, gone)
        else:
            _make_negative(evidence, "paid_out", out, header, column.shown)
