"""Which different cells does a column have, and where does each stand? What is asked of a cell is asked once.

Offers `different_cells` and the class `Kinds`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from pyarrow import compute

from .stored import arrow_text, stored_in_arrow

LOOKED_AT = 1000  # rows, before a whole column is looked at


def different_cells(cells: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Do what `pandas.factorize` does, at once for texts that are in order, as numbers of orders mostly are.

    Examples
    --------
    >>> codes, different = different_cells(pd.Series(["9", "9", "10", "11"], dtype="str"))
    >>> codes.tolist(), different.tolist()
    ([0, 0, 1, 2], ['9', '10', '11'])
    """
    if not _in_order(cells.iloc[:LOOKED_AT]) or not _in_order(cells):
        return pd.factorize(cells)
    text = arrow_text(cells)
    new = np.asarray(compute.not_equal(text[1:], text[:-1]))
    codes = np.concatenate([[0], np.cumsum(new)])
    if new.all():
        return codes, pd.Index(cells)
    return codes, pd.Index(cells.iloc[np.append(0, np.flatnonzero(new) + 1)])


def _in_order(cells: pd.Series) -> bool:
    """Say whether no text is before the one above it: a shorter one, or as long and earlier in the alphabet."""
    text = arrow_text(cells) if stored_in_arrow(cells) else None
    if text is None or not len(text) or text.null_count:
        return False
    longer = np.diff(np.asarray(compute.binary_length(text)))
    if (longer < 0).any():
        return False
    return bool(((longer > 0) | np.asarray(compute.less_equal(text[:-1], text[1:]))).all())


class Kinds(NamedTuple):
    """The different texts of a column, and which of them stands in each row: a million rows may have few.

    Examples
    --------
    >>> kinds = Kinds.of(pd.Series(["a", "b", None, "a"], dtype=object))
    >>> kinds.codes.tolist(), kinds.rows(kinds.different == "a").tolist()
    ([0, 1, -1, 0], [True, False, False, True])
    """

    codes: np.ndarray  # equal where the texts are equal, -1 for a gap
    different: pd.Series  # in the order of their first rows

    @classmethod
    def of(cls, texts: pd.Series) -> Kinds:
        """Tell the texts of a column apart."""
        codes, different = different_cells(texts)
        return cls(codes, pd.Series(different, dtype=different.dtype))

    def told_apart(self) -> Kinds:
        """Make one of texts that have become equal, and gaps of those that have become missing."""
        codes, different = different_cells(self.different)
        return Kinds(np.append(codes, -1)[self.codes], pd.Series(different, dtype=different.dtype))

    def rows(self, found: pd.Series) -> np.ndarray:
        """Turn a mask over the different texts into a mask over the rows."""
        held = found.to_numpy(dtype=bool)
        return np.append(held, False)[self.codes] if held.any() else np.zeros(len(self.codes), dtype=bool)

    def text(self) -> pd.Series:
        """Return the text of each row; code -1, a gap, finds none."""
        return self.different.reindex(self.codes).reset_index(drop=True)

    def all_differ(self) -> bool:
        """Say whether no two rows have the same text, nor any row a gap."""
        return len(self.different) == len(self.codes) and not (self.codes < 0).any()
