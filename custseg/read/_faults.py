"""What is wrong in which rows? One fault per kind, said once with its rows, and once beside each row set aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..schema import printable
from .parts.wording import Count, Places, written

if TYPE_CHECKING:
    from .cells.kinds import Kinds

SET_ASIDE = "or set them aside with read_transactions_with_rejects"


class Fault(NamedTuple):
    """One kind of mistake: `mask` says in which rows, `found` what stands there (None: nothing worth showing)."""

    mask: np.ndarray
    reason: str
    remedy: str
    found: pd.Series | None = None


class Parsed(NamedTuple):
    """A column that was understood: its values, the faulty rows, problems of the whole column, remarks."""

    series: pd.Series
    faults: list[Fault]
    problems: list[str]
    notes: list[str]
    kinds: Kinds | None = None  # of a column of texts


def sentence(fault: Fault, numbers: np.ndarray) -> str:
    """Say what is wrong, in how many rows, which ones and what to do."""
    return f"{fault.reason} in {counted(fault.mask)} ({places(fault.mask, numbers, fault.found)}). {fault.remedy}."


def any_of(faults: Iterable[Fault], size: int) -> np.ndarray:
    """Say which of so many rows have at least one of several faults."""
    found = np.zeros(size, dtype=bool)
    for fault in faults:
        found |= fault.mask
    return found


def counted(mask: np.ndarray) -> str:
    """Say how many rows a mask has: ``1 row``, ``2,000 rows``."""
    return written(Count(int(mask.sum()), "{:,} rows", "{:,} row"))


def places(mask: np.ndarray, numbers: np.ndarray, found: pd.Series | None = None, shown: int = 5) -> str:
    """Name the first few rows of a mask, with what stands there: ``row 3: 'abc', row 9: '?'``."""
    where = np.flatnonzero(mask)
    labels = tuple(printable(str(number)) for number in numbers[where[:shown]])
    cells = None if found is None else tuple(_short(found.iloc[place]) for place in where[:shown])
    return written(Places(labels, cells, len(where), shown))


def _short(cell: object) -> str:
    text = printable(" ".join(str(cell).split()))
    return text if len(text) <= 40 else text[:37] + "..."


def reasons(faults: list[Fault], rows: int) -> pd.Series:
    """Write beside each row everything that is wrong with it; empty if nothing is."""
    text = pd.Series([""] * rows, dtype=object)
    for fault in faults:
        already = (text != "").to_numpy()
        text[fault.mask & already] += "; " + fault.reason
        text[fault.mask & ~already] = fault.reason
    return text
