"""Which different cells does a column have, and where does each stand? What is asked of a cell is asked once.

Offers the class `Kinds`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


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
        codes, different = pd.factorize(texts)
        return cls(codes, pd.Series(different, dtype=different.dtype))

    def told_apart(self) -> Kinds:
        """Make one of texts that have become equal, and gaps of those that have become missing."""
        codes, different = pd.factorize(self.different)
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
