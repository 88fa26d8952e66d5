"""How do sums come home when the engine's memory does not hold them all at once?

`at_home` collects a query, a slice of the customers at a time where it must.
"""

from collections.abc import Callable, Iterator
from typing import Any

import narwhals as nw
import pandas as pd

SLICES = (4, 32)
LOW = 2_000_000_000  # bytes of memory: with more of it, rows are not counted before
OF_A_ROW = 20  # bytes of memory for each row, below which sums of days do not fit, however much is laid aside
UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
Query = Callable[[nw.LazyFrame[Any]], nw.LazyFrame[Any]]


def at_home(query: Query, frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Collect what a query makes of an open log into pandas.

    Where DuckDB has little memory for the rows, or says that it is full, the log is read once for every half, fourth or
    at last thirty-second of the customers: their sums stand under each other, and whoever reads them adds up what
    belongs together.

    Raises
    ------
    MemoryError
        If not even those fit.
    """
    first = _slices_to_begin_with(frame)
    for number in (first, *(more for more in SLICES if more > first)):
        try:
            parts = [frame] if number == 1 else slices(frame, number)
            found = [query(part).collect().to_pandas() for part in parts]
            return pd.concat([some for some in found if len(some)] or found[:1], ignore_index=True)
        except Exception as error:
            if not _is_full(error):
                raise
    raise MemoryError(
        f"the sums of a {SLICES[-1]}nd of the customers do not fit into DuckDB's memory. Raise its limit, "
        "connection.execute(\"set memory_limit = '2GB'\"), or give it a folder for what does not fit, temp_directory."
    )


def _slices_to_begin_with(frame: nw.LazyFrame[Any]) -> int:
    """Give the slices that a low limit of memory asks for: to run into it first takes half as long as all the rest."""
    if not frame.implementation.is_duckdb():
        return 1
    relation: Any = frame.to_native()
    _, told = relation.limit(0).aggregate("count(*), current_setting('memory_limit')").fetchall()[0]
    size, unit = told.split()
    limit = float(size) * UNITS.get(unit, LOW)
    if limit >= LOW:
        return 1
    needed = OF_A_ROW * int(relation.aggregate("count(*)").fetchall()[0][0]) / limit
    return next((number for number in (1, 2, 4, 8, 16) if number >= needed), SLICES[-1])


def slices(frame: nw.LazyFrame[Any], number: int) -> Iterator[nw.LazyFrame[Any]]:
    """Divide the customers of a log in DuckDB by chance, so that each has all of his rows in one slice."""
    relation: Any = frame.to_native()
    for place in range(number):
        yield nw.from_native(relation.filter(f"hash(customer_id) % {number} = {place}")).lazy()


def _is_full(error: Exception) -> bool:
    return type(error).__name__ == "OutOfMemoryException"
