"""Which rows are no clients but sums of others? By their word, 合计 or Total, or by their money.

`without_sums` and `sum_of_the_others`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..files.rows import Rows, plain_cells
from ..meaning.words import listed_in
from .reading import Note, Reading

FEWEST_SUMMED = 3  # rows in which one could be the sum of the others by chance


def without_sums(rows: Rows, name: str, header: str | None, reading: Reading) -> Rows:
    """Leave out rows that are sums of the others, by their word, and note them.

    Parameters
    ----------
    rows : Rows
        Of one table.
    name : str
        Of the table.
    header : str or None
        Of the column of clients.
    reading : Reading
        Gets the note.

    Returns
    -------
    Rows
        The others.
    """
    if header is None:
        return rows
    sums = listed_in(plain_cells(rows.table[header]), "rows", "totals", ending=True).to_numpy()
    if not sums.any():
        return rows
    reading.notes.append(Note("sums", {"table": name, "places": _places(rows.numbers[sums])}))
    return rows._replace(table=rows.table[~sums].reset_index(drop=True), numbers=rows.numbers[~sums])


def sum_of_the_others(table: pd.DataFrame) -> pd.Index:
    """Give the last row where its money is that of all others: a sum that no word betrays.

    Parameters
    ----------
    table : DataFrame
        Clients, with ``income``, ``cost`` and ``exposure``.

    Returns
    -------
    Index
        The row, or none.
    """
    money = table[["income", "cost", "exposure"]].abs()
    above = table[list(money)].iloc[:-1].sum()
    alike = (table[list(money)].iloc[-1] - above).abs() <= 1e-6 * money.iloc[:-1].sum()
    return table.index[-1:] if len(table) > FEWEST_SUMMED and bool(alike.all()) else table.index[:0]


def _places(numbers: np.ndarray) -> str:
    return f"row{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers[:5]))}{' ...' * (len(numbers) > 5)}"
