"""How are texts and rows compared that are not in memory together? By numbers of 64 bits, the same for the same.

Offers `text_keys` and `row_keys`.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa

from ..cells.stored import arrow_text, text_bytes

SHORT = 512  # bytes of a text that is gone through eight at a time, together with all others
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_LAST = np.array([0, *(2 ** (8 * size) - 1 for size in range(1, 9))], dtype=np.uint64)  # bytes that belong to a text


def text_keys(texts: pd.Series) -> np.ndarray:
    """Give a number of 64 bits for each text, the same for the same text.

    Parameters
    ----------
    texts : Series of str
        A gap counts as an empty text.

    Returns
    -------
    ndarray of uint64

    Examples
    --------
    >>> keys = text_keys(pd.Series(["a", "b", "a"]))
    >>> bool(keys[0] == keys[2]), bool(keys[0] == keys[1])
    (True, False)
    """
    ends, held = text_bytes(arrow_text(texts).cast(pa.large_string()))
    starts, lengths = ends[:-1], np.diff(ends)
    keys = _mixed(lengths.astype(np.uint64) + _ODD)
    eights = np.ndarray(len(held) + 1, dtype="<u8", buffer=held + bytes(8), strides=(1,))  # from each byte on
    rows = np.flatnonzero((lengths > 0) & (lengths <= SHORT))
    read = 0
    while len(rows):
        left = np.minimum(lengths[rows] - read, 8)
        keys[rows] = _mixed((keys[rows] ^ (eights[starts[rows] + read] & _LAST[left])) * _ODD)
        read += 8
        rows = rows[left == 8]
        rows = rows[lengths[rows] > read]
    for row in np.flatnonzero(lengths > SHORT).tolist():
        digest = hashlib.blake2b(held[starts[row] : ends[row + 1]], digest_size=8).digest()
        keys[row] = np.frombuffer(digest, dtype="<u8")[0]
    return keys


def row_keys(table: pd.DataFrame, blank_is_nothing: bool) -> np.ndarray:
    """Give two numbers of 64 bits for each row, the same where all cells are the same.

    A gap counts for nothing, so that a column that is blank in this part makes no difference.

    Parameters
    ----------
    table : DataFrame
        Rows as they stand in a source.
    blank_is_nothing : bool
        Whether an empty text is a gap, as in a text file.

    Returns
    -------
    ndarray of uint64
        A row and two columns for each.

    Examples
    --------
    >>> keys = row_keys(pd.DataFrame({"a": ["x", "y", "x"], "b": ["", None, ""]}), blank_is_nothing=True)
    >>> bool((keys[0] == keys[2]).all()), bool((keys[0] == keys[1]).any())
    (True, False)
    """
    one, two = np.zeros((2, len(table)), dtype=np.uint64)
    for name in table:
        cells, column = _cell_keys(table[name], blank_is_nothing), text_keys(pd.Series([str(name)]))
        own = cells * (column | np.uint64(1))
        there = cells != 0
        one += own
        two += np.where(there, _mixed(own + _ODD), np.uint64(0))
    return np.column_stack([_mixed(one), two])


def _cell_keys(column: pd.Series, blank_is_nothing: bool) -> np.ndarray:
    """Give a number for each cell, 0 for a gap."""
    gaps = column.isna().to_numpy(dtype=bool, copy=True)
    if isinstance(column.dtype, pd.StringDtype):
        keys = text_keys(column)
        if blank_is_nothing:
            gaps |= (column.str.len() == 0).to_numpy(dtype=bool, na_value=True)
    elif isinstance(column.dtype, np.dtype) and column.dtype != object:
        keys = np.asarray(pd.util.hash_array(column.to_numpy()), dtype=np.uint64)
    else:
        codes, different = pd.factorize(column.map(str) if column.dtype == object else column.astype(object))
        texts = pd.Series([*map(str, different), ""], dtype=object)
        keys = text_keys(texts)[codes]
        gaps |= (texts == "").to_numpy()[codes] & blank_is_nothing
    return np.where(gaps, np.uint64(0), keys | np.uint64(1))


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Let each bit depend on all others."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX
    mixed: np.ndarray = numbers ^ (numbers >> np.uint64(29))
    return mixed
