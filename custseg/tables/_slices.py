"""How do sums come home when the engine's memory does not hold them all at once?

`at_home` collects a query, a slice of the customers at a time where it must.
"""

from collections.abc import Callable, Iterator
from typing import Any

import narwhals as nw
import pandas as pd

SLICES = (4, 32)
Query = Callable[[nw.LazyFrame[Any]], nw.LazyFrame[Any]]


def at_home(query: Query, frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Collect what a query makes of an open log into pandas.

    Where DuckDB says that its memory is full, the log is read once for every fourth of the customers, or at last for
    every thirty-second: their sums stand under each other, and whoever reads them adds up what belongs together.

    Raises
    ------
    MemoryError
        If not even those fit.
    """
    try:
        return query(frame).collect().to_pandas()
    except Exception as error:
        if not _is_full(error):
            raise
    for number in SLICES:
        try:
            found = [query(part).collect().to_pandas() for part in slices(frame, number)]
            return pd.concat([some for some in found if len(some)] or found[:1], ignore_index=True)
        except Exception as error:
            if not _is_full(error):
                raise
    raise MemoryError(
        f"the sums of a {SLICES[-1]}nd of the customers do not fit into DuckDB's memory. Raise its limit, "
        "connection.execute(\"set memory_limit = '2GB'\"), or give it a folder for what does not fit, temp_directory."
    )


def slices(frame: nw.LazyFrame[Any], number: int) -> Iterator[nw.LazyFrame[Any]]:
    """Divide the customers of a log in DuckDB by chance, so that each has all of his rows in one slice."""
    relation: Any = frame.to_native()
    for place in range(number):
        yield nw.from_native(relation.filter(f"hash(customer_id) % {number} = {place}")).lazy()


def _is_full(error: Exception) -> bool:
    return type(error).__name__ == "OutOfMemoryException"
