"""Which rows of a long file belong together, wherever they stand? Their keys are laid aside on the disk, sorted by key.

Offers the class `Spill`, which collects records and gives those of one key together, `row_keys`, by which rows are
compared, and `rows_alike`, which says where rows repeat an earlier one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import pandas as pd

AT_ONCE = 500_000  # records that are looked at together at least
FILES = 64  # a billion records are read in pieces of sixteen million
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


class Spill:
    """Records with a key each, laid aside on the disk.

    Parameters
    ----------
    folder : Path
        Where the files are written; it is removed by who made it.
    name : str
        What the files are called.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._paths = [folder / f"{name}-{number:02}" for number in range(FILES)]
        self._files: dict[int, IO[bytes]] = {}
        self._dtype = np.dtype("u8")

    def add(self, records: np.ndarray) -> None:
        """Lay records aside: a structured array with a field ``key`` of unsigned 64-bit numbers."""
        self._dtype = records.dtype
        place = (records["key"] >> np.uint64(58)).astype(np.int64)
        order = np.argsort(place, kind="stable")
        cuts = np.searchsorted(place[order], np.arange(FILES + 1))
        ordered = records[order]
        for number in np.flatnonzero(np.diff(cuts)).tolist():
            if number not in self._files:
                self._files[number] = self._paths[number].open("wb")
            self._files[number].write(ordered[cuts[number] : cuts[number + 1]].tobytes())

    def pieces(self) -> Iterator[np.ndarray]:
        """Give the records again, all of one key in one piece and in the order in which they came; then forget them."""
        self.close()
        held, size = [], 0
        for number in sorted(self._files):
            held.append(np.fromfile(self._paths[number], dtype=self._dtype))
            self._paths[number].unlink()
            size += len(held[-1])
            if size >= AT_ONCE:
                yield np.concatenate(held)
                held, size = [], 0
        if held:
            yield np.concatenate(held)
        self._files = {}

    def close(self) -> None:
        """Close the files, if they are open still."""
        for file in self._files.values():
            with contextlib.suppress(OSError):
                file.close()


def text_keys(texts: pd.Series) -> np.ndarray:
    """Give a number of 64 bits for each text, the same for the same text.

    Examples
    --------
    >>> keys = text_keys(pd.Series(["a", "b", "a"]))
    >>> bool(keys[0] == keys[2]), bool(keys[0] == keys[1])
    (True, False)
    """
    return np.asarray(pd.util.hash_array(texts.to_numpy(dtype=object), categorize=True), dtype=np.uint64)


def row_keys(table: pd.DataFrame, blank_is_nothing: bool) -> np.ndarray:
    """Give two numbers of 64 bits for each row, the same where all cells are the same.

    A gap counts for nothing, so that a column that is blank in this part makes no difference.

    Parameters
    ----------
    table : DataFrame
        Rows as they stand in a source.
    blank_is_nothing : bool
        Whether an empty text is a gap, as in a text file.
    """
    one, two = np.zeros((2, len(table)), dtype=np.uint64)
    for name in table:
        cells, column = _cell_keys(table[name], blank_is_nothing), text_keys(pd.Series([str(name)], dtype=object))[0]
        with np.errstate(over="ignore"):
            own = cells * (column | np.uint64(1))
            one += np.where(cells, own, np.uint64(0))
            mixed = (own ^ (own >> np.uint64(31))) * _MIX + _ODD
            two += np.where(cells, mixed ^ (mixed >> np.uint64(29)), np.uint64(0))
    return np.column_stack([one ^ (one >> np.uint64(32)) * _ODD, two])


def _cell_keys(column: pd.Series, blank_is_nothing: bool) -> np.ndarray:
    gaps = column.isna().to_numpy(dtype=bool, copy=True)
    if isinstance(column.dtype, np.dtype) and column.dtype != object:
        keys = np.asarray(pd.util.hash_array(column.to_numpy()), dtype=np.uint64)
    else:
        texts = column.map(str) if column.dtype == object else column.astype(object)
        codes, different = pd.factorize(texts)
        found = text_keys(pd.Series(np.asarray(different, dtype=object).astype(str), dtype=object))
        keys = np.append(found, np.uint64(0))[codes]
        if blank_is_nothing:
            gaps |= (np.append(np.asarray(different) == "", False))[codes]
    return np.where(gaps, np.uint64(0), keys | np.uint64(1))


class RowsAlike(NamedTuple):
    """Rows, by their place among all rows with content: those that repeat an earlier one, and all that have a twin."""

    repeats: np.ndarray
    twins: np.ndarray

    def between(self, first: int, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Say which of so many rows from a place on repeat an earlier one, and which have a twin."""
        masks = np.zeros((2, size), dtype=bool)
        for mask, places in zip(masks, self, strict=True):
            start, stop = np.searchsorted(places, [first, first + size])
            mask[places[start:stop] - first] = True
        return masks[0], masks[1]


def rows_alike(spill: Spill, folder: Path) -> RowsAlike:
    """Compare rows by their keys: records of ``key``, ``second`` and ``place``. What is found stays on the disk."""
    with (folder / "repeats").open("wb") as repeats, (folder / "twins").open("wb") as twins:
        for records in spill.pieces():
            order = np.lexsort((records["place"], records["second"], records["key"]))
            keys, seconds, places = records["key"][order], records["second"][order], records["place"][order]
            again = np.append(False, (keys[1:] == keys[:-1]) & (seconds[1:] == seconds[:-1]))
            repeats.write(places[again].tobytes())
            twins.write(places[again | np.append(again[1:], False)].tobytes())
    return RowsAlike(_sorted(folder / "repeats"), _sorted(folder / "twins"))


def _sorted(path: Path) -> np.ndarray:
    if not path.stat().st_size:
        return np.array([], dtype=np.int64)
    places: np.ndarray = np.memmap(path, dtype=np.int64, mode="r+")
    places.sort()
    return places
