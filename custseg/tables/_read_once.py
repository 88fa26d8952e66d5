"""How is a log read once, though many functions ask about it? It keeps what was worked out of it.

`ReadOnceLog`, and `once`, with which the functions that read logs ask.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pandas as pd

Worked = TypeVar("Worked")


class ReadOnceLog(pd.DataFrame):
    """A purchase log whose numbers, and what its refunds undo, are worked out by the first function that asks.

    A page asks a dozen functions about one log, and each would read it anew. Whoever makes one of it says that nobody
    changes its rows any more. What is made from it (some of its rows, one more column, a copy) is a plain table.

    Parameters
    ----------
    data : DataFrame
        The log; it is not copied.

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

    def __init__(self, data: pd.DataFrame) -> None:
        super().__init__(data)  # type: ignore[call-arg]  # the stubs know __new__ alone
        self.attrs = data.attrs
        object.__setattr__(self, "_worked_out", {})  # pandas would take it for a column

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __setitem__(self, name: Any, values: Any) -> None:
        raise TypeError(f"this log is read once and does not change: make another with assign({name}=...).")

    def __reduce__(self) -> tuple[Any, ...]:
        return ReadOnceLog, (pd.DataFrame(self),)  # what was worked out stays behind


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
    kept: dict[Hashable, Any] = object.__getattribute__(table, "_worked_out")
    if name not in kept:
        kept[name] = work()
    found: Worked = kept[name]
    return found
