"""Which rows are purchases, which are set aside, and what is refused?

Offers `all_sound`, which refuses what is wrong, and `divided`, which sets it aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..schema import SchemaError
from ._faults import Fault, any_of, reasons, sentence
from ._parse import Findings
from .files.rows import Rows
from .meaning.settings import line_to_paste
from .meaning.survey import left
from .parts.whole import anywhere


def all_sound(source: Any, stated: Mapping[str, Any], rows: Rows, findings: Findings) -> pd.DataFrame:
    """Return the purchases if nothing is wrong.

    Raises
    ------
    SchemaError
        With every problem of the table and of its rows, or no row is left.
    """
    away = any_of(findings.asides, len(rows.table))
    faults = [*left(findings.faults, findings.asides, len(rows.table)), *repeated(findings, stated)]
    problems = [*findings.problems, *fields_without_header(rows), *(sentence(fault, rows.numbers) for fault in faults)]
    if not problems and away.all():
        problems = ["no row is left.", *findings.source["notes"]]
    if problems:
        raise SchemaError(*problems, paste=line_to_paste(source, stated, problems))
    dropped = findings.repeats & dropping(stated) & ~away
    return finished(findings, ~dropped & ~away, duplicates=int(dropped.sum()), aside=int(away.sum()))


def divided(
    source: Any, stated: Mapping[str, Any], rows: Rows, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the purchases, and the rows that are none with the reasons.

    Raises
    ------
    SchemaError
        A problem of the whole table, or no row is left.
    """
    if findings.problems:
        raise SchemaError(*findings.problems, paste=line_to_paste(source, stated, findings.problems))
    decided = {aside.reason for aside in findings.asides}
    faults = [*findings.asides, *(fault for fault in findings.faults if fault.reason not in decided)]
    faults += repeated(findings, stated)
    reason = reasons(faults, len(rows.table))
    rejected = (reason != "").to_numpy()
    dropped = findings.repeats & dropping(stated) & ~rejected
    if (rejected | dropped).all():
        listed = [sentence(fault, rows.numbers) for fault in faults if fault.mask.any()]
        raise SchemaError("no row is left.", *fields_without_header(rows), *listed)
    rejects = rejected_rows(rows, reason, rejected)
    return finished(findings, ~rejected & ~dropped, duplicates=int(dropped.sum()), rejected=len(rejects)), rejects


def fields_without_header(rows: Rows) -> list[str]:
    """Say which rows have more fields than the header."""
    if rows.broken.empty:
        return []
    numbers = rows.broken["row"].to_numpy()
    fault = Fault(
        np.ones(len(numbers), dtype=bool),
        "there are more fields than headers",
        f"Put fields that hold '{rows.source['separator']}' in quotation marks; with decimal commas use ';' instead",
    )
    return [sentence(fault, numbers)]


def repeated(findings: Findings, stated: Mapping[str, Any]) -> list[Fault]:
    """Name rows that repeat an earlier one, unless the caller said what to do with them."""
    if not anywhere("rows that repeat", findings.repeats) or stated.get("duplicates") or stated.get("unclear"):
        return []
    remedy = "Pass duplicates='keep' if each is a purchase of its own, duplicates='drop' if the file repeats itself"
    return [Fault(findings.repeats, "every column repeats an earlier row", remedy)]


def dropping(stated: Mapping[str, Any]) -> bool:
    return stated.get("duplicates") == "drop"


def rejected_rows(rows: Rows, reason: pd.Series, rejected: np.ndarray) -> pd.DataFrame:
    taken = {name: f"{name} (original)" for name in ("row", "reason") if name in rows.table}
    cells = rows.table[rejected].rename(columns=taken).astype(object)
    cells = cells.where(cells.notna(), "").map(str)
    cells.insert(0, "row", rows.numbers[rejected])
    cells.insert(1, "reason", reason[rejected].to_numpy(dtype=object))
    broken = rows.broken.set_axis(["row", "reason", *cells.columns[2:]], axis=1) if len(rows.broken) else None
    if broken is not None:
        cells = pd.concat([cells, broken]).sort_values("row", kind="stable")
    return cells.reset_index(drop=True)


def finished(
    findings: Findings, kept: np.ndarray, *, duplicates: int, rejected: int = 0, aside: int = 0
) -> pd.DataFrame:
    table = (findings.table if kept.all() else findings.table[kept]).reset_index(drop=True)
    table.attrs["source"] = {
        **findings.source,
        "rows_dropped": duplicates + rejected + aside,
        "duplicates_dropped": duplicates,
        "rows_rejected": rejected,
        "rows_set_aside": aside,
    }
    return table
