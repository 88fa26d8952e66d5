"""Where may a text file be cut, so that each part is whole rows? The parts, each read like a file of its own.

Offers `text_parts` and `record_ends`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ...schema import SchemaError, listed
from ..files.accounting import Shift, never_closed
from ..files.delimited import BEGIN, Top, split_fields, top_of, with_header
from ..files.layout import in_columns, with_tabs
from ..files.rows import Rows, as_rows
from .long_text import Encoding, encoding_of, in_utf8, unpacking

LONGEST = 2**28  # bytes of one row
TAIL = 20  # rows that the last part has at least: remarks at the end of a file are among them
Make = tuple[
    Callable[[], Rows], float, bool
]  # how to read a part, which share of the file is done, whether it is the last


def text_parts(path: Path, encoding: str | None, separator: str | None, batch_rows: int) -> Iterator[Make]:
    """Cut a text file between its rows.

    Parameters
    ----------
    path : Path
        The file, packed or not.
    encoding, separator : str, optional
        As in `read_delimited`.
    batch_rows : int
        How many rows a part has.

    Yields
    ------
    read, share, last
        A function that reads the part, to be called within `reading`; the share of the file that is done then; and
        whether it is the end.

    Raises
    ------
    SchemaError
        As `read_delimited` does; or one row is longer than memory should hold.
    """
    how = encoding_of(path, encoding)
    size = max(path.stat().st_size, 1)
    with unpacking(path) as (file, packed):
        pieces = in_utf8(file, how.codec, path.name)
        first = _first_bytes(pieces)
        head = first.decode(errors="ignore")
        columns = not separator and in_columns(head)
        top = top_of(with_tabs(head) if columns else head, path.name, separator)
        cutting = _Cutting(path.name, top, columns, how)
        buffer, ended = first, False
        while not ended:
            piece = next(pieces, None)
            ended = piece is None
            buffer = buffer.removesuffix(b"\x1a") if piece is None else buffer + piece
            ends = record_ends(buffer, cutting.mark, ended)
            wanted, done = batch_rows + cutting.above, 0
            if not len(ends) and len(buffer) > LONGEST:
                raise SchemaError(never_closed(path.name, cutting.rows))
            while len(ends) - done > wanted + TAIL:
                start, stop = (int(ends[done - 1]) if done else 0), int(ends[done + wanted - 1])
                yield cutting.part(buffer[start:stop], wanted), packed.tell() / size, False
                done, wanted = done + wanted, batch_rows
            buffer = buffer[int(ends[done - 1]) :] if done else buffer
        yield cutting.part(buffer, 0), 1.0, True


class _Cutting:
    """How far a file has been cut: rows and lines before the next part."""

    def __init__(self, name: str, top: Top, columns: bool, how: Encoding) -> None:
        self.name, self.top, self.columns, self.how = name, top, columns, how
        self.rows = self.lines = 0
        self.above = top.header.line

    @property
    def mark(self) -> bytes:
        """What stands between the fields of the file."""
        return b" " if self.columns else self.top.header.separator.encode()

    def part(self, data: bytes, rows: int) -> Callable[[], Rows]:
        """Say how to read the next part; it is read later, or not at all."""
        before, self.above = (self.rows, self.lines), 0
        self.rows, self.lines = self.rows + rows, self.lines + _count_lines(data)
        return lambda: self._read(data, *before)

    def _read(self, data: bytes, rows: int, lines: int) -> Rows:
        text = data.decode()
        text = with_tabs(text) if self.columns else text
        header, added = self.top.header, self.top.added
        shift = Shift(added, added)
        if rows:
            names = header.separator.join(f"f{place}" for place, _ in enumerate(header.fields))
            text, header, shift = f"{names}\n{text}", header._replace(line=1), Shift(1 - rows, 1 - lines)
        elif added:
            text = with_header(text, header)
        table, numbers, broken, notes = split_fields(text, header, self.name, shift)
        if self.how.guessed and self.how.words:
            notes.append(
                f"the encoding was guessed: {self.how.codec}, in which words such as {listed(self.how.words)} stand. "
                "If they are wrong, pass encoding=... ."
            )
        source = {
            **({"header_row": self.top.header.line} if self.top.above else {}),
            "kind": "text",
            "name": self.name,
            "encoding": self.how.codec,
            "encoding_guessed": self.how.guessed,
            "separator": header.separator,
        }
        return as_rows(table, header.fields, numbers, source, broken, notes)._replace(above=self.top.above)


def record_ends(data: bytes, separator: bytes, ended: bool = True) -> np.ndarray:
    r"""Say behind which bytes a row ends: line ends, but for those inside quotation marks.

    Parameters
    ----------
    data : bytes
        Text in UTF-8 that begins with a row.
    separator : bytes
        Between the fields.
    ended : bool
        Whether nothing comes behind it: a last carriage return may be half a line end.

    Returns
    -------
    ndarray of int
        In rising order.

    Examples
    --------
    >>> record_ends(b'a,"b\nc"\nd,e\n', b",").tolist()
    [8, 12]
    """
    letters = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(letters == 10) + 1
    if b"\r" in data:
        alone = np.flatnonzero(letters == 13) + 1
        behind = np.append(letters, 0 if ended else 10)[alone]
        ends = np.sort(np.concatenate([ends, alone[behind != 10]]))
    if b'"' not in data:
        return ends
    marks = np.flatnonzero(letters == 34)
    if _in_pairs(letters, marks, separator[0]):
        outside: np.ndarray = ends[np.searchsorted(marks, ends) % 2 == 0]
        return outside
    return _outside_fields(data, ends, separator)


def _in_pairs(letters: np.ndarray, marks: np.ndarray, separator: int) -> bool:
    """Say whether each mark opens a field, closes one, or is one of two inside: then counting them is enough."""
    around = np.concatenate([[10], letters, [10]])
    borders = np.isin(around, [separator, 10, 13])
    marked = around == 34
    opening, closing = marks[::2] + 1, marks[1::2] + 1
    opens = borders[opening - 1] | (marked[opening - 1] & (opening > 1))
    closes = borders[closing + 1] | marked[closing + 1]
    return bool(opens.all() and closes.all())


def _outside_fields(data: bytes, ends: np.ndarray, separator: bytes) -> np.ndarray:
    """Leave out the line ends inside fields, field by field: a stray mark opens none in the midst of a field."""
    mark = re.escape(separator)
    field = re.compile(rb"(?:\A|(?<=[" + mark + rb'\r\n]))"(?:[^"]|"")*+(?:"[^' + mark + rb"\r\n]*|\Z)")
    inside = np.zeros(len(ends), dtype=bool)
    for found in field.finditer(data):
        start, stop = np.searchsorted(ends, found.span(), side="right")
        if stop > start:
            inside[start:stop] = True
    return ends[~inside]


def _count_lines(data: bytes) -> int:
    return data.count(b"\n") + (data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else 0)


def _first_bytes(pieces: Iterator[bytes]) -> bytes:
    first = b""
    for piece in pieces:
        first += piece
        if len(first) > 4 * BEGIN + 4:  # as many characters at least
            break
    return first
