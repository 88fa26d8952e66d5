"""Which characters do these bytes stand for? UTF-8 if they can be; otherwise a guess by stated rules."""

from __future__ import annotations

import codecs

from ...schema import SchemaError
from .guess import decodes, guess_encoding

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16: its mark starts with that of UTF-16
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def decode(data: bytes, name: str, encoding: str | None = None, damaged: int | None = None) -> tuple[str, str, bool]:
    """Turn the bytes of a text file into text.

    The rules, in this order: a stated `encoding`; the byte order mark; UTF-16 if every other byte is zero; UTF-8
    if all bytes are valid; else the rules of `guess_encoding`.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        What the file is called in messages.
    encoding : str, optional
        A codec name of Python. It is never overruled.
    damaged : int, optional
        The row of the first byte that is no UTF-8, where `data` are some lines of the file only.

    Returns
    -------
    text : str
        Without a byte order mark.
    encoding : str
        The one that was used.
    guessed : bool
        Whether nothing in the file and nobody said so.

    Raises
    ------
    ValueError
        There is no such codec.
    SchemaError
        The bytes are not valid in the stated encoding, or in UTF-8 but for a few, or in any; or two are as likely.
    """
    if encoding is not None:
        return _decode_as_stated(data, name, encoding), encoding, False
    for mark, marked in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name, marked), marked, False
    if wide := _utf_16_without_mark(data):
        return _strictly(data, name, wide), wide, True
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as error:
        _refuse_damaged_utf_8(data, name, damaged or data.count(b"\n", 0, error.start) + 1)
    guess = None if b"\0" in data else guess_encoding(data, name)
    if guess is None:
        raise SchemaError(f"{name} is not text in any known encoding. Check the file, or pass its encoding=... .")
    return data.decode(guess), guess, True


def check_encoding(encoding: str | None) -> str | None:
    """Return Python's own name for an encoding of text, or say that there is none."""
    if encoding is None:
        return None
    try:
        codec = codecs.lookup(encoding).name
        "a".encode(codec)  # base64, rot13 and others are codecs, but not of text
    except (LookupError, ValueError, TypeError):
        found = repr(encoding)[:60]
        raise ValueError(f"encoding={found} is not known. Examples: 'utf-8', 'gb18030', 'cp1252'.") from None
    return codec


def _decode_as_stated(data: bytes, name: str, encoding: str) -> str:
    codec = check_encoding(encoding) or encoding
    for mark, marked in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            if not marked.startswith(codec.removesuffix("-sig")):
                raise SchemaError(f"{name} is marked as {marked}, not {encoding}. Leave out encoding={encoding!r}.")
            return _strictly(data[len(mark) :], name, marked)
    return _strictly(data, name, codec)


def _strictly(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        wide = encoding.startswith(("utf-16", "utf-32"))
        guess = _likely(data, name)
        advice = "Is it cut off?" if wide or not guess else f"It reads as {guess}: pass encoding={guess!r}."
        found = f"byte 0x{data[error.start]:02X} in row {row:,}"
        raise SchemaError(f"{name} is not valid {encoding}: {found} has no meaning there. {advice}") from None


def _likely(data: bytes, name: str) -> str | None:
    try:
        return "utf-8" if decodes(data, "utf-8") else guess_encoding(data, name)
    except SchemaError:  # two are as likely
        return None


def _utf_16_without_mark(data: bytes) -> str | None:
    sample = data[:2000]
    if len(sample) < 4 or len(data) % 2 or sample.count(0) < len(sample) / 4:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _refuse_damaged_utf_8(data: bytes, name: str, row: int) -> None:
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    sound = sum(1 for letter in text if letter > "\x7f") - damaged
    if sound >= 10 * damaged:
        raise SchemaError(
            f"{name} is UTF-8 but for {damaged:,} {'place' if damaged == 1 else 'places'}, the first in row {row:,}. "
            "Repair the file, or pass the encoding=... it was meant to have."
        )
