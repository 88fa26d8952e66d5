"""Which column of a reader's table is what, and is everything there that a rating needs?

`rating_table` gives the table with the names that custseg knows, or says everything that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ...read.cells.amounts import read_numbers
from ...read.files.source import read_source
from ...schema import listed, printable, read_periods
from ...schema.aliases import aliases_of, header_key, simplified

KEYS = ("customer_id", "period")
NAMES: Mapping[str, tuple[str, ...]] = {
    "customer_id": (
        "id",
        "retailer",
        "retailer_id",
        "shop",
        "零售户",
        "许可证号",
        *aliases_of("customer_id"),
    ),
    "period": ("quarter", "month", "周期", "评价周期", "季度", "月份", "期间"),
    "format": ("business_format", "业态", "业态类型"),
    "market": ("market_type", "市场", "市场类型"),
    "tier": ("class", "given_tier", "档位", "客户档位", "类别", "客户类别"),
    "clerk": ("manager", "customer_manager", "客户经理"),
    "score": ("points", "得分", "积分"),
    "locked_score": ("score_locked", "锁定得分"),
    "demand": ("ordered", "order", "需求", "需求量", "订货量"),
    "quantity": ("数量", "购进数量"),
    "amount": ("金额", "购进金额"),
    "n_items": ("品规数",),
    "premium": ("高端卷烟",),
}
TEXT = ("customer_id", "format", "market", "clerk", "size")


def rating_table(
    source: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str],
    words: Sequence[str],
    numbers: Sequence[str],
    also: Sequence[str] = (),
) -> tuple[pd.DataFrame, str, list[str]]:
    """Read a table of retailers by periods.

    Parameters
    ----------
    source : path or DataFrame
        CSV, Excel or Parquet.
    columns : mapping of str to str
        What the reader said: name to header.
    words, numbers : sequence of str
        Columns that are needed beside the keys.
    also : sequence of str
        Columns of numbers that are taken if the table has them, as are ``tier`` and ``clerk``.

    Returns
    -------
    DataFrame
        Sorted by retailer and period; rows may have stood in any order.
    str
        Name of the source.
    list of str
        Everything that is wrong.

    Raises
    ------
    SchemaError
        If no table can be read at all.
    """
    read = read_source(source)
    problems = list(read.problems)
    if len(read.broken):
        lines = listed([f"{row}" for row in read.broken["row"]])
        problems.append(f"rows {lines} do not fit under the header: mend or delete them.")
    found, wrong = _found(list(read.table.columns), columns)
    table = read.table[list(found.values())].set_axis(list(found), axis=1)
    numbered = np.asarray(read.numbers)
    needed = [*KEYS, *words, *numbers]
    lacking = [name for name in dict.fromkeys(needed) if name not in table]
    problems += wrong
    if lacking:
        there = listed([printable(str(name)) for name in read.table.columns], 20)
        problems.append(f"the file lacks {listed(lacking)} (found: {there}).")
    optional = [name for name in ("tier", "clerk", *also) if name in table]
    kept = list(dict.fromkeys([name for name in [*needed, *optional] if name in table]))
    table = table[kept].copy()
    counted = [name for name in kept if name in (*numbers, *also, "tier")]
    table = table.assign(**_with_decimal_comma(table[counted], numbered))
    for name in kept:
        table[name], faults = _column(table[name], name, numbered, as_number=name in counted)
        problems += faults
    if "period" in kept:
        table["period"], faults = read_periods(table["period"])
        problems += faults
    problems += _twice(table)
    if problems:
        return table, read.source["name"], problems
    return table.sort_values(list(KEYS), kind="stable").reset_index(drop=True), read.source["name"], []


def _found(headers: list[str], stated: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Give the header of each column: the one that was stated, its own name, or what others call it."""
    by_key: dict[str, str] = {}
    for header in headers:
        by_key.setdefault(header_key(simplified(header.removeprefix("sim_"))), header)
    problems, found = [], {}
    for name, header in stated.items():
        if header in headers:
            found[name] = header
        else:
            problems.append(f"there is no column {printable(str(header))!r} for {name}.")
    taken = set(found.values())
    for header in headers:  # items of a rule of one's own are called as they stand
        name = header.removeprefix("sim_")
        if name not in found and header not in taken:
            found[name] = header
    for name, others in NAMES.items():
        if name in found or name in stated:
            continue
        for other in (name, *others):
            candidate = by_key.get(header_key(simplified(other)))
            if candidate is not None and candidate not in taken:
                found[name] = candidate
                break
    return found, problems


def _with_decimal_comma(table: pd.DataFrame, rows: np.ndarray) -> dict[str, pd.Series]:
    """Give the columns of text whose numbers have a decimal comma, if that is the decimal sign of the whole file."""
    texts = {str(name): column for name, column in table.items() if not pd.api.types.is_numeric_dtype(column.dtype)}
    parsed, found, _ = read_numbers(texts, rows, required=())
    if found["decimal"] != ",":
        return {}
    return {name: one.series for name, one in parsed.items() if not one.faults and not one.problems}


def _column(column: pd.Series, name: str, rows: np.ndarray, *, as_number: bool) -> tuple[pd.Series, list[str]]:
    """Give a column as text or as numbers, and a sentence about its gaps and about what is no number."""
    blank = column.isna() | column.map(lambda cell: isinstance(cell, str) and not cell.strip()).astype(bool)
    problems = []
    if blank.any():
        problems.append(f"{name} is missing in {_in_rows(rows[blank.to_numpy()])}: fill it in or leave these rows out.")
    if as_number:
        values = pd.to_numeric(column.where(~blank), errors="coerce").astype("float64")
        wrong = (values.isna() & ~blank) | np.isinf(values)
        if wrong.any():
            cells = listed([printable(str(cell)) for cell in column[wrong].unique()])
            problems.append(f"{name} must be numbers, with one decimal sign in the whole file; found {cells}.")
        elif name == "tier" and ((values < 1) | (values != np.floor(values))).any():
            problems.append("tier must be whole numbers from 1, the lowest, on.")
        return values, problems
    if name in TEXT:
        return _as_text(column).where(~blank), problems
    return column.where(~blank), problems


def _as_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(column.dtype) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("str").str.strip()


def _in_rows(rows: np.ndarray) -> str:
    return f"row {rows[0]}" if len(rows) == 1 else f"{len(rows):,} rows ({listed(map(str, rows))})"


def _twice(table: pd.DataFrame) -> list[str]:
    """Say who stands twice in a period, and whether with two tiers."""
    if not set(KEYS) <= set(table.columns):
        return []
    whole = table.dropna(subset=list(KEYS))
    again = whole[whole.duplicated(list(KEYS), keep=False)]
    if not len(again):
        return []
    problems = []
    tiers = again.groupby(list(KEYS))["tier"].agg(["min", "max"]) if "tier" in again else None
    two = pd.Series(dtype=bool) if tiers is None else tiers["min"] < tiers["max"]
    if two.any():
        people = listed([f"{printable(who)} in {when}" for who, when in two.index[two]])
        problems.append(f"two tiers in one period: {people}. A retailer has one tier at a time.")
    pairs = again.set_index(list(KEYS)).index.unique()
    others = [pair for pair in pairs if not two.get(pair, False)] if len(two) else list(pairs)
    if others:
        people = listed([f"{printable(str(who))} in {when}" for who, when in others])
        problems.append(f"retailers stand twice in one period: {people}. Join their rows first.")
    return problems
