"""Which characters do the bytes of a long text file stand for? Decided by all of it, block by block.

Offers `unpacking`, which opens a file, `encoding_of`, and `in_utf8`, which reads what stands in it.
"""

from __future__ import annotations

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from ...schema import SchemaError
from ..files.delimited import BEGIN, refuse_other_formats
from ..files.encoding import BYTE_ORDER_MARKS, check_encoding, decode
from ..files.guess import words_to_check
from ..files.layout import inside_zip

BLOCK = 2**22  # bytes that are read at once
AT_ONCE = 2**24  # bytes of a file whose encoding is decided with all of it in memory
ASCII_LINE = re.compile(rb"(?:\A|(?<=\n)|(?<=\r)(?!\n))[\x00-\x09\x0b\x0c\x0e-\x7f]*(?:\r\n|\n|\r)")


class Encoding(NamedTuple):
    """The codec, whether it was guessed, and words to look at if it was."""

    codec: str
    guessed: bool
    words: list[str]


@contextmanager
def unpacking(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
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


def in_utf8(file: IO[bytes], codec: str, name: str) -> Iterator[bytes]:
    """Read a file in blocks of UTF-8, without its byte order mark.

    Raises
    ------
    SchemaError
        A byte has no meaning: the encoding was guessed from other lines.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    plain, row = codecs.lookup(codec).name == "utf-8", 1
    block = file.read(BLOCK)
    block = block[len(next((mark for mark in BYTE_ORDER_MARKS if block.startswith(mark)), b"")) :]
    while block and plain:
        yield block
        block = file.read(BLOCK)
    while not plain:
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise SchemaError(_invalid(name, codec, row + error.object.count(b"\n", 0, error.start))) from None
        yield text.encode()
        if not block:
            break
        row += block.count(b"\n")
        block = file.read(BLOCK)


def encoding_of(path: Path, stated: str | None) -> Encoding:
    """Decide by the whole file which characters its bytes stand for, block by block if it is long."""
    with unpacking(path) as (file, _):
        head = file.read(AT_ONCE + 1)
        refuse_other_formats(head, path.name)
        if len(head) <= AT_ONCE:
            text, used, guessed = decode(head, path.name, stated)
            if not text.removesuffix("\x1a").strip():
                raise SchemaError(f"{path.name} is empty ({len(head):,} bytes). Expected a header and rows.")
            return Encoding(used, guessed, words_to_check(text) if guessed else [])
        marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
        if stated is not None or marked:
            used = str(marked or check_encoding(stated))
            _refuse_invalid(file, head, used, path.name)
            return Encoding(stated or used, False, [])
        if b"\0" in head[:2000]:  # UTF-16 without its mark
            _, used, guessed = decode(head[:2000], path.name)
            text = head[: len(head) // 2 * 2].decode(used, errors="replace")
            return Encoding(used, guessed, words_to_check(text) if guessed else [])
        damaged = _first_invalid_row(file, head, "utf-8")
    if damaged is None:
        return Encoding("utf-8", False, [])
    with unpacking(path) as (file, _):
        sample = _with_other_letters(file)
    text, used, guessed = decode(sample, path.name, damaged=damaged)
    if not guessed:  # what is no UTF-8 stands too far down
        raise SchemaError(_invalid(path.name, used, damaged))
    return Encoding(used, guessed, words_to_check(text) if guessed else [])


def _refuse_invalid(file: IO[bytes], head: bytes, codec: str, name: str) -> None:
    if (row := _first_invalid_row(file, head, codec)) is not None:
        raise SchemaError(_invalid(name, codec, row))


def _invalid(name: str, codec: str, row: int) -> str:
    return (
        f"{name} is not valid {codec}: a byte in or near row {row:,} has no meaning there. Pass another encoding=... ."
    )


def _first_invalid_row(file: IO[bytes], head: bytes, codec: str) -> int | None:
    """Give the row of the first byte that has no meaning."""
    decoder = codecs.getincrementaldecoder(codec)()
    row, block = 1, head
    while True:
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return row + error.object.count(b"\n", 0, error.start)
        if not block:
            return None
        row += block.count(b"\n")
        block = file.read(BLOCK)


def _with_other_letters(file: IO[bytes]) -> bytes:
    """Give the beginning and the first lines with other letters than ASCII, wherever in the file they stand."""
    begin = file.read(BEGIN)
    end = _line_end(begin) or len(begin)
    kept, size, rest = [begin[:end]], 0, begin[end:]
    while size < AT_ONCE:
        block = file.read(BLOCK)
        rest += block
        end = _line_end(rest) if block else len(rest)
        if end or len(rest) > AT_ONCE:
            kept.append(ASCII_LINE.sub(b"", rest[: end or len(rest)]))
            size, rest = size + len(kept[-1]), rest[end or len(rest) :]
        if not block:
            break
    return b"".join(kept)


def _line_end(data: bytes) -> int:
    """Give the place behind the last whole line, 0 if there is none."""
    return max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
