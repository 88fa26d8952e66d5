"""Where do the rows come from? A text file, a workbook, a Parquet file or a table in memory."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed, printable, sound_file
from .delimited import read_delimited
from .encoding import check_encoding
from .header_line import Known
from .layout import inside_zip
from .rows import Rows, as_rows
from .several import joined
from .workbook import read_workbook

TEXT, WORKBOOK, PARQUET = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm"), (".parquet", ".pq")
PARTS = str | Path | pd.DataFrame  # what may stand in a list of sources


def read_source(
    source: Any,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    known: Known | None = None,
) -> Rows:
    """Fetch the rows, whatever holds them.

    Parameters
    ----------
    source : path or dataframe
        ``.csv``, ``.tsv``, ``.txt`` (also packed: ``.csv.gz``, or alone in a ``.zip``), ``.xlsx``, ``.xlsm``,
        ``.parquet``, ``.pq``; a pandas
        DataFrame or any frame that narwhals knows (polars, PyArrow, DuckDB ...); or a list of paths and pandas
        DataFrames with the same headers.
    encoding, separator : str, optional
        For text files only.
    sheet : str or int, or a list of them, optional
        For workbooks only; several sheets must have the same headers.
    known : mapping of str to str, optional
        Columns by the keys of their headers, by which the header is found in a file; those of transactions by default.

    Returns
    -------
    Rows
        As they stand in the source.
    """
    check_encoding(encoding)
    stated = {"encoding": encoding, "separator": separator, "sheet": sheet}
    if isinstance(source, list | tuple) and source and all(isinstance(one, PARTS) for one in source):
        parts = [read_source(one, encoding=encoding, separator=separator, sheet=sheet, known=known) for one in source]
        return joined(parts, _names(source))
    if not isinstance(source, str | Path):
        _refuse_idle(f"a {type(source).__name__}", **stated)
        return frame_rows(_as_pandas(source), {"kind": "table", "name": "the table"})
    path = existing_file(source)
    ending = ending_of(path)
    if ending == ".zip":
        raise SchemaError(_several_inside(path))
    if ending in TEXT:
        _refuse_idle(path.name, sheet=sheet)
        with sound_file(f"{path.name} cannot be read as text", "Check its encoding, or write it again as UTF-8."):
            return read_delimited(path, encoding, separator, known)
    if ending in WORKBOOK:
        _refuse_idle(path.name, encoding=encoding, separator=separator)
        return _sheets(path, sheet, known)
    if ending in PARQUET:
        _refuse_idle(path.name, **stated)
        return frame_rows(_read_parquet(path), {"kind": "parquet", "name": path.name})
    raise SchemaError(unknown_ending(path.name, ending))


def _names(source: Sequence[str | Path | pd.DataFrame]) -> list[str]:
    """Name the parts of a source, each by a name of its own: two folders may hold files of one name."""
    paths = [Path(one) if isinstance(one, str | Path) else None for one in source]
    names = [f"table {place}" if path is None else path.name for place, path in enumerate(paths, start=1)]
    return [
        str(path) if path is not None and names.count(name) > 1 else name
        for path, name in zip(paths, names, strict=True)
    ]


def ending_of(path: Path) -> str:
    """Give the ending of a file, or that of what is packed in it."""
    inner = Path(path.stem).suffix.lower()
    ending = path.suffix.lower()
    if ending == ".zip" and len(found := inside_zip(path)) == 1:
        inner = Path(found[0]).suffix.lower()
    return inner if ending in (".gz", ".zip") and inner in TEXT else ending


def _several_inside(path: Path) -> str:
    """Say what a zip file holds that is not one text file."""
    found = inside_zip(path)
    holds = f"holds {listed(map(printable, found))}" if found else "is damaged or empty"
    return f"{path.name} {holds}; a zip file is read where it holds one text file alone. Unpack it and pass the file."


def _sheets(path: Path, sheet: str | int | Sequence[str | int] | None, known: Known | None) -> Rows:
    if sheet is None or isinstance(sheet, str | int):
        return read_workbook(path, sheet, known)
    if not isinstance(sheet, list | tuple) or not sheet:
        raise ValueError(f"sheet must be a name, a position or a list of them, found {repr(sheet)[:60]}.")
    parts = [read_workbook(path, one, known) for one in sheet]
    return joined(parts, [str(part.source["sheet"]) for part in parts])


def unknown_ending(name: str, ending: str) -> str:
    """Say which files can be read."""
    known = listed([*TEXT, *WORKBOOK, *PARQUET], shown=9)
    advice = "Save it as one of them, or read it with pandas and pass that."
    if ending == ".xls":
        advice = "Save it as .xlsx."
    if ending in (".gz", ".7z", ".rar", ".bz2", ".xz"):
        advice = "Unpack it and pass the file inside; only .csv.gz, .tsv.gz, .txt.gz and .zip are read as they are."
    return f"{name} ends in {ending!r}; files that can be read end in {known}. {advice}"


def _refuse_idle(name: str, **stated: object) -> None:
    idle = [f"{argument}=" for argument, value in stated.items() if value is not None]
    if idle:
        raise ValueError(f"{' and '.join(idle)} means nothing for {name}. Leave it out.")


def existing_file(source: str | Path) -> Path:
    """Give the path of a file that is there and may be read, or say what is wrong with it."""
    if "://" in str(source):
        raise SchemaError(f"{source} is an address. Nothing is downloaded here: save the file and pass its path.")
    path, kind = _path_and_kind(source)
    if stat.S_ISREG(kind):
        return path
    if kind and not stat.S_ISDIR(kind):
        raise SchemaError(
            f"{path} is not a file but a device or a pipe. Save what comes out of it, and pass that file."
        )
    if kind:
        found = sorted(file.name for file in path.iterdir() if file.suffix.lower() in TEXT + WORKBOOK + PARQUET)
        raise SchemaError(
            f"{path} is a folder. Pass one file in it (found: {listed(found) or 'none that can be read'})."
        )
    folder = path.parent
    if not folder.is_dir():
        raise SchemaError(f"{path} is not there: there is no folder {folder}.")
    if not os.access(folder, os.R_OK):
        raise SchemaError(f"{path.name} is not in {folder}, or you may not look into that folder. Check the name.")
    names = sorted(file.name for file in folder.iterdir())
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    advice = f"Did you mean {listed(near)}?" if near else f"The folder holds {listed(names) or 'nothing'}."
    raise SchemaError(f"{path.name} is not in {folder.resolve()}. {advice}")


def _path_and_kind(source: str | Path) -> tuple[Path, int]:
    """Return the path and the mode of what is there, 0 if nothing is."""
    try:
        path = Path(source).expanduser()
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):
            path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        return path, 0
    except (OSError, RuntimeError, ValueError) as error:  # no right to read, a name too long, no such ~user, a NUL
        name = str(source) if len(str(source)) <= 100 else f"{str(source)[:100]}..."
        said = str(error.strerror if isinstance(error, OSError) else error).rstrip(".")
        raise SchemaError(
            f"{printable(name)} cannot be opened: {said}. Check the path, and that you may read it."
        ) from error
    return path, kind


def _read_parquet(path: Path) -> pd.DataFrame:
    if path.stat().st_size == 0:
        raise SchemaError(f"{path.name} is empty (0 bytes). Write the file again.")
    with sound_file(f"{path.name} is not a Parquet file, or is damaged", "Check its ending or write it again."):
        return pd.read_parquet(path, engine="pyarrow", page_checksum_verification=True)


def _as_pandas(source: Any) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    import narwhals as nw

    try:
        frame = nw.from_native(source)
    except TypeError:
        kind = type(source).__name__
        raise TypeError(f"expected a path or a dataframe, found {kind}. Read it with pandas and pass that.") from None
    with sound_file(
        f"the {type(source).__name__} cannot be turned into a table", "Run it by itself and look at the error."
    ):
        return (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_pandas()


def frame_rows(frame: pd.DataFrame, source: dict[str, Any]) -> Rows:
    """Take the rows of a table of pandas, numbered by its labels."""
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
