"""Which ids of text are numbers in disguise, such as c0000017, and which numbers are they?

`numbers_of_text` reads them without telling one text from another: hashing takes ten times as long.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

WIDEST = 32  # letters: a longer text is no number
SAMPLE = 10_000  # rows that say whether the others are worth reading
BLOCK = 2**14  # rows that a processor's own memory holds
FOLD = 64  # rows side by side: the least and the largest of long lines are found faster


class _Letters(NamedTuple):
    """Letters of the texts of a piece of a column, one after the other, and where each text begins; as UTF-8."""

    letters: np.ndarray
    begins: np.ndarray


def numbers_of_text(texts: pd.Series, most: int) -> np.ndarray | None:
    """Read texts as numbers: each letter is a digit, of as many values as there are from the least to the largest.

    Parameters
    ----------
    texts : Series
        A column of any type.
    most : int
        The numbers lie below it; at most 2**31.

    Returns
    -------
    ndarray of int32, or None
        A number of zero or more for each row: equal where the texts are, and in the order of the texts. None where
        the column holds no Arrow text, lacks one, or would need larger numbers.

    Examples
    --------
    >>> numbers_of_text(pd.Series(["c08", "c11", "c09", "c08"], dtype="str"), 100).tolist()
    [7, 9, 8, 7]
    """
    pieces = _pieces(texts)
    if pieces is None or not _digits(pieces, most, SAMPLE):
        return None
    if not (digits := _digits(pieces, most)):
        return None
    least, padded, worth = digits
    numbers = np.empty(len(texts), dtype=np.int32)
    zero = np.int64(-least.astype(np.int64) @ worth).astype(np.int32)  # may turn over, and so does what is added to it
    row = 0
    for block in _blocks(pieces, len(worth)):
        part = numbers[row : row + len(block)]
        part[:] = zero
        for place in np.flatnonzero(worth):
            column = block[:, place]
            column = np.maximum(column, least[place]) if padded[place] else column
            part += column * np.int32(worth[place])
        row += len(block)
    return numbers


def _pieces(texts: pd.Series) -> list[_Letters] | None:
    """Give the letters of a column of Arrow text; None for any other, or where a text is missing or holds a zero."""
    if not (isinstance(texts.dtype, pd.StringDtype) and texts.dtype.storage == "pyarrow"):
        return None
    column: Any = pa.array(texts.array)
    pieces = []
    for part in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        if part.null_count or not (pa.types.is_large_string(part.type) or pa.types.is_string(part.type)):
            return None
        _, places, data = part.buffers()
        if not len(part) or data is None:
            continue
        kind = np.int64 if pa.types.is_large_string(part.type) else np.int32
        begins = np.frombuffer(places, dtype=kind)[part.offset : part.offset + len(part) + 1]
        if begins[-1]:  # else no text of the piece has a letter: there is nothing to read
            pieces.append(_Letters(np.frombuffer(data, dtype=np.uint8)[: begins[-1]], begins))
    whole = sum(len(piece.begins) - 1 for piece in pieces) == len(texts) > 0
    return pieces if whole and not any((piece.letters == 0).any() for piece in pieces) else None


def _digits(pieces: list[_Letters], most: int, rows: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Give for each place what counts as zero, whether short texts end before it, and what it is worth.

    Of so many rows of the first piece, or of all. None where there are too many numbers. A text that ends before
    another with the same letters comes first, as in the order of texts.
    """
    if rows:
        pieces = [pieces[0]._replace(begins=pieces[0].begins[: rows + 1])]
    widths = [np.diff(piece.begins) for piece in pieces]
    shortest, longest = int(min(map(np.min, widths))), int(max(map(np.max, widths)))
    if not 0 < longest <= WIDEST:
        return None
    padded = np.arange(longest) >= shortest
    least, largest = np.full(longest, 255, dtype=np.uint8), np.zeros(longest, dtype=np.uint8)
    for block in _blocks(pieces, longest):
        np.maximum(largest, _over_rows(np.maximum, block), out=largest)
        there = np.where(block, block, np.uint8(255)) if padded.any() else block
        np.minimum(least, _over_rows(np.minimum, there), out=least)
    least = least - padded.astype(np.uint8)
    values = [int(value) for value in largest.astype(np.int64) - least + 1]
    worth, numbers = [], 1
    for value in reversed(values):
        worth.append(numbers if value > 1 else 0)
        numbers *= value
    return (least, padded, np.array(worth[::-1])) if numbers <= most else None


def _blocks(pieces: list[_Letters], width: int) -> Iterator[np.ndarray]:
    """Give some thousand texts at a time, a row of letters for each, with zeros behind the shorter ones."""
    places = np.arange(width)
    for letters, begins in pieces:
        even = begins[-1] - begins[0] == width * (len(begins) - 1) and bool((np.diff(begins) == width).all())
        lines = letters[begins[0] : begins[-1]].reshape(-1, width) if even else np.empty((0, width), dtype=np.uint8)
        for start in range(0, len(begins) - 1, BLOCK):
            if even:
                yield lines[start : start + BLOCK]
                continue
            edges = begins[start : start + BLOCK + 1]
            inside = places < np.diff(edges)[:, np.newaxis]
            near = np.minimum(edges[:-1, np.newaxis] + places, len(letters) - 1)
            yield letters[near] * inside


def _over_rows(end: np.ufunc, block: np.ndarray) -> np.ndarray:
    """Give the least or the largest letter at each place."""
    rows, width = block.shape
    folded = rows - rows % FOLD
    found = end.reduce(block[:folded].reshape(-1, FOLD * width), axis=0).reshape(FOLD, width) if folded else block
    return np.asarray(end.reduce(np.concatenate([found, block[folded:]]), axis=0))
