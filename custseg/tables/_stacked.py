"""How do results about some customers come below those about others, without two copies of all? Column by column.

`Stacked`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ._shelf import beside


class Stacked:
    """Columns that grow by parts; in files where the numbers that they are made from lie in one.

    Parameters
    ----------
    source : ndarray
        Some of the numbers that all is made from.
    most : int
        How many rows there may be at most.

    Raises
    ------
    TypeError
        A part has fractions where the first had whole numbers.
    ValueError
        The columns of a part are not equally long, or there are more rows than was said.

    Examples
    --------
    >>> both = Stacked(np.arange(3), 4)
    >>> both.add({"x": np.array([1, 2])})
    >>> both.add({"x": np.array([5])})
    >>> both.columns["x"].tolist()
    [1, 2, 5]
    """

    def __init__(self, source: np.ndarray, most: int) -> None:
        self._source, self._most, self._rows = source, most, 0
        self._columns: dict[str, np.ndarray] = {}

    def add(self, columns: Mapping[str, np.ndarray], types: Mapping[str, Any] | None = None) -> None:
        """Put columns of equal length below the others; some may be kept as numbers of a smaller type."""
        lengths = {len(column) for column in columns.values()}
        end = self._rows + max(lengths, default=0)
        if len(lengths) > 1 or end > self._most:
            raise ValueError(
                f"expected columns of one length that fit into {self._most:,} rows, of which {self._rows:,} are taken, "
                f"found {', '.join(map(str, sorted(lengths)))} rows. Say at the start how many there may be at most."
            )
        for name, column in columns.items():
            if name not in self._columns:
                kept = (types or {}).get(name, column.dtype)
                self._columns[name] = beside(self._source, self._most, kept)
            np.copyto(self._columns[name][self._rows : end], column, casting="same_kind")
        self._rows = end

    def add_table(self, table: pd.DataFrame) -> None:
        """Put a table with one index below the others."""
        columns = {str(name): column.to_numpy() for name, column in table.items()}
        self.add({"": table.index.to_numpy(), **columns})

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """All columns so far."""
        return {name: column[: self._rows] for name, column in self._columns.items()}

    def table(self) -> pd.DataFrame:
        """Give the tables that were added as one, index ``customer_id``."""
        columns = self.columns
        index = pd.Index(columns.pop(""), name="customer_id", copy=False)
        return pd.DataFrame(columns, index=index, copy=False)
