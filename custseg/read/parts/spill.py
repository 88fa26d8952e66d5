"""Which rows of a long file belong together, wherever they stand? Their keys are laid aside on the disk, sorted by key.

Offers the class `Spill`, which collects records and gives those of one key together, and `rows_alike`, which says where
rows repeat an earlier one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

AT_ONCE = 500_000  # records that are looked at together at least
FILES = 64  # a billion records are read in pieces of sixteen million


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
        """Lay records aside: a structured array of fields of 64 bits, of which ``key`` is an unsigned number."""
        if not len(records):
            return
        self._dtype = records.dtype
        place = (records["key"] >> np.uint64(58)).astype(np.uint8)  # of one byte, they are sorted by counting
        order = np.argsort(place, kind="stable")
        cuts = np.searchsorted(place[order], np.arange(FILES + 1))
        ordered = np.ascontiguousarray(records).view("u8").reshape(len(records), -1)[order]  # quicker than records
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

    def discard(self) -> None:
        """Forget the records without looking at them."""
        self.close()
        for number in self._files:
            self._paths[number].unlink()
        self._files = {}

    def close(self) -> None:
        """Close the files, if they are open still."""
        for file in self._files.values():
            with contextlib.suppress(OSError):
                file.close()


class RowsAlike(NamedTuple):
    """Rows, by their place among all rows with content: those that repeat an earlier one, and all that have a twin."""

    repeats: np.ndarray
    twins: np.ndarray

    @classmethod
    def none(cls) -> RowsAlike:
        """Say that no row is like another."""
        return cls(np.array([], dtype=np.int64), np.array([], dtype=np.int64))

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
            records = _with_one_key(records)
            if not len(records):
                continue
            order = np.lexsort((records["place"], records["second"], records["key"]))
            keys, seconds, places = records["key"][order], records["second"][order], records["place"][order]
            again = np.append(False, (keys[1:] == keys[:-1]) & (seconds[1:] == seconds[:-1]))
            repeats.write(places[again].tobytes())
            twins.write(places[again | np.append(again[1:], False)].tobytes())
    return RowsAlike(_sorted(folder / "repeats"), _sorted(folder / "twins"))


def _with_one_key(records: np.ndarray) -> np.ndarray:
    """Leave out the records whose first key no other one has, which are most."""
    keys = np.sort(records["key"])
    again = np.unique(keys[1:][keys[1:] == keys[:-1]])
    if not len(again):
        return records[:0]
    places = np.minimum(np.searchsorted(again, records["key"]), len(again) - 1)
    found: np.ndarray = records[again[places] == records["key"]]
    return found


def _sorted(path: Path) -> np.ndarray:
    if not path.stat().st_size:
        return np.array([], dtype=np.int64)
    places: np.ndarray = np.memmap(path, dtype=np.int64, mode="r+")
    places.sort()
    return places
