"""How does a table from memory get to the engine that holds the log?

`on_engine_of` puts it there, `under_each_other` joins it with what the engine summed up itself, `handed_back` gives
both as they came; `held_in_memory` says whether the log is in memory, too.
"""

from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

ENGINES = "pandas, polars, DuckDB, PyArrow and Spark"


def held_in_memory(native: Any) -> bool:
    """Say whether all rows of a frame are in memory: it is eager, or a lazy plan of polars that reads no file.

    Examples
    --------
    >>> held_in_memory(pd.DataFrame({"a": [1]}))
    True
    """
    frame = nw.from_native(native)
    if isinstance(frame, nw.DataFrame):
        return True
    return frame.implementation.is_polars() and "SCAN" not in native.explain(optimized=False)


def on_engine_of(table: pd.DataFrame, native: Any) -> Any:
    """Give a table without index to the engine of a native frame; eager if that is.

    Raises
    ------
    TypeError
        For an engine that is not known here.
    """
    kind = nw.from_native(native).implementation
    if kind.is_pandas():
        return table
    if kind.is_pyarrow():
        return nw.get_native_namespace(native).Table.from_pandas(table, preserve_index=False)
    if kind.is_polars():
        frame = nw.get_native_namespace(native).from_pandas(table)
        return frame.lazy() if isinstance(nw.from_native(native), nw.LazyFrame) else frame
    if kind.is_duckdb():
        return _in_duckdb(table, native)
    if kind.is_pyspark():
        days = {str(name): table[name].dt.date for name, dtype in table.dtypes.items() if dtype.kind == "M"}
        rows = table.assign(**days).astype(object).where(table.notna(), None).itertuples(index=False, name=None)
        return native.sparkSession.createDataFrame(list(rows), _spark_schema(table))
    raise TypeError(
        f"native=True is for {ENGINES}; found {type(native).__name__}. Leave native out, and the table comes to pandas."
    )


def _in_duckdb(table: pd.DataFrame, relation: Any) -> Any:
    """Give the table to the connection of a relation, which finds it by the name that it has here."""
    brought = pa.Table.from_pandas(table, preserve_index=False)
    found = relation.query("the_log", "select * from brought")
    del brought  # the relation holds it
    return found


_SPARK_TYPES = {"i": "bigint", "f": "double", "M": "date", "b": "boolean"}


def _spark_schema(table: pd.DataFrame) -> str:
    kinds = {name: getattr(dtype, "kind", "O") for name, dtype in table.dtypes.items()}
    return ", ".join(f"`{name}` {_SPARK_TYPES.get(kind, 'string')}" for name, kind in kinds.items())


def under_each_other(frame: nw.LazyFrame[Any], table: pd.DataFrame, native: Any) -> nw.LazyFrame[Any]:
    """Put the rows of a table from memory under those of a frame on the engine, in the types that the frame has."""
    if not len(table):
        return frame
    types = frame.collect_schema()
    brought = nw.from_native(on_engine_of(table, native)).lazy()
    both: nw.LazyFrame[Any] = nw.concat(
        [frame, brought.select(**{name: nw.col(name).cast(kind) for name, kind in types.items()})], how="vertical"
    )
    return both


def handed_back(frame: nw.LazyFrame[Any], table: pd.DataFrame, native: Any) -> Any:
    """Give a frame of the engine with the rows of a table under its own: lazy if the log is, else collected."""
    both = under_each_other(frame, table, native)
    eager = isinstance(nw.from_native(native), nw.DataFrame)
    return (both.collect() if eager else both).to_native()
