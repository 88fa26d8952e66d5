"""What do all these rows mean? Every check in its order, and what follows for faults, problems and remarks.

Offers `interpreted` and `left`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...schema import printable
from .._faults import Fault, any_of
from .._parse import Findings
from ..files.rows import Rows
from ..parts.whole import anywhere, present
from .answers import OpenQuestion
from .continued import read_further_lines
from .counterparts import read_counterparts
from .discounts import read_discounts
from .evidence import Evidence
from .given_back import read_given_back
from .layout_rows import read_layout_rows
from .money import read_currency, read_units
from .oddities import note_oddities
from .order_totals import read_order_totals
from .pairs import read_pairs
from .people import read_people, read_totals
from .settings import remembered
from .states import read_signs, read_states, read_unpaid

SEVERAL_CURRENCIES = "several currencies"
CHECKS = (
    read_units,
    read_totals,
    read_layout_rows,
    read_pairs,
    read_further_lines,
    read_states,
    read_unpaid,
    read_signs,
    read_counterparts,
    read_people,
    read_currency,
    read_order_totals,
    read_given_back,
    read_discounts,
    note_oddities,
)


def interpreted(rows: Rows, findings: Findings, stated: Mapping[str, Any]) -> Findings:
    """Look at what the rows mean, and answer or ask what follows from it.

    Parameters
    ----------
    rows : Rows
        As they stand in the file.
    findings : Findings
        The cells as they were understood.
    stated : mapping
        Arguments of the caller, see `stated_settings`.

    Returns
    -------
    Findings
        With units, signs and shares of order totals put right, rows to set aside, notes, and open questions among the
        problems, or among the notes with ``unclear="decide"``.
    """
    evidence = _evidence_of(rows, findings, stated)
    for check in CHECKS:
        check(evidence)
    notes = [*findings.source["notes"], *map(printable, evidence.notes)]
    repeats = findings.repeats & ~evidence.away
    if anywhere("repeats", repeats) and stated.get("duplicates") != "drop":
        notes.append(f"every column repeats an earlier row: {evidence.told(repeats)}.")
    problems = [*_without_currencies(findings.problems), *evidence.questions]
    if evidence.deciding:
        asked = [problem for problem in problems if isinstance(problem, OpenQuestion)]
        notes += [f"decided by the first way: {question}" for question in asked]
        problems = [problem for problem in problems if not isinstance(problem, OpenQuestion)]
    return findings._replace(
        table=evidence.table,
        faults=_unfilled(findings.faults, evidence),
        asides=evidence.asides,
        repeats=repeats,
        problems=sorted(problems, key=lambda problem: isinstance(problem, OpenQuestion)),
        source={
            **findings.source,
            "currency": evidence.currency,
            **({"given_back": evidence.given_back} if evidence.given_back else {}),
            "decided": remembered(stated, findings.source, evidence.settled),
            "notes": notes,
        },
    )


def _evidence_of(rows: Rows, findings: Findings, stated: Mapping[str, Any]) -> Evidence:
    evidence = Evidence(
        rows._replace(source=findings.source),
        findings.table.copy(deep=False),
        findings.source["columns"],
        stated.get("answers", {}),
        findings.kinds,
        currency=findings.source.get("currency"),
        several_currencies=len(_without_currencies(findings.problems)) < len(findings.problems),
        named=frozenset(stated.get("columns", ())),
        deciding=stated.get("unclear") == "decide",
    )
    if row := rows.source.get("header_row"):
        evidence.notes.append(f"the header stands in row {row}; what stands above it was not read.")
    return evidence


def _without_currencies(problems: Sequence[str]) -> list[str]:
    """Leave out what `read_numbers` says of several currencies: `read_currency` asks about them."""
    return [problem for problem in problems if not problem.startswith(SEVERAL_CURRENCIES)]


def _unfilled(faults: Sequence[Fault], evidence: Evidence) -> list[Fault]:
    """Return the faults without what stood elsewhere: in another column, in a row above, on an order's first line."""
    none = np.zeros(evidence.size, dtype=bool)
    found = {"amount is missing": evidence.filled, "customer_id is missing": evidence.named_above}
    found["date is missing"] = [none if evidence.not_paid is None else evidence.not_paid]
    further = none if evidence.further_lines is None else evidence.further_lines
    filled = {reason: np.logical_or.reduce([further, *masks]) for reason, masks in found.items()}
    return [kept for fault in faults for kept in _outside([fault], filled.get(fault.reason, further))]


def left(faults: Sequence[Fault], asides: Sequence[Fault], size: int) -> list[Fault]:
    """Return the faults in rows that were not set aside already."""
    return _outside(faults, any_of(asides, size))


def _outside(faults: Sequence[Fault], rows: np.ndarray) -> list[Fault]:
    kept = [fault._replace(mask=fault.mask & ~rows) for fault in faults]
    return present(kept)
