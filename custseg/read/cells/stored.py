"""What do the bytes of a whole column of texts say, where they lie one behind the other?

Offers `stored_in_arrow`, `arrow_text`, `text_bytes`, `held_nowhere` and `last_bytes`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa


def stored_in_arrow(cells: pd.Series) -> bool:
    """Say whether a column holds its texts one behind the other, as Arrow does."""
    return isinstance(cells.dtype, pd.StringDtype) and cells.dtype.storage == "pyarrow"


def arrow_text(cells: pd.Series) -> pa.Array:
    """Give the texts of a column as one Arrow array."""
    text = pa.array(cells)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def held_nowhere(cells: pd.Series, sign: str) -> bool:
    """Say whether surely no text holds a sign, by one look at the bytes of all of them.

    Examples
    --------
    >>> held_nowhere(pd.Series(["a", "b"], dtype="str"), "#"), held_nowhere(pd.Series(["a", "#"], dtype="str"), "#")
    (True, False)
    """
    if not stored_in_arrow(cells):
        return False
    return sign.encode() not in text_bytes(arrow_text(cells))[1]


def last_bytes(cells: pd.Series) -> np.ndarray | None:
    """Return the last byte of each text, 0 of an empty one or a gap; None where texts are stored one by one.

    Examples
    --------
    >>> last_bytes(pd.Series(["a", None, "b1", ""], dtype="str")).tolist()
    [97, 0, 49, 0]
    """
    if not stored_in_arrow(cells):
        return None
    ends, held = text_bytes(arrow_text(cells))
    last = np.array(np.frombuffer(b"\0" + held, dtype=np.uint8)[ends[1:]])
    last[ends[1:] == ends[:-1]] = 0
    return last


def text_bytes(text: pa.Array) -> tuple[np.ndarray, bytes]:
    """Return where each text ends, the first after the place where it begins, and the bytes of all of them.

    Examples
    --------
    >>> ends, held = text_bytes(pa.array(["a", "", "bc"]))
    >>> ends.tolist(), held
    ([0, 1, 1, 3], b'abc')
    """
    if not len(text):
        return np.zeros(1, dtype=np.int64), b""
    kind = np.int64 if pa.types.is_large_string(text.type) else np.int32
    _, places, held = text.buffers()
    ends = np.frombuffer(places, dtype=kind)[text.offset : text.offset + len(text) + 1]
    first, last = int(ends[0]), int(ends[-1])
    return ends - first, b"" if held is None else held.slice(first, last - first).to_pybytes()
