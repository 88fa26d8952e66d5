"""How is a text laid out, where no separator stands between the columns? Unpacked, in columns, without headers.

Offers `unpacked`, `inside_zip`, `tabulated` and `headless`.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from ...schema import SchemaError, header_key
from .header_line import known_headers

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"  # how packed files begin
LOOKED_AT = 200  # lines
BEGIN = 40_000  # characters in which they are looked for
_DAY = re.compile(r"(?:19|20)\d{2}([-/.]?)[01]\d\1[0-3]\d|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def unpacked(path: Path) -> bytes:
    """Return the bytes of a file, those inside if it is packed with gzip, or as the one file of a zip file.

    Raises
    ------
    SchemaError
        The file ends in ``.gz`` or ``.zip`` and cannot be unpacked.
    """
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                return archive.read(inside_zip(path)[0])
        except (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
            raise SchemaError(
                f"{path.name} cannot be unpacked ({error}). Unpack it and pass the file inside."
            ) from error
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as file:
            return file.read()
    except (OSError, EOFError, zlib.error) as error:
        advice = "Fetch it again, or unpack it with gzip and pass that."
        if path.read_bytes()[:4] == ZIP:
            advice = "It is a zip file: unpack it and pass the file inside."
        raise SchemaError(f"{path.name} cannot be unpacked ({error}). {advice}") from error


def inside_zip(path: Path) -> list[str]:
    """Return the names of the files in a zip file, without what a Mac adds; none if it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
    except (OSError, zipfile.BadZipFile):
        return []
    return [name for name in names if not name.startswith("__MACOSX/") and not name.endswith(".DS_Store")]


def tabulated(text: str) -> str:
    r"""Put tabs between the columns of a text in which blanks stand between them; another text stays as it is.

    Every line must have the same number of words, three or more, and none of the usual separators.

    Examples
    --------
    >>> tabulated(" 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n")
    '00001\t19970101\t1\t11.77\n00002\t19970112\t1\t12.00\n'
    """
    return with_tabs(text) if in_columns(text) else text


def in_columns(text: str) -> bool:
    """Say whether blanks stand between the columns of a text, by its first lines."""
    begin = text[:BEGIN].splitlines()
    sample = [line.lstrip("\ufeff") for line in (begin[:-1] if len(text) > BEGIN else begin) if line.strip(" \ufeff")][
        :LOOKED_AT
    ]
    widths = {len(line.split()) for line in sample}
    return not (len(widths) != 1 or min(widths) < 3 or any(mark in line.strip() for line in sample for mark in ";\t|,"))


def with_tabs(text: str) -> str:
    """Put tabs in the place of blanks, line by line."""
    pieces = re.split(r"(\r\n|\n|\r)", text)  # lines, and their ends as they are
    lines = ("\t".join(line.lstrip("\ufeff").split()) for line in pieces[::2])
    return "".join(map("".join, zip(lines, [*pieces[1::2], ""], strict=True)))


def headless(fields: Sequence[str]) -> bool:
    """Say whether the first line is a row already: one day, a number, and no word that is a header.

    Examples
    --------
    >>> headless(["00001", "19970101", "1", "11.77"]), headless(["id", "date", "cds", "amount"])
    (True, False)
    """
    cells = [field.strip() for field in fields]
    known = known_headers()
    days = [cell for cell in cells if _DAY.fullmatch(cell)]
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell) and cell not in days]
    return len(cells) > 2 and len(days) == 1 and bool(numbers) and not any(header_key(cell) in known for cell in cells)
