"""In which order are the orders of a long file named? Each row gets a number, none of the names stays in memory.

`order_ranks` reads them from a Parquet file; `ranks` gives numbers their places.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..tables._counted import worked_out
from ..tables._customer_blocks import blocks_by_value
from ..tables._shelf import beside, room

WORD = 8  # bytes of a whole number
NOTHING = b"\0"
FARTHEST = 64  # bytes of a name that are gone through eight at a time: each eight of them read the whole file
FAR = np.uint64(2**32)  # beyond every place


def order_ranks(file: pq.ParquetFile) -> np.ndarray | pd.Series:
    """Give orders as numbers in the order of their names, eight bytes of these after others, then the rest.

    Where a row names none they stay names, also where one holds a NUL.

    Parameters
    ----------
    file : ParquetFile
        With a column ``order_id`` of text.
    """
    first = _eight_bytes(file, 0)
    if first is None:
        names: pd.Series = file.read(["order_id"]).column(0).to_pandas()
        return names
    found, longest = first
    for start in range(WORD, min(longest, FARTHEST), WORD):
        more = _eight_bytes(file, start)
        assert more is not None
        found = ranks(worked_out(_beside, found, more[0], dtype=np.uint64))
    return found if longest <= FARTHEST else ranks(worked_out(_beside, found, _tails(file), dtype=np.uint64))


def _eight_bytes(file: pq.ParquetFile, start: int) -> tuple[np.ndarray, int] | None:
    """Give the places of eight bytes of each name, and the length of the longest name; None if one cannot be placed."""
    words, longest, at = room(file.metadata.num_rows, np.uint64), 0, 0
    for batch in file.iter_batches(columns=["order_id"]):
        names = batch.column(0).cast(pa.large_binary())
        if not start and _are_odd(names):
            return None
        words[at : at + len(names)] = _words(names, start)
        longest, at = max(longest, pc.max(pc.binary_length(names)).as_py() or 0), at + len(names)
    return ranks(words), longest


def _tails(file: pq.ParquetFile) -> np.ndarray:
    """Give the places of what is left of each name; that of most is nothing, which comes first."""
    batches = (batch.column(0).cast(pa.large_binary()) for batch in file.iter_batches(columns=["order_id"]))
    left = (
        pa.chunked_array([pc.binary_slice(names, FARTHEST) for names in batches]).combine_chunks().dictionary_encode()
    )
    place = np.empty(len(left.dictionary), dtype=np.int64)
    place[pc.sort_indices(left.dictionary).to_numpy()] = np.arange(len(place))
    return place[left.indices.to_numpy()]


def _are_odd(names: pa.Array) -> bool:
    """Say whether a name is missing or empty, or holds the byte with which short ones are filled up."""
    odd = names.null_count or pc.any(pc.equal(pc.binary_length(names), 0)).as_py()
    return bool(odd or pc.any(pc.match_substring(names, NOTHING)).as_py())


def _words(names: pa.Array, start: int) -> np.ndarray:
    """Give eight bytes of each name as whole numbers that lie in their order, nought where it is over."""
    some = pc.binary_slice(names, start, start + WORD)
    more, between = (pa.scalar(text, some.type) for text in (NOTHING * WORD, b""))
    filled = pc.binary_slice(pc.binary_join_element_wise(some, more, between), 0, WORD)
    return np.asarray(filled.cast(pa.binary(WORD)).view(pa.uint64())).byteswap()


def _beside(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """Put two places into one number, so that the first counts first."""
    both: np.ndarray = first.astype(np.uint64) * FAR + then.astype(np.uint64)
    return both


def ranks(numbers: np.ndarray) -> np.ndarray:
    """Give the place of each number among all different ones, sorted; of many, small ones are sorted first.

    Examples
    --------
    >>> ranks(np.array([30, 10, 30])).tolist()
    [1, 0, 1]
    """
    found, smaller = beside(numbers, len(numbers), np.int32), 0
    for rows in blocks_by_value(numbers):
        some, place = np.unique(numbers[rows], return_inverse=True)
        found[rows] = place + smaller
        smaller += len(some)
    return found
