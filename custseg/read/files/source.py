"""Where do the rows come from? A text file, a workbook, a Parquet file or a table in memory."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed
from .delimited import read_delimited
from .rows import Rows, as_rows
from .several import joined
from .workbook import read_workbook

TEXT, WORKBOOK, PARQUET = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm"), (".parquet", ".pq")


def read_source(
    source: Any,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
) -> Rows:
    """Fetch the rows, whatever holds them.

    Parameters
    ----------
    source : path or dataframe
        ``.csv``, ``.tsv``, ``.txt`` (also packed, ``.csv.gz``), ``.xlsx``, ``.xlsm``, ``.parquet``, ``.pq``; a pandas
        DataFrame or any frame that narwhals knows (polars, PyArrow, DuckDB ...); or a list of paths and pandas
        DataFrames with the same headers.
    encoding, separator : str, optional
        For text files only.
    sheet : str or int, or a list of them, optional
        For workbooks only; several sheets must have the same headers.

    Returns
    -------
    Rows
        As they stand in the source.
    """
    if (
        isinstance(source, list | tuple)
        and source
        and all(isinstance(one, str | Path | pd.DataFrame) for one in source)
    ):
        parts = [read_source(path, encoding=encoding, separator=separator, sheet=sheet) for path in source]
        return joined(parts, [Path(path).name if isinstance(path, str | Path) else "table" for path in source])
    if not isinstance(source, str | Path):
        _refuse_idle(f"a {type(source).__name__}", encoding=encoding, separator=separator, sheet=sheet)
        return _frame_rows(_as_pandas(source), {"kind": "table", "name": "the table"})
    path = _existing_file(source)
    ending = path.suffix.lower()
    if ending == ".gz" and Path(path.stem).suffix.lower() in TEXT:
        ending = Path(path.stem).suffix.lower()
    if ending in TEXT:
        _refuse_idle(path.name, sheet=sheet)
        return read_delimited(path, encoding, separator)
    if ending in WORKBOOK:
        _refuse_idle(path.name, encoding=encoding, separator=separator)
        if isinstance(sheet, list | tuple):
            return joined([read_workbook(path, one) for one in sheet], [str(one) for one in sheet])
        return read_workbook(path, sheet)
    if ending in PARQUET:
        _refuse_idle(path.name, encoding=encoding, separator=separator, sheet=sheet)
        return _frame_rows(_read_parquet(path), {"kind": "parquet", "name": path.name})
    advice = (
        "Save it as .xlsx." if ending == ".xls" else "Save it as one of them, or read it with pandas and pass that."
    )
    known = listed([*TEXT, *WORKBOOK, *PARQUET], shown=9)
    raise SchemaError(f"{path.name} ends in {ending!r}; files that can be read end in {known}. {advice}")


def _refuse_idle(name: str, **stated: object) -> None:
    idle = [f"{argument}=" for argument, value in stated.items() if value is not None]
    if idle:
        raise ValueError(f"{' and '.join(idle)} means nothing for {name}. Leave it out.")


def _existing_file(source: str | Path) -> Path:
    if "://" in str(source):
        raise SchemaError(f"{source} is an address. Nothing is downloaded here: save the file and pass its path.")
    path = Path(source).expanduser()
    if path.is_file():
        return path
    if path.is_dir():
        found = sorted(file.name for file in path.iterdir() if file.suffix.lower() in TEXT + WORKBOOK + PARQUET)
        raise SchemaError(
            f"{path} is a folder. Pass one file in it (found: {listed(found) or 'none that can be read'})."
        )
    folder = path.parent
    if not folder.is_dir():
        raise SchemaError(f"{path} is not there: there is no folder {folder}.")
    names = sorted(file.name for file in folder.iterdir())
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    advice = f"Did you mean {listed(near)}?" if near else f"The folder holds {listed(names) or 'nothing'}."
    raise SchemaError(f"{path.name} is not in {folder.resolve()}. {advice}")


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow as pa

    if path.stat().st_size == 0:
        raise SchemaError(f"{path.name} is empty (0 bytes). Write the file again.")
    try:
        return pd.read_parquet(path)
    except (pa.ArrowInvalid, OSError) as error:
        first = str(error).splitlines()[0]
        raise SchemaError(
            f"{path.name} is not a Parquet file ({first}). Check its ending or write it again."
        ) from error


def _as_pandas(source: Any) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    import narwhals as nw

    try:
        frame = nw.from_native(source)
    except TypeError:
        kind = type(source).__name__
        raise TypeError(f"expected a path or a dataframe, found {kind}. Read it with pandas and pass that.") from None
    return (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_pandas()


def _frame_rows(frame: pd.DataFrame, source: dict[str, Any]) -> Rows:
    if frame.columns.nlevels > 1:
        raise SchemaError(f"{source['name']} has {frame.columns.nlevels} header rows. Give each column one name.")
    named = [name for name in frame.index.names if name is not None]
    if named:  # a column that was set aside, unless it is still there too
        frame = frame.reset_index(drop=bool(set(named) & set(frame.columns)))
    if not len(frame):
        raise SchemaError(f"{source['name']} has no rows (columns: {listed(map(str, frame.columns)) or 'none'}).")
    return as_rows(_plain(frame.reset_index(drop=True)), list(frame.columns), np.asarray(frame.index), source)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    if not table.columns.is_unique:
        return table  # refused soon
    categorical = [name for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype({name: table[name].cat.categories.dtype for name in categorical})
