"""What do the rows say? Each column understood, every fault found, nothing decided about the faulty rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import TRANSACTIONS, printable
from ._faults import SET_ASIDE, Fault, Parsed
from .cells.amounts import BEYOND_CENTS, read_numbers
from .cells.dates import read_dates
from .cells.kinds import Kinds
from .cells.text import cell_text, formula_fault, read_text, unstored
from .columns import choose_columns, lacking, match_columns, passed_over
from .files.rows import Rows, plain_cells
from .meaning.pairs import amount_of_a_pair, price_of_a_line
from .meaning.recognised import above_blocks, likely_headers, order_numbers, the_only_dates
from .parts.whole import anywhere, first_rows, in_parts, present

LOOKED_AT = 1000  # rows, before a whole column is looked at


class Findings(NamedTuple):
    """The table as far as it was understood, and everything that is wrong with it."""

    table: pd.DataFrame
    repeats: np.ndarray  # rows that repeat an earlier one exactly
    faults: list[Fault]
    problems: list[str]
    source: dict[str, Any]
    asides: Sequence[Fault] = ()  # rows that were read and are no purchases of a customer
    kinds: Mapping[str, Kinds] = MappingProxyType({})  # of the columns of texts


def parse(
    rows: Rows,
    columns: Mapping[str, str | None] | None = None,
    decimal: str | None = None,
    dayfirst: bool | None = None,
    observed_until: pd.Timestamp | None = None,
    yearfirst: bool | None = None,
) -> Findings:
    """Understand the columns of transactions, one kind after the other, and collect what is wrong."""
    headers = [str(header) for header in rows.table]
    filled = _without_blank(rows, headers, columns or {})
    chosen, problems = choose_columns(filled, columns, TRANSACTIONS)
    recognised, passed = _recognised(rows, headers, chosen, columns or {})
    chosen = {**chosen, **recognised}
    chosen = {name: one for name, one in chosen.items() if name != "unit_price" or one != chosen.get("amount")}
    free = [header for header in filled if header not in chosen.values()]
    likely = {} if set(TRANSACTIONS.required) <= set(chosen) else likely_headers(first_rows(rows.table), free)
    heads = above_blocks(rows.table, free, chosen["date"]) if "date" in chosen and "customer_id" not in chosen else None
    likely |= {} if heads is None else {"customer_id": [heads]}
    problems = [*rows.problems, *problems, *lacking(headers, chosen, columns, TRANSACTIONS, likely, free)]
    parsed, found, open_questions = _parsed(rows, chosen, decimal, dayfirst, yearfirst)
    passed = [*passed_over(filled, chosen, columns, TRANSACTIONS), *passed]
    table, notes = _assembled(rows, chosen, {name: column.series for name, column in parsed.items()})
    faults = [fault for column in parsed.values() for fault in column.faults]
    of_columns = [note for column in parsed.values() for note in column.notes]
    source = {
        **dict.fromkeys(("kind", "name", "encoding", "encoding_guessed", "separator", "sheet")),
        **rows.source,
        **found,
        "columns": chosen,
        "notes": [printable(note) for note in (*rows.notes, *of_columns, *notes, *passed)],
    }
    kinds = {name: column.kinds for name, column in parsed.items() if column.kinds is not None}
    return Findings(
        table,
        _repeats(rows.table, table, kinds),
        faults + _late(table, observed_until),
        problems + open_questions,
        source,
        kinds=kinds,
    )


def _without_blank(rows: Rows, headers: list[str], columns: Mapping[str, str | None]) -> list[str]:
    """Leave out headers over nothing that would be a customer or an optional column: another header may hold it."""
    required = {*TRANSACTIONS.required, "quantity", "unit_price"} - {"customer_id"}
    known = {name: match_columns([name], TRANSACTIONS) for name in headers if name not in columns.values()}
    known = {name: found for name, found in known.items() if found and not required & set(found)}
    spare = list(known)
    for few in (LOOKED_AT, len(rows.table)):  # nearly always the first rows tell
        spare = [name for name in spare if cell_text(plain_cells(rows.table[name].head(few))).isna().all()]
    filled = [name for name in headers if name in known and name not in spare]
    spare = [name for name in known if not anywhere(f"content of {name}", name in filled)]
    return [name for name in headers if name not in spare]


def _recognised(
    rows: Rows, headers: list[str], chosen: Mapping[str, str], columns: Mapping[str, str | None]
) -> tuple[dict[str, str], list[str]]:
    """Return the headers that are a column by what their cells hold or by the header beside them, with notes."""
    free = [header for header in headers if header not in chosen.values()]
    found, notes = {}, []
    if "date" not in {**chosen, **columns} and (dated := the_only_dates(first_rows(rows.table), free)):
        found["date"] = dated
        notes.append(f"'{dated}' was taken as date: it is the only column of dates.")
    if "amount" not in {**chosen, **columns} and (paid := amount_of_a_pair(free)):
        found["amount"] = paid
        notes.append(f"'{paid}' was taken as amount: it is the money that came in, beside the money that went out.")
    whole = price_of_a_line(headers) if "amount" not in {**chosen, **columns, **found} else None
    if whole and "unit_price" not in columns:
        found["amount"] = whole
        notes.append(f"'{whole}' was taken as amount: in Amazon's reports it is the price of the line, not of a piece.")
    if "order_id" not in {**chosen, **columns} and (named := order_numbers(first_rows(rows.table), free)):
        found["order_id"] = named
        notes.append(
            f"'{named}' was taken as order_id: it holds numbers of orders. "
            'Pass columns={"order_id": None} if they are something else.'
        )
    return found, notes


def _parsed(
    rows: Rows, chosen: dict[str, str], decimal: str | None, dayfirst: bool | None, yearfirst: bool | None
) -> tuple[dict[str, Parsed], dict[str, Any], list[str]]:
    """Return the columns, which decimal sign, currency and order of days were found, and what stays open."""
    workbook = rows.source["kind"] == "excel"
    columns = [column for column in TRANSACTIONS.columns if column.name in chosen]
    cells = {name: plain_cells(rows.table[header]) for name, header in chosen.items()}
    numbers = {column.name: cells[column.name] for column in columns if column.kind == "number"}
    required = ("amount",) if "amount" in chosen else ("quantity", "unit_price")
    parsed, signs, problems = read_numbers(numbers, rows.numbers, decimal, required)
    found: dict[str, Any] = {**signs}
    for column in columns:
        if column.kind == "date":
            parsed[column.name], found["dayfirst"] = read_dates(cells[column.name], rows.numbers, dayfirst, yearfirst)
        elif column.kind == "text":
            parsed[column.name] = read_text(cells[column.name], column.name, column.required, workbook)
    if workbook:
        others = [column.name for column in columns if column.kind != "text"]
        parsed |= {name: _without_formulas(name, cells[name], parsed[name]) for name in others}
    if "amount" not in parsed and set(required) <= set(parsed):
        parsed["amount"] = _product(parsed["quantity"].series, parsed["unit_price"].series)
    problems += [problem for column in parsed.values() for problem in column.problems]
    return (
        {column.name: parsed[column.name] for column in TRANSACTIONS.columns if column.name in parsed},
        found,
        problems,
    )


def _without_formulas(name: str, cells: pd.Series, column: Parsed) -> Parsed:
    """Call a formula without a value by its name, and nothing else."""
    formulas = unstored(cells)
    if not formulas.any():
        return column
    others = [fault._replace(mask=fault.mask & ~formulas) for fault in column.faults]
    return column._replace(
        faults=[formula_fault(formulas, name, cells), *(other for other in others if other.mask.any())]
    )


def _product(quantity: pd.Series, price: pd.Series) -> Parsed:
    with np.errstate(over="ignore"):
        amount = quantity * price
    beyond = ((np.abs(amount) >= BEYOND_CENTS) & np.isfinite(quantity) & np.isfinite(price)).to_numpy()
    fault = Fault(
        beyond, "quantity × unit_price is so large that cents would be lost in a sum", f"Correct them, {SET_ASIDE}"
    )
    return Parsed(amount, present([fault]), [], ["amount is quantity × unit_price: there is no amount."])


def _late(table: pd.DataFrame, observed_until: pd.Timestamp | None) -> list[Fault]:
    if observed_until is None or "date" not in table:
        return []
    late = (table["date"].dt.normalize() > observed_until).to_numpy()
    remedy = f"Pass a later observed_until, {SET_ASIDE}"
    return present([Fault(late, f"date is after observed_until ({observed_until:%Y-%m-%d})", remedy, table["date"])])


def _assembled(rows: Rows, chosen: dict[str, str], parsed: dict[str, pd.Series]) -> tuple[pd.DataFrame, list[str]]:
    """Put the known columns first, in the order of the schema; keep the others under their own names."""
    names = {column.name for column in TRANSACTIONS.columns}
    others: dict[str, pd.Series] = {}
    notes = []
    for header in map(str, rows.table):
        if header in chosen.values():
            continue
        name = f"{header} (original)" if header in names else header
        if name != header:
            notes.append(f"the file's column '{header}' was not used as such and is kept as '{name}'.")
        others[name] = rows.table[header]
    if rows.source["kind"] == "text":
        others = {name: _without_blanks(cells) for name, cells in others.items()}
    return pd.DataFrame({**parsed, **others}, index=rows.table.index), notes


def _without_blanks(cells: pd.Series) -> pd.Series:
    blank = (cells.str.strip() == "").to_numpy()
    return cells.mask(blank) if blank.any() else cells


def _repeats(raw: pd.DataFrame, table: pd.DataFrame, kinds: Mapping[str, Kinds]) -> np.ndarray:
    if (part := in_parts()) is not None and part.repeats is not None:
        return part.repeats
    repeats = np.zeros(len(raw), dtype=bool)
    if any(column.all_differ() for column in kinds.values()):
        return repeats
    keys = {name: table[name].to_numpy() for name in ("date", "amount") if name in table}
    keys |= {"customer_id": kinds["customer_id"].codes} if "customer_id" in kinds else {}
    alike = pd.DataFrame(keys).duplicated(keep=False).to_numpy() if keys else ~repeats
    if alike.any():  # only rows that agree in what counts are compared cell by cell
        cells = raw[alike]
        unhashable = {str(name): cells[name].map(str) for name in cells if cells[name].dtype == object}
        repeats[alike] = cells.assign(**unhashable).duplicated().to_numpy()
    return repeats
