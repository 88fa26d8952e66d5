"""Which header means which column? What the caller says, then the column's own name, then its aliases."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ..schema import Column, Schema, closest_header, header_key, listed, missing_column, quoted, typed
from .meaning.answers import OpenQuestion
from .meaning.units import split_unit
from .meaning.words import ranked


@typed
def match_columns(names: Iterable[object], schema: Schema) -> dict[str, str]:
    """Match headers with the columns of a schema, as far as that is unambiguous.

    Case, spaces, punctuation and a unit behind the name do not matter: ``Amount (EUR)`` is ``amount``. A header with
    the column's own name goes before aliases. Aliases are English, Chinese (simplified and traditional), German,
    French, Spanish, Portuguese, Italian and Japanese. Of several amounts the one that was paid goes before what was
    due and what was listed, of several dates the payment before the order.

    Parameters
    ----------
    names : iterable
        The headers of a table.
    schema : Schema
        For example `TRANSACTIONS`.

    Returns
    -------
    dict
        Column name -> header; pass it as ``columns=``, changed where it is wrong. Columns that no header or several
        headers could mean are left out.

    Examples
    --------
    >>> from custseg.schema import TRANSACTIONS
    >>> match_columns(["Customer ID", "InvoiceDate", "金额（元）", "Country"], TRANSACTIONS)
    {'customer_id': 'Customer ID', 'date': 'InvoiceDate', 'amount': '金额（元）'}
    """
    headers = [str(name) for name in names]
    found = {column.name: ranked(_candidates(headers, column), column.name) for column in schema.columns}
    return {name: headers[0] for name, headers in found.items() if len(headers) == 1}


def choose_columns(
    headers: list[str], columns: Mapping[str, str | None] | None, schema: Schema
) -> tuple[dict[str, str], list[str]]:
    """Decide which header is which column, and say what cannot be decided.

    Parameters
    ----------
    headers : list of str
        The headers of the table.
    columns : mapping, optional
        What the caller says: column name -> header, or None for "not in this table".
    schema : Schema
        The columns to look for.

    Returns
    -------
    chosen : dict
        Column name -> header.
    problems : list of str
        Named headers that are not there, headers named twice, several headers for one column. Required columns
        without a header are not listed here: see `lacking`.
    """
    stated, problems = _stated(headers, dict(columns or {}), schema)
    free = [header for header in headers if header not in stated.values()]
    chosen = dict(stated)
    for column in schema.columns:
        if column.name in stated:
            continue
        candidates = ranked(_candidates(free, column), column.name)
        needed = column.required or column.name == "cost" or (column.kind == "number" and "amount" not in chosen)
        if len(candidates) > 1 and needed:
            problems.append(
                OpenQuestion(
                    f"{listed(candidates)} could all be column '{column.name}'. Pass columns={{"
                    f'"{column.name}": {quoted(candidates[0])}}} or the other'
                    + ("." if column.required else f', or columns={{"{column.name}": None}} for neither.')
                )
            )
        if candidates:
            chosen[column.name] = candidates[0]
    return {name: header for name, header in chosen.items() if header is not None}, problems


def passed_over(
    headers: list[str], chosen: Mapping[str, str], columns: Mapping[str, str | None] | None, schema: Schema
) -> list[str]:
    """Note where several headers could be a column and the first in rank, or of an optional column, was taken."""
    notes = []
    for name, header in chosen.items():
        free = [other for other in headers if other == header or other not in chosen.values()]
        candidates = _candidates(free, schema[name])
        others = [other for other in candidates if other != header]
        if others and name not in (columns or {}):
            notes.append(
                f"'{header}' was taken as {name}; {listed(others)} could be, too. "
                f'Pass columns={{"{name}": {quoted(others[0])}}} for the other.'
            )
    return notes


def lacking(
    headers: list[str],
    chosen: Mapping[str, str],
    columns: Mapping[str, str | None] | None,
    schema: Schema,
    likely: Mapping[str, Sequence[str]] | None = None,
    free: Sequence[str] | None = None,
) -> list[str]:
    """Say which required columns have no header, with the nearest one that is still `free`, or the `likely` ones.

    Columns whose header was stated and not found have been listed by `choose_columns`.
    """
    product = {"quantity", "unit_price"} <= set(chosen)
    missing = [
        schema[name]
        for name in schema.required
        if name not in chosen and (columns or {}).get(name) is None and not (name == "amount" and product)
    ]
    if not missing:
        return []
    free = [header for header in headers if header not in chosen.values()] if free is None else list(free)
    first = {name: found[0] for name, found in (likely or {}).items()}
    if "unit_price" in chosen and "quantity" not in chosen:  # a row for each piece
        first.setdefault("amount", chosen["unit_price"])
    if len(missing) == 1:
        problem = missing_column(headers, schema, missing[0], free, first.get(missing[0].name))
    else:
        problem = _several_missing(headers, schema, missing, free, first)
    if "amount" in {column.name for column in missing}:
        problem += " Or name quantity and unit_price: the amount is their product."
    if "customer_id" in {column.name for column in missing}:
        problem += _as_likely((likely or {}).get("customer_id", ()), problem)
    return [problem]


def _several_missing(
    headers: list[str], schema: Schema, missing: Sequence[Column], free: list[str], first: Mapping[str, str]
) -> str:
    """Name all missing columns with the header that comes nearest to each, or that its cells make likely."""
    nearest = {column.name: closest_header(free, column) for column in missing}
    taken = [header for header in nearest.values() if header]
    guessed = {name: header for name, header in first.items() if header not in taken}
    advice = ", ".join(f'"{name}": {quoted(header or guessed.get(name, "..."))}' for name, header in nearest.items())
    names = listed([column.name for column in missing])
    end = "." if len(missing) < len(schema.required) else ". The first row with content must be the header."
    return (
        f"{schema.name} lacks columns {names} (found: {listed(headers)}). Pass columns={{{advice}}} to "
        f"read_transactions{end}"
    )


def _as_likely(ids: Sequence[str], problem: str) -> str:
    """Name the other headers whose cells look like customers, if there are several."""
    if len(ids) < 2:
        return ""
    others = [header for header in ids[:3] if f'"customer_id": {quoted(header)}' not in problem]
    ways = " or ".join(f'columns={{"customer_id": {quoted(header)}}}' for header in others)
    return f" The cells of {listed(ids[:3])} all look like customers: {ways} is as likely."


def _candidates(headers: list[str], column: Column) -> list[str]:
    own = [header for header in headers if header_key(header) == header_key(column.name)]
    if own:
        return own
    known = _keys(column)
    return [header for header in headers if known & {header_key(header), header_key(split_unit(header)[0])}]


@cache
def _keys(column: Column) -> frozenset[str]:
    return frozenset(header_key(name) for name in (column.name, *column.aliases))


def _stated(
    headers: list[str], columns: dict[str, str | None], schema: Schema
) -> tuple[dict[str, str | None], list[str]]:
    known = [column.name for column in schema.columns]
    if unknown := [name for name in columns if name not in known]:
        reversed_ = {header: name for name, header in columns.items() if header in known and name in headers}
        advice = (
            f"Turn it round: columns={reversed_}." if reversed_ else f"Known are {listed(known, shown=len(known))}."
        )
        raise ValueError(f"columns names {listed(unknown)}, which the schema of {schema.name} does not know. {advice}")
    if odd := [name for name, header in columns.items() if not (header is None or isinstance(header, str))]:
        raise TypeError(f"columns must name a header, as text, or None for {listed(odd)}.")
    stated, problems = {}, []
    for name, header in columns.items():
        place = None if header is None else _find(header, headers)
        if header is None or place is not None:
            stated[name] = place
            continue
        near = difflib.get_close_matches(str(header), headers, n=1)
        advice = f"Did you mean '{near[0]}'?" if near else f"Found: {listed(headers)}."
        problems.append(f"columns says that '{name}' is '{header}', but there is no such header. {advice}")
    used = [header for header in stated.values() if header is not None]
    for header in sorted({header for header in used if used.count(header) > 1}):
        twice = [name for name, place in stated.items() if place == header]
        problems.append(f"columns says that '{header}' is {listed(twice)} at once. Give each its own header.")
    return stated, problems


def _find(header: str, headers: list[str]) -> str | None:
    if header in headers:
        return header
    alike = [other for other in headers if header_key(other) == header_key(header)]
    return alike[0] if len(alike) == 1 else None
