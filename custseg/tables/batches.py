"""What does a fitted model say of more customers than memory holds?

`score_in_batches`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from ..schema import SchemaError, check_whole, typed
from ._batch_scores import FEW, BatchScores, check_alone

_KINDS = (
    "a table of pandas, polars, PyArrow, DuckDB or Spark, a RecordBatchReader or Dataset of PyArrow, or the path of a "
    "Parquet file or folder"
)


@typed
def score_in_batches(
    model: Any,
    source: Any,
    *,
    method: str = "predict",
    ids: str = "customer_id",
    batch_rows: int = 100_000,
    **arguments: Any,
) -> Any:
    """Ask a fitted model about any number of customers, a batch at a time, where they are.

    A model is fitted once, to a sample or to counts, and small. Customers are many: a batch of them is brought to the
    model, and what it says of them is given back on the engine of the source, so that memory holds one batch. Each
    value is that which the model gives to all customers at once: what would depend on the batch is refused.

    Parameters
    ----------
    model : fitted estimator
        A grid, a clusterer, a purchase model, a tier rule, or any estimator of scikit-learn. In Spark it travels to the
        workers, which need custseg.
    source : dataframe or path
        One row per customer, with the columns that the model reads. See *Returns* for the kinds.
    method : str
        The method of the model that is asked, such as ``"predict"``, ``"transform"`` or ``"probability_alive"``.
    ids : str
        The column that says whom a row is about. pandas tables have their customers in the index.
    batch_rows : int
        The most rows that are scored at once. In Spark the size of a batch is ``spark.sql.execution.arrow
        .maxRecordsPerBatch``.
    **arguments : object
        Further arguments of the method, such as ``horizon=39``.

    Returns
    -------
    dataframe
        A column for each that the method gives; a method that gives arrays names one column. Names of segments are
        text, in pandas categories. The customers are the index in pandas, else the column `ids`. By the source:

        - pandas, polars and PyArrow tables: a table of the same kind;
        - lazy polars: a lazy frame, by ``map_batches``: collect it with ``engine="streaming"``, or sink it;
        - Spark: a frame, by ``mapInPandas``;
        - DuckDB, readers and datasets of PyArrow, and paths: a ``pyarrow.RecordBatchReader``, which DuckDB and
          ``pyarrow.dataset.write_dataset`` read batch by batch. It can be read once.

    Raises
    ------
    TypeError
        For a source or a model of another kind.
    SchemaError
        If the source is empty, or lacks a column that the model reads, or the one that names customers.
    ValueError
        If the method gives a customer another value beside others, or another one at each call, or fits the model.

    See Also
    --------
    customer_table : With ``native=True`` it makes a source of any size.
    sample_customers : Whom to fit the model to.

    Examples
    --------
    >>> from custseg import ValueGrid
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.tables import customer_table, score_in_batches
    >>> customers = customer_table(load_cdnow(), as_of="1998-06-30")
    >>> grid = ValueGrid("rfm").fit(customers.sample(500, random_state=1))
    >>> names = score_in_batches(grid, customers, batch_rows=1000)
    >>> bool((names["segment"] == grid.predict(customers)).all())
    True
    """
    check_whole(batch_rows, "batch_rows", at_least=1, of="rows")
    if not callable(getattr(model, method, None)):
        offered = [name for name in ("predict", "transform", "predict_proba") if callable(getattr(model, name, None))]
        ways = f" It has {', '.join(offered)}." if offered else " Pass a fitted model."
        raise TypeError(f"{type(model).__name__} has no method {method!r}.{ways}")
    if method.partition("_")[0] == "fit":
        raise ValueError(f"{method} learns anew from each batch, and changes the model. Use a method such as predict.")
    scores = BatchScores(model, method, ids, arguments)
    source = nw.to_native(source, pass_through=True)
    if isinstance(source, pd.DataFrame):
        return _in_pandas(scores, source, batch_rows)
    if (kind := _kind(source)) is not None:
        return kind(scores, source, batch_rows)
    batches = _arrow_batches(source, batch_rows)
    if isinstance(source, pa.Table):
        return _read(scores, batches, batch_rows).read_all()
    return _read(scores, batches, batch_rows)


def _kind(source: Any) -> Callable[[BatchScores, Any, int], Any] | None:
    """Give the way of an engine that takes a function to its rows; none for what can be read as Arrow batches."""
    package = type(source).__module__.partition(".")[0]
    if package == "polars":
        return _in_polars if isinstance(nw.from_native(source), nw.DataFrame) else _in_lazy_polars
    return _in_spark if package == "pyspark" else None


def _in_pandas(scores: BatchScores, source: pd.DataFrame, batch_rows: int) -> pd.DataFrame:
    _refuse_empty(source)
    check_alone(scores, source.head(FEW))
    found = [scores.of(source.iloc[start : start + batch_rows]) for start in range(0, len(source), batch_rows)]
    return pd.concat(found)


def _in_polars(scores: BatchScores, source: Any, batch_rows: int) -> Any:
    reader = pa.RecordBatchReader.from_stream(source)
    found = _read(scores, iter(reader), batch_rows).read_all()
    return nw.get_native_namespace(source).from_arrow(found)


def _in_lazy_polars(scores: BatchScores, source: Any, batch_rows: int) -> Any:
    polars = nw.get_native_namespace(source)
    first = source.head(FEW).collect().to_pandas()
    schema = _first_schema(scores, first)

    def of_batch(batch: Any) -> Any:
        parts = [scores.in_arrow(part.to_pandas(), schema) for part in batch.iter_slices(batch_rows)]
        return polars.from_arrow(pa.concat_tables(parts) if parts else schema.empty_table())

    return source.map_batches(of_batch, schema=polars.from_arrow(schema.empty_table()).schema, streamable=True)


def _in_spark(scores: BatchScores, source: Any, batch_rows: int) -> Any:
    first = source.limit(FEW).toPandas()
    schema = _first_schema(scores, first)
    types = ", ".join(f"`{field.name}` {_spark_type(field.type)}" for field in schema)

    def of_batches(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            yield scores.of_rows(batch)

    return source.mapInPandas(of_batches, types)


def _spark_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "bigint"
    if pa.types.is_floating(kind):
        return "double"
    return "boolean" if pa.types.is_boolean(kind) else "string"


def _arrow_batches(source: Any, batch_rows: int) -> Iterator[pa.RecordBatch]:
    if isinstance(source, str | os.PathLike):
        if not Path(source).exists():
            raise FileNotFoundError(f"there is no file or folder {source}: pass the path of a Parquet file or folder.")
        source = ds.dataset(source)
    if isinstance(source, ds.Dataset):
        return iter(source.to_batches(batch_size=batch_rows))
    if isinstance(source, pa.Table):
        return iter(source.to_batches(max_chunksize=batch_rows))
    if isinstance(source, pa.RecordBatchReader):
        return iter(source)
    if hasattr(source, "to_arrow_reader"):
        return iter(source.to_arrow_reader(batch_rows))
    raise TypeError(f"source must be {_KINDS}; found {type(source).__name__}.")


def _read(scores: BatchScores, batches: Iterator[pa.RecordBatch], batch_rows: int) -> pa.RecordBatchReader:
    """Score Arrow batches one after the other, as they are asked for."""
    parts = (batch.slice(start, batch_rows) for batch in batches for start in range(0, batch.num_rows, batch_rows))
    first = next(parts, None)
    rows = pd.DataFrame() if first is None else _rows(first)
    schema = _first_schema(scores, rows)

    def scored() -> Iterator[pa.RecordBatch]:
        yield from scores.in_arrow(rows, schema).to_batches()
        for part in parts:
            yield from scores.in_arrow(_rows(part), schema).to_batches()

    return pa.RecordBatchReader.from_batches(schema, scored())


def _rows(batch: pa.RecordBatch) -> pd.DataFrame:
    rows: pd.DataFrame = batch.to_pandas(date_as_object=False)
    return rows


def _first_schema(scores: BatchScores, first: pd.DataFrame) -> pa.Schema:
    """Try the model on a few customers: do their values stand alone, and of what types are they?"""
    _refuse_empty(first)
    scores.check_columns(first.columns, [scores.ids])
    check_alone(scores, first.head(FEW).set_index(scores.ids))
    return scores.in_arrow(first.head(FEW)).schema.remove_metadata()


def _refuse_empty(rows: pd.DataFrame) -> None:
    if not len(rows):
        raise SchemaError("source has no customer: expected one row for each.")
