"""Where may a text file be cut, so that each part is whole rows? The parts, each read like a file of its own.

Offers `text_parts` and `record_ends`.
"""

from __future__ import annotations

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from ...schema import SchemaError, listed
from ..files.accounting import Shift, never_closed
from ..files.delimited import BEGIN, Top, refuse_other_formats, split_fields, top_of, with_header
from ..files.encoding import BYTE_ORDER_MARKS, check_encoding, decode
from ..files.guess import words_to_check
from ..files.layout import in_columns, inside_zip, with_tabs
from ..files.rows import Rows, as_rows

BLOCK = 2**22  # bytes that are read at once
AT_ONCE = 2**24  # bytes of a file whose encoding is decided with all of it in memory
LONGEST = 2**28  # bytes of one row
TAIL = 20  # rows that the last part has at least: remarks at the end of a file are among them
Make = tuple[
    Callable[[], Rows], float, bool
]  # how to read a part, which share of the file is done, whether it is the last


class _Encoding(NamedTuple):
    codec: str
    guessed: bool
    words: list[str]


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
    how = _encoding_of(path, encoding)
    size = max(path.stat().st_size, 1)
    with _unpacking(path) as (file, packed):
        pieces = _utf8(file, how.codec)
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

    def __init__(self, name: str, top: Top, columns: bool, how: _Encoding) -> None:
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


@contextmanager
def _unpacking(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file, and what is inside if it is packed; the second tells how far it has been read."""
    with path.open("rb") as packed:
        try:
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile(fileobj=packed) as file:
                    yield file, packed  # type: ignore[misc]  # what it reads is bytes
            elif path.suffix.lower() == ".zip":
                with zipfile.ZipFile(packed) as archive, archive.open(inside_zip(path)[0]) as inner:
                    yield inner, packed
            else:
                yield packed, packed
        except (EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            advice = "Fetch it again, or unpack it with gzip and pass that."
            raise SchemaError(f"{path.name} cannot be unpacked ({error}). {advice}") from error


def _utf8(file: IO[bytes], codec: str) -> Iterator[bytes]:
    """Read a file in blocks of UTF-8, without its byte order mark."""
    decoder = codecs.getincrementaldecoder(codec)()
    plain = codecs.lookup(codec).name == "utf-8"
    head = file.read(BLOCK)
    mark = next((mark for mark in BYTE_ORDER_MARKS if head.startswith(mark)), b"")
    block = head[len(mark) :]
    while block:
        yield block if plain else decoder.decode(block).encode()
        block = file.read(BLOCK)
    if not plain and (rest := decoder.decode(b"", final=True)):
        yield rest.encode()


def _first_bytes(pieces: Iterator[bytes]) -> bytes:
    first = b""
    for piece in pieces:
        first += piece
        if len(first) > 4 * BEGIN + 4:  # as many characters at least
            break
    return first


def _encoding_of(path: Path, stated: str | None) -> _Encoding:
    """Decide by the whole file which characters its bytes stand for, block by block if it is long."""
    with _unpacking(path) as (file, _):
        head = file.read(AT_ONCE + 1)
        refuse_other_formats(head, path.name)
        if len(head) <= AT_ONCE:
            text, used, guessed = decode(head, path.name, stated)
            if not text.removesuffix("\x1a").strip():
                raise SchemaError(f"{path.name} is empty ({len(head):,} bytes). Expected a header and rows.")
            return _Encoding(used, guessed, words_to_check(text) if guessed else [])
        marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
        if stated is not None or marked:
            used = str(marked or check_encoding(stated))
            _refuse_invalid(file, head, used, path.name)
            return _Encoding(stated or used, False, [])
        if b"\0" in head[:2000]:  # UTF-16 without its mark
            _, used, guessed = decode(head[:2000], path.name)
            return _Encoding(used, guessed, [])
        if (sample := _with_other_letters(file, head)) is None:
            return _Encoding("utf-8", False, [])
    text, used, guessed = decode(sample, path.name)
    return _Encoding(used, guessed, words_to_check(text) if guessed else [])


def _refuse_invalid(file: IO[bytes], head: bytes, codec: str, name: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    row, block = 1, head
    while block:
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            row += error.object.count(b"\n", 0, error.start)
            raise SchemaError(
                f"{name} is not valid {codec}: a byte in or near row {row:,} has no meaning there. Pass another "
                "encoding=... ."
            ) from None
        row += block.count(b"\n")
        block = file.read(BLOCK)


def _with_other_letters(file: IO[bytes], head: bytes) -> bytes | None:
    """Give the first lines and all with other letters than ASCII, the others blank; None if all of it is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    kept, block, sound = bytearray(), head, True
    while block:
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            sound, decoder = False, codecs.getincrementaldecoder("utf-8")(errors="replace")
        if len(kept) < AT_ONCE:
            kept += block if not kept else re.sub(rb"(?<=\n)[\x00-\x09\x0b-\x7f]+(?=\n)", b"", block)
        block = file.read(BLOCK)
    return None if sound else bytes(kept)
