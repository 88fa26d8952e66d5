"""Which fields does a text file have? The separator, the header line and rows of text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ...schema import SchemaError, listed
from ..parts.whole import is_last_part
from .accounting import LINE_END, Shift, account_for_lines, never_closed, split_records
from .encoding import decode
from .guess import words_to_check
from .header_line import Known, header_line
from .layout import GZIP, ZIP, headless, tabulated, unpacked
from .rows import Rows, as_rows

BEGIN = 100_000  # characters in which the header is looked for
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


Broken = tuple[int, str, list[str]]  # row number, what is wrong, fields


class Header(NamedTuple):
    """Where the header stands and what it says: `line` counts from 1."""

    line: int
    fields: list[str]
    separator: str


def read_delimited(
    path: Path, encoding: str | None = None, separator: str | None = None, known: Known | None = None
) -> Rows:
    """Read a text file with one record a line.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str, optional
        See `decode`.
    separator : str, optional
        One character. Otherwise comma, semicolon, tab or bar, whichever splits the most rows like the header.
    known : mapping of str to str, optional
        Columns by the keys of their headers, by which the header is found; those of transactions by default.

    Returns
    -------
    Rows
        All text. Rows with fewer fields than the header are filled up with blanks; rows with more are set aside.

    Raises
    ------
    SchemaError
        The file is empty, is not text, has only one column, or a quotation mark is never closed or swallows rows.
    """
    data = unpacked(path)
    refuse_other_formats(data, path.name)
    text, used, guessed = decode(data, path.name, encoding)
    text = text.removesuffix("\x1a")  # how DOS ends a file
    if not text or text.isspace():
        raise SchemaError(f"{path.name} is empty ({len(data):,} bytes). Expected a header and rows.")
    text = text if separator else tabulated(text)
    top = top_of(text, path.name, separator, known)
    header, added, above = top.header, top.added, top.above
    if added:
        text = with_header(text, header)
    source = {
        **({"header_row": header.line} if above else {}),
        "kind": "text",
        "name": path.name,
        "encoding": used,
        "encoding_guessed": guessed,
        "separator": header.separator,
    }
    table, numbers, broken, notes = split_fields(text, header, path.name, Shift(added, added))
    if guessed and (words := words_to_check(text)):
        notes.append(
            f"the encoding was guessed: {used}, in which words such as {listed(words)} stand. "
            "If they are wrong, pass encoding=... ."
        )
    return as_rows(table, header.fields, numbers, source, broken, notes)._replace(above=above)


class Top(NamedTuple):
    """What stands at the top of a text: the header, whether it had to be added, and the text above it."""

    header: Header
    added: bool
    above: str


def top_of(text: str, name: str, separator: str | None, known: Known | None = None) -> Top:
    """Find the header in the first lines of a text; where there is none, a line of our own takes its place."""
    header = _header(text, name, separator, known)
    added = headless(header.fields)
    if added:  # the rows keep their numbers
        header = header._replace(fields=[f"column {place}" for place, _ in enumerate(header.fields, start=1)])
        text = with_header(text, header)
    lines = (line.strip(" \t\ufeff,;|") for line in text[:BEGIN].splitlines()[: header.line - 1])
    return Top(header, added, "\n".join(line for line in lines if line and line[:4] != "sep="))


def refuse_other_formats(data: bytes, name: str) -> None:
    """Refuse what is no text by its first bytes, whatever its name says."""
    if data.startswith(ZIP):
        raise SchemaError(
            f"{name} is not text but an Excel workbook or a zip file. Give a workbook its own ending, .xlsx; unpack a "
            "zip file and pass the file inside."
        )
    if data.startswith(GZIP):
        raise SchemaError(f"{name} is packed with gzip. Give it the ending .csv.gz, or unpack it.")
    if data.startswith(b"PAR1"):
        raise SchemaError(f"{name} is not text but a Parquet file. Give it its own ending: .parquet.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SchemaError(f"{name} is not text but an old Excel workbook (.xls). Save it as .xlsx or as CSV.")


def _header(text: str, name: str, stated: str | None, known: Known | None) -> Header:
    lines = re.split(r"\r\n|\n|\r", text[:BEGIN])
    line = next(number for number, content in enumerate(lines) if content.strip(" \t\ufeff"))
    hint = re.fullmatch(r"sep=(.)", lines[line].strip('"'))  # Excel writes and reads this line
    if hint:
        line, stated = line + 1, stated or hint[1]
    line = header_line(lines, line, stated or SEPARATORS, known)
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
    records = [record for record in split_records(lines, separator) if record]
    if not records:
        return 0.0, 0, [], separator
    width = len(records[0])
    alike = sum(1 for record in records if len(record) == width) / len(records)
    return (alike if width > 1 else 0.0), width, records[0], separator


def with_header(text: str, header: Header) -> str:
    """Put the names on a line of their own above the first row."""
    ends = [0, *(end.end() for end in islice(LINE_END.finditer(text), header.line - 1))]
    return f"{text[: ends[-1]]}{header.separator.join(header.fields)}\n{text[ends[-1] :]}"


def split_fields(
    text: str, header: Header, name: str, shift: Shift
) -> tuple[pd.DataFrame, np.ndarray, list[Broken], list[str]]:
    """Return the rows that fit under the header, their numbers, the rows that do not, and remarks.

    The rows are numbered as in the file, from which those of `text` are counted so far.
    """
    width, odd, data = len(header.fields), {}, text.encode()

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        odd[row.number] = row.text  # counted from the top of the file, what stands above the header included
        return "skip"

    table = _arrow_table(data, header, set_aside, name).to_pandas()
    numbers = np.arange(header.line, header.line + len(table) + len(odd))
    numbers = numbers[~np.isin(numbers, list(odd))]
    if is_last_part():
        _refuse_open_quotation(data, table, numbers, odd, header.separator, name, shift.rows)
    if header.line in odd:
        raise SchemaError(
            f"{name}: the header line {odd[header.line][:200]!r} cannot be split into its {width} names. "
            "Look for stray quotation marks in it."
        )
    notes = account_for_lines(text, table, numbers, odd, header.separator, name, shift)
    table, numbers = table.iloc[1:], numbers[1:]  # the first row is the header

    short, broken = _divided(odd, width, header.separator)
    if short:
        filled = pd.DataFrame(list(short.values()), columns=table.columns, dtype=table.dtypes.iloc[0])
        numbers = np.concatenate([numbers, list(short)])
        table = pd.concat([table, filled]).iloc[np.argsort(numbers, kind="stable")]
        numbers = np.sort(numbers)
    places = [(number - shift.rows, reason, whole) for number, reason, whole in broken]
    return table, numbers - shift.rows, places, notes


def _divided(odd: dict[int, str], width: int, separator: str) -> tuple[dict[int, list[str]], list[Broken]]:
    """Fill up rows that have too few fields, and say of the others how many they have."""
    short, broken = {}, []
    for number, text in odd.items():
        fields = next(iter(split_records([text], separator)), [text])
        if not any(field.strip() for field in fields[width:]):
            short[number] = (fields + [""] * width)[:width]
        else:
            whole = [*fields[: width - 1], separator.join(fields[width - 1 :])]
            broken.append((number, f"has {len(fields)} fields under a header of {width}", whole))
    return short, broken


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
    data: bytes, table: pd.DataFrame, numbers: np.ndarray, odd: dict[int, str], separator: str, name: str, added: int
) -> None:
    last = {number: text for number, text in odd.items() if LINE_END.search(text)}
    if len(table) and table.iloc[-1].str.contains("[\r\n]", regex=True).any():
        last[int(numbers[-1])] = ""
    if last and data.count(b'"') % 2 == 0:
        return  # see `account_for_lines`
    if not last and _ends_inside_quotation(data, separator):
        last[max([int(number) for number in numbers[-1:]] + list(odd))] = ""
    if last:
        raise SchemaError(never_closed(name, max(last) - added))


def _ends_inside_quotation(data: bytes, separator: str) -> bool:
    lines = LINE_END.split(data[-100_000:].decode(errors="replace").rstrip("\r\n"))
    (fields,) = split_records([lines[-1]], separator) or [[]]
    return bool(fields) and fields[-1].endswith("\n")
