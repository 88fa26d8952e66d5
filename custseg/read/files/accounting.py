"""Is every line of a text file in a row? Lines are counted in the text itself, and compared with what was split.

Offers `account_for_lines`, which refuses rows that a stray quotation mark swallowed and says where a file may be cut,
`never_closed` and `split_records`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ...schema import SchemaError
from ..parts.whole import knows_the_file, overall


class Shift(NamedTuple):
    """How far the rows and the lines of a text are counted from those of the file of which it is a part."""

    rows: int = 0
    lines: int = 0


NO_SHIFT = Shift()
LINE_END = re.compile(r"\r\n|\n|\r")
SAMPLE = 1000


def account_for_lines(
    text: str,
    table: pd.DataFrame,
    numbers: np.ndarray,
    odd: dict[int, str],
    separator: str,
    name: str,
    shift: Shift = NO_SHIFT,
) -> list[str]:
    """Compare the lines of a text with the records that a parser made of them.

    A record has as many lines as it has line ends inside quotation marks, and one more. A line inside a field that
    looks like a row is one that a stray quotation mark swallowed; so is any line before a quotation mark that closes
    a field and has text behind it.

    Parameters
    ----------
    text : str
        The file.
    table : DataFrame of str
        The records that fit, the header among them.
    numbers : array
        Their numbers; the line of the header is the first.
    odd : dict of int to str
        The records that do not fit, as they are written, by number.
    separator : str
        Between the fields.
    name : str
        What the file is called in messages.
    shift : Shift
        How far rows and lines are counted from those of the file.

    Returns
    -------
    list of str
        A note if the last record has no line end.

    Raises
    ------
    SchemaError
        Rows were swallowed, or the lines and the records do not add up.
    """
    cut = not text.endswith(("\n", "\r"))
    lines = text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0) + cut
    records = int(numbers[0]) - 1 + len(table) + len(odd)
    last = max(int(numbers[-1]), *odd) if odd else int(numbers[-1])
    note = f"the last row ({last - shift.rows:,}) has no line end: if rows are missing, the file was cut off there."
    end = odd[last] if last in odd else "".join(table.iloc[-1])
    if lines == records and not LINE_END.search(end):
        return [note] if cut else []
    inside = _line_ends_inside(table, numbers, odd)
    if lines < records + inside.sum():  # the last line end of the file is inside a field
        raise SchemaError(never_closed(name, last - shift.rows))
    if lines != records + inside.sum():
        raise SchemaError(
            f"{name} has {lines - shift.lines:,} lines, but {records + int(inside.sum()) - shift.lines:,} came out "
            "when it was split into rows. Look for stray quotation marks, or read it with pandas and pass the table."
        )
    _refuse_swallowed(text, table, inside, separator, name, shift)
    return [note] if cut else []


def split_records(lines: Iterable[str], separator: str) -> list[list[str]]:
    """Split lines into fields; nothing if a field is longer than Python's reader allows."""
    try:
        return list(csv.reader((line + "\n" for line in lines), delimiter=separator))
    except csv.Error:
        return []


def never_closed(name: str, row: int) -> str:
    """Say that a quotation is open at the end of a file."""
    return (
        f"{name}: a quotation mark opened in row {row:,} is never closed and swallows the rest of the file. "
        'Close it, or write "" for a quotation mark inside a field.'
    )


def _line_ends_inside(table: pd.DataFrame, numbers: np.ndarray, odd: dict[int, str]) -> pd.Series:
    """Count the line ends inside the fields of each record, by its number."""
    counts = np.zeros(len(table), dtype=int)
    for column in table:
        held = np.flatnonzero(table[column].str.contains("[\r\n]", regex=True).to_numpy(dtype=bool, na_value=False))
        counts[held] += np.array([len(LINE_END.findall(cell)) for cell in table[column].iloc[held]], dtype=int)
    fitting = pd.Series(counts, index=numbers)
    others = pd.Series({number: len(LINE_END.findall(record)) for number, record in odd.items()}, dtype=int)
    return pd.concat([fitting, others]).sort_index() if odd else fitting


def _refuse_swallowed(
    text: str, table: pd.DataFrame, inside: pd.Series, separator: str, name: str, shift: Shift
) -> None:
    lines = LINE_END.split(text)
    starts = inside.index[0] - 1 + np.arange(len(inside)) + np.append(0, inside.cumsum()[:-1])
    usual = _digits(table.iloc[1 : SAMPLE + 1].to_numpy().tolist()) if len(table) > 1 else None
    found: list[str] = []
    rows = inside.index.to_numpy()
    for place in np.flatnonzero(inside.to_numpy()).tolist():
        first, more = int(starts[place]), int(inside.iloc[place])
        record = lines[first : first + more + 1]
        swallows = _looks_like_rows(record, separator, len(table.columns), usual)
        if swallows or _text_behind_a_mark(record, separator) or _never_closed(record, separator):
            top = first + 1 - shift.lines
            found.append(f"row {int(rows[place]) - shift.rows:,} holds lines {top:,} to {top + more:,} of the file")
    found = overall("swallowed rows", found)
    if found and knows_the_file():
        others = f" and {len(found) - 3:,} more" if len(found) > 3 else ""
        raise SchemaError(
            f"{name}: a stray quotation mark swallows rows: {', '.join(found[:3])}{others}. Remove the mark, or write "
            'the field in marks and each mark inside it twice: "12"" disc". If a field does hold these lines, read the '
            "file with pandas and pass the table."
        )


def _looks_like_rows(record: Sequence[str], separator: str, width: int, usual: np.ndarray | None) -> bool:
    """Say whether a line after the first has the fields of a row, with digits where rows have digits."""
    first, *others = (next(iter(split_records([line], separator)), []) for line in record)
    digits = usual if usual is not None else _digits([first])
    alike = [(_digits([fields]) == digits).mean() for fields in others if len(fields) == width == len(digits)]
    return any(share > 0.5 for share in alike)


def _digits(rows: Sequence[Sequence[str]]) -> np.ndarray:
    """Say which columns mostly hold digits."""
    held = np.array([[any(map(str.isdecimal, field)) for field in fields] for fields in rows])
    return np.asarray(held.mean(axis=0) > 0.5)


def _never_closed(record: Sequence[str], separator: str) -> bool:
    *_, fields = [[], *split_records(record, separator)]
    return bool(fields) and fields[-1].endswith("\n")


def _text_behind_a_mark(record: Sequence[str], separator: str) -> bool:
    mark = re.escape(separator)
    fields = re.finditer(rf'(?:^|(?<=[{mark}\n]))"((?:[^"]|"")*)"([^{mark}\n]*)', "\n".join(record))
    return any("\n" in field[1] and field[2].strip() for field in fields)
