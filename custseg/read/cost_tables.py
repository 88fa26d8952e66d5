"""How do stated costs get in? Pools, activities and drivers from the sheets of a workbook, from files or from tables.

`read_cost_tables`; `states_activities` says whether a file is of this kind, `read_plain_costs` reads what is none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from ..schema import (
    ACTIVITIES,
    COST_POOLS,
    DRIVERS,
    Column,
    DecimalSign,
    Schema,
    SchemaError,
    check_choice,
    check_cost_tables,
    listed,
    missing_column,
    sound_file,
    typed,
)
from ..schema.aliases import aliases_of
from ._faults import sentence
from .cells.amounts import read_numbers
from .cells.text import cell_text
from .columns import match_columns
from .files.rows import Rows, plain_cells
from .files.source import read_source

SCHEMAS = {"pools": COST_POOLS, "activities": ACTIVITIES, "drivers": DRIVERS}
OPTIONAL = ("drivers",)  # often counted from a log instead
NUMBERS = ("number", "count")
WORKBOOKS = (".xlsx", ".xlsm")
COST_NAMES = ("cost to serve", "service cost", "成本", "服务成本")
#: What serving each customer cost, already known.
PLAIN = Schema(
    "costs",
    (
        Column("customer_id", "label", True, "who was served", "", aliases_of("customer_id")),
        Column("cost", "number", True, "what serving them cost", "currency of the file", COST_NAMES),
    ),
)
#: Activities with what their pool costs in the same row: one flat file instead of a workbook.
FLAT = replace(ACTIVITIES, columns=(*ACTIVITIES.columns, *COST_POOLS.columns))


@typed
def read_cost_tables(
    source: str | os.PathLike[str] | Mapping[str, Any], *, decimal: str | None = None, currency: str | None = None
) -> dict[str, pd.DataFrame]:
    """Read the tables from which the cost of serving customers follows, whatever holds them.

    Parameters
    ----------
    source : path, or mapping of str to path or DataFrame
        A workbook with the sheets ``pools``, ``activities`` and, if the drivers are not counted elsewhere, ``drivers``,
        such as `custseg.report.write_cost_template` writes; or each table by its name, from anything that
        `read_transactions` reads; or one CSV of activities with ``amount`` and ``capacity`` of their pool in each row.
        Headers may be Chinese; case and spaces do not matter. Columns that no schema knows are left out of pools and
        activities; in drivers every column is a driver.
    decimal : {".", ",", "each"}, optional
        The decimal sign of numbers that are written as text; "each" where both stand, see `read_transactions`.
    currency : str, optional
        The money of the revenue: pools in another currency are refused.

    Returns
    -------
    dict of str to DataFrame
        ``pools``, ``activities`` and perhaps ``drivers``, ready for ``cost_to_serve(**tables)``.

    Raises
    ------
    SchemaError
        With everything that is wrong in all tables: sheets and columns that are missing, cells that cannot be read,
        with their rows, and what `custseg.schema.check_cost_tables` refuses.
    ValueError
        If `decimal` is no decimal sign.

    See Also
    --------
    custseg.report.write_cost_template : The workbook to fill in.
    custseg.value.cost_to_serve : What each customer costs.

    Examples
    --------
    >>> import pandas as pd
    >>> pools = pd.DataFrame({"成本池": ["desk"], "成本": ["€ 560,000.00"], "实际产能": [700_000]})
    >>> activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [8]})
    >>> tables = read_cost_tables({"pools": pools, "activities": activities})
    >>> tables["pools"]
            amount  capacity currency
    pool
    desk  560000.0  700000.0      EUR
    """
    if decimal is not None:
        check_choice(decimal, "decimal", DecimalSign)
    flat = not isinstance(source, Mapping) and Path(source).suffix.lower() not in WORKBOOKS and Path(source).is_file()
    read = _divided(_understood(read_source(source), FLAT, decimal)) if flat else _read_parts(source, decimal)
    check_cost_tables(read["pools"], read["activities"], read.get("drivers"), currency=currency)
    return read


def states_activities(path: str | os.PathLike[str]) -> bool:
    """Say whether a file states pools and activities, by its kind or its headers.

    Parameters
    ----------
    path : path
        A workbook, or a text file with headers.

    Returns
    -------
    bool
        False for a text file that names no activities: it may say what each customer costs.
    """
    if Path(path).suffix.lower() in WORKBOOKS:
        return True
    if not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        line = file.readline()
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:  # a workbook saved as text in China
        text = line.decode("gb18030", errors="replace")
    headers = [header.strip(" \"'\r\n") for header in re.split(r"[,;\t]", text)]
    return "activity" in match_columns(list(dict.fromkeys(headers)), FLAT)


def read_plain_costs(source: str | os.PathLike[str] | pd.DataFrame, *, currency: str | None = None) -> pd.DataFrame:
    """Read what serving each customer cost, from a file or a table with a row per customer.

    Parameters
    ----------
    source : path or DataFrame
        ``customer_id`` and ``cost``; headers, decimal signs and encodings as `read_cost_tables` takes them.
    currency : str, optional
        The money of the revenue: costs in another currency are refused.

    Returns
    -------
    DataFrame
        ``customer_id`` as text and ``cost``, in money; a customer with several rows keeps them.

    Raises
    ------
    SchemaError
        For columns that are missing, rows without customer or cost, cells that cannot be read, and other currencies.
    """
    table = _understood(read_source(source), PLAIN, None)
    problems = [
        f"costs has no {words} in {int(missing.sum()):,} rows ({listed(table.index[missing])}): {advice}"
        for name, words, advice in (
            ("customer_id", "customer_id", "say whose cost it is, or leave them out."),
            ("cost", "number", "write 0 for who costs nothing."),
        )
        if (missing := table[name].isna()).any()
    ]
    stated = list(dict.fromkeys(table.pop("currency").dropna())) if "currency" in table else []
    if currency and stated and stated != [currency]:
        problems.append(f"costs is in {listed(stated)} and the revenue in '{currency}'. Convert the amounts.")
    if problems:
        raise SchemaError(*problems)
    return table.reset_index(drop=True)


def _read_parts(source: str | os.PathLike[str] | Mapping[str, Any], decimal: str | None) -> dict[str, pd.DataFrame]:
    read: dict[str, pd.DataFrame] = {}
    problems: list[str] = []
    for name, (one, options) in _parts(source).items():
        try:
            read[name] = _understood(read_source(one, **options), SCHEMAS[name], decimal)
        except SchemaError as error:
            problems += [f"{name}: {problem}" for problem in error.problems]
    if problems:
        raise SchemaError(*problems)
    return read


def _divided(flat: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Take pools and activities apart; refuse a pool of which rows say different things."""
    of_pools = [column.name for column in COST_POOLS.columns if column.name in flat]
    pools = flat[["pool", *of_pools]].drop_duplicates()
    if len(twice := list(dict.fromkeys(pools["pool"][pools["pool"].duplicated()]))):
        raise SchemaError(
            f"rows say different things of the pools {listed(twice)}. Write the same {listed(of_pools)} in each row of "
            "a pool."
        )
    of_activities = [column.name for column in ACTIVITIES.columns if column.name in flat]
    return {"pools": pools.set_index("pool"), "activities": flat[of_activities]}


def _parts(source: str | os.PathLike[str] | Mapping[str, Any]) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Say where each table stands, and how to ask the reader for it."""
    if not isinstance(source, Mapping):
        path = Path(source)
        there = _sheet_names(path)
        return {name: (path, {"sheet": name}) for name in SCHEMAS if name not in OPTIONAL or name in there}
    lacking = [name for name in SCHEMAS if name not in source and name not in OPTIONAL]
    strange = [name for name in source if name not in SCHEMAS]
    if lacking or strange:
        raise SchemaError(
            f"source must name the tables {listed(SCHEMAS)}, the last one if you have it; found: "
            f"{listed(source) or 'nothing'}."
        )
    return {name: (source[name], {}) for name in SCHEMAS if name in source}


def _sheet_names(path: Path) -> list[str]:
    if not path.is_file() or path.suffix.lower() not in WORKBOOKS:
        raise SchemaError(
            f"{path} is no workbook (.xlsx). Pass one with the sheets {listed(SCHEMAS)}, or each table by its name: "
            'read_cost_tables({"pools": ..., "activities": ...}).'
        )
    from openpyxl import load_workbook  # slow to import, needed for Excel only

    with sound_file(f"{path.name} is not an Excel workbook, or is damaged", "Save it again as .xlsx."):
        book = load_workbook(path, read_only=True)
        names = list(book.sheetnames)
        book.close()
    return names


def _understood(rows: Rows, schema: Schema, decimal: str | None) -> pd.DataFrame:
    """Give the columns of one table their names and kinds; refuse cells that cannot be read."""
    headers = [str(header) for header in rows.table]
    flat = replace(schema, columns=((schema.index,) if schema.index else ()) + schema.columns, index=None)
    chosen = match_columns(headers, flat)
    lacking = [column for column in flat.columns if column.required and column.name not in chosen]
    problems = [*rows.problems, *(missing_column(headers, flat, column) for column in lacking)]
    columns = [column for column in flat.columns if column.name in chosen]
    if schema is DRIVERS:
        others = [header for header in headers if header not in chosen.values()]
        columns += [Column(header, "number", True, "how often") for header in others]
        chosen |= {header: header for header in others}
    cells = {column.name: plain_cells(rows.table[chosen[column.name]]) for column in columns}
    numbers = {column.name: cells[column.name] for column in columns if column.kind in NUMBERS}
    parsed, found, open_questions = read_numbers(numbers, rows.numbers, decimal, ())
    problems += open_questions
    problems += [
        sentence(fault._replace(remedy="Write a plain number"), rows.numbers)
        for column in parsed.values()
        for fault in column.faults
    ]
    if problems:
        raise SchemaError(*problems)
    texts = {name: cell_text(values, identifier=True).astype(object) for name, values in cells.items()}
    table = pd.DataFrame({name: parsed[name].series if name in parsed else texts[name] for name in cells})
    if schema in (COST_POOLS, FLAT, PLAIN) and found["currency"]:  # a sign beside an amount says it too
        stated = table["currency"] if "currency" in table else pd.Series(None, index=table.index, dtype=object)
        table["currency"] = stated.fillna(found["currency"])
    table.index = pd.Index(rows.numbers, name="row")
    return table.set_index(schema.index.name) if schema.index else table
