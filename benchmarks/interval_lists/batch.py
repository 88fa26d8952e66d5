"""What is one batch of lists, and how does the rival make intervals of it?"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

METHODS = {"custseg": 1000, "percentiles": 300}  # lists of each cell
DRAWS, LEVEL = 200, 0.95
ENDS = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
Found = dict[str, tuple[float, np.ndarray]]  # the truth and the ends, shape (2, lists), of each statistic


class Batch(NamedTuple):
    """Lists of one kind and length, and how their intervals are made."""

    family: str
    kind: str
    n: int
    method: str

    @property
    def seed(self) -> int:
        return zlib.crc32("/".join(map(str, self)).encode()) % 1_000_000


def percentiles(amounts: np.ndarray, random: np.random.Generator, statistics: Callable) -> np.ndarray:
    """Give the ends of percentile intervals of statistics of (draws, n) arrays, shape (2, n_statistics)."""
    drawn = amounts[random.integers(len(amounts), size=(DRAWS, len(amounts)))]
    return np.quantile(np.atleast_2d(statistics(drawn)), ENDS, axis=1)
