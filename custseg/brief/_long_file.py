"""How is a file held that is too long to be held as text? It is read in parts, then column by column, as numbers.

`read_long` reads one, `numbered` makes the same of a log in memory; `with_ids`, `signs_of` and `without_the_gone`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..decide import business_signs
from ..decide.signs.business import signs_of_numbered
from ..read import convert_transactions
from ..read.files.source import PARQUET, TEXT, ending_of
from ..schema import Day, SchemaError, printable
from ..tables._customer_places import customer_index
from ..tables._read_once import ReadOnceLog
from ..tables._release import release_memory
from ..tables._shelf import room, shelved, taken
from ..tables.refunds import NAMED_BY_REFUNDS
from ._order_ranks import order_ranks

LONG = 1_000_000  # rows
BYTES = 40  # of a row of text, so that the size of a file says about how many it has
Spelt = Callable[[object], bool]  # whether a column is asked for as text


class NumberedLog(NamedTuple):
    """A log whose ``customer_id`` are places among the sorted ids, and these ids.

    Where each row names its order, ``order_id`` are whole numbers in the order of the names.
    """

    log: pd.DataFrame
    ids: pd.Index


def is_long(source: Any) -> bool:
    """Say whether a file has so many rows that it is read in parts; what is wrong with one is said by who reads it."""
    if not isinstance(source, str | Path):
        return False
    try:
        path = Path(source).expanduser()
        ending = ending_of(path)
        if ending in PARQUET:
            return int(pq.read_metadata(path).num_rows) >= LONG
        return ending in TEXT and path.stat().st_size >= BYTES * LONG
    except (pa.ArrowException, OSError, RuntimeError, ValueError):  # also a name too long, no such ~user, a NUL
        return False


def read_long(source: str | Path, reading: Mapping[str, Any], spelt: Spelt) -> tuple[NumberedLog, pd.DataFrame] | None:
    """Read a file as `read_transactions_with_rejects` does, with no more than a part of it in memory as text.

    Parameters
    ----------
    source : path
        CSV or Parquet.
    reading : mapping
        Arguments of the reader.
    spelt : callable
        Says of a column whether it is asked for as text; of others it is only known which cells are alike.

    Returns
    -------
    tuple of NumberedLog and DataFrame, or None
        The log and the rows set aside; None where the file must be read at once: it leaves something open, is faulty,
        or holds what only all of its rows can settle.

    Raises
    ------
    OSError
        The folder for temporary files cannot be used, or goes while the file is read.
    """
    stated = {name: value for name, value in reading.items() if value is not None}
    if "sheet" in stated:
        return None
    with _laid_aside(source) as folder:
        into, rejects = folder / "log.parquet", folder / "rejects.parquet"
        try:
            _, found = convert_transactions(source, into, rejects=rejects, **stated)
        except SchemaError:
            return None
        release_memory()
        log, set_aside = _by_column(into, spelt), pd.read_parquet(rejects)
    log.log.attrs["source"] = found
    return log, set_aside


@contextmanager
def _laid_aside(source: str | Path) -> Iterator[Path]:
    """Make a folder for what a file is converted into; say what to do where none can be made, or it is gone."""
    try:
        made = TemporaryDirectory()
    except OSError as error:
        raise _no_place(source, error) from error
    with made as folder:
        try:
            yield Path(folder)
        except OSError as error:
            if Path(folder).is_dir():
                raise
            raise _no_place(source, error) from error


def _no_place(source: str | Path, error: OSError) -> OSError:
    return type(error)(
        f"{printable(Path(source).name)} is so long that its rows are laid aside in the folder for temporary files "
        f"while it is read, and that folder is gone or cannot be written ({error}). Make it, or set TMPDIR to one that "
        "can be written, and begin again in a new process."
    )


def _by_column(path: Path, spelt: Spelt) -> NumberedLog:
    """Read one column after another: none is there as text once the next one is read."""
    schema = pq.read_schema(path)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    with pq.ParquetFile(path) as file, pq.ParquetFile(path, read_dictionary=texts) as coded:
        columns: dict[str, Any] = {}
        for name in schema.names:
            if name == "customer_id":
                columns[name], found = _ranked(_column(coded, name))
                columns[name] = shelved(columns[name])
            elif name not in texts or spelt(name):
                columns[name] = shelved(_column(file, name).to_pandas())
            elif name == "order_id":
                columns[name] = shelved(order_ranks(file))
            elif name in NAMED_BY_REFUNDS:
                columns[name] = shelved(_column(coded, name).unify_dictionaries().to_pandas())
            else:
                columns[name] = shelved(_codes(_column(coded, name).unify_dictionaries()))
            release_memory()
    return NumberedLog(pd.DataFrame(columns, copy=False), shelved(customer_index(found.to_pandas())))


def _column(file: pq.ParquetFile, name: str) -> pa.ChunkedArray:
    return file.read([name]).column(0)


def _ranked(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Give each row the place of its text among all different ones, and these, sorted."""
    column = column.unify_dictionaries()
    texts = column.chunk(0).dictionary
    order = pc.array_sort_indices(texts)
    place = np.empty(len(texts), dtype=np.int32)
    place[np.asarray(order)] = np.arange(len(texts), dtype=np.int32)
    return taken(place, _codes(column)), texts.take(order)


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    """Give the number of each row's text; -1 where there is none."""
    codes, at = room(len(column), np.int32), 0
    for chunk in column.chunks:
        codes[at : at + len(chunk)] = np.asarray(chunk.indices.fill_null(-1), dtype=np.int32)
        at += len(chunk)
    return codes


def numbered(log: pd.DataFrame, ids: pd.Index | None, spelt: Spelt) -> tuple[pd.DataFrame, pd.Index | None]:
    """Hold a long log in fewer bytes: customers as places, orders as numbers, and only columns that a page asks for.

    Parameters
    ----------
    log : DataFrame
        Transactions; a short log stays as it is.
    ids : Index or None
        The ids, if customers are places among them already.
    spelt : callable
        Says of a column whether it is asked for as text.
    """
    if ids is None and len(log) < LONG:
        return log, None
    asked = {"customer_id", "date", "amount", "cost", *NAMED_BY_REFUNDS}
    held = pd.DataFrame({name: log[name] for name in log if name in asked or spelt(name)}, copy=False)
    if ids is None:
        places, ids = places_of(log["customer_id"])
        columns: dict[str, Any] = {"customer_id": places.astype(np.int32)}
        if "order_id" in log and not spelt("order_id"):
            columns["order_id"] = order_numbers(log["order_id"])
        if "product" in log and not spelt("product") and isinstance(log["product"].dtype, pd.StringDtype):
            columns["product"] = log["product"].astype("category")
        held = held.assign(**columns)
    held.attrs = log.attrs
    return held, ids


def places_of(ids: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Give each row the place of its customer among the sorted ids, and the ids."""
    codes, found = pd.factorize(ids)
    names = customer_index(found)
    order = names.argsort()
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[codes], names[order]


def order_numbers(names: pd.Series) -> np.ndarray | pd.Series:
    """Give names as whole numbers in their order; where a row has none, or they are no text, they stay as they are."""
    if not isinstance(names.dtype, pd.StringDtype) or names.isna().any() or (names == "").any():
        return names
    return pd.factorize(names, sort=True)[0]


def signs_of(log: pd.DataFrame, ids: pd.Index | None, observed_until: Day) -> pd.DataFrame:
    """Look for what is odd, as `business_signs` does; of a numbered log with its ids."""
    if ids is None:
        return business_signs(log, observed_until=observed_until)
    return signs_of_numbered(ReadOnceLog(log, shelved), ids, observed_until=observed_until)


def with_ids(log: pd.DataFrame, ids: pd.Index | None) -> pd.DataFrame:
    """Give the customers of a log their ids again."""
    return log if ids is None else log.assign(customer_id=ids[log["customer_id"]])


def without_the_gone(log: pd.DataFrame, ids: pd.Index | None) -> tuple[pd.DataFrame, pd.Index | None]:
    """Leave out the ids of customers of whom the log has no row any more."""
    if ids is None:
        return log, None
    places = log["customer_id"].to_numpy()
    there = np.zeros(len(ids), dtype=bool)
    there[places] = True
    if there.all():
        return log, ids
    place = np.cumsum(there, dtype=np.int32) - np.int32(1)
    left = log.assign(customer_id=place[places])
    left.attrs = log.attrs
    return left, ids[there]
