"""Which fields does a text file have? The separator, the header line and rows of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ...schema import SchemaError
from .encoding import decode
from .header_line import header_line
from .layout import headless, tabulated, unpacked
from .rows import Rows, as_rows

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


Broken = tuple[int, str, list[str]]  # row number, what is wrong, fields


class Header(NamedTuple):
    """Where the header stands and what it says: `line` counts from 1."""

    line: int
    fields: list[str]
    separator: str


def read_delimited(path: Path, encoding: str | None = None, separator: str | None = None) -> Rows:
    """Read a text file with one record a line.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str, optional
        See `decode`.
    separator : str, optional
        One character. Otherwise comma, semicolon, tab or bar, whichever splits the most rows like the header.

    Returns
    -------
    Rows
        All text. Rows with fewer fields than the header are filled up with blanks; rows with more are set aside.

    Raises
    ------
    SchemaError
        The file is empty, is not text, has only one column, or a quotation mark is never closed.
    """
    data = unpacked(path)
    _refuse_other_formats(data, path.name)
    text, used, guessed = decode(data, path.name, encoding)
    if not text.strip():
        raise SchemaError(f"{path.name} is empty ({len(data):,} bytes). Expected a header and rows.")
    text = text if separator else tabulated(text)
    header = _header(text, path.name, separator)
    added = headless(header.fields)
    if added:  # names of our own take the place of the header, and the rows keep their numbers
        names = [f"column {place}" for place, _ in enumerate(header.fields, start=1)]
        text = header.separator.join(names) + "\n" + text.lstrip("\ufeff\r\n")
        header = Header(1, names, header.separator)
    above = any(
        line.strip(" \t\ufeff,;|") and line[:4] != "sep=" for line in text[:100_000].splitlines()[: header.line - 1]
    )
    source = {
        **({"header_row": header.line} if above else {}),
        "kind": "text",
        "name": path.name,
        "encoding": used,
        "encoding_guessed": guessed,
        "separator": header.separator,
    }
    table, numbers, broken = _fields(text.encode(), header, path.name)
    broken = [(number - added, reason, fields) for number, reason, fields in broken]
    return as_rows(table, header.fields, numbers - added, source, broken)


def _refuse_other_formats(data: bytes, name: str) -> None:
    if data.startswith(b"PK\x03\x04"):
        raise SchemaError(f"{name} is not text but an Excel workbook or a zip file. Give it its own ending: .xlsx.")
    if data.startswith(b"PAR1"):
        raise SchemaError(f"{name} is not text but a Parquet file. Give it its own ending: .parquet.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SchemaError(f"{name} is not text but an old Excel workbook (.xls). Save it as .xlsx or as CSV.")


def _header(text: str, name: str, stated: str | None) -> Header:
    lines = re.split(r"\r\n|\n|\r", text[:100_000])
    line = next(number for number, content in enumerate(lines) if content.strip(" \t\ufeff"))
    hint = re.fullmatch(r"sep=(.)", lines[line].strip('"'))  # Excel writes and reads this line
    if hint:
        line, stated = line + 1, stated or hint[1]
    line = header_line(lines, line, stated or SEPARATORS)
    sample = lines[line : line + 100]
    shown = next(iter(sample), "")
    _, width, fields, separator = max(_fit(sample, candidate) for candidate in ([stated] if stated else SEPARATORS))
    if width < 2:
        found = f"separator={stated!r} finds" if stated else "comma, semicolon, tab and bar all find"
        other = [f"separator={mark!r}" for mark in SEPARATORS if mark in shown and mark != stated]
        advice = f"Try {' or '.join(other)}." if other else "Pass separator=... with the character between the columns."
        raise SchemaError(f"{name}: {found} only one column. The header line is {shown[:200]!r}. {advice}")
    return Header(line + 1, fields, separator)


def _fit(lines: list[str], separator: str) -> tuple[float, int, list[str], str]:
    """Return the share of rows that have as many fields as the header, how many those are, and the header."""
    records = [record for record in _records(lines, separator) if record]
    if not records:
        return 0.0, 0, [], separator
    width = len(records[0])
    alike = sum(1 for record in records if len(record) == width) / len(records)
    return (alike if width > 1 else 0.0), width, records[0], separator


def _records(lines: Iterable[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader((line + "\n" for line in lines), delimiter=separator))
    except csv.Error:
        return []


def _fields(data: bytes, header: Header, name: str) -> tuple[pd.DataFrame, np.ndarray, list[Broken]]:
    """Return the rows that fit under the header, their numbers and the rows that do not."""
    width, odd = len(header.fields), {}

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        odd[row.number + header.line - 1] = row.text
        return "skip"

    table = _arrow_table(data, header, set_aside, name).to_pandas().iloc[1:]  # the first row is the header
    numbers = np.arange(header.line, header.line + len(table) + len(odd) + 1)[1:]
    numbers = numbers[~np.isin(numbers, list(odd))]
    _refuse_open_quotation(data, table, numbers, odd, name)

    short, broken = {}, []
    for number, text in odd.items():
        fields = next(iter(_records([text], header.separator)), [text])
        if not any(field.strip() for field in fields[width:]):
            short[number] = (fields + [""] * width)[:width]
        else:
            whole = [*fields[: width - 1], header.separator.join(fields[width - 1 :])]
            broken.append((number, f"has {len(fields)} fields under a header of {width}", whole))
    if short:
        filled = pd.DataFrame(list(short.values()), columns=table.columns, dtype=table.dtypes.iloc[0])
        numbers = np.concatenate([numbers, list(short)])
        table = pd.concat([table, filled]).iloc[np.argsort(numbers, kind="stable")]
        numbers = np.sort(numbers)
    return table, numbers, broken


def _arrow_table(data: bytes, header: Header, set_aside: Callable[..., str], name: str) -> pa.Table:
    names = [f"f{place}" for place in range(len(header.fields))]
    try:
        return arrow_csv.read_csv(
            io.BytesIO(data),
            # one thread and one block: only so rows are numbered, and a field may be as long as it likes
            read_options=arrow_csv.ReadOptions(
                use_threads=False,
                block_size=min(len(data) + 1, 2**31 - 1),
                skip_rows=header.line - 1,
                column_names=names,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=header.separator,
                newlines_in_values=True,
                ignore_empty_lines=False,  # they count as rows
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise SchemaError(f"{name} cannot be split into rows and columns: {error}") from error


def _refuse_open_quotation(
    data: bytes, table: pd.DataFrame, numbers: np.ndarray, odd: dict[int, str], name: str
) -> None:
    if data.count(b'"') % 2 == 0:
        return
    last = {number: text for number, text in odd.items() if "\n" in text}
    if len(table) and table.iloc[-1].str.contains("\n", regex=False).any():
        last[int(numbers[-1])] = ""
    if last:
        raise SchemaError(
            f"{name}: a quotation mark opened in row {max(last):,} is never closed and swallows the rest of the file. "
            'Close it, or write "" for a quotation mark inside a field.'
        )
