"""What do rows add up to that belong together, wherever in a long file they stand? They are laid aside on the disk.

Offers the class `Groups`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .spill import Spill


class Groups:
    """What the parts say of rows that belong together, such as the lines of an order: summed up when all are there.

    Parameters
    ----------
    folder : Path
        Where they are laid aside.
    name : str
        What the files are called.
    summed : callable
        Takes a table with a column ``group`` and gives what can be added, see `by_group`.
    """

    def __init__(self, folder: Path, name: str, summed: Callable[[pd.DataFrame], Any]) -> None:
        self._spill, self._summed, self._none = Spill(folder, name), summed, pd.DataFrame()
        self._digest = hashlib.blake2b()
        self._found: Any = None

    def add(self, rows: pd.DataFrame) -> None:
        """Lay rows aside: ``group`` and numbers."""
        self._none = rows.iloc[:0]
        records = np.empty(len(rows), dtype=[("key", "u8"), *((name, "f8") for name in rows if name != "group")])
        for name, field in zip(rows, records.dtype.names or (), strict=True):
            records[field] = rows[name]
        self._spill.add(records)
        self._digest.update(records.tobytes())

    def added_up(self, last: Groups | None = None) -> Any:
        """Sum up all rows; if they are those of the last pass, the sum is known."""
        if last is not None and last._digest.digest() == self._digest.digest():
            self._spill.discard()
            self._found = last._found
            return self._found
        self._found = self._summed(self._none)
        for piece in self._spill.pieces():
            rows = pd.DataFrame({name: piece[name] for name in piece.dtype.names or ()})
            self._found = self._found + self._summed(rows.rename(columns={"key": "group"}))
        return self._found
