"""Which texts does a column of states have, and in which rows? One with many different cells is no such column.

Offers the class `StateColumn`.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.whole import in_parts, overall, union
from .evidence import Evidence
from .words import key, words

LOOKED_AT = 2000  # rows in which a column must have few different cells to be looked at as a whole
MOST_STATES = 60  # a column with more different cells is no column of states


class StateColumn:
    """A column with few different cells: `texts` are those, `rows_where` says in which rows some stand.

    Parameters
    ----------
    evidence : Evidence
        The rows.
    header : str
        The column. One with many different cells has no `texts`, unless it is a column of days on which rows were
        cancelled or given back.
    """

    def __init__(self, evidence: Evidence, header: str) -> None:
        self.header = header
        column = evidence.rows.table[header]
        part = in_parts()
        first = column.iloc[: LOOKED_AT if part is None else max(LOOKED_AT - part.first, 0)]
        few = _few(f"first of {header}", list(plain_cells(first).dropna().unique())) or _date_flag(header)
        different: Sequence[object] = []
        self.codes = np.full(evidence.size, -1)
        if few:
            self.codes, found = pd.factorize(cell_text(plain_cells(column)))
            different = list(found)
        fits = _few(header, different) or _date_flag(header)
        if part is not None and fits and _few(header, different):
            here: tuple[object, ...] = tuple(different)
            texts: tuple[object, ...] = overall(f"texts of {header}", here, union)
            different, place = texts, {text: place for place, text in enumerate(texts)}
            places = np.array([place[text] for text in here], dtype=int)
            self.codes = np.append(places, -1)[self.codes]
        self.texts = pd.Series(list(different) if fits else [], dtype=object)

    def rows_where(self, mask: pd.Series) -> np.ndarray:
        """Turn a mask over the texts into a mask over the rows."""
        return np.append(mask.to_numpy(dtype=bool), False)[self.codes] if len(mask) else np.zeros(len(self.codes), bool)

    def shown(self, mask: np.ndarray, of: str) -> str:
        """Name the texts of some rows, in the order of the file; `of` tells these rows from others of the column."""
        here = frozenset(map(str, self.texts[np.unique(self.codes[mask & (self.codes >= 0)])]))
        found = overall(f"texts of {self.header}: {of}", here, operator.or_)
        present = [text for text in map(str, self.texts) if text in found]
        return ", ".join(f"'{text}'" for text in present[:3]) + (" and others" if len(present) > 3 else "")


def _few(what: str, different: Sequence[object]) -> bool:
    """Say whether a column of the whole file has so few different cells."""
    here = tuple(map(str, different[: MOST_STATES + 1]))
    return (
        len(overall(f"kinds of {what}", here, lambda one, other: union(one, other)[: MOST_STATES + 1])) <= MOST_STATES
    )


def _date_flag(header: str) -> bool:
    return any(key(header) in words("flags", name) for name in ("cancelled", "refunded"))
