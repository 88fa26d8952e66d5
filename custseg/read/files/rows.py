"""What does every source give? Named columns as they stand in the file, and the number of each row."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from ...schema import SchemaError, listed
from ..parts.whole import anywhere, overall

LARGEST = 10**300  # a larger whole number does not fit into a float


class Rows(NamedTuple):
    """Rows as they stand in the source, before anything is understood.

    `numbers` are the row numbers of the file (header = 1) or the index labels of a frame. `broken` holds rows that do
    not fit under the header, with `row` and `reason`. `source` goes into ``attrs["source"]`` and into a report,
    as do `notes`, remarks on the file. `above` is the text above the header, and `header_rows` are the numbers of its
    rows in a workbook.
    """

    table: pd.DataFrame
    numbers: np.ndarray
    broken: pd.DataFrame
    source: dict[str, Any]
    problems: list[str]
    notes: Sequence[str] = ()
    above: str = ""
    header_rows: tuple[int, ...] = ()


def as_rows(
    table: pd.DataFrame,
    headers: Sequence[object],
    numbers: np.ndarray,
    source: dict[str, Any],
    broken: Sequence[tuple[int, str, Sequence[str]]] = (),
    notes: Sequence[str] = (),
) -> Rows:
    """Put the headers on, drop columns and rows without any content, refuse headers that occur twice."""
    names = [_header_name(header) for header in headers]
    empty = [
        not name and not anywhere(f"content of column {place}", ~_blank(table.iloc[:, place]))
        for place, name in enumerate(names)
    ]
    names = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    table = table.set_axis(names, axis=1)
    aside = pd.DataFrame([fields for _, _, fields in broken], columns=names, dtype=object)
    aside.insert(0, "row", [row for row, _, _ in broken], allow_duplicates=True)
    aside.insert(1, "reason", [reason for _, reason, _ in broken], allow_duplicates=True)

    kept = [name for name, drop in zip(names, empty, strict=True) if not drop]
    twice = sorted({name for name in kept if kept.count(name) > 1}, key=kept.index)
    problems = [f"the header names {listed(twice)} more than once. Give each column its own name."] if twice else []
    table = table.loc[:, ~np.array(empty, dtype=bool) & ~table.columns.duplicated()]

    content = ~_blank_rows(table)
    source = {**source, "rows_read": int(content.sum()) + len(broken), "rows_blank": int((~content).sum())}
    if not overall("rows read", source["rows_read"]):
        raise SchemaError(f"{source['name']} has a header ({listed(kept)}) and no rows below it.")
    if not content.all():
        table, numbers = table[content], numbers[content]
    return Rows(table.reset_index(drop=True), numbers, aside, source, problems, list(notes))


def plain_cells(column: pd.Series) -> pd.Series:
    """Turn cells that no reader understands (lists, time spans, complex numbers ...) into text.

    Bytes are text in UTF-8. Text, numbers, dates and gaps stay as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> plain_cells(pd.Series(["a", 1, [2, 3], True, None], dtype=object)).tolist()
    ['a', 1, '[2, 3]', 'True', None]
    """
    if isinstance(column.dtype, pd.ArrowDtype) and not pd.api.types.is_numeric_dtype(column.dtype):
        column = pa.chunked_array(pa.array(column)).to_pandas()
    if not pd.api.types.is_object_dtype(column.dtype) and (
        pd.api.types.is_string_dtype(column.dtype)
        or pd.api.types.is_datetime64_any_dtype(column.dtype)
        or (pd.api.types.is_any_real_numeric_dtype(column.dtype))
    ):
        return column
    return pd.Series([_plain_cell(cell) for cell in column], index=column.index, dtype=object)


def _plain_cell(cell: object) -> object:
    if isinstance(cell, bool | np.bool_) or (isinstance(cell, int) and abs(cell) > LARGEST):
        return str(cell)
    if isinstance(cell, Decimal) and cell.is_snan():
        return str(cell)
    if isinstance(cell, bytes):
        return cell.decode(errors="backslashreplace")
    known = isinstance(cell, str | float | int | np.number | Decimal | datetime.date | np.datetime64)
    return cell if known or cell is None or cell is pd.NA or cell is pd.NaT else str(cell)


def _header_name(header: Any) -> str:
    return "" if pd.api.types.is_scalar(header) and pd.isna(header) else str(header).strip()


def _blank(column: pd.Series) -> pd.Series:
    if pd.api.types.is_string_dtype(column.dtype) and column.dtype != object:
        return column.isna() | (column.str.strip() == "")
    if column.dtype == object:
        return column.isna() | column.map(lambda cell: isinstance(cell, str) and not cell.strip()).astype(bool)
    return column.isna()


def _blank_rows(table: pd.DataFrame) -> np.ndarray:
    blank = np.ones(len(table), dtype=bool)
    for name in table:
        # most rows have content in the first column: the later ones are looked at only where it is blank
        if not blank.any():
            break
        blank[blank] = _blank(table[name][blank]).to_numpy(dtype=bool)
    return blank
