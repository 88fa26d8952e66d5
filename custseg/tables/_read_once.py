"""How is a log read once, though many functions ask about it? It keeps what was worked out of it.

`ReadOnceLog`, and `once`, with which the functions that read logs ask.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

Worked = TypeVar("Worked")


class ReadOnceLog(pd.DataFrame):
    """A purchase log whose numbers, and what its refunds undo, are worked out by the first function that asks.

    A page asks a dozen functions about one log, and each would read it anew. What is made from it (some of its rows,
    one more column, a copy) is a plain table. Should its rows be changed in place all the same, it is read anew.

    Parameters
    ----------
    data : DataFrame
        The log; it is not copied.
    hold : callable
        Gives what was worked out as it is kept: :func:`custseg.tables._shelf.shelved` for a long log.

    Raises
    ------
    TypeError
        A column is set.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> log = ReadOnceLog(load_cdnow())
    >>> once(log, "rows", lambda: len(log)), once(log, "rows", lambda: 0)
    (6919, 6919)
    >>> type(log.head()).__name__
    'DataFrame'
    """

    def __init__(self, data: pd.DataFrame, hold: Callable[[Any], Any] = lambda found: found) -> None:
        super().__init__(data)  # type: ignore[call-arg]  # the stubs know __new__ alone
        self.attrs = data.attrs
        object.__setattr__(self, "_kept", _Kept(self, hold))  # pandas would take it for a column

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __setitem__(self, name: Any, values: Any) -> None:
        raise TypeError(f"this log is read once and does not change: make another with assign({name}=...).")

    def __reduce__(self) -> tuple[Any, ...]:
        return ReadOnceLog, (pd.DataFrame(self),)  # what was worked out stays behind


class _Kept:
    """What was worked out of a table, and the memory in which its columns lay then."""

    def __init__(self, table: pd.DataFrame, hold: Callable[[Any], Any]) -> None:
        self.found: dict[Hashable, Any] = {}
        self.hold = hold
        self._columns = _memory(table)
        self._held = pd.DataFrame(table)  # while somebody else holds the columns, pandas writes into copies of them

    def stands(self, table: pd.DataFrame) -> bool:
        """Say whether the table is what it was: each column lies where it lay."""
        return len(table) == len(self._held) and _memory(table) == self._columns


def _memory(table: pd.DataFrame) -> list[tuple[Hashable, Any]]:
    """Give for each column where it lies in memory; of a type whose memory is not told, nothing that comes twice."""
    return [(name, _place(column)) for name, column in table.items()]


def _place(column: pd.Series) -> Any:
    if isinstance(column.dtype, np.dtype):
        return column.to_numpy().__array_interface__["data"]
    if isinstance(column.dtype, pd.CategoricalDtype):
        numbers: Any = column.array
        return numbers.codes.__array_interface__["data"], id(column.dtype.categories)
    if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow":
        text = pa.array(column.array)
        parts = text.chunks if isinstance(text, pa.ChunkedArray) else [text]
        return [(part.offset, len(part), [one and one.address for one in part.buffers()]) for part in parts]
    return object()


def once(table: Any, name: Hashable, work: Callable[[], Worked]) -> Worked:
    """Give what was worked out of a log before; work it out where it was not, or where the log is any other table.

    Parameters
    ----------
    table : dataframe
        A log of any kind; only a `ReadOnceLog` keeps anything.
    name : hashable
        What is asked for.
    work : callable
        Works it out.

    Returns
    -------
    object
        The same one each time: it must not be changed.
    """
    if not isinstance(table, ReadOnceLog):
        return work()
    kept: _Kept = object.__getattribute__(table, "_kept")
    if not kept.stands(table):
        kept = _Kept(table, kept.hold)
        object.__setattr__(table, "_kept", kept)
    if name not in kept.found:
        kept.found[name] = kept.hold(work())
    found: Worked = kept.found[name]
    return found
